/*
 * signature.c - reads DKIM-Signature, ARC-Message-Signature and ARC-Seal
 *
 * RFC 6376 section 6.1.1: "being liberal in what you accept" is a bad strategy
 * here. Each tag has one reader, which finds the tag's value right or says
 * what is wrong with it; the first fault found stands. An ARC-Message-Signature
 * is a DKIM signature without v= and with an instance as i= (RFC 8617 section
 * 4.1.2); a seal has no body hash and no choice of fields (section 4.1.3).
 */
#include "dkim_internal.h"

#include <stdarg.h>
#include <stdio.h>

#include "private/base64.h"

static const secmailp_byteset DIGIT = SECMAILP_DIGIT;

/* ftext (RFC 5322 section 3.6.8), of which a tag list can't hold the semicolon. */
static const secmailp_byteset FIELD_NAME = { { 0xf3fffffe00000000, 0x7fffffffffffffff, 0, 0 } };

/* hyphenated-word, from which the names of algorithms are made (RFC 6376 section 2.10). */
static const secmailp_byteset WORD = { { 0x03ff200000000000, 0x07fffffe07fffffe, 0, 0 } };

typedef struct reading {
	smdkim_signature *s;
	smdkim_tags tags;
	smdkim_clock clock;
	secmailp_arena *arena;
	bool no_memory;
} reading;

