/*
 * arc_judge.c - validates a chain whose structure is right (RFC 8617 section 5.2 steps 4 to 7)
 *
 * Every failure is final by the RFC, DNS's included; that it was DNS is told
 * apart, for a caller that would rather defer the message.
 */
#include "dkim_internal.h"

#include <stdlib.h>

struct secmail_arc_result {
	secmail_arc_reason reason;
	secmailp_error detail;
	secmail_dkim_reason signature_reason;
	unsigned instances;
	unsigned oldest_pass;
	secmailp_arena arena;
	const char *domains[SECMAIL_ARC_MAX_INSTANCES];
	const char *selectors[SECMAIL_ARC_MAX_INSTANCES];
};

/* Room for the names of 50 seals. */
#define ARENA_MAX (2 * SECMAIL_ARC_MAX_INSTANCES * SECMAIL_DOMAIN_SIZE)

static const struct {
	secmail_arc_reason reason;
	const char *name;
	secmail_arc_code code;
} REASONS[] = {
	{ SECMAIL_ARC_UNDECIDED, "undecided", SECMAIL_ARC_FAIL },
	{ SECMAIL_ARC_VERIFIED, "verified", SECMAIL_ARC_PASS },
	{ SECMAIL_ARC_NO_SETS, "no-sets", SECMAIL_ARC_NONE },
	{ SECMAIL_ARC_TOO_MANY_SETS, "too-many-sets", SECMAIL_ARC_FAIL },
	{ SECMAIL_ARC_SYNTAX, "syntax", SECMAIL_ARC_FAIL },
	{ SECMAIL_ARC_MARKED_FAILED, "marked-failed", SECMAIL_ARC_FAIL },
	{ SECMAIL_ARC_STRUCTURE, "structure", SECMAIL_ARC_FAIL },
	{ SECMAIL_ARC_CV_MISMATCH, "cv-mismatch", SECMAIL_ARC_FAIL },
	{ SECMAIL_ARC_MESSAGE_SIGNATURE, "message-signature", SECMAIL_ARC_FAIL },
	{ SECMAIL_ARC_SEAL, "seal", SECMAIL_ARC_FAIL },
};

static size_t
index_of(secmail_arc_reason reason)
{
	for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++)
		if (REASONS[i].reason == reason)
			return i;
	return 0;
}

static void
signature_failed(secmail_arc_result *r, secmail_arc_reason reason, const smdkim_signature *s)
{
	r->reason = reason;
	r->signature_reason = s->outcome.reason;
	secmailp_error_set(&r->detail, "%s of instance %u: %.180s",
	    s->kind == SMDKIM_AS ? "ARC-Seal" : "ARC-Message-Signature", s->instance,
	    s->outcome.detail.text);
}

static bool
is_verified(const smdkim_signature *s)
{
	return s->outcome.reason == SECMAIL_DKIM_VERIFIED;
}

/* Step 5: downwards from the newest, which has verified. */
static secmail_status
find_oldest_pass(secmail_dkim *d, secmail_answers *answers, secmail_arc_result *r)
{
	for (unsigned i = d->chain.instances - 1; i > 0; i--) {
		smdkim_signature *ams = d->chain.sets[i - 1].ams;
		secmail_status status = smdkim_judge_signature(d, ams, answers);

		if (status != SECMAIL_DONE)
			return status;
		if (!is_verified(ams)) {
			r->oldest_pass = i + 1;
			return SECMAIL_DONE;
		}
	}
	return SECMAIL_DONE;
}

/* Step 6. */
static secmail_status
check_seals(secmail_dkim *d, secmail_answers *answers, secmail_arc_result *r)
{
	for (unsigned i = d->chain.instances; i > 0; i--) {
		smdkim_signature *as = d->chain.sets[i - 1].as;
		secmail_status status = smdkim_judge_signature(d, as, answers);

		if (status != SECMAIL_DONE)
			return status;
		if (!is_verified(as)) {
			signature_failed(r, SECMAIL_ARC_SEAL, as);
			return SECMAIL_DONE;
		}
	}
	r->reason = SECMAIL_ARC_VERIFIED;
	secmailp_error_set(
	    &r->detail, "all %u seals and the newest message signature verify", d->chain.instances);
	return SECMAIL_DONE;
}

