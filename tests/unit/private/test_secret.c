/* test_secret.c - the pool for secrets: guarded, hidden, wiped before it is given back */
#define _DEFAULT_SOURCE /* syscall */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "private/secret.h"

TCase *secret_tests(void);

#ifdef SYS_munmap
/* What the mapping held that was unmapped last, when a test watches it. */
static struct {
	const uint8_t *at;
	size_t len;
	bool is_seen;
	bool is_wiped;
} watched;

/* The library's munmap(): looks at the watched octets before they are gone. */
int
munmap(void *at, size_t len)
{
	const uint8_t *first = at;

	if (watched.at && watched.at >= first && watched.at < first + len) {
		watched.is_seen = true;
		watched.is_wiped = true;
		for (size_t i = 0; i < watched.len; i++)
			watched.is_wiped &= watched.at[i] == 0;
		watched.at = NULL;
	}
	return (int)syscall(SYS_munmap, at, len);
}

START_TEST(is_wiped_before_it_is_unmapped)
{
	secmailp_secret_pool p;
	uint8_t *secret;

	ck_assert_int_eq(secmailp_secret_pool_open(&p, 5000), SECMAILP_DONE);
	secret = secmailp_secret_alloc(&p, 5000);
	memset(secret, 0xa5, 5000);
	watched.at = secret;
	watched.len = 5000;
	secmailp_secret_pool_close(&p);
	ck_assert(watched.is_seen);
	ck_assert(watched.is_wiped);
	ck_assert_ptr_null(p.pages);
	secmailp_secret_pool_close(&p);
}
END_TEST
#endif

START_TEST(objects_are_zeroed_aligned_and_apart)
{
	secmailp_secret_pool p;
	uint8_t *one, *two;
	size_t room;

	ck_assert_int_eq(secmailp_secret_pool_open(&p, 100), SECMAILP_DONE);
	room = p.room;
	ck_assert_uint_ge(room, 100);
	one = secmailp_secret_alloc(&p, 33);
	two = secmailp_secret_alloc(&p, 17);
	ck_assert(one && two);
	ck_assert_uint_eq((uintptr_t)one % 16, 0);
	ck_assert_uint_eq((uintptr_t)two % 16, 0);
	ck_assert(two >= one + 33);
	for (size_t i = 0; i < 17; i++)
		ck_assert_uint_eq(two[i], 0);
	ck_assert_ptr_null(secmailp_secret_alloc(&p, SIZE_MAX));
	ck_assert_ptr_null(secmailp_secret_alloc(&p, SIZE_MAX - 15));
	ck_assert_ptr_null(secmailp_secret_alloc(&p, room));
	ck_assert_ptr_nonnull(secmailp_secret_alloc(&p, room - p.used));
	ck_assert_ptr_null(secmailp_secret_alloc(&p, 1));
	secmailp_secret_pool_close(&p);
}
END_TEST

START_TEST(a_pool_has_limits)
{
	secmailp_secret_pool p;

	ck_assert_int_eq(secmailp_secret_pool_open(&p, 0), SECMAILP_LIMIT);
	ck_assert_int_eq(secmailp_secret_pool_open(&p, SECMAILP_SECRET_MAX + 1), SECMAILP_LIMIT);
	ck_assert_int_eq(secmailp_secret_pool_open(&p, SIZE_MAX), SECMAILP_LIMIT);
	ck_assert_ptr_null(secmailp_secret_alloc(&p, 1));
	secmailp_secret_pool_close(&p);
	ck_assert_int_eq(secmailp_secret_pool_open(&p, SECMAILP_SECRET_MAX), SECMAILP_DONE);
	ck_assert_ptr_nonnull(secmailp_secret_alloc(&p, SECMAILP_SECRET_MAX));
	secmailp_secret_pool_close(&p);
}
END_TEST

/* Reads one octet in a child; true if that killed it. */
static bool
kills(const volatile uint8_t *at)
{
	int status = 0;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct sigaction plain = { .sa_handler = SIG_DFL };
		struct rlimit none = { 0, 0 };

		setrlimit(RLIMIT_CORE, &none);
		sigaction(SIGSEGV, &plain, NULL);
		sigaction(SIGBUS, &plain, NULL);
		_exit(*at == 0 ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS);
}

START_TEST(guards_stand_on_both_sides)
{
	secmailp_secret_pool p;

	ck_assert_int_eq(secmailp_secret_pool_open(&p, 1), SECMAILP_DONE);
	ck_assert(!kills(p.pages));
	ck_assert(!kills(p.pages + p.room - 1));
	ck_assert(kills(p.pages - 1));
	ck_assert(kills(p.pages + p.room));
	secmailp_secret_pool_close(&p);
}
END_TEST

