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
#include "private/uninitialized.h"

/* Slots of the index: a power of two, at most half full. */
#define SLOTS (2 * SECMAIL_ANSWERS_MAX_QUESTIONS)

/* What a question and its answer take beside record data: the name, its text, an alias. */
#define MAX_OVERHEAD 1536

#define RCODE_NOERROR 0
#define RCODE_NXDOMAIN 3
#define RCODE_REFUSED 5

/* Records that a question has room for without asking for more: most answers have so few. */
#define FIRST_RECORDS 2

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
	secmailp_view first[FIRST_RECORDS];
	secmailp_view *records; /* `first`, or more in the arena */
	size_t count;
	size_t room;
};

/* Who has read the answers; see secmail_answers_mark(). */
struct mark {
	const void *owner; /* NULL: there is no mark */
	uint64_t number;
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
	struct mark marks[SECMAIL_ANSWERS_MAX_MARKS];
	size_t next_mark;      /* the place that a new owner's takes */
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
	secmailp_arena_free(&a->arena);
	free(a->questions);
	free(a);
}

void
secmail_answers_reset(secmail_answers *a)
{
	tell_driver(a);
	secmailp_arena_empty(&a->arena);
	memset(a->index, 0, sizeof a->index);
	a->count = 0;
	a->data = 0;
	a->expired = false;
	memset(a->marks, 0, sizeof a->marks);
	a->next_mark = 0;
	secmailp_error_clear(&a->error);
}

static struct mark *
find_mark(secmail_answers *a, const void *owner)
{
	for (size_t i = 0; i < SECMAIL_ANSWERS_MAX_MARKS; i++)
		if (a->marks[i].owner == owner)
			return &a->marks[i];
	return NULL;
}

void
secmail_answers_mark(secmail_answers *a, const void *owner, uint64_t number)
{
	struct mark *mark = find_mark(a, owner);

	if (!mark) {
		mark = &a->marks[a->next_mark];
		a->next_mark = (a->next_mark + 1) % SECMAIL_ANSWERS_MAX_MARKS;
	}
	*mark = (struct mark){ owner, number };
}

bool
secmail_answers_is_marked(const secmail_answers *a, const void *owner, uint64_t number)
{
	for (size_t i = 0; i < SECMAIL_ANSWERS_MAX_MARKS; i++)
		if (a->marks[i].owner == owner && a->marks[i].number == number)
			return owner != NULL;
	return false;
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

/*
 * Eight octets at a time. Nothing has to be secret about it: the table is at
 * most half full, and the questions that could meet in one place are few.
 */
static size_t
hash_of(secmailp_view wire, uint16_t qtype)
{
	uint64_t hash = qtype;

	for (size_t at = 0; at < wire.len; at += sizeof hash) {
		uint64_t word = 0;
		size_t left = wire.len - at;

		memcpy(&word, wire.at + at, left < sizeof word ? left : sizeof word);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15;
		hash ^= hash >> 32;
	}
	return (size_t)hash;
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
	SECMAILP_UNINITIALIZED char text[SECMAILP_DNSNAME_TEXT];
	size_t text_len;

	if (!q)
		return NULL;
	text_len = secmailp_dnsname_text(wire, text);
	q->text = secmailp_arena_text(&a->arena, secmailp_view_of(text, text_len));
	q->wire = secmailp_view_of(secmailp_arena_text(&a->arena, wire), wire.len);
	q->qtype = qtype;
	q->records = q->first;
	q->room = FIRST_RECORDS;
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
	SECMAILP_UNINITIALIZED secmailp_dnsname wire;
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

	return q && q->state == SECMAIL_ANSWER_RECORDS ? q->count : 0;
}

const void *
secmail_answers_rdata(const secmail_answers *a, uint32_t id, size_t index, size_t *out_len)
{
	const struct question *q = find(a, id);

	*out_len = 0;
	if (!q || q->state != SECMAIL_ANSWER_RECORDS || index >= q->count)
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

static void
drop_added(struct question *q)
{
	q->count = 0;
	q->ttl = 0;
	q->alias = NULL;
}

/* Room for one more record. Twice as much each time: what is left behind stays bounded. */
static bool
make_room_for_record(secmail_answers *a, struct question *q)
{
	secmailp_view *grown;

	if (q->count < q->room)
		return true;
	grown = secmailp_arena_array(&a->arena, 2 * q->room, sizeof *grown);
	if (!grown)
		return false;
	memcpy(grown, q->records, q->count * sizeof *grown);
	q->records = grown;
	q->room *= 2;
	return true;
}

static secmail_status
add_record(secmail_answers *a, struct question *q, secmailp_view rdata)
{
	const char *copy;

	if (rdata.len > UINT16_MAX || rdata.len > SECMAIL_ANSWERS_MAX_BYTES - a->data) {
		secmailp_error_set(&a->error, "the answers hold more than %d octets of records",
		    SECMAIL_ANSWERS_MAX_BYTES);
		return SECMAIL_LIMIT;
	}
	if (!make_room_for_record(a, q))
		return a->arena.status;
	copy = secmailp_arena_text(&a->arena, rdata);
	if (!copy)
		return a->arena.status;
	q->records[q->count++] = secmailp_view_of(copy, rdata.len);
	a->data += rdata.len;
	return SECMAIL_DONE;
}

secmail_status
secmail_answers_add(secmail_answers *a, uint32_t id, const void *rdata, size_t len, uint32_t ttl)
{
	struct question *q;
	secmail_status status = find_open(a, id, &q);

	if (status != SECMAIL_DONE)
		return status;
	status = add_record(a, q, secmailp_view_of(rdata, len));
	if (status != SECMAIL_DONE) {
		/* Whoever begins again shall not find the half that went before. */
		drop_added(q);
		return status;
	}
	if (q->count == 1 || ttl < q->ttl)
		q->ttl = ttl;
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
	if (q->alias)
		return SECMAIL_DONE;
	drop_added(q);
	return a->arena.status;
}

secmail_status
secmail_answers_close(secmail_answers *a, uint32_t id, uint16_t rcode, secmail_trust trust)
{
	struct question *q;
	secmail_status status = find_open(a, id, &q);

	if (status != SECMAIL_DONE)
		return status;
	if (rcode != RCODE_NOERROR && rcode != RCODE_NXDOMAIN)
		return secmail_answers_fail(
		    a, id, rcode == RCODE_REFUSED ? SECMAIL_DNS_REFUSED : SECMAIL_DNS_SERVFAIL);
	if (rcode == RCODE_NXDOMAIN) {
		q->count = 0;
		q->ttl = 0;
		q->state = SECMAIL_ANSWER_NXDOMAIN;
	} else {
		q->state = q->count > 0 ? SECMAIL_ANSWER_RECORDS : SECMAIL_ANSWER_NODATA;
	}
	q->trust = trust;
	return SECMAIL_DONE;
}

secmail_status
secmail_answers_fail(secmail_answers *a, uint32_t id, secmail_dns_failure why)
{
	struct question *q;
	secmail_status status = find_open(a, id, &q);

	if (status != SECMAIL_DONE)
		return status;
	drop_added(q);
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
		drop_added(q);
		q->state = SECMAIL_ANSWER_FAILED;
		q->failure = SECMAIL_DNS_TIMEOUT;
	}
}