void
smdkim_fault(smdkim_outcome *o, secmail_dkim_reason reason, const char *format, ...)
{
	char text[SECMAILP_ERROR_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	smdkim_decide(o, reason, text);
}

void
smdkim_decide(smdkim_outcome *o, secmail_dkim_reason reason, const char *sentence)
{
	o->reason = reason;
	secmailp_error_text(&o->detail, sentence);
}

static void
bad_tag(reading *r, smdkim_tag tag, const char *what)
{
	smdkim_fault(&r->s->found, SECMAIL_DKIM_SYNTAX, "tag %s= at octet %zu %s",
	    smdkim_tag_name(tag), r->s->value + r->tags.tag[tag].offset, what);
}

static const secmailp_tag *
optional_tag(const reading *r, smdkim_tag tag)
{
	return r->tags.has[tag] ? &r->tags.tag[tag] : NULL;
}

static const secmailp_tag *
required_tag(reading *r, smdkim_tag tag)
{
	if (!r->tags.has[tag])
		smdkim_fault(
		    &r->s->found, SECMAIL_DKIM_SYNTAX, "tag %s= is missing", smdkim_tag_name(tag));
	return optional_tag(r, tag);
}

static void
read_version(reading *r)
{
	const secmailp_tag *tag;

	if (r->s->kind != SMDKIM_DKIM)
		return;
	tag = required_tag(r, SMDKIM_TAG_V);
	if (tag && !secmailp_view_is(tag->value, "1"))
		bad_tag(r, SMDKIM_TAG_V, "names a version other than 1");
}

static void
read_instance(reading *r)
{
	const secmailp_tag *tag;

	if (r->s->kind == SMDKIM_DKIM)
		return;
	tag = required_tag(r, SMDKIM_TAG_I);
	if (!tag)
		return;
	r->s->instance = smdkim_instance_read(tag->value);
	if (r->s->instance == 0)
		bad_tag(r, SMDKIM_TAG_I, "is no instance from 1 to 50");
}

static void
read_algorithm(reading *r)
{
	static const struct {
		const char *name;
		smdkim_key_type key_type;
	} known[] = {
		{ "rsa-sha256", SMDKIM_KEY_RSA },
		{ "ed25519-sha256", SMDKIM_KEY_ED25519 },
		{ "rsa-sha1", SMDKIM_KEY_RSA },
	};
	const secmailp_tag *tag = required_tag(r, SMDKIM_TAG_A);
	secmailp_cursor c;

	for (size_t i = 0; tag && i < sizeof known / sizeof known[0]; i++) {
		if (!secmailp_view_is(tag->value, known[i].name))
			continue;
		r->s->algorithm = known[i].name;
		r->s->key_type = known[i].key_type;
		return;
	}
	if (!tag)
		return;
	c = secmailp_cursor_over(tag->value);
	secmailp_cursor_while(&c, &WORD);
	if (tag->value.len == 0 || !secmailp_cursor_done(&c))
		bad_tag(r, SMDKIM_TAG_A, "is no algorithm");
	else
		smdkim_fault(&r->s->found, SECMAIL_DKIM_UNSUPPORTED,
		    "tag a= names an algorithm that is not known here");
}

/* One half of c=. Returns false if it names neither algorithm. */
static bool
read_canonicalization(secmailp_cursor *c, bool *relaxed)
{
	secmailp_view name = secmailp_cursor_while(c, &WORD);

	*relaxed = secmailp_view_is(name, "relaxed");
	c->bad |= name.len == 0;
	return *relaxed || secmailp_view_is(name, "simple");
}

static void
read_canonicalizations(reading *r)
{
	const secmailp_tag *tag = optional_tag(r, SMDKIM_TAG_C);
	secmailp_cursor c;
	bool known;

	/*
	 * Left out it means simple for DKIM. For ARC the RFC says the same, yet its
	 * suite and the sealers in use mean relaxed.
	 */
	r->s->relaxed_header = r->s->kind != SMDKIM_DKIM;
	r->s->relaxed_body = r->s->kind == SMDKIM_AMS;
	if (!tag || r->s->kind == SMDKIM_AS)
		return;
	r->s->relaxed_body = false;
	c = secmailp_cursor_over(tag->value);
	known = read_canonicalization(&c, &r->s->relaxed_header);
	if (secmailp_cursor_skip(&c, '/'))
		known &= read_canonicalization(&c, &r->s->relaxed_body);
	if (!secmailp_cursor_done(&c))
		bad_tag(r, SMDKIM_TAG_C, "is no canonicalization");
	else if (!known)
		smdkim_fault(&r->s->found, SECMAIL_DKIM_UNSUPPORTED,
		    "tag c= names a canonicalization that is not known here");
}

static void
read_names(reading *r)
{
	const secmailp_tag *domain = required_tag(r, SMDKIM_TAG_D);
	const secmailp_tag *selector = required_tag(r, SMDKIM_TAG_S);
	smdkim_signature *s = r->s;

	/* d= is a name of at least two labels (RFC 5321 section 4.1.2, as RFC 6376 uses it) */
	if ((domain && smdkim_domain_read(&s->domain, domain->value, 2, r->arena)) ||
	    (selector && smdkim_domain_read(&s->selector, selector->value, 1, r->arena))) {
		r->no_memory = true;
		return;
	}
	if (domain && !s->domain)
		bad_tag(r, SMDKIM_TAG_D, "is no domain name");
	else if (selector && !s->selector)
		bad_tag(r, SMDKIM_TAG_S, "is no selector");
}

/* h= lists names with colons between; ARC's suite allows empty ones, RFC 6376 does not. */
static void
read_signed_names(reading *r)
{
	const secmailp_tag *tag = r->s->kind == SMDKIM_AS ? NULL : required_tag(r, SMDKIM_TAG_H);
	secmailp_cursor words;
	secmailp_view name;
	bool from = false, seal = false;
	size_t count = 0;

	if (!tag)
		return;
	r->s->names = tag->value;
	words = secmailp_cursor_over(tag->value);
	while (smdkim_words_next(&words, &name)) {
		secmailp_cursor c = secmailp_cursor_over(name);

		secmailp_cursor_while(&c, &FIELD_NAME);
		if (!secmailp_cursor_done(&c) || (name.len == 0 && r->s->kind == SMDKIM_DKIM)) {
			bad_tag(r, SMDKIM_TAG_H, "has a name that no field can have");
			return;
		}
		if (++count > SECMAIL_DKIM_MAX_NAMES) {
			smdkim_fault(&r->s->found, SECMAIL_DKIM_OVER_LIMIT,
			    "tag h= has more than %d names", SECMAIL_DKIM_MAX_NAMES);
			return;
		}
		from |= secmailp_view_is_nocase(name, "from");
		seal |= secmailp_view_is_nocase(name, "arc-seal");
	}
	if (r->s->kind == SMDKIM_DKIM && !from)
		smdkim_fault(&r->s->found, SECMAIL_DKIM_FROM_NOT_SIGNED, "tag h= has no From");
	else if (r->s->kind == SMDKIM_AMS && seal) /* RFC 8617 section 4.1.2 */
		bad_tag(r, SMDKIM_TAG_H, "lists ARC-Seal");
}

/* A decimal number of at most `digits` digits; what exceeds 64 bits is UINT64_MAX. */
static bool
read_number(secmailp_view text, size_t digits, uint64_t *out)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	secmailp_view number = secmailp_cursor_while(&c, &DIGIT);

	if (!secmailp_cursor_done(&c) || number.len == 0 || number.len > digits)
		return false;
	c = secmailp_cursor_over(number);
	*out = secmailp_cursor_number(&c, UINT64_MAX);
	if (c.bad)
		*out = UINT64_MAX;
	return true;
}

