/* world.c - see world.h */
#include "world.h"

#include <check.h>
#include <string.h>

const char FAILS[] = "FAILS";

world
world_new(void)
{
	world w = { NULL, NULL, NULL };

	ck_assert_int_eq(secmail_dmarc_new(&w.dmarc), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_new(&w.answers), SECMAIL_DONE);
	return w;
}

void
world_free(world *w)
{
	secmail_dmarc_result_free(w->result);
	secmail_answers_free(w->answers);
	secmail_dmarc_free(w->dmarc);
}

static void
add_text(world *w, uint32_t id, const char *text)
{
	uint8_t rdata[256];
	size_t len = strlen(text);

	ck_assert_uint_lt(len, sizeof rdata);
	rdata[0] = (uint8_t)len;
	memcpy(rdata + 1, text, len);
	ck_assert_int_eq(secmail_answers_add(w->answers, id, rdata, len + 1, 300), SECMAIL_DONE);
}

static void
close_answer(world *w, uint32_t id, bool exists)
{
	ck_assert_int_eq(
	    secmail_answers_close(w->answers, id, exists ? 0 : 3, SECMAIL_TRUST_UNKNOWN),
	    SECMAIL_DONE);
}

static void
give_failure(world *w, uint32_t id)
{
	ck_assert_int_eq(secmail_answers_fail(w->answers, id, SECMAIL_DNS_SERVFAIL), SECMAIL_DONE);
}

static bool
find_open(const world *w, const char *name, uint32_t *id)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t open = secmail_answers_open(w->answers, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	for (size_t i = 0; i < open; i++) {
		*id = ids[i];
		if (strcmp(secmail_answers_qname(w->answers, *id), name) == 0)
			return true;
	}
	return false;
}

void
world_answer(world *w, const char *name, const char *text)
{
	uint32_t id = 0;

	ck_assert_msg(find_open(w, name, &id), "no open question for %s", name);
	if (text == FAILS) {
		give_failure(w, id);
		return;
	}
	if (text)
		add_text(w, id, text);
	close_answer(w, id, text != NULL);
}

/* The rows of one name are the records there. */
static void
answer_one(world *w, uint32_t id, const world_record *records)
{
	const char *name = secmail_answers_qname(w->answers, id);
	bool exists = false;

	for (const world_record *r = records; r->name; r++) {
		if (strcmp(r->name, name) != 0)
			continue;
		if (r->text == FAILS) {
			give_failure(w, id);
			return;
		}
		exists = true;
		if (r->text && secmail_answers_qtype(w->answers, id) == SECMAIL_DNS_TXT)
			add_text(w, id, r->text);
	}
	close_answer(w, id, exists);
}

void
world_answer_all(world *w, const world_record *records)
{
	uint32_t id;

	while (secmail_answers_open(w->answers, &id, 1) > 0)
		answer_one(w, id, records);
}

secmail_status
world_try(world *w)
{
	return secmail_dmarc_judge(w->dmarc, w->answers, &w->result);
}

unsigned
world_judge(world *w, const world_record *records)
{
	unsigned rounds = 0;
	secmail_status status;

	while ((status = world_try(w)) == SECMAIL_WANT_DNS) {
		ck_assert_ptr_null(w->result);
		ck_assert_uint_gt(world_open_count(w), 0);
		ck_assert_uint_lt(++rounds, 10);
		world_answer_all(w, records);
	}
	ck_assert_int_eq(status, SECMAIL_DONE);
	ck_assert_ptr_nonnull(w->result);
	return rounds;
}

bool
world_is_open(const world *w, const char *name)
{
	uint32_t id;

	return find_open(w, name, &id);
}

bool
world_is_needed(const world *w, const char *name)
{
	uint32_t id;

	return find_open(w, name, &id) && secmail_answers_is_needed(w->answers, id);
}

size_t
world_open_count(const world *w)
{
	return secmail_answers_open(w->answers, NULL, 0);
}
