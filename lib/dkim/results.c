/* results.c - the immutable outcomes of a message's signatures (RFC 8601 section 2.7.1) */
#include "dkim_internal.h"

#include <stdlib.h>

/* Characters of b= that tell one row from another (RFC 6008 section 4). */
#define START_MIN 8
#define START_MAX 32

/* A row's strings are bounded by the header; the sentence by its buffer. */
#define ARENA_MAX (4 * SECMAIL_MESSAGE_MAX_HEADER)

typedef struct row {
	secmail_dkim_reason reason;
	const char *detail;
	const char *domain;
	const char *selector;
	const char *algorithm;
	const char *identity;
	const char *start;
	unsigned key_bits;
	bool is_testing;
	bool covers_whole_body;
	secmail_dkim_change change;
	secmail_trust trust;
	size_t field;
} row;

struct secmail_dkim_results {
	secmailp_arena arena;
	row *rows;
	size_t count;
	size_t seen;
	bool is_normalized;
};

static const struct {
	secmail_dkim_reason reason;
	const char *name;
	secmail_dkim_code code;
} REASONS[] = {
	{ SECMAIL_DKIM_UNDECIDED, "undecided", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_VERIFIED, "verified", SECMAIL_DKIM_PASS },
	{ SECMAIL_DKIM_SYNTAX, "syntax", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_UNSUPPORTED, "unsupported", SECMAIL_DKIM_NEUTRAL },
	{ SECMAIL_DKIM_SHA1_REFUSED, "sha1-refused", SECMAIL_DKIM_FAIL },
	{ SECMAIL_DKIM_FROM_NOT_SIGNED, "from-not-signed", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_IDENTITY_MISMATCH, "identity-mismatch", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_EXPIRED, "expired", SECMAIL_DKIM_FAIL },
	{ SECMAIL_DKIM_FUTURE, "future", SECMAIL_DKIM_FAIL },
	{ SECMAIL_DKIM_OVER_LIMIT, "over-limit", SECMAIL_DKIM_NEUTRAL },
	{ SECMAIL_DKIM_DNS_TIMEOUT, "dns-timeout", SECMAIL_DKIM_TEMPERROR },
	{ SECMAIL_DKIM_DNS_FAILURE, "dns-failure", SECMAIL_DKIM_TEMPERROR },
	{ SECMAIL_DKIM_DNS_BOGUS, "dns-bogus", SECMAIL_DKIM_TEMPERROR },
	{ SECMAIL_DKIM_NO_KEY, "no-key", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_KEY_AMBIGUOUS, "key-ambiguous", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_KEY_SYNTAX, "key-syntax", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_KEY_REVOKED, "key-revoked", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_KEY_MISMATCH, "key-mismatch", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_KEY_HASH_REFUSED, "key-hash-refused", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_KEY_SERVICE_REFUSED, "key-service-refused", SECMAIL_DKIM_PERMERROR },
	{ SECMAIL_DKIM_KEY_TOO_SHORT, "key-too-short", SECMAIL_DKIM_POLICY },
	{ SECMAIL_DKIM_KEY_TOO_LONG, "key-too-long", SECMAIL_DKIM_POLICY },
	{ SECMAIL_DKIM_KEY_EXPONENT_REFUSED, "key-exponent-refused", SECMAIL_DKIM_POLICY },
	{ SECMAIL_DKIM_BODY_CHANGED, "body-changed", SECMAIL_DKIM_FAIL },
	{ SECMAIL_DKIM_HEADER_CHANGED, "header-changed", SECMAIL_DKIM_FAIL },
	{ SECMAIL_DKIM_PARTIAL_BODY, "partial-body", SECMAIL_DKIM_POLICY },
};

/* The index of a reason, of the refusing first one if it is not known. */
static size_t
index_of(secmail_dkim_reason reason)
{
	for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++)
		if (REASONS[i].reason == reason)
			return i;
	return 0;
}

