/*
 * cache_memory.c - entries by their question and by their last use, in bounded memory
 *
 * Chains of a table that never grows, so that no call takes much longer than
 * another; its size follows from what the cache may take. The hash is keyed:
 * whoever chooses the names does not choose their chains.
 */
#include <stdlib.h>

#include "cache.h"

/* One chain for so many octets: about as many chains as entries, of an ordinary size. */
#define CHAIN_SHARE 256

static secmailp_dns_entry **
chain_of(const secmailp_dns_memory *m, uint64_t hash)
{
	return &m->chains[hash & (m->chain_count - 1)];
}

static bool
is_of(const secmailp_dns_entry *e, const secmailp_dns_question *q)
{
	return e->hash == q->hash && e->qtype == q->qtype &&
	       secmailp_view_equal(secmailp_dns_entry_qname(e), q->qname);
}

/* The link that points to the question's entry, or the last one of its chain. */
static secmailp_dns_entry **
link_to(const secmailp_dns_memory *m, const secmailp_dns_question *q)
{
	secmailp_dns_entry **link = chain_of(m, q->hash);

	while (*link && !is_of(*link, q))
		link = &(*link)->next;
	return link;
}

static void
take_from_line(secmailp_dns_memory *m, secmailp_dns_entry *e)
{
	*(e->newer ? &e->newer->older : &m->newest) = e->older;
	*(e->older ? &e->older->newer : &m->oldest) = e->newer;
}

static void
put_first_in_line(secmailp_dns_memory *m, secmailp_dns_entry *e)
{
	e->newer = NULL;
	e->older = m->newest;
	*(m->newest ? &m->newest->newer : &m->oldest) = e;
	m->newest = e;
}

/* Releases the entry that `link` of its chain points to. */
static void
drop(secmailp_dns_memory *m, secmailp_dns_entry **link)
{
	secmailp_dns_entry *e = *link;

	*link = e->next;
	take_from_line(m, e);
	m->counts[SECMAIL_DNS_CACHE_ENTRIES]--;
	m->counts[SECMAIL_DNS_CACHE_BYTES] -= e->size;
	free(e);
}

static void
drop_oldest(secmailp_dns_memory *m)
{
	secmailp_dns_entry **link = chain_of(m, m->oldest->hash);

	while (*link != m->oldest)
		link = &(*link)->next;
	drop(m, link);
}

secmailp_dns_entry *
secmailp_dns_memory_find(secmailp_dns_memory *m, const secmailp_dns_question *q, int64_t now)
{
	secmailp_dns_entry **link = link_to(m, q);
	secmailp_dns_entry *e = *link;

	if (!e)
		return NULL;
	if (e->expires <= now) {
		drop(m, link);
		return NULL;
	}
	if (e != m->newest) {
		take_from_line(m, e);
		put_first_in_line(m, e);
	}
	return e;
}

static void
make_room(secmailp_dns_memory *m, uint32_t size, int64_t now)
{
	while (m->oldest && m->counts[SECMAIL_DNS_CACHE_BYTES] + size > m->room) {
		if (m->oldest->expires > now)
			m->counts[SECMAIL_DNS_CACHE_EVICTIONS]++;
		drop_oldest(m);
	}
}

void
secmailp_dns_memory_put(secmailp_dns_memory *m, secmailp_dns_entry *e, int64_t now)
{
	secmailp_dns_question q = { secmailp_dns_entry_qname(e), e->qtype, e->hash };
	secmailp_dns_entry **link = link_to(m, &q);
	secmailp_dns_entry *old = *link;
	bool is_failure = e->state == SECMAIL_ANSWER_FAILED;

	if (e->size > m->room ||
	    (is_failure && old && old->state != SECMAIL_ANSWER_FAILED && old->expires > now)) {
		free(e);
		return;
	}
	if (old)
		drop(m, link);
	make_room(m, e->size, now);
	link = chain_of(m, e->hash);
	e->next = *link;
	*link = e;
	put_first_in_line(m, e);
	m->counts[SECMAIL_DNS_CACHE_INSERTIONS]++;
	m->counts[SECMAIL_DNS_CACHE_ENTRIES]++;
	m->counts[SECMAIL_DNS_CACHE_BYTES] += e->size;
}

/* The chains count as what they are for: memory for entries. */
bool
secmailp_dns_memory_init(secmailp_dns_memory *m, uint64_t bytes)
{
	size_t count = 1;

	while (count <= bytes / CHAIN_SHARE / 2)
		count *= 2;
	*m = (secmailp_dns_memory){ .chain_count = count,
		.room = bytes - count * sizeof(secmailp_dns_entry *),
		.chains = calloc(count, sizeof(secmailp_dns_entry *)) };
	if (!m->chains)
		return false;
	if (pthread_mutex_init(&m->lock, NULL) == 0)
		return true;
	free(m->chains);
	return false;
}

void
secmailp_dns_memory_release(secmailp_dns_memory *m)
{
	while (m->oldest)
		drop_oldest(m);
	pthread_mutex_destroy(&m->lock);
	free(m->chains);
}