static void
read_length(reading *r)
{
	const secmailp_tag *tag = optional_tag(r, SMDKIM_TAG_L);

	if (!tag || r->s->kind == SMDKIM_AS)
		return;
	r->s->has_length = true;
	if (!read_number(tag->value, SMDKIM_MAX_LENGTH_DIGITS, &r->s->length))
		bad_tag(r, SMDKIM_TAG_L, "is no number");
}

static void
read_query(reading *r)
{
	const secmailp_tag *tag = optional_tag(r, SMDKIM_TAG_Q);

	if (tag && r->s->kind != SMDKIM_AS && !smdkim_words_have(tag->value, "dns/txt"))
		smdkim_fault(&r->s->found, SECMAIL_DKIM_UNSUPPORTED,
		    "tag q= names no way to the key that is known here");
}

static void
read_times(reading *r)
{
	const secmailp_tag *made = optional_tag(r, SMDKIM_TAG_T);
	const secmailp_tag *ends = r->s->kind == SMDKIM_AS ? NULL : optional_tag(r, SMDKIM_TAG_X);
	int64_t early = r->clock.now - (int64_t)r->clock.drift;
	int64_t late = r->clock.now + (int64_t)r->clock.drift;
	uint64_t t = 0, x = 0;

	if (made && !read_number(made->value, 12, &t))
		bad_tag(r, SMDKIM_TAG_T, "is no time");
	else if (ends && !read_number(ends->value, 12, &x))
		bad_tag(r, SMDKIM_TAG_X, "is no time");
	else if (made && ends && x <= t)
		bad_tag(r, SMDKIM_TAG_X, "is not after t=");
	else if (ends && (int64_t)x < early)
		smdkim_fault(&r->s->found, SECMAIL_DKIM_EXPIRED,
		    "the signature ended at %llu by tag x=", (unsigned long long)x);
	else if (made && (int64_t)t > late)
		smdkim_fault(&r->s->found, SECMAIL_DKIM_FUTURE,
		    "the signature was made at %llu by tag t=, which is to come",
		    (unsigned long long)t);
}

static void
read_body_hash(reading *r)
{
	const secmailp_tag *tag = r->s->kind == SMDKIM_AS ? NULL : required_tag(r, SMDKIM_TAG_BH);
	uint8_t octets[64];
	size_t len;

	if (!tag || !r->s->algorithm)
		return;
	if (!secmailp_base64_decode(
		tag->value, SECMAILP_BASE64_FOLDED, octets, sizeof octets, &len))
		bad_tag(r, SMDKIM_TAG_BH, "is not base64");
	else if (len != (strcmp(r->s->algorithm, "rsa-sha1") == 0 ? 20 : SMDKIM_DIGEST))
		bad_tag(r, SMDKIM_TAG_BH, "is not as long as its hash");
	else
		memcpy(r->s->body_hash, octets, len < SMDKIM_DIGEST ? len : SMDKIM_DIGEST);
}

/* Where b= stands, all white space around its value included: from after "=" to before ";". */
static void
place_signature(smdkim_signature *s, const secmailp_tag *tag)
{
	secmailp_cursor c = secmailp_cursor_over(s->text);

	secmailp_cursor_take(&c, s->value + tag->offset);
	secmailp_cursor_until(&c, '=');
	secmailp_cursor_expect(&c, '=');
	s->b_start = s->text.len - secmailp_cursor_left(&c);
	secmailp_cursor_until(&c, ';');
	s->b_end = s->text.len - secmailp_cursor_left(&c);
}

static void
read_signature(reading *r)
{
	const secmailp_tag *tag = required_tag(r, SMDKIM_TAG_B);
	uint8_t octets[SMDKIM_MAX_B];
	smdkim_signature *s = r->s;

	if (!tag)
		return;
	s->b = tag->value;
	place_signature(s, tag);
	if (!secmailp_base64_decode(
		tag->value, SECMAILP_BASE64_FOLDED, octets, sizeof octets, &s->octets_len) ||
	    s->octets_len == 0) {
		bad_tag(r, SMDKIM_TAG_B, "is not the base64 of a signature");
		return;
	}
	s->octets = secmailp_arena_alloc(r->arena, s->octets_len);
	if (s->octets)
		memcpy(s->octets, octets, s->octets_len);
	else
		r->no_memory = true;
}

static void
read_identity(reading *r)
{
	if (r->s->kind != SMDKIM_DKIM || !r->s->domain)
		return;
	if (smdkim_identity_read(r->s, optional_tag(r, SMDKIM_TAG_I), r->arena))
		r->no_memory = true;
}

