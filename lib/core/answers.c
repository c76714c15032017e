/*
 * answers.c - the table of DNS questions and answers that one message needs
 *
 * Evaluators ask, drivers answer; see <secmail/answers.h> for the rules. A
 * question is found by its wire name and type in a small open-addressed index;
 * with the number of questions capped, no choice of names can make that slow.
 */
#include <secmail/answers.h>
#include <stdlib.h>

#include "private/arena.h"
#include "private/dnsname.h"
#include "private/error.h"

/* Slots of the index: a power of two, at most half full. */
#define SLOTS (2 * SECMAIL_ANSWERS_MAX_QUESTIONS)

/* What a question and its answer take beside record data: the name, its text, an alias. */
#define MAX_OVERHEAD 1536

#define RCODE_NOERROR 0
#define RCODE_NXDOMAIN 3
#define RCODE_REFUSED 5

struct record {
	struct record *next;
	secmailp_view rdata;
};

struct question {
	secmailp_view wire;
	const char *text; /* presentation form */
	uint16_t qtype;
	secmail_answers_urgency urgency;

	secmail_answer_state state;
	secmail_dns_failure failure;
	secmail_trust trust;
	uint32_t ttl;
	const char *alias;
	struct record *added; /* newest first, while open */
	secmailp_view *records;
	size_t count;
};

struct secmail_answers {
	struct question **questions;
	size_t count;
	size_t room;
	size_t max_questions;
	size_t data; /* octets of record data held */
	bool expired;
	secmail_answers_detach_fn detach; /* NULL: no driver is attached */
	void *driver;
	uint16_t index[SLOTS]; /* question number plus one; 0 is an empty slot */
	secmailp_arena arena;
	secmailp_error error;
};

secmail_status
secmail_answers_new(secmail_answers **out)
{
	secmail_answers *a = calloc(1, sizeof *a);

	*out = a;
	if (!a)
		return SECMAIL_NO_MEMORY;
	a->max_questions = SECMAIL_ANSWERS_MAX_QUESTIONS;
	a->arena = secmailp_arena_new(
	    SECMAIL_ANSWERS_MAX_BYTES + (size_t)SECMAIL_ANSWERS_MAX_QUESTIONS * MAX_OVERHEAD);
	return SECMAIL_DONE;
}

secmail_status
secmail_answers_attach(secmail_answers *a, secmail_answers_detach_fn detach, void *arg)
{
	if (a->detach || !detach || !arg) {
		secmailp_error_set(&a->error, a->detach ? "another driver is attached to the table"
							: "a driver is attached without a name");
		return SECMAIL_ARGUMENT;
	}
	a->detach = detach;
	a->driver = arg;
	return SECMAIL_DONE;
}

void
secmail_answers_detach(secmail_answers *a)
{
	a->detach = NULL;
	a->driver = NULL;
}

void *
secmail_answers_attached(const secmail_answers *a, secmail_answers_detach_fn detach)
{
	return a->detach == detach ? a->driver : NULL;
}

/* The driver may free what it kept for the table, so it is gone before it is told. */
static void
tell_driver(secmail_answers *a)
{
	secmail_answers_detach_fn detach = a->detach;
	void *driver = a->driver;

	secmail_answers_detach(a);
	if (detach)
		detach(driver, a);
}

void
secmail_answers_free(secmail_answers *a)
{
	if (!a)
		return;
	tell_driver(a);
	secmailp_arena_reset(&a->arena);
	free(a->questions);
	free(a);
}

void
secmail_answers_reset(secmail_answers *a)
{
	tell_driver(a);
	secmailp_arena_reset(&a->arena);
	memset(a->index, 0, sizeof a->index);
	a->count = 0;
	a->data = 0;
	a->expired = false;
	secmailp_error_clear(&a->error);
}

secmail_status
secmail_answers_set_max_questions(secmail_answers *a, size_t max)
{
	if (max < 1 || max > SECMAIL_ANSWERS_MAX_QUESTIONS) {
		secmailp_error_set(&a->error, "the cap on questions is between 1 and %d",
		    SECMAIL_ANSWERS_MAX_QUESTIONS);
		return SECMAIL_ARGUMENT;
	}
	a->max_questions = max;
	return SECMAIL_DONE;
}

