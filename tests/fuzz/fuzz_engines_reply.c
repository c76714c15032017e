/* covers: lib/engines/reply.c lib/engines/wire.c */
/*
 * fuzz_engines_reply.c - what a worker says, taken over or not, is one reply of this form, or none
 *
 * The input is a header and what follows it. A reply that is read is written again, and
 * has to be the same octets: then there is one way only to say anything.
 */
#include <stdlib.h>

#include "engines_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_verdict(const secmailp_engines_reply *r)
{
	require(r->code <= SECMAIL_SPF_PERMERROR);
	if (r->reason != SECMAIL_ENGINE_DECIDED)
		require(r->code == SECMAIL_SPF_PERMERROR && r->reason >= SECMAIL_ENGINE_LIMIT &&
			r->reason <= SECMAIL_ENGINE_INCOMPLETE);
}

static void
check_questions(const secmailp_engines_reply *r)
{
	require(r->count <= SECMAILP_ENGINES_MAX_WANTS);
	for (size_t i = 0; i < r->count; i++) {
		require(secmailp_engines_is_type(r->questions[i].type));
		require(secmailp_engines_is_name(r->questions[i].name));
		require(r->questions[i].name.len <= SECMAILP_DOMAIN_MAX);
	}
}

static void
check_written(const secmailp_engines_reply *r, secmailp_view body)
{
	secmailp_buffer b = secmailp_buffer_new(SECMAILP_ENGINES_MAX_REPLY);

	secmailp_engines_reply_write(r, &b);
	require(secmailp_view_equal(secmailp_buffer_view(&b), body));
	secmailp_buffer_free(&b);
}

/* What is read of signatures is written the same, and passes only by decision. */
static void
check_signatures(secmailp_view body)
{
	size_t count = body.len > 1 ? body.at[1] : 0;
	secmailp_engines_verdicts *v = malloc(sizeof *v);
	secmailp_buffer b = secmailp_buffer_new(SECMAILP_ENGINES_MAX_REPLY);

	require(v != NULL);
	if (secmailp_engines_verdicts_read(body, count, v)) {
		require(v->count == count && count <= SECMAIL_DKIM_MAX_ROWS);
		for (size_t i = 0; i < v->count; i++)
			require(v->at[i].code != SECMAIL_DKIM_PASS ||
				v->at[i].reason == SECMAIL_ENGINE_DECIDED);
		secmailp_engines_verdicts_write(v, &b);
		require(secmailp_view_equal(secmailp_buffer_view(&b), body));
	} else {
		require(v->count == 0);
	}
	secmailp_buffer_free(&b);
	free(v);
}

static void
check_header(const uint8_t *header)
{
	uint8_t again[SECMAILP_ENGINES_HEADER];
	size_t len;

	if (secmailp_engines_header_read(header, SECMAILP_ENGINES_MAX_REPLY, &len) !=
	    SECMAIL_ENGINE_DECIDED) {
		require(len == 0);
		return;
	}
	require(len <= SECMAILP_ENGINES_MAX_REPLY);
	secmailp_engines_header_write(len, again);
	require(memcmp(again, header, sizeof again) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* On the heap, so that what stands behind it is nobody's. */
	secmailp_engines_reply *r = malloc(sizeof *r);
	secmailp_view body;

	require(r != NULL);
	if (size >= SECMAILP_ENGINES_HEADER) {
		check_header(data);
		body = secmailp_view_after(secmailp_view_of(data, size), SECMAILP_ENGINES_HEADER);
		check_signatures(body);
		if (secmailp_engines_reply_read(body, r)) {
			if (r->count == 0)
				check_verdict(r);
			check_questions(r);
			check_written(r, body);
		} else {
			require(r->code == SECMAIL_SPF_TEMPERROR);
		}
	}
	free(r);
	return 0;
}