static void
refuse_what_a_seal_has_not(reading *r)
{
	if (r->s->kind == SMDKIM_AS && optional_tag(r, SMDKIM_TAG_H))
		bad_tag(r, SMDKIM_TAG_H, "must not stand in a seal");
}

static void
read_chain_status(reading *r)
{
	const secmailp_tag *tag = r->s->kind == SMDKIM_AS ? required_tag(r, SMDKIM_TAG_CV) : NULL;

	r->s->cv = SECMAIL_ARC_FAIL;
	if (!tag)
		return;
	if (secmailp_view_is(tag->value, "pass"))
		r->s->cv = SECMAIL_ARC_PASS;
	else if (secmailp_view_is(tag->value, "none"))
		r->s->cv = SECMAIL_ARC_NONE;
	else if (!secmailp_view_is(tag->value, "fail"))
		bad_tag(r, SMDKIM_TAG_CV, "is neither none, fail nor pass");
}

static void
refuse_sha1(reading *r)
{
	if (strcmp(r->s->algorithm, "rsa-sha1") == 0)
		smdkim_fault(&r->s->found, SECMAIL_DKIM_SHA1_REFUSED,
		    "rsa-sha1 proves nothing any more (RFC 8301)");
}

/*
 * In the order of RFC 6376 section 6.1.1. The names come first, so that even
 * a faulty signature is reported with its domain; validity in time comes last.
 */
static void (*const READERS[])(reading *) = {
	read_names,
	read_version,
	read_instance,
	read_chain_status,
	read_signature,
	read_algorithm,
	read_canonicalizations,
	read_body_hash,
	read_length,
	read_query,
	read_identity,
	read_signed_names,
	refuse_what_a_seal_has_not,
	refuse_sha1,
	read_times,
};

/* FWS has no CR without LF and no LF without CR, which the tokenizer takes for white space. */
static bool
has_bare_line_end(secmailp_view v)
{
	secmailp_cursor c = secmailp_cursor_over(v);

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_view line = secmailp_cursor_until(&c, '\n');
		bool ends = secmailp_cursor_skip(&c, '\n');
		size_t whole = line.len - (line.len > 0 && line.at[line.len - 1] == '\r');

		if (ends != (whole < line.len) ||
		    (whole > 0 && memchr(line.at, '\r', whole) != NULL))
			return true;
	}
	return false;
}

static void
read_tags(reading *r, secmailp_view list)
{
	secmailp_error why;

	if (has_bare_line_end(list))
		smdkim_fault(&r->s->found, SECMAIL_DKIM_SYNTAX,
		    "the field has a CR or an LF that stand alone");
	else if (!smdkim_tags_read(&r->tags, list, &why))
		smdkim_fault(&r->s->found, SECMAIL_DKIM_SYNTAX, "%s", why.text);
	/* Which ARC set a broken field belongs to is still of use. */
	if (r->s->found.reason != SECMAIL_DKIM_UNDECIDED) {
		read_instance(r);
		return;
	}
	for (size_t i = 0; i < sizeof READERS / sizeof READERS[0]; i++) {
		READERS[i](r);
		if (r->no_memory || r->s->found.reason != SECMAIL_DKIM_UNDECIDED)
			break;
	}
}

static secmailp_view
without_line_end(secmailp_view v)
{
	if (v.len > 0 && v.at[v.len - 1] == '\n')
		v.len--;
	if (v.len > 0 && v.at[v.len - 1] == '\r')
		v.len--;
	return v;
}

secmail_status
smdkim_signature_read(smdkim_signature *s, smdkim_kind kind, const secmail_message *m, size_t field,
    smdkim_clock clock, secmailp_arena *arena)
{
	reading r = { .s = s, .clock = clock, .arena = arena };
	size_t text_len = 0, body_len = 0;
	const void *text = secmail_message_field(m, field, &text_len);
	const void *body = secmail_message_field_body(m, field, &body_len);

	memset(s, 0, sizeof *s);
	s->kind = kind;
	s->field = field;
	s->text = without_line_end(secmailp_view_of(text, text_len));
	s->value = s->text.len - body_len;
	if (s->text.len > SECMAIL_DKIM_MAX_FIELD)
		smdkim_fault(&s->found, SECMAIL_DKIM_OVER_LIMIT,
		    "the field has more than %d octets", SECMAIL_DKIM_MAX_FIELD);
	else
		read_tags(&r, secmailp_view_of(body, body_len));
	return r.no_memory ? SECMAIL_NO_MEMORY : SECMAIL_DONE;
}