const char *
secmail_answers_error(const secmail_answers *a)
{
	return a->error.text;
}

/* FNV-1a. */
static size_t
hash_of(secmailp_view wire, uint16_t qtype)
{
	uint32_t hash = 2166136261u ^ qtype;

	for (size_t i = 0; i < wire.len; i++)
		hash = (hash ^ wire.at[i]) * 16777619u;
	return hash ^ hash >> 16;
}

/* The slot that holds the question, or the empty one where it belongs. */
static uint16_t *
slot_for(secmail_answers *a, secmailp_view wire, uint16_t qtype)
{
	size_t at = hash_of(wire, qtype) % SLOTS;

	while (a->index[at] > 0) {
		const struct question *q = a->questions[a->index[at] - 1];

		if (q->qtype == qtype && secmailp_view_equal(q->wire, wire))
			break;
		at = (at + 1) % SLOTS;
	}
	return &a->index[at];
}

static bool
make_room(secmail_answers *a)
{
	size_t room = a->room ? a->room * 2 : 16;
	struct question **grown;

	if (a->count < a->room)
		return true;
	grown = realloc(a->questions, room * sizeof *grown);
	if (!grown)
		return false;
	a->questions = grown;
	a->room = room;
	return true;
}

static struct question *
question_new(secmail_answers *a, secmailp_view wire, uint16_t qtype)
{
	struct question *q = secmailp_arena_alloc(&a->arena, sizeof *q);
	char text[SECMAILP_DNSNAME_TEXT];

	if (!q)
		return NULL;
	secmailp_dnsname_text(wire, text);
	q->text = secmailp_arena_text(&a->arena, secmailp_view_text(text));
	q->wire = secmailp_view_of(secmailp_arena_text(&a->arena, wire), wire.len);
	q->qtype = qtype;
	if (!q->text || q->wire.len == 0)
		return NULL;
	if (a->expired) {
		q->state = SECMAIL_ANSWER_FAILED;
		q->failure = SECMAIL_DNS_TIMEOUT;
	}
	return q;
}

secmail_status
secmail_answers_ask(secmail_answers *a, const void *name, size_t len, uint16_t qtype,
    secmail_answers_urgency urgency, uint32_t *out_id)
{
	secmailp_dnsname wire;
	uint16_t *slot;

	*out_id = UINT32_MAX;
	if (!secmailp_dnsname_from_labels(&wire, secmailp_view_of(name, len))) {
		secmailp_error_set(&a->error, "a question's name is no domain name");
		return SECMAIL_SYNTAX;
	}
	slot = slot_for(a, secmailp_dnsname_view(&wire), qtype);
	if (*slot == 0) {
		struct question *q;

		if (a->count >= a->max_questions) {
			secmailp_error_set(
			    &a->error, "more than %zu distinct DNS questions", a->max_questions);
			return SECMAIL_LIMIT;
		}
		q = make_room(a) ? question_new(a, secmailp_dnsname_view(&wire), qtype) : NULL;
		if (!q)
			return SECMAIL_NO_MEMORY;
		a->questions[a->count++] = q;
		*slot = (uint16_t)a->count;
	}
	*out_id = *slot - 1u;
	if (urgency == SECMAIL_ANSWERS_NEEDED)
		a->questions[*out_id]->urgency = SECMAIL_ANSWERS_NEEDED;
	return SECMAIL_DONE;
}

static const struct question *
find(const secmail_answers *a, uint32_t id)
{
	return id < a->count ? a->questions[id] : NULL;
}

secmail_answer_state
secmail_answers_state(const secmail_answers *a, uint32_t id)
{
	const struct question *q = find(a, id);

	return q ? q->state : SECMAIL_ANSWER_OPEN;
}

secmail_dns_failure
secmail_answers_failure(const secmail_answers *a, uint32_t id)
{
	const struct question *q = find(a, id);

	return q && q->state == SECMAIL_ANSWER_FAILED ? q->failure : SECMAIL_DNS_SERVFAIL;
}

