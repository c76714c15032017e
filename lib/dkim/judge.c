/*
 * judge.c - the decision on one signature, in the order of RFC 6376 section 6.1
 *
 * It runs from the top each time answers have come. What is expensive is kept
 * with the signature: the outcome of the public-key operation, together with
 * the key that it was done with.
 */
#include "dkim_internal.h"

#include "private/secret.h"

/* One octet each between selector, "_domainkey" and domain. */
#define KEY_NAME_SIZE (2 * SECMAIL_DOMAIN_SIZE + 12)

static secmail_status
failed(smdkim_signature *s, secmail_dkim_reason reason, const char *detail)
{
	smdkim_decide(&s->outcome, reason, detail);
	return SECMAIL_DONE;
}

secmail_status
smdkim_ask_key(const smdkim_signature *s, secmail_answers *answers, secmail_answers_urgency urgency,
    uint32_t *out_id)
{
	secmailp_buffer name = secmailp_buffer_new(KEY_NAME_SIZE);
	secmailp_view text;
	secmail_status status;

	secmailp_buffer_text(&name, s->selector);
	secmailp_buffer_text(&name, "._domainkey.");
	secmailp_buffer_text(&name, s->domain);
	status = name.status;
	text = secmailp_buffer_view(&name);
	if (status == SECMAIL_DONE)
		status = secmail_answers_ask(
		    answers, text.at, text.len, SECMAIL_DNS_TXT, urgency, out_id);
	secmailp_buffer_free(&name);
	return status;
}

static secmail_status
dns_failed(smdkim_signature *s, secmail_dns_failure why)
{
	switch (why) {
	case SECMAIL_DNS_TIMEOUT:
		return failed(
		    s, SECMAIL_DKIM_DNS_TIMEOUT, "DNS did not answer for the key in time");
	case SECMAIL_DNS_BOGUS:
		return failed(
		    s, SECMAIL_DKIM_DNS_BOGUS, "DNSSEC validation refused the answer for the key");
	case SECMAIL_DNS_SERVFAIL:
	case SECMAIL_DNS_REFUSED:
		break;
	}
	return failed(s, SECMAIL_DKIM_DNS_FAILURE, "DNS failed when it was asked for the key");
}

/* The strings of a TXT record, joined (RFC 6376 section 3.6.2.2). Returns false if it is none. */
static bool
join_strings(secmailp_buffer *out, const secmail_answers *answers, uint32_t id, size_t index)
{
	size_t len = 0;
	const void *rdata = secmail_answers_rdata(answers, id, index, &len);
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(rdata, len));

	secmailp_buffer_reset(out);
	while (secmailp_cursor_left(&c) > 0)
		secmailp_buffer_add(out, secmailp_cursor_take(&c, secmailp_cursor_byte(&c)));
	return !c.bad;
}

/* A record that says it is something else, as a wildcard brings it about. */
static bool
is_foreign(secmailp_view record)
{
	secmailp_taglist list = secmailp_taglist_over(record);
	secmailp_tag tag;

	return secmailp_taglist_next(&list, &tag) && secmailp_view_is(tag.name, "v") &&
	       !secmailp_view_is(tag.value, "DKIM1");
}

/*
 * The text of the key record into d->record. Of several records those of
 * another version count for nothing; of what is left there must be one.
 */
static secmail_status
choose_record(secmail_dkim *d, smdkim_signature *s, const secmail_answers *answers, uint32_t id)
{
	size_t count = secmail_answers_count(answers, id);
	size_t chosen = count, candidates = 0;

	for (size_t i = 0; i < count && count > 1; i++) {
		if (join_strings(&d->record, answers, id, i) &&
		    is_foreign(secmailp_buffer_view(&d->record)))
			continue;
		if (d->record.status == SECMAIL_NO_MEMORY)
			return SECMAIL_NO_MEMORY;
		chosen = i;
		candidates++;
	}
	if (count > 1 && candidates == 0)
		return failed(
		    s, SECMAIL_DKIM_KEY_SYNTAX, "none of the TXT records is a key record");
	if (candidates > 1)
		return failed(s, SECMAIL_DKIM_KEY_AMBIGUOUS,
		    "there are several key records for the selector");
	if (!join_strings(&d->record, answers, id, count > 1 ? chosen : 0))
		return failed(s, SECMAIL_DKIM_KEY_SYNTAX, "the key record is no TXT record");
	if (d->record.status == SECMAIL_LIMIT)
		return failed(s, SECMAIL_DKIM_OVER_LIMIT, "the key record is too long");
	return d->record.status;
}

