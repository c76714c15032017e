/* edge.c - see edge.h */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "edge.h"

#include <check.h>
#include <sys/mman.h>
#include <unistd.h>

/* Maps readable pages for `len` octets between two that are not. */
static uint8_t *
map(edge *e, size_t len, size_t *out_room)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (len / page + 1) * page;
	uint8_t *at;

	e->mapped = room + 2 * page;
	at = mmap(NULL, e->mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(at, MAP_FAILED);
	ck_assert_int_eq(mprotect(at + page, room, PROT_READ | PROT_WRITE), 0);
	e->mapping = at;
	*out_room = room;
	return at + page;
}

edge
edge_behind(const void *octets, size_t len)
{
	edge e;
	size_t room;
	uint8_t *at = map(&e, len, &room) + room - len;

	if (len > 0)
		memcpy(at, octets, len);
	e.octets = (secmailp_view){ at, len };
	return e;
}

edge
edge_before(const void *octets, size_t len)
{
	edge e;
	size_t room;
	uint8_t *at = map(&e, len, &room);

	if (len > 0)
		memcpy(at, octets, len);
	e.octets = (secmailp_view){ at, len };
	return e;
}

void
edge_free(edge *e)
{
	munmap(e->mapping, e->mapped);
}
