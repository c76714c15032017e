/*
 * cache_backing.c - the caller's cache: what is written to it, what is believed of it
 *
 * Whoever can write there can write anything. A value is read as a message
 * from the network is, and its time of expiry can only shorten the life of
 * what it says.
 */
#include <stdlib.h>
#include <time.h>

#include "cache.h"

#define EXPIRY_SIZE 8

/* Where the question stands, and behind its name its type and class (RFC 1035 section 4.1). */
#define QUESTION 12
#define BEHIND_NAME 4

/* What stands before a record's data behind an owner that is a pointer (section 4.1.4). */
#define BEFORE_DATA 12
#define POINTER 0xc000u

/* Seconds since 1970; 0 if the system has no time. */
static uint64_t
wall_clock(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_REALTIME, &t) != 0 || t.tv_sec < 0)
		return 0;
	return (uint64_t)t.tv_sec;
}

/* A name whose text is too long for a key leaves the buffer without one. */
static secmailp_buffer
key_of(const secmailp_dns_question *q)
{
	secmailp_buffer key = secmailp_buffer_new(SECMAIL_DNS_CACHE_MAX_KEY);
	char name[SECMAILP_DNSNAME_TEXT];

	secmailp_dnsname_text(q->qname, name);
	secmailp_buffer_text(&key, "dns1/");
	secmailp_buffer_number(&key, q->qtype);
	secmailp_buffer_text(&key, "/");
	secmailp_buffer_text(&key, name);
	return key;
}

/* --- in -------------------------------------------------------------------- */

static uint64_t
read_u64(secmailp_cursor *c)
{
	uint64_t number = 0;

	for (int i = 0; i < EXPIRY_SIZE / 2; i++)
		number = number << 16 | secmailp_cursor_u16(c);
	return number;
}

/* How long, in seconds, the reply may be believed that is to expire then; 0: not at all. */
static uint32_t
life_of(const secmailp_dns_reply *r, uint64_t expiry)
{
	uint64_t now = wall_clock();
	uint64_t left = now > 0 && expiry > now ? expiry - now : 0;
	uint32_t most = r->ttl;

	if (r->records == 0 && most > SECMAIL_DNS_MAX_NEGATIVE_TTL)
		most = SECMAIL_DNS_MAX_NEGATIVE_TTL;
	return left < most ? (uint32_t)left : most;
}

static secmailp_dns_entry *
read_value(secmail_dns_cache *c, const secmailp_dns_question *q, secmailp_view value, int64_t now)
{
	secmailp_cursor at = secmailp_cursor_over(value);
	uint64_t expiry = read_u64(&at);
	secmailp_dns_reply reply;
	uint32_t life;

	secmailp_dns_reply_read(&reply, secmailp_cursor_rest(&at), q->qname, q->qtype);
	if (reply.kind != SECMAILP_DNS_ANSWERED) {
		secmailp_dns_cache_count_one(c, q, SECMAIL_DNS_CACHE_BACKING_ERRORS);
		return NULL;
	}
	life = life_of(&reply, expiry);
	return life > 0 ? secmailp_dns_entry_of_reply(q, &reply, life, now) : NULL;
}

static secmailp_dns_entry *
get_value(secmail_dns_cache *c, const secmailp_dns_question *q, secmailp_view key, int64_t now)
{
	uint8_t *value = malloc(SECMAIL_DNS_CACHE_MAX_VALUE);
	secmailp_dns_entry *e = NULL;
	secmail_status status;
	size_t len = 0;

	if (!value)
		return NULL;
	status = c->get(c->backing, key.at, key.len, value, SECMAIL_DNS_CACHE_MAX_VALUE, &len);
	if (status == SECMAIL_DONE && len <= SECMAIL_DNS_CACHE_MAX_VALUE)
		e = read_value(c, q, secmailp_view_of(value, len), now);
	else if (status != SECMAIL_NOT_FOUND)
		secmailp_dns_cache_count_one(c, q, SECMAIL_DNS_CACHE_BACKING_ERRORS);
	free(value);
	return e;
}

