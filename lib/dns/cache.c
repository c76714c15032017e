/* cache.c - the handle, and what the client asks of it: see cache.h */
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "cache.h"

/* A share is this large at least, so that the largest answers find their room in it. */
#define SHARE_MIN 1048576

/* After so long, in milliseconds, an answer that was to come and did not is asked for again. */
#define REFRESH_PATIENCE 5000

static bool
draw_key(uint8_t key[SECMAILP_SIPHASH_KEY])
{
	ssize_t got;

	do
		got = getrandom(key, SECMAILP_SIPHASH_KEY, 0);
	while (got < 0 && errno == EINTR);
	return got == SECMAILP_SIPHASH_KEY;
}

static size_t
shares_for(uint64_t max_bytes)
{
	size_t count = 1;

	while (count < SECMAILP_DNS_SHARES && max_bytes / SHARE_MIN >= 2 * count)
		count *= 2;
	return count;
}

/* share_count is how many are made, also when it was not possible to make all. */
static bool
make_shares(secmail_dns_cache *c, uint64_t max_bytes)
{
	size_t count = shares_for(max_bytes);

	while (c->share_count < count) {
		if (!secmailp_dns_memory_init(&c->shares[c->share_count], max_bytes / count))
			return false;
		c->share_count++;
	}
	return true;
}

secmail_status
secmail_dns_cache_new(uint64_t max_bytes, secmail_dns_cache **out)
{
	secmail_dns_cache *c;
	secmail_status status = SECMAIL_DONE;

	*out = NULL;
	if (max_bytes < SECMAIL_DNS_CACHE_MIN || max_bytes > SECMAIL_DNS_CACHE_MAX)
		return SECMAIL_ARGUMENT;
	c = calloc(1, sizeof *c);
	if (!c)
		return SECMAIL_NO_MEMORY;
	if (!draw_key(c->key))
		status = SECMAIL_IO;
	else if (!make_shares(c, max_bytes))
		status = SECMAIL_NO_MEMORY;
	if (status != SECMAIL_DONE) {
		secmail_dns_cache_free(c);
		return status;
	}
	*out = c;
	return SECMAIL_DONE;
}

void
secmail_dns_cache_free(secmail_dns_cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->share_count; i++)
		secmailp_dns_memory_release(&c->shares[i]);
	free(c);
}

void
secmail_dns_cache_set_backing(
    secmail_dns_cache *c, secmail_dns_cache_get_fn get, secmail_dns_cache_put_fn put, void *arg)
{
	c->get = get;
	c->put = put;
	c->backing = arg;
}

/* To lock it changes nothing of what a caller sees. */
static uint64_t
count_of(const secmailp_dns_memory *m, secmail_dns_cache_counter counter)
{
	pthread_mutex_t *lock = (pthread_mutex_t *)&m->lock;
	uint64_t count;

	pthread_mutex_lock(lock);
	count = m->counts[counter];
	pthread_mutex_unlock(lock);
	return count;
}

uint64_t
secmail_dns_cache_count(const secmail_dns_cache *c, secmail_dns_cache_counter counter)
{
	uint64_t count = 0;

	if (counter < SECMAIL_DNS_CACHE_HITS || counter > SECMAIL_DNS_CACHE_BYTES)
		return 0;
	for (size_t i = 0; i < c->share_count; i++)
		count += count_of(&c->shares[i], counter);
	return count;
}

/* By other bits of the hash than those that choose a chain. */
static secmailp_dns_memory *
share_of(secmail_dns_cache *c, uint64_t hash)
{
	return &c->shares[(hash >> 60) & (c->share_count - 1)];
}

void
secmailp_dns_cache_count_one(
    secmail_dns_cache *c, const secmailp_dns_question *q, secmail_dns_cache_counter counter)
{
	secmailp_dns_memory *m = share_of(c, q->hash);

	pthread_mutex_lock(&m->lock);
	m->counts[counter]++;
	pthread_mutex_unlock(&m->lock);
}

/* The types of one name lie in chains of their own. */
static secmailp_dns_question
question(const secmail_dns_cache *c, secmailp_view qname, uint16_t qtype)
{
	uint64_t hash = secmailp_siphash(c->key, qname) ^ qtype * 0x9e3779b97f4a7c15;

	return (secmailp_dns_question){ qname, qtype, hash };
}

/* Whether this hit is to ask again. Others are not, as long as an answer may be on its way. */
static bool
is_chosen_to_refresh(secmailp_dns_memory *m, secmailp_dns_entry *e, int64_t now)
{
	if (now < e->refresh_at)
		return false;
	e->refresh_at = now + REFRESH_PATIENCE;
	m->counts[SECMAIL_DNS_CACHE_PREFETCHES]++;
	return true;
}

static secmail_status
apply(const secmailp_dns_entry *e, secmail_answers *a, uint32_t id, int64_t now)
{
	secmailp_dns_finding finding = secmailp_dns_entry_finding(e, now);

	return secmailp_dns_finding_apply(&finding, a, id, SECMAIL_TRUST_UNKNOWN);
}