#ifdef MADV_WIPEONFORK
START_TEST(a_forked_child_has_zeroes)
{
	secmailp_secret_pool p;
	uint8_t *secret;
	int status = 0;
	pid_t child;

	ck_assert_int_eq(secmailp_secret_pool_open(&p, 16), SECMAILP_DONE);
	secret = secmailp_secret_alloc(&p, 16);
	memset(secret, 0xa5, 16);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(secret[0] == 0 && secret[15] == 0 ? 0 : 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(secret[0], 0xa5);
	secmailp_secret_pool_close(&p);
}
END_TEST
#endif

/* The sanitizers make mlock() do nothing, and say that it did. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LOCKING_WORKS false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LOCKING_WORKS false
#endif
#endif
#ifndef LOCKING_WORKS
#define LOCKING_WORKS true
#endif

/* The flags that Linux shows for the mapping that begins at `at`; false if it shows none. */
static bool
flags_of(const void *at, char *out, int size)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	char line[512], start[40];
	bool found = false;

	if (!maps)
		return false;
	snprintf(start, sizeof start, "%lx-", (unsigned long)(uintptr_t)at);
	while (fgets(line, sizeof line, maps)) {
		if (strncmp(line, start, strlen(start)) == 0)
			found = true;
		if (found && strncmp(line, "VmFlags:", 8) == 0) {
			snprintf(out, (size_t)size, "%s", line + 8);
			fclose(maps);
			return true;
		}
	}
	fclose(maps);
	return false;
}

/* The sanitizers answer mlock() themselves, with "done", and lock nothing. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MLOCK_LOCKS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MLOCK_LOCKS 0
#endif
#endif
#ifndef MLOCK_LOCKS
#define MLOCK_LOCKS 1
#endif

static bool
says_locked(const char *flags)
{
	return strstr(flags, " lo") != NULL;
}

START_TEST(what_is_reported_is_true)
{
	secmailp_secret_pool p;
	char flags[512];

	ck_assert_int_eq(secmailp_secret_pool_open(&p, 100), SECMAILP_DONE);
	if (flags_of(p.pages, flags, sizeof flags)) {
		ck_assert_msg(p.is_undumped == (strstr(flags, " dd") != NULL), "%s", flags);
		ck_assert_msg(!MLOCK_LOCKS || p.is_locked == says_locked(flags), "%s", flags);
#ifdef MADV_WIPEONFORK
		ck_assert_msg(strstr(flags, " wf") != NULL, "%s", flags);
#endif
	}
	secmailp_secret_pool_close(&p);
}
END_TEST

START_TEST(without_the_right_to_lock_it_says_so)
{
	secmailp_secret_pool p;
	struct rlimit none = { 0, 0 };
	char flags[512];

	ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &none), 0);
	ck_assert_int_eq(secmailp_secret_pool_open(&p, 100), SECMAILP_DONE);
	if (flags_of(p.pages, flags, sizeof flags))
		ck_assert_msg(!MLOCK_LOCKS || p.is_locked == says_locked(flags), "%s", flags);
	if (MLOCK_LOCKS && geteuid() != 0)
		ck_assert(!p.is_locked);
	ck_assert_ptr_nonnull(secmailp_secret_alloc(&p, 100));
	secmailp_secret_pool_close(&p);
}
END_TEST

START_TEST(wiping_wipes_what_it_is_given)
{
	uint8_t octets[6] = { 1, 2, 3, 4, 5, 6 };
	static const uint8_t expected[6] = { 1, 0, 0, 0, 0, 6 };

	secmailp_wipe(octets, 0);
	secmailp_wipe(NULL, 0);
	secmailp_wipe(octets + 1, 4);
	ck_assert_mem_eq(octets, expected, 6);
}
END_TEST

START_TEST(secrets_are_equal_or_not)
{
	secmailp_view a = secmailp_view_of("a\0bc", 4);

	ck_assert(secmailp_equal_secret(a, secmailp_view_of("a\0bc", 4)));
	ck_assert(!secmailp_equal_secret(a, secmailp_view_of("a\0bd", 4)));
	ck_assert(!secmailp_equal_secret(a, secmailp_view_of("b\0bc", 4)));
	ck_assert(!secmailp_equal_secret(a, secmailp_view_of("a\0b", 3)));
	ck_assert(secmailp_equal_secret(secmailp_view_text(""), secmailp_view_of(NULL, 0)));
}
END_TEST

TCase *
secret_tests(void)
{
	TCase *t = tcase_create("secret");

#ifdef SYS_munmap
	tcase_add_test(t, is_wiped_before_it_is_unmapped);
#endif
	tcase_add_test(t, objects_are_zeroed_aligned_and_apart);
	tcase_add_test(t, a_pool_has_limits);
	tcase_add_test(t, guards_stand_on_both_sides);
#ifdef MADV_WIPEONFORK
	tcase_add_test(t, a_forked_child_has_zeroes);
#endif
	tcase_add_test(t, what_is_reported_is_true);
	tcase_add_test(t, without_the_right_to_lock_it_says_so);
	tcase_add_test(t, wiping_wipes_what_it_is_given);
	tcase_add_test(t, secrets_are_equal_or_not);
	return t;
}
