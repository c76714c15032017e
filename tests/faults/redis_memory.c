/*
 * redis_memory.c - what becomes of calls to Redis when memory runs short
 *
 * Usage: redis_memory ADDRESS
 * Makes the same calls again and again, on a new connection, with one
 * allocation after the other refused, by this library or by hiredis: only that
 * one, and that one with all that follow. A call may then fail, with what was
 * there unchanged unless it says SECMAIL_IO; it may not succeed with another
 * outcome, and nothing may end the process.
 *
 * Ends in "N passed, N failed".
 */
#include <errno.h>
#include <secmail/redis.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CALLS 10000
#define TIMEOUT_MS 5000

/* glibc's own allocator, beneath the functions below that stand in for it in the whole process. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long calls; /* since armed, until disarmed */
static bool is_armed;
static unsigned long refuse_from; /* 0: never */
static unsigned long refuse_to;

static bool
is_refused(void)
{
	if (!is_armed)
		return false;
	calls++;
	if (refuse_from == 0 || calls < refuse_from || calls > refuse_to)
		return false;
	errno = ENOMEM;
	return true;
}

/* Visible, or the libraries would go on with the allocator that they know. */
#pragma GCC visibility push(default)
void *
malloc(size_t size)
{
	return is_refused() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return is_refused() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return is_refused() ? NULL : __libc_realloc(old, size);
}
#pragma GCC visibility pop

static void
arm(unsigned long from, unsigned long to)
{
	calls = 0;
	refuse_from = from;
	refuse_to = to;
	is_armed = true;
}

typedef struct pair {
	secmail_redis *redis;
	secmail_store *store;
} pair;

static void
close_pair(pair *p)
{
	secmail_store_free(p->store);
	secmail_redis_free(p->redis);
	*p = (pair){ NULL, NULL };
}

static secmail_status
open_pair(pair *p, const char *address)
{
	secmail_status status = secmail_redis_new(&p->redis);

	if (status == SECMAIL_DONE)
		status = secmail_redis_set_address(p->redis, address);
	if (status == SECMAIL_DONE)
		status = secmail_redis_set_timeout(p->redis, TIMEOUT_MS);
	if (status == SECMAIL_DONE)
		status = secmail_redis_set_login(p->redis, NULL, "password", 8);
	if (status == SECMAIL_DONE)
		status = secmail_redis_store_new(p->redis, &p->store);
	return status;
}

/* What one call does, and what stands there before it and after it. */
typedef struct job {
	const char *name;
	const char *before; /* NULL: nothing */
	const char *after;
	secmail_status (*run)(pair *p, bool *as_expected);
} job;

static secmail_status
run_put(pair *p, bool *as_expected)
{
	*as_expected = true;
	return secmail_redis_put(p->redis, "k", 1, "v", 1, 60);
}

static secmail_status
run_get(pair *p, bool *as_expected)
{
	char value[8] = "";
	size_t len;
	secmail_status status = secmail_redis_get(p->redis, "k", 1, value, sizeof value, &len);

	*as_expected = len == 1 && value[0] == 'v';
	return status;
}

static secmail_status
run_read(pair *p, bool *as_expected)
{
	char value[8] = "";
	size_t len;
	secmail_status status = secmail_store_get(p->store, "s", 1, 0, value, sizeof value, &len);

	*as_expected = len == 1 && value[0] == '7';
	return status;
}

static secmail_status
run_swap(pair *p, bool *as_expected)
{
	secmail_store_outcome outcome;
	secmail_status status = secmail_store_compare_and_set(
	    p->store, "s", 1, "7", 1, "8", 1, SECMAIL_STORE_NEVER, 0, &outcome);

	*as_expected = outcome == SECMAIL_STORE_SWAPPED;
	return status;
}

static secmail_status
run_add(pair *p, bool *as_expected)
{
	int64_t sum;
	secmail_status status =
	    secmail_store_increment(p->store, "s", 1, 5, SECMAIL_STORE_NEVER, 0, &sum);

	*as_expected = sum == 12;
	return status;
}

static const job jobs[] = {
	{ "a write to the cache", "7", "7", run_put },
	{ "a read from it", "7", "7", run_get },
	{ "a read from the store", "7", "7", run_read },
	{ "a swap", "7", "8", run_swap },
	{ "a sum", "7", "12", run_add },
};

/* Makes "7" stand in the store, whatever did, with memory at hand. */
static bool
prepare(pair *p)
{
	char value[8];
	size_t len = 0;
	secmail_store_outcome outcome;
	secmail_status status = secmail_store_get(p->store, "s", 1, 0, value, sizeof value, &len);

	return (status == SECMAIL_DONE || status == SECMAIL_NOT_FOUND) &&
	       secmail_redis_put(p->redis, "k", 1, "v", 1, 60) == SECMAIL_DONE &&
	       secmail_store_compare_and_set(p->store, "s", 1, len > 0 ? value : NULL, len, "7", 1,
		   SECMAIL_STORE_NEVER, 0, &outcome) == SECMAIL_DONE &&
	       outcome == SECMAIL_STORE_SWAPPED;
}

static bool
stands_there(pair *p, const char *text)
{
	char value[8];
	size_t len;

	return secmail_store_get(p->store, "s", 1, 0, value, sizeof value, &len) == SECMAIL_DONE &&
	       len == strlen(text) && memcmp(value, text, len) == 0;
}

/* Runs one job with allocations refused; `witness` has memory, and looks. */
static bool
is_sound(const job *j, const char *address, pair *witness, unsigned long from, unsigned long to)
{
	pair p = { NULL, NULL };
	bool as_expected = true;
	secmail_status status;

	if (!prepare(witness))
		return false;
	arm(from, to);
	status = open_pair(&p, address);
	if (status == SECMAIL_DONE)
		status = j->run(&p, &as_expected);
	is_armed = false;
	close_pair(&p);
	if (status == SECMAIL_DONE)
		return as_expected && stands_there(witness, j->after);
	if (status == SECMAIL_IO)
		return stands_there(witness, j->before) || stands_there(witness, j->after);
	return status == SECMAIL_NO_MEMORY && stands_there(witness, j->before);
}

/* Refuses each allocation of a job in turn; returns in how many cases it was not sound. */
static unsigned long
faults_of(const job *j, const char *address, pair *witness, unsigned long *tried)
{
	unsigned long faults = 0, needed;

	if (!is_sound(j, address, witness, 0, 0) || calls == 0 || calls > MAX_CALLS)
		return 1;
	needed = calls;
	for (unsigned long at = 1; at <= needed; at++) {
		faults += !is_sound(j, address, witness, at, at);
		faults += !is_sound(j, address, witness, at, MAX_CALLS);
	}
	*tried += 2 * needed;
	return faults;
}

int
main(int argc, char **argv)
{
	pair witness = { NULL, NULL };
	unsigned long faults = 0, tried = 0;

	if (argc != 2 || open_pair(&witness, argv[1]) != SECMAIL_DONE) {
		fprintf(stderr, "usage: redis_memory ADDRESS\n");
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
		unsigned long found = faults_of(&jobs[i], argv[1], &witness, &tried);

		if (found > 0)
			printf("%s: %lu outcomes that may not be\n", jobs[i].name, found);
		faults += found;
	}
	close_pair(&witness);
	printf("%lu passed, %lu failed\n", tried - faults, faults);
	return faults == 0 && tried > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