static secmail_status
validate(secmail_dkim *d, secmail_answers *answers, secmail_arc_result *r)
{
	smdkim_signature *newest;
	secmail_status status;

	r->reason = d->chain.reason;
	r->detail = d->chain.detail;
	if (d->chain.reason != SECMAIL_ARC_UNDECIDED)
		return SECMAIL_DONE;
	newest = d->chain.sets[d->chain.instances - 1].ams;
	status = smdkim_judge_signature(d, newest, answers);
	if (status != SECMAIL_DONE)
		return status;
	if (!is_verified(newest)) {
		signature_failed(r, SECMAIL_ARC_MESSAGE_SIGNATURE, newest);
		return SECMAIL_DONE;
	}
	status = find_oldest_pass(d, answers, r);
	return status == SECMAIL_DONE ? check_seals(d, answers, r) : status;
}

/* Who vouches for the chain is told only where the seals verified. */
static secmail_status
name_seals(const secmail_dkim *d, secmail_arc_result *r)
{
	if (r->reason != SECMAIL_ARC_VERIFIED) {
		r->oldest_pass = 0;
		return SECMAIL_DONE;
	}
	for (unsigned i = 0; i < r->instances; i++) {
		const smdkim_signature *as = d->chain.sets[i].as;

		r->domains[i] = secmailp_arena_text(&r->arena, secmailp_view_text(as->domain));
		r->selectors[i] = secmailp_arena_text(&r->arena, secmailp_view_text(as->selector));
	}
	return r->arena.status == SECMAIL_DONE ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

static secmail_status
judge(secmail_dkim *d, secmail_answers *answers, secmail_arc_result *r)
{
	secmail_status status = secmail_dkim_ask(d, answers);

	if (status == SECMAIL_DONE)
		status = validate(d, answers, r);
	return status == SECMAIL_DONE ? name_seals(d, r) : status;
}

secmail_status
secmail_arc_judge(secmail_dkim *d, secmail_answers *answers, secmail_arc_result **out)
{
	secmail_arc_result *r;
	secmail_status status;

	*out = NULL;
	if (d->stage == SMDKIM_BROKEN)
		return SECMAIL_NO_MEMORY;
	if (d->stage != SMDKIM_WAITS_FOR_JUDGE || !answers) {
		secmailp_error_set(&d->error, "the body is not complete");
		return SECMAIL_ARGUMENT;
	}
	r = calloc(1, sizeof *r);
	if (!r)
		return SECMAIL_NO_MEMORY;
	r->arena = secmailp_arena_new(ARENA_MAX);
	r->instances = d->chain.instances;
	status = judge(d, answers, r);
	if (status != SECMAIL_DONE) {
		secmail_arc_result_free(r);
		return status;
	}
	smdkim_trace(
	    d, SECMAIL_EVENT_VERDICT, secmail_arc_code_name(secmail_arc_result_code(r)), 0);
	*out = r;
	return SECMAIL_DONE;
}

void
secmail_arc_result_free(secmail_arc_result *r)
{
	if (!r)
		return;
	secmailp_arena_free(&r->arena);
	free(r);
}

secmail_arc_code
secmail_arc_result_code(const secmail_arc_result *r)
{
	return REASONS[index_of(r->reason)].code;
}

secmail_arc_reason
secmail_arc_result_reason(const secmail_arc_result *r)
{
	return r->reason;
}

const char *
secmail_arc_result_detail(const secmail_arc_result *r)
{
	return r->detail.text;
}

secmail_dkim_reason
secmail_arc_result_signature_reason(const secmail_arc_result *r)
{
	return r->signature_reason;
}

bool
secmail_arc_result_is_temporary(const secmail_arc_result *r)
{
	return smdkim_code_of(r->signature_reason) == SECMAIL_DKIM_TEMPERROR;
}

unsigned
secmail_arc_result_instances(const secmail_arc_result *r)
{
	return r->instances;
}

unsigned
secmail_arc_result_oldest_pass(const secmail_arc_result *r)
{
	return r->oldest_pass;
}

const char *
secmail_arc_result_seal_domain(const secmail_arc_result *r, unsigned instance)
{
	return instance >= 1 && instance <= r->instances ? r->domains[instance - 1] : NULL;
}

const char *
secmail_arc_result_seal_selector(const secmail_arc_result *r, unsigned instance)
{
	return instance >= 1 && instance <= r->instances ? r->selectors[instance - 1] : NULL;
}

const char *
secmail_arc_code_name(secmail_arc_code code)
{
	switch (code) {
	case SECMAIL_ARC_NONE:
		return "none";
	case SECMAIL_ARC_PASS:
		return "pass";
	case SECMAIL_ARC_FAIL:
		break;
	}
	return "fail";
}

const char *
secmail_arc_reason_name(secmail_arc_reason reason)
{
	return REASONS[index_of(reason)].name;
}