secmail_dkim_code
smdkim_code_of(secmail_dkim_reason reason)
{
	return REASONS[index_of(reason)].code;
}

const char *
secmail_dkim_reason_name(secmail_dkim_reason reason)
{
	return REASONS[index_of(reason)].name;
}

const char *
secmail_dkim_code_name(secmail_dkim_code code)
{
	switch (code) {
	case SECMAIL_DKIM_NONE:
		return "none";
	case SECMAIL_DKIM_PASS:
		return "pass";
	case SECMAIL_DKIM_FAIL:
		return "fail";
	case SECMAIL_DKIM_POLICY:
		return "policy";
	case SECMAIL_DKIM_NEUTRAL:
		return "neutral";
	case SECMAIL_DKIM_TEMPERROR:
		return "temperror";
	case SECMAIL_DKIM_PERMERROR:
		break;
	}
	return "permerror";
}

const char *
secmail_dkim_change_name(secmail_dkim_change change)
{
	switch (change) {
	case SECMAIL_DKIM_CHANGE_APPENDED:
		return "appended";
	case SECMAIL_DKIM_CHANGE_WHITE_SPACE:
		return "white-space";
	case SECMAIL_DKIM_CHANGE_LINE_ENDS:
		return "line-ends";
	case SECMAIL_DKIM_CHANGE_UNKNOWN:
		break;
	}
	return "unknown";
}

static const char *
copy_text(secmailp_arena *arena, const char *text)
{
	return text ? secmailp_arena_text(arena, secmailp_view_text(text)) : NULL;
}

/* The characters of b= without white space; none if one of them is foreign. */
static size_t
start_of(const smdkim_signature *s, char out[START_MAX + 1])
{
	secmailp_cursor c = secmailp_cursor_over(s->b);
	size_t len = 0;

	while (secmailp_cursor_left(&c) > 0 && len < START_MAX && s->octets_len > 0) {
		uint8_t byte = secmailp_cursor_byte(&c);

		if (byte > ' ')
			out[len++] = (char)byte;
	}
	out[len] = '\0';
	return len;
}

/* How many characters of `start` tell it from the other rows. */
static size_t
distinct_length(const secmail_dkim *d, size_t self, const char *start)
{
	size_t longest = START_MIN;
	char other[START_MAX + 1];

	for (size_t i = 0; i < d->row_count; i++) {
		size_t same = 0;

		start_of(&d->rows[i], other);
		while (start[same] != '\0' && start[same] == other[same])
			same++;
		if (i != self && same + 1 > longest)
			longest = same + 1;
	}
	return longest;
}

static const char *
copy_start(secmailp_arena *arena, const secmail_dkim *d, size_t index)
{
	char start[START_MAX + 1];
	size_t len = start_of(&d->rows[index], start);
	secmailp_view whole = secmailp_view_of(start, len);

	return secmailp_arena_text(
	    arena, secmailp_view_first(whole, distinct_length(d, index, start)));
}

static void
fill_row(row *r, const secmail_dkim *d, size_t index, secmailp_arena *arena)
{
	const smdkim_signature *s = &d->rows[index];

	r->reason = s->outcome.reason;
	r->detail = copy_text(arena, s->outcome.detail.text);
	r->domain = copy_text(arena, s->domain);
	r->selector = copy_text(arena, s->selector);
	r->algorithm = s->algorithm;
	r->identity = copy_text(arena, s->identity);
	r->start = copy_start(arena, d, index);
	r->key_bits = s->outcome.key_bits;
	r->is_testing = s->outcome.is_testing;
	r->covers_whole_body = s->outcome.covers_whole_body;
	r->change = s->outcome.change;
	r->trust = s->outcome.trust;
	r->field = s->field;
}

static void
trace_verdict(const secmail_dkim *d, const row *r)
{
	secmailp_error subject;

	secmailp_error_set(&subject, "dkim=%s reason=%s d=%s",
	    secmail_dkim_code_name(smdkim_code_of(r->reason)), secmail_dkim_reason_name(r->reason),
	    r->domain ? r->domain : "");
	smdkim_trace(d, SECMAIL_EVENT_VERDICT, subject.text, 0);
}