size_t
secmail_answers_count(const secmail_answers *a, uint32_t id)
{
	const struct question *q = find(a, id);

	return q && q->records ? q->count : 0;
}

const void *
secmail_answers_rdata(const secmail_answers *a, uint32_t id, size_t index, size_t *out_len)
{
	const struct question *q = find(a, id);

	*out_len = 0;
	if (!q || !q->records || index >= q->count)
		return NULL;
	*out_len = q->records[index].len;
	return q->records[index].at;
}

uint32_t
secmail_answers_ttl(const secmail_answers *a, uint32_t id)
{
	const struct question *q = find(a, id);

	return q ? q->ttl : 0;
}

secmail_trust
secmail_answers_trust(const secmail_answers *a, uint32_t id)
{
	const struct question *q = find(a, id);

	return q ? q->trust : SECMAIL_TRUST_UNKNOWN;
}

const char *
secmail_answers_alias(const secmail_answers *a, uint32_t id)
{
	const struct question *q = find(a, id);

	return q ? q->alias : NULL;
}

size_t
secmail_answers_question_count(const secmail_answers *a)
{
	return a->count;
}

bool
secmail_answers_all_secure(const secmail_answers *a)
{
	size_t answered = 0;

	for (size_t i = 0; i < a->count; i++) {
		const struct question *q = a->questions[i];

		if (q->state == SECMAIL_ANSWER_OPEN)
			continue;
		if (q->state == SECMAIL_ANSWER_FAILED || q->trust != SECMAIL_TRUST_SECURE)
			return false;
		answered++;
	}
	return answered > 0;
}

/* Appends the open questions of one urgency to `ids` as far as they fit; returns the new count. */
static size_t
list_open(const secmail_answers *a, secmail_answers_urgency urgency, uint32_t *ids, size_t cap,
    size_t count)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct question *q = a->questions[i];

		if (q->state != SECMAIL_ANSWER_OPEN || q->urgency != urgency)
			continue;
		if (count < cap)
			ids[count] = (uint32_t)i;
		count++;
	}
	return count;
}

size_t
secmail_answers_open(const secmail_answers *a, uint32_t *ids, size_t cap)
{
	size_t needed = list_open(a, SECMAIL_ANSWERS_NEEDED, ids, cap, 0);

	return list_open(a, SECMAIL_ANSWERS_SPECULATIVE, ids, cap, needed);
}

bool
secmail_answers_is_needed(const secmail_answers *a, uint32_t id)
{
	const struct question *q = find(a, id);

	return q && q->urgency == SECMAIL_ANSWERS_NEEDED;
}

const char *
secmail_answers_qname(const secmail_answers *a, uint32_t id)
{
	const struct question *q = find(a, id);

	return q ? q->text : "";
}

const void *
secmail_answers_qname_wire(const secmail_answers *a, uint32_t id, size_t *out_len)
{
	const struct question *q = find(a, id);

	*out_len = q ? q->wire.len : 0;
	return q ? q->wire.at : NULL;
}

uint16_t
secmail_answers_qtype(const secmail_answers *a, uint32_t id)
{
	const struct question *q = find(a, id);

	return q ? q->qtype : 0;
}

/* The question that a driver speaks of, if it may still be answered. */
static secmail_status
find_open(secmail_answers *a, uint32_t id, struct question **out)
{
	*out = NULL;
	if (id >= a->count) {
		secmailp_error_set(&a->error, "no question has the id %lu", (unsigned long)id);
		return SECMAIL_ARGUMENT;
	}
	if (a->questions[id]->state != SECMAIL_ANSWER_OPEN) {
		secmailp_error_set(
		    &a->error, "question %lu is answered already", (unsigned long)id);
		return SECMAIL_LATE;
	}
	*out = a->questions[id];
	return SECMAIL_DONE;
}

