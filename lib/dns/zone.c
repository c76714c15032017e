/*
 * zone.c - records in the order of their names
 *
 * A zone is one array, sorted by name from the root down, so that a name, its
 * records and all that lies below it stand together: existence, an empty
 * non-terminal and the closest encloser are each one binary search.
 */
#include <stdlib.h>

#include "dns_internal.h"

/* What names and data of all records may take, and so a zone in memory. */
#define MAX_ZONE_BYTES ((size_t)4 * SECMAIL_DNS_MAX_ZONE_TEXT)

secmail_status
secmail_dns_zone_new(secmail_dns_zone **out)
{
	secmail_dns_zone *z = calloc(1, sizeof *z);

	*out = z;
	if (!z)
		return SECMAIL_NO_MEMORY;
	z->arena = secmailp_arena_new(MAX_ZONE_BYTES);
	return SECMAIL_DONE;
}

void
secmail_dns_zone_free(secmail_dns_zone *z)
{
	if (!z)
		return;
	secmailp_arena_free(&z->arena);
	free(z->records);
	free(z->statements);
	free(z);
}

const char *
secmail_dns_zone_error(const secmail_dns_zone *z)
{
	return z->error.text;
}

void
secmailp_dns_key_make(secmailp_dns_key *key, secmailp_view wire)
{
	secmailp_cursor c = secmailp_cursor_over(wire);
	size_t end = wire.len > 0 ? wire.len - 1 : 0; /* without the root's zero */

	key->len = end;
	while (secmailp_cursor_left(&c) > 1 && end > 0) {
		secmailp_view label = secmailp_cursor_take(&c, secmailp_cursor_byte(&c));

		end -= label.len + 1;
		key->octets[end] = (uint8_t)label.len;
		memcpy(key->octets + end + 1, label.at, label.len);
	}
}

static bool
make_room(secmail_dns_zone *z)
{
	size_t room = z->room ? z->room * 2 : 16;
	secmailp_dns_zone_record *grown;

	if (z->count < z->room)
		return true;
	grown = realloc(z->records, room * sizeof *grown);
	if (!grown)
		return false;
	z->records = grown;
	z->room = room;
	return true;
}

secmail_status
secmailp_dns_zone_add(secmail_dns_zone *z, const secmailp_dns_zone_record *r, secmailp_view name)
{
	secmailp_dns_zone_record added = *r;
	secmailp_dns_key key;
	const char *key_copy, *rdata_copy;

	if (z->count >= SECMAIL_DNS_MAX_ZONE_RECORDS) {
		secmailp_error_set(
		    &z->error, "a zone holds %d records at most", SECMAIL_DNS_MAX_ZONE_RECORDS);
		return SECMAIL_LIMIT;
	}
	secmailp_dns_key_make(&key, name);
	key_copy = secmailp_arena_text(&z->arena, secmailp_view_of(key.octets, key.len));
	rdata_copy = secmailp_arena_text(&z->arena, r->rdata);
	if (!key_copy || !rdata_copy) {
		secmailp_error_set(&z->error, "a zone holds %zu octets at most", MAX_ZONE_BYTES);
		return z->arena.status;
	}
	if (!make_room(z))
		return SECMAIL_NO_MEMORY;
	added.key = secmailp_view_of(key_copy, key.len);
	added.rdata = secmailp_view_of(rdata_copy, r->rdata.len);
	added.order = z->count;
	z->records[z->count++] = added;
	return SECMAIL_DONE;
}

static int
order_of(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* As memcmp, a prefix before what it begins. */
static int
order_of_views(secmailp_view a, secmailp_view b)
{
	int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);

	return order ? order : order_of(a.len, b.len);
}

/* By name, then type, failures before data. */
static int
order_of_runs(const secmailp_dns_zone_record *a, const secmailp_dns_zone_record *b)
{
	int order = order_of(a->block, b->block);

	if (!order)
		order = order_of_views(a->key, b->key);
	if (!order)
		order = order_of(a->type, b->type);
	return order ? order : order_of(b->failure, a->failure);
}

static int
by_data(const void *left, const void *right)
{
	const secmailp_dns_zone_record *a = left, *b = right;
	int order = order_of_runs(a, b);

	if (!order)
		order = order_of_views(a->rdata, b->rdata);
	return order ? order : order_of(a->order, b->order);
}

static int
by_place(const void *left, const void *right)
{
	const secmailp_dns_zone_record *a = left, *b = right;
	int order = order_of_runs(a, b);

	return order ? order : order_of(a->order, b->order);
}

/* RFC 2181 section 5. Evidence says what was answered, twice if it came twice. */
static bool
is_repeated(const secmailp_dns_zone_record *a, const secmailp_dns_zone_record *b)
{
	return a->block == 0 && order_of_runs(a, b) == 0 && secmailp_view_equal(a->rdata, b->rdata);
}

void
secmailp_dns_zone_sort(secmail_dns_zone *z)
{
	size_t kept = 0;

	if (z->count == 0)
		return;
	qsort(z->records, z->count, sizeof *z->records, by_data);
	for (size_t i = 1; i < z->count; i++)
		if (!is_repeated(&z->records[kept], &z->records[i]))
			z->records[++kept] = z->records[i];
	z->count = kept + 1;
	qsort(z->records, z->count, sizeof *z->records, by_place);
}

/* The first record that is not before the given one. */
static size_t
lower_bound(const secmail_dns_zone *z, const secmailp_dns_zone_record *wanted)
{
	size_t low = 0, high = z->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (order_of_runs(&z->records[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Before every record of its name and type. */
static secmailp_dns_zone_record
start_of(uint32_t block, secmailp_view key, uint16_t type)
{
	return (secmailp_dns_zone_record){
		.block = block, .key = key, .type = type, .failure = SECMAIL_DNS_BOGUS
	};
}

bool
secmailp_dns_zone_has(const secmail_dns_zone *z, uint32_t block, secmailp_view key)
{
	secmailp_dns_zone_record wanted = start_of(block, key, 0);
	size_t at = lower_bound(z, &wanted);

	return at < z->count && z->records[at].block == block &&
	       secmailp_view_equal(secmailp_view_first(z->records[at].key, key.len), key);
}

secmailp_dns_run
secmailp_dns_zone_find(const secmail_dns_zone *z, uint32_t block, secmailp_view key, uint16_t type)
{
	secmailp_dns_zone_record wanted = start_of(block, key, type);
	size_t at = lower_bound(z, &wanted);
	size_t end = at;

	while (end < z->count && z->records[end].block == block && z->records[end].type == type &&
	       secmailp_view_equal(z->records[end].key, key))
		end++;
	return (secmailp_dns_run){ end > at ? &z->records[at] : NULL, end - at };
}

secmail_status
secmail_dns_zone_fail(secmail_dns_zone *z, const char *name, uint16_t type, secmail_dns_failure why)
{
	secmailp_dns_zone_record r = { .type = type, .failure = why };
	secmailp_dnsname wire;
	secmail_status status;

	secmailp_error_clear(&z->error);
	if (!name || !secmailp_dnsname_from_labels(&wire, secmailp_view_text(name)) ||
	    why < SECMAIL_DNS_TIMEOUT || why > SECMAIL_DNS_BOGUS) {
		secmailp_error_set(&z->error, "a failure needs a name and a reason");
		return SECMAIL_ARGUMENT;
	}
	status = secmailp_dns_zone_add(z, &r, secmailp_dnsname_view(&wire));
	if (status == SECMAIL_DONE)
		secmailp_dns_zone_sort(z);
	return status;
}
