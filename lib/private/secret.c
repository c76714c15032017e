/* secret.c - see secret.h */
#define _DEFAULT_SOURCE /* madvise, MAP_ANONYMOUS */
#include "private/secret.h"

#include <sys/mman.h>
#include <unistd.h>

#define ALIGNMENT 16

static size_t
page_size(void)
{
	long size = sysconf(_SC_PAGESIZE);

	return size > 0 ? (size_t)size : 4096;
}

/* Leaves the pages out of dumps and forked children where the system can. */
static bool
hide(void *pages, size_t room)
{
	bool undumped = false;

#ifdef MADV_DONTDUMP
	undumped = madvise(pages, room, MADV_DONTDUMP) == 0;
#endif
#ifdef MADV_WIPEONFORK
	(void)madvise(pages, room, MADV_WIPEONFORK);
#endif
	return undumped;
}

secmailp_status
secmailp_secret_pool_open(secmailp_secret_pool *p, size_t room)
{
	const size_t page = page_size();
	uint8_t *mapping;

	*p = (secmailp_secret_pool){ 0 };
	if (room == 0 || room > SECMAILP_SECRET_MAX)
		return SECMAILP_LIMIT;
	room = (room + page - 1) / page * page;
	mapping = mmap(NULL, room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mapping == MAP_FAILED)
		return SECMAILP_NO_MEMORY;
	if (mprotect(mapping + page, room, PROT_READ | PROT_WRITE) != 0) {
		munmap(mapping, room + 2 * page);
		return SECMAILP_NO_MEMORY;
	}
	p->pages = mapping + page;
	p->room = room;
	p->is_locked = mlock(p->pages, room) == 0;
	p->is_undumped = hide(p->pages, room);
	return SECMAILP_DONE;
}

void *
secmailp_secret_alloc(secmailp_secret_pool *p, size_t size)
{
	void *object = p->pages ? p->pages + p->used : NULL;

	if (!object || size > p->room - p->used)
		return NULL;
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	p->used = size > p->room - p->used ? p->room : p->used + size;
	return object;
}

void
secmailp_secret_pool_close(secmailp_secret_pool *p)
{
	const size_t page = page_size();

	if (p->pages) {
		secmailp_wipe(p->pages, p->room);
		munmap(p->pages - page, p->room + 2 * page);
	}
	*p = (secmailp_secret_pool){ 0 };
}

void
secmailp_wipe(void *at, size_t len)
{
	if (len == 0)
		return;
	memset(at, 0, len);
	__asm__ __volatile__(""
			     :
			     : "r"(at)
			     : "memory"); /* the zeroes are read, as far as the compiler knows */
}

bool
secmailp_equal_secret(secmailp_view a, secmailp_view b)
{
	volatile uint8_t difference = 0;

	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		difference = (uint8_t)(difference | (a.at[i] ^ b.at[i]));
	return difference == 0;
}