secmail_status
secmail_answers_add(secmail_answers *a, uint32_t id, const void *rdata, size_t len, uint32_t ttl)
{
	struct question *q;
	struct record *r;
	secmail_status status = find_open(a, id, &q);

	if (status != SECMAIL_DONE)
		return status;
	if (len > UINT16_MAX || len > SECMAIL_ANSWERS_MAX_BYTES - a->data) {
		secmailp_error_set(&a->error, "the answers hold more than %d octets of records",
		    SECMAIL_ANSWERS_MAX_BYTES);
		return SECMAIL_LIMIT;
	}
	r = secmailp_arena_alloc(&a->arena, sizeof *r);
	if (!r)
		return a->arena.status;
	r->rdata =
	    secmailp_view_of(secmailp_arena_text(&a->arena, secmailp_view_of(rdata, len)), len);
	if (r->rdata.len != len)
		return a->arena.status;
	if (!q->added || ttl < q->ttl)
		q->ttl = ttl;
	r->next = q->added;
	q->added = r;
	q->count++;
	a->data += len;
	return SECMAIL_DONE;
}

secmail_status
secmail_answers_add_alias(secmail_answers *a, uint32_t id, const void *name, size_t len)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(name, len));
	secmailp_dnsname wire;
	char text[SECMAILP_DNSNAME_TEXT];
	struct question *q;
	secmail_status status = find_open(a, id, &q);

	if (status != SECMAIL_DONE)
		return status;
	if (!secmailp_dnsname_read(&wire, &c) || !secmailp_cursor_done(&c)) {
		secmailp_error_set(&a->error, "an alias is no wire name");
		return SECMAIL_SYNTAX;
	}
	secmailp_dnsname_text(secmailp_dnsname_view(&wire), text);
	q->alias = secmailp_arena_text(&a->arena, secmailp_view_text(text));
	return q->alias ? SECMAIL_DONE : a->arena.status;
}

static void
drop_records(struct question *q)
{
	q->added = NULL;
	q->count = 0;
	q->ttl = 0;
}

/* Puts the records, which came newest first, into a table in the order they came. */
static secmail_status
settle_records(secmail_answers *a, struct question *q)
{
	size_t at = q->count;

	q->records = secmailp_arena_array(&a->arena, q->count, sizeof *q->records);
	if (!q->records)
		return a->arena.status;
	for (const struct record *r = q->added; r; r = r->next)
		q->records[--at] = r->rdata;
	q->state = SECMAIL_ANSWER_RECORDS;
	return SECMAIL_DONE;
}

secmail_status
secmail_answers_close(secmail_answers *a, uint32_t id, uint16_t rcode, secmail_trust trust)
{
	struct question *q;
	secmail_status status = find_open(a, id, &q);

	if (status != SECMAIL_DONE)
		return status;
	if (rcode != RCODE_NOERROR)
		drop_records(q);
	if (rcode == RCODE_NOERROR && q->count > 0)
		status = settle_records(a, q);
	else if (rcode == RCODE_NOERROR)
		q->state = SECMAIL_ANSWER_NODATA;
	else if (rcode == RCODE_NXDOMAIN)
		q->state = SECMAIL_ANSWER_NXDOMAIN;
	else
		return secmail_answers_fail(
		    a, id, rcode == RCODE_REFUSED ? SECMAIL_DNS_REFUSED : SECMAIL_DNS_SERVFAIL);
	if (status == SECMAIL_DONE)
		q->trust = trust;
	return status;
}

secmail_status
secmail_answers_fail(secmail_answers *a, uint32_t id, secmail_dns_failure why)
{
	struct question *q;
	secmail_status status = find_open(a, id, &q);

	if (status != SECMAIL_DONE)
		return status;
	drop_records(q);
	q->alias = NULL;
	q->state = SECMAIL_ANSWER_FAILED;
	q->failure = why;
	return SECMAIL_DONE;
}

void
secmail_answers_expire(secmail_answers *a)
{
	tell_driver(a);
	a->expired = true;
	for (size_t i = 0; i < a->count; i++) {
		struct question *q = a->questions[i];

		if (q->state != SECMAIL_ANSWER_OPEN)
			continue;
		drop_records(q);
		q->state = SECMAIL_ANSWER_FAILED;
		q->failure = SECMAIL_DNS_TIMEOUT;
	}
}