static secmail_status
answer_from_memory(secmail_dns_cache *c, const secmailp_dns_question *q, secmail_answers *a,
    uint32_t id, int64_t now, secmailp_dns_found *out)
{
	secmailp_dns_memory *m = share_of(c, q->hash);
	secmail_status status = SECMAIL_DONE;
	secmailp_dns_entry *e;

	pthread_mutex_lock(&m->lock);
	e = secmailp_dns_memory_find(m, q, now);
	if (e)
		status = apply(e, a, id, now);
	if (e && status == SECMAIL_DONE) {
		m->counts[SECMAIL_DNS_CACHE_HITS]++;
		*out =
		    is_chosen_to_refresh(m, e, now) ? SECMAILP_DNS_HIT_EXPIRING : SECMAILP_DNS_HIT;
	}
	if (!e && !c->get)
		m->counts[SECMAIL_DNS_CACHE_MISSES]++;
	pthread_mutex_unlock(&m->lock);
	return status;
}

static void
put(secmail_dns_cache *c, secmailp_dns_entry *e, int64_t now)
{
	secmailp_dns_memory *m = share_of(c, e->hash);

	pthread_mutex_lock(&m->lock);
	secmailp_dns_memory_put(m, e, now);
	pthread_mutex_unlock(&m->lock);
}

static secmail_status
answer_from_backing(secmail_dns_cache *c, const secmailp_dns_question *q, secmail_answers *a,
    uint32_t id, int64_t now, secmailp_dns_found *out)
{
	secmailp_dns_entry *e = secmailp_dns_backing_get(c, q, now);
	secmail_status status;

	if (!e) {
		secmailp_dns_cache_count_one(c, q, SECMAIL_DNS_CACHE_MISSES);
		return SECMAIL_DONE;
	}
	status = apply(e, a, id, now);
	put(c, e, now);
	if (status != SECMAIL_DONE)
		return status;
	secmailp_dns_cache_count_one(c, q, SECMAIL_DNS_CACHE_BACKING_HITS);
	*out = SECMAILP_DNS_HIT;
	return SECMAIL_DONE;
}

secmail_status
secmailp_dns_cache_answer(
    secmail_dns_cache *c, secmail_answers *a, uint32_t id, int64_t now, secmailp_dns_found *out)
{
	size_t len;
	const void *qname = secmail_answers_qname_wire(a, id, &len);
	secmailp_dns_question q;
	secmail_status status;

	*out = SECMAILP_DNS_MISS;
	if (!qname)
		return SECMAIL_ARGUMENT;
	q = question(c, secmailp_view_of(qname, len), secmail_answers_qtype(a, id));
	status = answer_from_memory(c, &q, a, id, now, out);
	if (status == SECMAIL_DONE && *out == SECMAILP_DNS_MISS && c->get)
		status = answer_from_backing(c, &q, a, id, now, out);
	return status;
}

/* The value is written while the entry is still ours alone. */
static void
keep_answer(secmail_dns_cache *c, const secmailp_dns_question *q, const secmailp_dns_reply *reply,
    uint32_t life, int64_t now)
{
	secmailp_dns_entry *e = secmailp_dns_entry_of_reply(q, reply, life, now);
	secmailp_buffer value = secmailp_buffer_new(SECMAIL_DNS_CACHE_MAX_VALUE);
	bool is_written;

	if (!e)
		return;
	is_written = c->put && secmailp_dns_backing_write(&value, e, life) == SECMAIL_DONE;
	put(c, e, now);
	if (is_written)
		secmailp_dns_backing_put(c, q, &value, life);
	secmailp_buffer_free(&value);
}

void
secmailp_dns_cache_keep(secmail_dns_cache *c, const secmailp_dns_reply *reply, int64_t now)
{
	secmailp_view qname = secmailp_dnsname_view(&reply->message.qname);
	uint32_t life = reply->records > 0 ? reply->ttl : reply->negative_ttl;
	secmailp_dns_question q;

	if (reply->kind == SECMAILP_DNS_FAILED) {
		secmailp_dns_cache_keep_failure(
		    c, qname, reply->message.qtype, reply->failure, now);
	} else if (reply->kind == SECMAILP_DNS_ANSWERED && life > 0) {
		q = question(c, qname, reply->message.qtype);
		keep_answer(c, &q, reply, life, now);
	}
}

void
secmailp_dns_cache_keep_failure(
    secmail_dns_cache *c, secmailp_view qname, uint16_t qtype, secmail_dns_failure why, int64_t now)
{
	secmailp_dns_question q = question(c, qname, qtype);
	secmailp_dns_finding finding = { .state = SECMAIL_ANSWER_FAILED, .failure = why };
	secmailp_dns_entry *e = secmailp_dns_entry_new(&q, &finding, SECMAIL_DNS_FAILURE_TTL, now);

	if (e)
		put(c, e, now);
}
