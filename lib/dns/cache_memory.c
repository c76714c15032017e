/*
 * cache_memory.c - entries by their question and by their last use, in bounded memory
 *
 * Chains of a table that never grows, so that no call takes much longer than
 * another; its size follows from what the cache may take. The hash is keyed:
 * whoever chooses the names does not choose their chains.
 */
#include <stdlib.h>

#include "cache.h"

static secmailp_dns_entry **
chain_of(const secmail_dns_cache *c, uint64_t hash)
{
	return &c->chains[hash & (c->chain_count - 1)];
}

static bool
is_of(const secmailp_dns_entry *e, const secmailp_dns_question *q)
{
	return e->hash == q->hash && e->qtype == q->qtype &&
	       secmailp_view_equal(secmailp_dns_entry_qname(e), q->qname);
}

/* The link that points to the question's entry, or the last one of its chain. */
static secmailp_dns_entry **
link_to(const secmail_dns_cache *c, const secmailp_dns_question *q)
{
	secmailp_dns_entry **link = chain_of(c, q->hash);

	while (*link && !is_of(*link, q))
		link = &(*link)->next;
	return link;
}

static void
take_from_line(secmail_dns_cache *c, secmailp_dns_entry *e)
{
	*(e->newer ? &e->newer->older : &c->newest) = e->older;
	*(e->older ? &e->older->newer : &c->oldest) = e->newer;
}

static void
put_first_in_line(secmail_dns_cache *c, secmailp_dns_entry *e)
{
	e->newer = NULL;
	e->older = c->newest;
	*(c->newest ? &c->newest->newer : &c->oldest) = e;
	c->newest = e;
}

/* Releases the entry that `link` of its chain points to. */
static void
drop(secmail_dns_cache *c, secmailp_dns_entry **link)
{
	secmailp_dns_entry *e = *link;

	*link = e->next;
	take_from_line(c, e);
	c->counts[SECMAIL_DNS_CACHE_ENTRIES]--;
	c->counts[SECMAIL_DNS_CACHE_BYTES] -= e->size;
	free(e);
}

static void
drop_oldest(secmail_dns_cache *c)
{
	secmailp_dns_entry **link = chain_of(c, c->oldest->hash);

	while (*link != c->oldest)
		link = &(*link)->next;
	drop(c, link);
}

secmailp_dns_entry *
secmailp_dns_memory_find(secmail_dns_cache *c, const secmailp_dns_question *q, int64_t now)
{
	secmailp_dns_entry **link = link_to(c, q);
	secmailp_dns_entry *e = *link;

	if (!e)
		return NULL;
	if (e->expires <= now) {
		drop(c, link);
		return NULL;
	}
	if (e != c->newest) {
		take_from_line(c, e);
		put_first_in_line(c, e);
	}
	return e;
}

static void
make_room(secmail_dns_cache *c, uint32_t size, int64_t now)
{
	while (c->oldest && c->counts[SECMAIL_DNS_CACHE_BYTES] + size > c->room) {
		if (c->oldest->expires > now)
			c->counts[SECMAIL_DNS_CACHE_EVICTIONS]++;
		drop_oldest(c);
	}
}

void
secmailp_dns_memory_put(secmail_dns_cache *c, secmailp_dns_entry *e, int64_t now)
{
	secmailp_dns_question q = { secmailp_dns_entry_qname(e), e->qtype, e->hash };
	secmailp_dns_entry **link = link_to(c, &q);
	secmailp_dns_entry *old = *link;
	bool is_failure = e->state == SECMAIL_ANSWER_FAILED;

	if (e->size > c->room ||
	    (is_failure && old && old->state != SECMAIL_ANSWER_FAILED && old->expires > now)) {
		free(e);
		return;
	}
	if (old)
		drop(c, link);
	make_room(c, e->size, now);
	link = chain_of(c, e->hash);
	e->next = *link;
	*link = e;
	put_first_in_line(c, e);
	c->counts[SECMAIL_DNS_CACHE_INSERTIONS]++;
	c->counts[SECMAIL_DNS_CACHE_ENTRIES]++;
	c->counts[SECMAIL_DNS_CACHE_BYTES] += e->size;
}

void
secmailp_dns_memory_clear(secmail_dns_cache *c)
{
	while (c->oldest)
		drop_oldest(c);
}
