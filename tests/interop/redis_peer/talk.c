/*
 * talk.c - commands, a line each, and what became of them
 *
 *   put KEY VALUE TTL              the cache
 *   get KEY
 *   read KEY NOW                   the store; "-" is no value, "never" a time
 *   swap KEY EXPECTED VALUE EXPIRES NOW
 *   add KEY BY EXPIRES NOW
 *   count NUMBER                   a counter
 *   error                          what the last failure was about
 */
#include "redis_peer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINE 1024
#define MAX_WORDS 6

typedef struct talk {
	secmail_redis *redis;
	secmail_store *store;
	char *words[MAX_WORDS + 1]; /* unused ones are "" */
} talk;

static int64_t
time_of(const char *word)
{
	return strcmp(word, "never") == 0 ? SECMAIL_STORE_NEVER : strtoll(word, NULL, 10);
}

static const char *
value_of(const char *word, size_t *len)
{
	bool is_none = strcmp(word, "-") == 0;

	*len = is_none ? 0 : strlen(word);
	return is_none ? NULL : word;
}

static void
say_value(secmail_status status, const char *value, size_t len)
{
	if (status == SECMAIL_DONE)
		printf("done %.*s\n", (int)len, value);
	else
		printf("%s\n", secmail_status_text(status));
}

static void
get_or_read(const talk *t)
{
	char value[MAX_LINE];
	const char *key = t->words[1];
	size_t len = 0;
	secmail_status status =
	    strcmp(t->words[0], "get") == 0
		? secmail_redis_get(t->redis, key, strlen(key), value, sizeof value, &len)
		: secmail_store_get(
		      t->store, key, strlen(key), time_of(t->words[2]), value, sizeof value, &len);

	say_value(status, value, len);
}

static void
put(const talk *t)
{
	const char *key = t->words[1], *value = t->words[2];

	say_value(secmail_redis_put(t->redis, key, strlen(key), value, strlen(value),
		      (uint32_t)strtoul(t->words[3], NULL, 10)),
	    "", 0);
}

static void
swap(const talk *t)
{
	secmail_store_outcome outcome;
	size_t expected_len, value_len;
	const char *key = t->words[1], *expected = value_of(t->words[2], &expected_len),
		   *value = value_of(t->words[3], &value_len);
	secmail_status status = secmail_store_compare_and_set(t->store, key, strlen(key), expected,
	    expected_len, value, value_len, time_of(t->words[4]), time_of(t->words[5]), &outcome);
	const char *word = outcome == SECMAIL_STORE_SWAPPED ? "swapped" : "conflict";

	say_value(status, word, strlen(word));
}

static void
add(const talk *t)
{
	const char *key = t->words[1];
	char text[32];
	int64_t sum;
	secmail_status status = secmail_store_increment(t->store, key, strlen(key),
	    strtoll(t->words[2], NULL, 10), time_of(t->words[3]), time_of(t->words[4]), &sum);
	int len = snprintf(text, sizeof text, "%" PRId64, sum);

	say_value(status, text, (size_t)len);
}

static void
count(const talk *t)
{
	secmail_redis_counter counter = (secmail_redis_counter)strtol(t->words[1], NULL, 10);

	printf("%" PRIu64 "\n", secmail_redis_count(t->redis, counter));
}

static void
say_error(const talk *t)
{
	char error[SECMAIL_REDIS_ERROR_SIZE];

	secmail_redis_error(t->redis, error);
	printf("%s\n", error);
}

static const struct command {
	const char *name;
	void (*run)(const talk *t);
} commands[] = {
	{ "put", put },
	{ "get", get_or_read },
	{ "read", get_or_read },
	{ "swap", swap },
	{ "add", add },
	{ "count", count },
	{ "error", say_error },
};

/* Takes the line apart at its spaces. */
static void
split(talk *t, char *line)
{
	static char nothing[1];

	line[strcspn(line, "\n")] = '\0';
	for (size_t i = 0; i <= MAX_WORDS; i++) {
		char *space = strchr(line, ' ');

		t->words[i] = line;
		line = space ? space + 1 : nothing;
		if (space)
			*space = '\0';
	}
}

int
run_talk(const settings *s)
{
	talk t = { .redis = NULL };
	char line[MAX_LINE];

	t.redis = peer_open(s, "", &t.store);
	if (!t.redis)
		return EXIT_FAILURE;
	while (fgets(line, sizeof line, stdin)) {
		split(&t, line);
		for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
			if (strcmp(t.words[0], commands[i].name) == 0)
				commands[i].run(&t);
		fflush(stdout);
	}
	secmail_store_free(t.store);
	secmail_redis_free(t.redis);
	return EXIT_SUCCESS;
}