/* Keeps the key and what was done with it for as long as DNS gives the same record. */
static secmail_status
take_key(secmail_dkim *d, smdkim_signature *s)
{
	secmailp_view record = secmailp_buffer_view(&d->record);
	smdkim_key *key;
	secmail_status status;

	if (s->key &&
	    secmailp_view_equal(record, secmailp_view_of(s->key->record, s->key->record_len)))
		return SECMAIL_DONE;
	status = smdkim_cache_get(d->config->cache, record, &d->config->crypto, &key);
	if (status != SECMAIL_DONE)
		return status;
	smdkim_key_drop(s->key);
	s->key = key;
	s->operation = SMDKIM_NOT_DONE;
	return SECMAIL_DONE;
}

static secmail_status
read_answer(secmail_dkim *d, smdkim_signature *s, const secmail_answers *answers, uint32_t id)
{
	secmail_status status = SECMAIL_DONE;

	s->outcome.trust = secmail_answers_trust(answers, id);
	switch (secmail_answers_state(answers, id)) {
	case SECMAIL_ANSWER_OPEN:
		return SECMAIL_WANT_DNS;
	case SECMAIL_ANSWER_FAILED:
		return dns_failed(s, secmail_answers_failure(answers, id));
	case SECMAIL_ANSWER_NXDOMAIN:
	case SECMAIL_ANSWER_NODATA:
		return failed(s, SECMAIL_DKIM_NO_KEY, "DNS has no key for the selector");
	case SECMAIL_ANSWER_RECORDS:
		status = choose_record(d, s, answers, id);
		break;
	}
	if (status == SECMAIL_DONE && s->outcome.reason == SECMAIL_DKIM_UNDECIDED)
		status = take_key(d, s);
	return status;
}

static secmail_status
fetch_key(secmail_dkim *d, smdkim_signature *s, secmail_answers *answers)
{
	uint32_t id;
	secmail_status status = smdkim_ask_key(s, answers, SECMAIL_ANSWERS_NEEDED, &id);

	if (status == SECMAIL_SYNTAX)
		return failed(s, SECMAIL_DKIM_SYNTAX, "s= and d= together are too long for DNS");
	if (status == SECMAIL_LIMIT)
		return failed(
		    s, SECMAIL_DKIM_OVER_LIMIT, "the questions that a message may ask are used up");
	return status == SECMAIL_DONE ? read_answer(d, s, answers, id) : status;
}

/* Holds the key against the signature (RFC 6376 section 6.1.2 steps 5 to 8). */
static secmail_status
check_key(const secmail_dkim *d, smdkim_signature *s)
{
	const smdkim_key *key = s->key;

	s->outcome.is_testing = key->is_testing;
	s->outcome.key_bits = key->bits;
	if (key->found.reason != SECMAIL_DKIM_UNDECIDED)
		return failed(s, key->found.reason, key->found.detail.text);
	if (!key->is_for_email)
		return failed(s, SECMAIL_DKIM_KEY_SERVICE_REFUSED, "s= of the key has no email");
	if (!key->is_for_sha256)
		return failed(s, SECMAIL_DKIM_KEY_HASH_REFUSED, "h= of the key has no sha256");
	if (key->type != s->key_type)
		return failed(
		    s, SECMAIL_DKIM_KEY_MISMATCH, "k= of the key does not fit a= of the signature");
	if (key->type == SMDKIM_KEY_RSA && key->bits < d->config->min_rsa_bits)
		smdkim_fault(&s->outcome, SECMAIL_DKIM_KEY_TOO_SHORT,
		    "the key has %u bits, fewer than %u", key->bits, d->config->min_rsa_bits);
	else if (key->is_exact && s->identity && strcmp(s->identity_domain, s->domain) != 0)
		return failed(s, SECMAIL_DKIM_IDENTITY_MISMATCH,
		    "t=s of the key wants d= itself as the domain of i=");
	return SECMAIL_DONE;
}

