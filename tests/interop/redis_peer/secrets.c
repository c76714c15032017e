/*
 * secrets.c - where in this process the password stands
 *
 * It is made here out of a masked form, so that no other copy is of our making,
 * and looked for in every mapping that can be read.
 */
#include "redis_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASK 0x55
#define SECRET_LEN 16
#define MAX_LINE 512

/* "pass-word-secret" */
static const uint8_t masked[SECRET_LEN] = { 'p' ^ MASK, 'a' ^ MASK, 's' ^ MASK, 's' ^ MASK,
	'-' ^ MASK, 'w' ^ MASK, 'o' ^ MASK, 'r' ^ MASK, 'd' ^ MASK, '-' ^ MASK, 's' ^ MASK,
	'e' ^ MASK, 'c' ^ MASK, 'r' ^ MASK, 'e' ^ MASK, 't' ^ MASK };

static void
unmask(volatile uint8_t out[SECRET_LEN])
{
	for (size_t i = 0; i < SECRET_LEN; i++)
		out[i] = masked[i] ^ MASK;
}

static void
wipe(volatile uint8_t *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		at[i] = 0;
}

static bool
stands_at(const volatile uint8_t *at)
{
	for (size_t i = 0; i < SECRET_LEN; i++)
		if ((at[i] ^ MASK) != masked[i])
			return false;
	return true;
}

/* A line of /proc/self/maps: how often the secret stands in what it names. */
static unsigned
count_in(const char *line)
{
	char *rest;
	uintptr_t from = (uintptr_t)strtoull(line, &rest, 16);
	uintptr_t to = (uintptr_t)strtoull(*rest ? rest + 1 : rest, &rest, 16);
	unsigned count = 0;

	if (strncmp(rest, " r", 2) != 0 || strstr(line, "[vvar") || strstr(line, "[vsyscall"))
		return 0;
	for (; from + SECRET_LEN <= to; from++)
		count += stands_at((const volatile uint8_t *)from);
	return count;
}

static unsigned
count_all(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[MAX_LINE];
	unsigned count = 0;

	while (maps && fgets(line, sizeof line, maps))
		count += count_in(line);
	if (maps)
		fclose(maps);
	return count;
}

static bool
log_in(secmail_redis *r)
{
	uint8_t secret[SECRET_LEN];
	secmail_status status;

	unmask(secret);
	status = secmail_redis_set_login(r, NULL, secret, sizeof secret);
	wipe(secret, sizeof secret);
	return status == SECMAIL_DONE;
}

/* Prints how often it stands anywhere: with a copy of ours, in use, and after all is released. */
int
run_secrets(const settings *s)
{
	secmail_store *store = NULL;
	secmail_redis *r = peer_open(s, "", &store);
	uint8_t *copy = malloc(SECRET_LEN);
	unsigned with_copy, in_use;

	if (!r || !copy || !log_in(r) || secmail_redis_put(r, "k", 1, "v", 1, 60) != SECMAIL_DONE)
		return EXIT_FAILURE;
	unmask(copy);
	with_copy = count_all();
	wipe(copy, SECRET_LEN);
	in_use = count_all();
	free(copy);
	secmail_store_free(store);
	secmail_redis_free(r);
	printf("%u %u %u\n", with_copy, in_use, count_all());
	return EXIT_SUCCESS;
}
