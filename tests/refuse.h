/*
 * refuse.h - memory that is refused, in the whole process, at chosen calls
 *
 * For one file of a program: it defines malloc() and its kin, which stand in for
 * those of the C library, the library's calls and other libraries' included.
 */
#ifndef SECMAIL_TESTS_REFUSE_H
#define SECMAIL_TESTS_REFUSE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

/* glibc's own allocator, beneath the functions below that stand in for it in the whole process. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *block);

static unsigned long calls;       /* since armed */
static unsigned long refuse_from; /* 0: never */
static unsigned long refuse_to;
static long blocks; /* in use; counted without a lock, so for one thread */

static bool
is_refused(void)
{
	calls++;
	if (refuse_from == 0 || calls < refuse_from || calls > refuse_to)
		return false;
	errno = ENOMEM;
	return true;
}

static void *
counted(void *block)
{
	blocks += block ? 1 : 0;
	return block;
}

/* Visible, or the libraries would go on with the allocator that they know. */
#pragma GCC visibility push(default)
void *
malloc(size_t size)
{
	return is_refused() ? NULL : counted(__libc_malloc(size));
}

void *
calloc(size_t count, size_t size)
{
	return is_refused() ? NULL : counted(__libc_calloc(count, size));
}

void *
realloc(void *old, size_t size)
{
	void *block;

	if (is_refused())
		return NULL;
	block = __libc_realloc(old, size);
	if (!old)
		return counted(block);
	blocks -= size == 0 && !block ? 1 : 0; /* glibc frees, and gives nothing for it */
	return block;
}

void
free(void *block)
{
	blocks -= block ? 1 : 0;
	__libc_free(block);
}
#pragma GCC visibility pop

static void
arm(unsigned long from, unsigned long to)
{
	calls = 0;
	refuse_from = from;
	refuse_to = to;
}

static void
disarm(void)
{
	refuse_from = 0;
}

#endif