/* The body hash is of another body; what kind of other, if it can be told. */
static secmail_status
body_changed(secmail_dkim *d, smdkim_signature *s)
{
	size_t appended = 0;

	if (smdkim_bodies_change(&d->bodies, s, &s->outcome.change, &appended))
		return SECMAIL_NO_MEMORY;
	switch (s->outcome.change) {
	case SECMAIL_DKIM_CHANGE_APPENDED:
		smdkim_fault(&s->outcome, SECMAIL_DKIM_BODY_CHANGED,
		    "the body is the one that was signed, with %zu octets appended", appended);
		return SECMAIL_DONE;
	case SECMAIL_DKIM_CHANGE_WHITE_SPACE:
		return failed(s, SECMAIL_DKIM_BODY_CHANGED,
		    "the body is the one that was signed but for white space");
	case SECMAIL_DKIM_CHANGE_LINE_ENDS:
		return failed(s, SECMAIL_DKIM_BODY_CHANGED,
		    "the body is the one that was signed, but LF stands for CRLF");
	case SECMAIL_DKIM_CHANGE_UNKNOWN:
		break;
	}
	return failed(s, SECMAIL_DKIM_BODY_CHANGED,
	    "the body is not the one that was signed: bh= is the hash of another");
}

static secmail_status
check_body(secmail_dkim *d, smdkim_signature *s)
{
	const uint8_t *digest;

	if (s->kind == SMDKIM_AS)
		return SECMAIL_DONE;
	digest = smdkim_bodies_digest(&d->bodies, s, &s->outcome.covers_whole_body);
	if (!digest)
		return failed(s, SECMAIL_DKIM_BODY_CHANGED, "the body is shorter than l= says");
	if (!secmailp_equal_secret(secmailp_view_of(digest, SMDKIM_DIGEST),
		secmailp_view_of(s->body_hash, SMDKIM_DIGEST)))
		return body_changed(d, s);
	return SECMAIL_DONE;
}

static secmail_status
check_header(secmail_dkim *d, smdkim_signature *s)
{
	uint8_t digest[SMDKIM_DIGEST];
	secmail_status status = SECMAIL_DONE;

	if (s->operation == SMDKIM_NOT_DONE) {
		status = s->kind == SMDKIM_AS ? smdkim_digest_seal(d, s->instance, digest)
					      : smdkim_digest_message(d, s, digest);
		if (status == SECMAIL_DONE)
			status = smdkim_key_verify(s->key, digest,
			    secmailp_view_of(s->octets, s->octets_len), &s->operation);
	}
	if (status != SECMAIL_DONE) {
		s->operation = SMDKIM_NOT_DONE;
		return status;
	}
	if (s->operation != SMDKIM_ACCEPTED)
		return failed(s, SECMAIL_DKIM_HEADER_CHANGED,
		    "the signature is not of this header with this key");
	if (!s->outcome.covers_whole_body && s->kind != SMDKIM_AS && !d->config->allow_partial_body)
		return failed(s, SECMAIL_DKIM_PARTIAL_BODY,
		    "the signature verifies, but l= leaves the end of the body unsigned");
	return failed(s, SECMAIL_DKIM_VERIFIED,
	    s->outcome.covers_whole_body || s->kind == SMDKIM_AS
		? "the signature verifies"
		: "the signature verifies; l= leaves the end of the body unsigned");
}

secmail_status
smdkim_judge_signature(secmail_dkim *d, smdkim_signature *s, secmail_answers *answers)
{
	secmail_status status = SECMAIL_DONE;

	s->outcome = s->found;
	if (s->outcome.reason != SECMAIL_DKIM_UNDECIDED)
		return SECMAIL_DONE;
	if (!s->is_evaluated)
		return failed(s, SECMAIL_DKIM_OVER_LIMIT,
		    "the message has more signatures than are evaluated");
	status = fetch_key(d, s, answers);
	if (status == SECMAIL_DONE && s->outcome.reason == SECMAIL_DKIM_UNDECIDED)
		status = check_key(d, s);
	if (status == SECMAIL_DONE && s->outcome.reason == SECMAIL_DKIM_UNDECIDED)
		status = check_body(d, s);
	if (status == SECMAIL_DONE && s->outcome.reason == SECMAIL_DKIM_UNDECIDED)
		status = check_header(d, s);
	return status;
}