secmail_status
smdkim_results_new(const secmail_dkim *d, secmail_dkim_results **out)
{
	secmail_dkim_results *r = calloc(1, sizeof *r);

	if (!r)
		return SECMAIL_NO_MEMORY;
	r->arena = secmailp_arena_new(ARENA_MAX);
	r->seen = d->seen;
	r->is_normalized = d->bodies.newline.changed;
	r->rows = secmailp_arena_array(&r->arena, d->row_count, sizeof *r->rows);
	for (size_t i = 0; i < d->row_count && r->arena.status == SECMAIL_DONE; i++)
		fill_row(&r->rows[i], d, i, &r->arena);
	if (r->arena.status != SECMAIL_DONE) {
		secmail_dkim_results_free(r);
		return SECMAIL_NO_MEMORY;
	}
	r->count = d->row_count;
	if (d->config->trace)
		for (size_t i = 0; i < r->count; i++)
			trace_verdict(d, &r->rows[i]);
	*out = r;
	return SECMAIL_DONE;
}

void
secmail_dkim_results_free(secmail_dkim_results *r)
{
	if (!r)
		return;
	secmailp_arena_free(&r->arena);
	free(r);
}

size_t
secmail_dkim_results_count(const secmail_dkim_results *r)
{
	return r->count;
}

size_t
secmail_dkim_results_seen(const secmail_dkim_results *r)
{
	return r->seen;
}

secmail_dkim_code
secmail_dkim_results_best(const secmail_dkim_results *r)
{
	static const secmail_dkim_code order[] = { SECMAIL_DKIM_PASS, SECMAIL_DKIM_TEMPERROR,
		SECMAIL_DKIM_POLICY, SECMAIL_DKIM_FAIL, SECMAIL_DKIM_PERMERROR,
		SECMAIL_DKIM_NEUTRAL };

	for (size_t best = 0; best < sizeof order / sizeof order[0]; best++)
		for (size_t i = 0; i < r->count; i++)
			if (smdkim_code_of(r->rows[i].reason) == order[best])
				return order[best];
	return SECMAIL_DKIM_NONE;
}

bool
secmail_dkim_results_is_normalized(const secmail_dkim_results *r)
{
	return r->is_normalized;
}

/* A row that says nothing stands for one that is not there. */
static const row *
row_at(const secmail_dkim_results *r, size_t index)
{
	static const row none = { .reason = SECMAIL_DKIM_UNDECIDED, .detail = "", .start = "" };

	return index < r->count ? &r->rows[index] : &none;
}

secmail_dkim_code
secmail_dkim_results_code(const secmail_dkim_results *r, size_t index)
{
	return index < r->count ? smdkim_code_of(r->rows[index].reason) : SECMAIL_DKIM_NONE;
}

secmail_dkim_reason
secmail_dkim_results_reason(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->reason;
}

const char *
secmail_dkim_results_detail(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->detail;
}

const char *
secmail_dkim_results_domain(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->domain;
}

const char *
secmail_dkim_results_selector(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->selector;
}

const char *
secmail_dkim_results_algorithm(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->algorithm;
}

const char *
secmail_dkim_results_identity(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->identity;
}

unsigned
secmail_dkim_results_key_bits(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->key_bits;
}

bool
secmail_dkim_results_is_testing(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->is_testing;
}

bool
secmail_dkim_results_covers_whole_body(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->covers_whole_body;
}

secmail_dkim_change
secmail_dkim_results_change(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->change;
}

secmail_trust
secmail_dkim_results_trust(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->trust;
}

const char *
secmail_dkim_results_signature_start(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->start;
}

size_t
secmail_dkim_results_field(const secmail_dkim_results *r, size_t index)
{
	return row_at(r, index)->field;
}