secmailp_dns_entry *
secmailp_dns_backing_get(secmail_dns_cache *c, const secmailp_dns_question *q, int64_t now)
{
	secmailp_buffer key = key_of(q);
	secmailp_dns_entry *e = NULL;

	if (key.status == SECMAILP_DONE)
		e = get_value(c, q, secmailp_buffer_view(&key), now);
	secmailp_buffer_free(&key);
	return e;
}

/* --- out ------------------------------------------------------------------- */

static void
put_u16(secmailp_buffer *out, size_t number)
{
	const uint8_t octets[2] = { (uint8_t)(number >> 8 & 0xff), (uint8_t)(number & 0xff) };

	secmailp_buffer_add(out, secmailp_view_of(octets, sizeof octets));
}

static void
put_u32(secmailp_buffer *out, uint32_t number)
{
	put_u16(out, number >> 16);
	put_u16(out, number & 0xffff);
}

static void
put_u64(secmailp_buffer *out, uint64_t number)
{
	put_u32(out, (uint32_t)(number >> 32));
	put_u32(out, (uint32_t)(number & 0xffffffff));
}

/* A record whose owner is the name that stands at octet `owner` of the message. */
static void
put_record(secmailp_buffer *out, size_t owner, uint16_t type, uint32_t ttl, secmailp_view data)
{
	put_u16(out, POINTER | owner);
	put_u16(out, type);
	put_u16(out, SECMAILP_DNS_CLASS_IN);
	put_u32(out, ttl);
	put_u16(out, data.len);
	secmailp_buffer_add(out, data);
}

static size_t
count_records(secmailp_view records)
{
	secmailp_cursor c = secmailp_cursor_over(records);
	size_t count = 0;

	for (; secmailp_cursor_left(&c) > 0; count++)
		(void)secmailp_cursor_take(&c, secmailp_cursor_u16(&c));
	return count;
}

static void
put_head(secmailp_buffer *out, const secmailp_dns_entry *e, size_t answers)
{
	bool exists = e->state != SECMAIL_ANSWER_NXDOMAIN;

	put_u16(out, 0);
	put_u16(out, SECMAILP_DNS_QR | SECMAILP_DNS_RA |
			 (exists ? SECMAILP_DNS_NOERROR : SECMAILP_DNS_NXDOMAIN));
	put_u16(out, 1);
	put_u16(out, answers);
	put_u32(out, 0);
	secmailp_buffer_add(out, secmailp_dns_entry_qname(e));
	put_u16(out, e->qtype);
	put_u16(out, SECMAILP_DNS_CLASS_IN);
}

secmail_status
secmailp_dns_backing_write(secmailp_buffer *out, const secmailp_dns_entry *e, uint32_t life)
{
	secmailp_dns_finding f = secmailp_dns_entry_finding(e, 0);
	secmailp_cursor c = secmailp_cursor_over(f.records);
	uint64_t now = wall_clock();
	size_t count = count_records(f.records) + (f.alias.len > 0);
	size_t owner = QUESTION;

	if (now == 0 || count > UINT16_MAX)
		return now == 0 ? SECMAIL_IO : SECMAIL_LIMIT;
	put_u64(out, now + life);
	put_head(out, e, count);
	if (f.alias.len > 0) {
		put_record(out, owner, SECMAIL_DNS_CNAME, life, f.alias);
		owner = QUESTION + e->qname_len + BEHIND_NAME + BEFORE_DATA;
	}
	while (out->status == SECMAILP_DONE && secmailp_cursor_left(&c) > 0)
		put_record(
		    out, owner, e->qtype, life, secmailp_cursor_take(&c, secmailp_cursor_u16(&c)));
	return (secmail_status)out->status;
}

void
secmailp_dns_backing_put(secmail_dns_cache *c, const secmailp_dns_question *q,
    const secmailp_buffer *value, uint32_t life)
{
	secmailp_buffer key = key_of(q);

	if (key.status == SECMAILP_DONE &&
	    c->put(c->backing, key.at, key.len, value->at, value->len, life) != SECMAIL_DONE)
		secmailp_dns_cache_count_one(c, q, SECMAIL_DNS_CACHE_BACKING_ERRORS);
	secmailp_buffer_free(&key);
}
