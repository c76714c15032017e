/*
 * test_seal.c - messages are sealed, and what is sealed is a chain that passes, or one that is
 * closed
 *
 * Chains that come in are made by the tests' own signer; what goes out is judged
 * by the verifier, and by others in tests/interop. Of a seal with cv=fail, which
 * no verifier looks at, the signature is compared with the one that the tests'
 * signer makes of the same fields.
 */
#include "../suite.h"

#include <secmail/arcseal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chains.h"
#include "dkim_internal.h"
#include "signer.h"

#define NOW SIGNER_NOW
#define AGENT_KEY                                                                                  \
	"-----BEGIN PRIVATE KEY-----\n"                                                            \
	"MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"                       \
	"-----END PRIVATE KEY-----\n"
#define AGENT_PUBLIC                                                                               \
	"-----BEGIN PUBLIC KEY-----\n"                                                             \
	"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"                           \
	"-----END PUBLIC KEY-----\n"

/* The keys of the chains, ours among them, and one that lies with an agent. */
static const signer_record RECORDS[] = {
	{ "sel._domainkey.one.example", "p=" SIGNER_RSA_P },
	{ "sel._domainkey.two.example", "k=ed25519; p=" SIGNER_ED25519_P },
	{ "sel._domainkey.three.example", "p=" SIGNER_RSA_P },
	{ "ours._domainkey.seal.example", "p=" SIGNER_RSA_P },
	{ "away._domainkey.seal.example",
	    "k=ed25519; p=Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=" },
	{ NULL, NULL },
};

/* What a test seals with. */
typedef struct desk {
	secmail_dkim_config *config;
	secmail_arc_sealer *sealer;
	secmail_arc_sealing *sealing;
	secmail_authres *results;
} desk;

static desk
desk_empty(void)
{
	desk d = { .sealing = NULL };

	d.config = signer_config();
	ck_assert_int_eq(secmail_arc_sealer_new(d.config, &d.sealer), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_new(&d.results), SECMAIL_DONE);
	return d;
}

static void
add_key(const desk *d, const char *pem, const char *selector)
{
	bool is_public = strstr(pem, "PUBLIC") != NULL;
	secmail_dkim_key *k;

	ck_assert_int_eq(secmail_dkim_key_new(d->config, &k), SECMAIL_DONE);
	secmail_dkim_key_insecure_allow_short(k, true);
	ck_assert_int_eq(is_public ? secmail_dkim_key_load_public(k, pem, strlen(pem))
				   : secmail_dkim_key_load(k, pem, strlen(pem)),
	    SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_arc_sealer_set_key(d->sealer, k, "seal.example", selector), SECMAIL_DONE);
	secmail_dkim_key_free(k); /* the sealer keeps it */
}

static desk
desk_new(void)
{
	desk d = desk_empty();

	add_key(&d, SIGNER_RSA_KEY, "ours");
	return d;
}

static void
desk_free(desk *d)
{
	secmail_authres_free(d->results);
	secmail_arc_sealing_free(d->sealing);
	secmail_arc_sealer_free(d->sealer);
	secmail_dkim_config_free(d->config);
}

/* Takes a message whose body comes in pieces of a size. */
static secmail_status
write_message(desk *d, const char *header, const char *body, size_t piece)
{
	secmail_message *m = signer_message(header, strlen(header));
	size_t len = strlen(body);
	secmail_status status;

	if (d->sealing)
		status = secmail_arc_sealing_reset(d->sealing, NOW);
	else
		status = secmail_arc_sealing_new(d->sealer, NOW, &d->sealing);
	ck_assert_int_eq(status, SECMAIL_DONE);
	status = secmail_arc_sealing_set_message(d->sealing, m);
	secmail_message_free(m); /* it is not needed any more */
	for (size_t at = 0; status == SECMAIL_DONE && at < len; at += piece)
		status = secmail_arc_sealing_write_body(
		    d->sealing, body + at, len - at < piece ? len - at : piece);
	return status == SECMAIL_DONE ? secmail_arc_sealing_end_body(d->sealing) : status;
}

/* What a receiver found: its name, SPF, and the chain. */
static void
begin_results(const desk *d)
{
	secmail_authres_reset(d->results);
	ck_assert_int_eq(
	    secmail_authres_set_authserv_id(d->results, "mx.seal.example"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_add_result(d->results, "spf", "pass"), SECMAIL_DONE);
}

static secmail_status
set_results(const desk *d, const char *header, const char *body, const signer_record *records)
{
	secmail_arc_result *r = chain_judge(header, body, records);
	secmail_status status;

	begin_results(d);
	status = secmail_arc_sealing_set_results(d->sealing, r, d->results);
	secmail_arc_result_free(r);
	return status;
}

/* Writes and seals a message that goes out as it came in. */
static secmail_arc_sealing_code
seal(desk *d, const char *header, const char *body, size_t piece)
{
	ck_assert_int_eq(write_message(d, header, body, piece), SECMAIL_DONE);
	ck_assert_int_eq(set_results(d, header, body, RECORDS), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(d->sealing), SECMAIL_DONE);
	return secmail_arc_sealing_decision(d->sealing);
}

/* The message with its new set on top, for free(). */
static char *
sealed_header(const desk *d, const char *header)
{
	size_t len;
	const char *fields = secmail_arc_sealing_fields(d->sealing, &len);
	char *whole;

	ck_assert_ptr_nonnull(fields);
	ck_assert_uint_eq(strlen(fields), len);
	whole = malloc(len + strlen(header) + 1);
	ck_assert_ptr_nonnull(whole);
	memcpy(whole, fields, len);
	memcpy(whole + len, header, strlen(header) + 1);
	return whole;
}

static secmail_arc_result *
judge_sealed(const desk *d, const char *header, const char *body)
{
	char *whole = sealed_header(d, header);
	secmail_arc_result *r = chain_judge(whole, body, RECORDS);

	free(whole);
	return r;
}

static void
check_passes(
    const desk *d, const char *header, const char *body, unsigned instances, unsigned oldest_pass)
{
	secmail_arc_result *r = judge_sealed(d, header, body);

	ck_assert_msg(
	    secmail_arc_result_code(r) == SECMAIL_ARC_PASS, "%s", secmail_arc_result_detail(r));
	ck_assert_uint_eq(secmail_arc_result_instances(r), instances);
	ck_assert_uint_eq(secmail_arc_result_oldest_pass(r), oldest_pass);
	ck_assert_str_eq(secmail_arc_result_seal_domain(r, instances), "seal.example");
	secmail_arc_result_free(r);
}

/* One field of the set, for free(). */
static char *
field_of(const desk *d, size_t index)
{
	size_t len;
	const char *field = secmail_arc_sealing_field(d->sealing, index, &len);
	char *copy;

	ck_assert_ptr_nonnull(field);
	copy = malloc(len + 1);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, field, len);
	copy[len] = '\0';
	return copy;
}

static void
check_starts(const desk *d, size_t index, const char *start)
{
	char *field = field_of(d, index);

	ck_assert_msg(strncmp(field, start, strlen(start)) == 0, "%s", field);
	free(field);
}

/* --- what is sealed ------------------------------------------------------ */

START_TEST(the_first_set_has_its_fields_in_order)
{
	desk d = desk_new();
	size_t len, all, sum = 0;

	ck_assert_int_eq(seal(&d, CHAIN_LETTER "DKIM-Signature: v=1\r\n", CHAIN_BODY, 100),
	    SECMAIL_ARC_SEALING_ALLOWED);
	check_starts(&d, 0,
	    "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=seal.example; s=ours; t=1700000000;\r\n\tb=");
	check_starts(&d, 1,
	    "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=seal.example;\r\n"
	    "\ts=ours; t=1700000000; h=from:from:to:cc:subject:subject:date:reply-to:\r\n"
	    "\tcontent-type:mime-version:dkim-signature;\r\n"
	    "\tbh=");
	check_starts(&d, 2,
	    "ARC-Authentication-Results: i=1; mx.seal.example;\r\n\tspf=pass;\r\n\tarc=none\r\n");
	ck_assert_ptr_nonnull(secmail_arc_sealing_fields(d.sealing, &all));
	for (size_t i = 0; i < SECMAIL_ARC_SET_FIELDS; i++) {
		ck_assert_ptr_nonnull(secmail_arc_sealing_field(d.sealing, i, &len));
		sum += len;
	}
	ck_assert_uint_eq(sum, all);
	ck_assert_ptr_null(secmail_arc_sealing_field(d.sealing, 3, &len));
	ck_assert_uint_eq(len, 0);
	check_passes(&d, CHAIN_LETTER "DKIM-Signature: v=1\r\n", CHAIN_BODY, 1, 0);
	desk_free(&d);
}
END_TEST

START_TEST(a_chain_that_passed_is_continued)
{
	chain *c = chain_three_sets();
	desk d = desk_new();

	ck_assert_int_eq(seal(&d, c->header, CHAIN_BODY, 3), SECMAIL_ARC_SEALING_ALLOWED);
	check_passes(&d, c->header, CHAIN_BODY, 4, 0);
	check_starts(&d, 0, "ARC-Seal: i=4; a=rsa-sha256; cv=pass;");
	check_starts(&d, 2,
	    "ARC-Authentication-Results: i=4; mx.seal.example;\r\n\tspf=pass;\r\n"
	    "\tarc=pass header.oldest-pass=0\r\n");
	free(c);
	desk_free(&d);
}
END_TEST

/* The chain comes in with a body that the second sealer changed, and goes out with a third. */
START_TEST(what_is_changed_here_shows_in_the_oldest_pass)
{
	chain *c = chain_new(CHAIN_LETTER);
	desk d = desk_new();

	chain_add_set(c, "one.example", "rsa-sha256", "none", "before\r\n");
	chain_add_set(c, "two.example", "ed25519-sha256", "pass", CHAIN_BODY);
	ck_assert_int_eq(write_message(&d, c->header, "after\r\n", 9), SECMAIL_DONE);
	ck_assert_int_eq(set_results(&d, c->header, CHAIN_BODY, RECORDS), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
	check_starts(&d, 2,
	    "ARC-Authentication-Results: i=3; mx.seal.example;\r\n\tspf=pass;\r\n"
	    "\tarc=pass header.oldest-pass=2\r\n");
	check_passes(&d, c->header, "after\r\n", 3, 3);
	free(c);
	desk_free(&d);
}
END_TEST

START_TEST(the_set_covers_message_and_results)
{
	static const char *const changes[][2] = { { "spf=pass", "spf=fail" },
		{ "cv=none", "cv=pass" }, { "Ann <", "Eve <" },
		{ "t=1700000000", "t=1700000001" } };
	const char *(*change)[2] = (const char *(*)[2]) & changes[_i];
	desk d = desk_new();
	secmail_arc_result *r;
	char *whole, *at;

	ck_assert_int_eq(seal(&d, CHAIN_LETTER, CHAIN_BODY, 7), SECMAIL_ARC_SEALING_ALLOWED);
	whole = sealed_header(&d, CHAIN_LETTER);
	at = strstr(whole, (*change)[0]);
	ck_assert_ptr_nonnull(at);
	memcpy(at, (*change)[1], strlen((*change)[1]));
	r = chain_judge(whole, CHAIN_BODY, RECORDS);
	ck_assert_int_eq(secmail_arc_result_code(r), SECMAIL_ARC_FAIL);
	secmail_arc_result_free(r);
	r = judge_sealed(&d, "Subject: another\r\n" CHAIN_LETTER, CHAIN_BODY);
	ck_assert_int_eq(secmail_arc_result_reason(r), SECMAIL_ARC_MESSAGE_SIGNATURE);
	secmail_arc_result_free(r);
	free(whole);
	desk_free(&d);
}
END_TEST

START_TEST(pieces_and_reuse_change_nothing)
{
	chain *c = chain_three_sets();
	desk d = desk_new();
	char *first, *again;

	ck_assert_int_eq(seal(&d, c->header, CHAIN_BODY, 100), SECMAIL_ARC_SEALING_ALLOWED);
	first = sealed_header(&d, c->header);
	for (size_t piece = 1; piece < 12; piece++) {
		ck_assert_int_eq(
		    seal(&d, CHAIN_LETTER, CHAIN_BODY, piece), SECMAIL_ARC_SEALING_ALLOWED);
		check_passes(&d, CHAIN_LETTER, CHAIN_BODY, 1, 0);
		ck_assert_int_eq(
		    seal(&d, c->header, CHAIN_BODY, piece), SECMAIL_ARC_SEALING_ALLOWED);
		ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
		again = sealed_header(&d, c->header);
		ck_assert_str_eq(first, again);
		free(again);
	}
	free(first);
	free(c);
	desk_free(&d);
}
END_TEST

/* --- chains that failed -------------------------------------------------- */

/* The octets of b= without its folds. */
static void
signature_of(const char *field, char *out)
{
	const char *b = strstr(field, "b=");

	ck_assert_ptr_nonnull(b);
	for (b += 2; *b; b++)
		if (*b > ' ')
			*out++ = *b;
	*out = '\0';
}

/* RFC 8617 section 5.1.2: as if the new set were the only one. */
static void
check_seal_covers_own_set_only(const desk *d, unsigned instance)
{
	char *seal_field = field_of(d, 0), *ams = field_of(d, 1), *aar = field_of(d, 2);
	char *own = malloc(strlen(ams) + strlen(aar) + 1), *expected, tags[128];
	char theirs[4096], ours[4096];

	ck_assert_ptr_nonnull(own);
	memcpy(own, aar, strlen(aar));
	memcpy(own + strlen(aar), ams, strlen(ams) + 1);
	snprintf(tags, sizeof tags,
	    "i=%u; a=rsa-sha256; cv=fail; d=seal.example; s=ours; t=1700000000", instance);
	expected = signer_seal(tags, own);
	signature_of(expected, theirs);
	signature_of(seal_field, ours);
	ck_assert_str_eq(ours, theirs);
	free(expected);
	free(own);
	free(seal_field);
	free(ams);
	free(aar);
}

static const struct failing {
	const char *proves;
	const char *sets;
	unsigned instance; /* of the set that is added */
} failings[] = {
	{ "a signature that does not verify", SET("1", "none"), 2 },
	{ "a set that lacks a field", AMS("2") AAR("2") SET("1", "none"), 3 },
	{ "a gap", SET("3", "pass") SET("1", "none"), 4 },
	{ "a field that is there twice", SET("1", "none") SET("1", "none"), 2 },
	{ "an instance that is none, on top", AS("51", "pass") SET("2", "pass") SET("1", "none"),
	    3 },
	{ "a field without an instance, on top", "ARC-Seal: b\r\n" SET("1", "none"), 2 },
	{ "a field that is twice, on top", AAR("1") AAR("1") SET("7", "pass"), 8 },
	{ "no instance at all", AS("51", "pass"), 1 },
	{ "cv=pass in the first set", SET("1", "pass"), 2 },
};

START_TEST(a_chain_that_failed_is_closed)
{
	const struct failing *f = &failings[_i];
	char header[4096], start[64];
	secmail_arc_result *r;
	desk d = desk_new();

	snprintf(header, sizeof header, "%s" CHAIN_LETTER, f->sets);
	ck_assert_msg(
	    seal(&d, header, CHAIN_BODY, 5) == SECMAIL_ARC_SEALING_ALLOWED, "%s", f->proves);
	snprintf(start, sizeof start, "ARC-Seal: i=%u; a=rsa-sha256; cv=fail;", f->instance);
	check_starts(&d, 0, start);
	check_seal_covers_own_set_only(&d, f->instance);
	r = judge_sealed(&d, header, CHAIN_BODY);
	ck_assert_msg(secmail_arc_result_reason(r) == SECMAIL_ARC_MARKED_FAILED, "%s: %s",
	    f->proves, secmail_arc_result_detail(r));
	secmail_arc_result_free(r);
	desk_free(&d);
}
END_TEST

START_TEST(a_closed_chain_is_closed_once)
{
	static const char *const closed[] = { SET("2", "fail") SET("1", "none"), SET("1", "fail"),
		AS("3", "fail") SET("1", "none"), AS("51", "none") AS("2", "fail") AAR("1") };
	char header[4096];
	desk d = desk_new();
	size_t len;

	snprintf(header, sizeof header, "%s" CHAIN_LETTER, closed[_i]);
	ck_assert_int_eq(seal(&d, header, CHAIN_BODY, 5), SECMAIL_ARC_SEALING_ENDED);
	ck_assert_ptr_null(secmail_arc_sealing_fields(d.sealing, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert_ptr_null(secmail_arc_sealing_field(d.sealing, 0, &len));
	ck_assert_ptr_null(secmail_arc_sealing_digest(d.sealing, &len));
	desk_free(&d);
}
END_TEST

START_TEST(fifty_sets_are_enough)
{
	chain *c = chain_new(CHAIN_LETTER);
	desk d = desk_new();
	char *fifty;

	for (unsigned i = 1; i < SECMAIL_ARC_MAX_INSTANCES; i++)
		chain_add_set(
		    c, "two.example", "ed25519-sha256", i == 1 ? "none" : "pass", CHAIN_BODY);
	ck_assert_int_eq(seal(&d, c->header, CHAIN_BODY, 5), SECMAIL_ARC_SEALING_ALLOWED);
	check_passes(&d, c->header, CHAIN_BODY, SECMAIL_ARC_MAX_INSTANCES, 0);
	fifty = sealed_header(&d, c->header);
	ck_assert_int_eq(seal(&d, fifty, CHAIN_BODY, 5), SECMAIL_ARC_SEALING_FULL);
	free(fifty);
	free(c);
	desk_free(&d);
}
END_TEST

START_TEST(more_fields_than_fifty_sets_are_too_many)
{
	size_t count = 3 * SECMAIL_ARC_MAX_INSTANCES + 1, used = 0;
	char *header = malloc(count * sizeof AAR("1") + sizeof CHAIN_LETTER);
	desk d = desk_new();

	ck_assert_ptr_nonnull(header);
	for (size_t i = 0; i < count; i++, used += sizeof AAR("1") - 1)
		memcpy(header + used, AAR("1"), sizeof AAR("1") - 1);
	memcpy(header + used, CHAIN_LETTER, sizeof CHAIN_LETTER);
	ck_assert_int_eq(seal(&d, header, CHAIN_BODY, 5), SECMAIL_ARC_SEALING_FULL);
	free(header);
	desk_free(&d);
}
END_TEST

START_TEST(a_failure_of_dns_is_sealed_on_request_only)
{
	signer_record records[CHAIN_KEY_COUNT];
	chain *c = chain_three_sets();
	desk d = desk_new();
	size_t len;

	memcpy(records, CHAIN_KEYS, sizeof records);
	records[1].text = NULL;
	ck_assert_int_eq(write_message(&d, c->header, CHAIN_BODY, 5), SECMAIL_DONE);
	ck_assert_int_eq(set_results(&d, c->header, CHAIN_BODY, records), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_decision(d.sealing), SECMAIL_ARC_SEALING_TEMPORARY);
	ck_assert_ptr_null(secmail_arc_sealing_fields(d.sealing, &len));
	secmail_arc_sealing_allow_temporary(d.sealing, true);
	ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_decision(d.sealing), SECMAIL_ARC_SEALING_ALLOWED);
	check_starts(&d, 0, "ARC-Seal: i=4; a=rsa-sha256; cv=fail;");
	check_seal_covers_own_set_only(&d, 4);
	/* DNS answers meanwhile: the chain is judged again, and continued. */
	ck_assert_int_eq(write_message(&d, c->header, CHAIN_BODY, 5), SECMAIL_DONE);
	ck_assert_int_eq(set_results(&d, c->header, CHAIN_BODY, records), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_decision(d.sealing), SECMAIL_ARC_SEALING_TEMPORARY);
	ck_assert_int_eq(set_results(&d, c->header, CHAIN_BODY, CHAIN_KEYS), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
	check_passes(&d, c->header, CHAIN_BODY, 4, 0);
	free(c);
	desk_free(&d);
}
END_TEST

/* A chain goes on from where it was validated, and nowhere else. */
START_TEST(a_chain_that_was_not_validated_is_not_sealed)
{
	chain *three = chain_three_sets(), *one = chain_new(CHAIN_LETTER);
	desk d = desk_new();
	const char *arrivals[4], *leaves[4];
	char *broken, *at;

	chain_add_set(one, "one.example", "rsa-sha256", "none", CHAIN_BODY);
	broken = strdup(three->header);
	at = strstr(broken, "ARC-Message-Signature: i=2");
	ck_assert_ptr_nonnull(at);
	memcpy(at, "Not", 3);
	arrivals[0] = CHAIN_LETTER, leaves[0] = one->header;
	arrivals[1] = one->header, leaves[1] = CHAIN_LETTER;
	arrivals[2] = one->header, leaves[2] = three->header;
	arrivals[3] = three->header, leaves[3] = broken;
	ck_assert_int_eq(write_message(&d, leaves[_i], CHAIN_BODY, 5), SECMAIL_DONE);
	ck_assert_int_eq(set_results(&d, arrivals[_i], CHAIN_BODY, RECORDS), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_decision(d.sealing), SECMAIL_ARC_SEALING_OTHER_CHAIN);
	free(broken);
	free(one);
	free(three);
	desk_free(&d);
}
END_TEST

/* --- the results --------------------------------------------------------- */

static const struct report {
	const char *proves;
	const char *body; /* of Authentication-Results, as a receiver wrote it */
	secmail_status status;
	const char *written; /* behind the instance */
} reports[] = {
	{ "results of the chain are kept as they are",
	    "mx.example; arc=pass (as it came) smtp.remote-ip=192.0.2.1 header.oldest-pass=0",
	    SECMAIL_DONE,
	    "mx.example;\r\n\tarc=pass (as it came) smtp.remote-ip=192.0.2.1 "
	    "header.oldest-pass=0\r\n" },
	{ "the oldest pass need not be told", "mx.example; arc=pass; spf=none", SECMAIL_DONE,
	    "mx.example;\r\n\tarc=pass;\r\n\tspf=none\r\n" },
	{ "without any result there is the chain's", "mx.example; none", SECMAIL_DONE,
	    "mx.example;\r\n\tarc=pass header.oldest-pass=0\r\n" },
	{ "addresses may be internationalized",
	    "mx.example; spf=pass smtp.mailfrom=\303\244@\303\244.example", SECMAIL_DONE,
	    "mx.example;\r\n\tspf=pass smtp.mailfrom=\303\244@\303\244.example;\r\n"
	    "\tarc=pass header.oldest-pass=0\r\n" },
	{ "what did not pass can't be said to have failed", "mx.example; arc=fail",
	    SECMAIL_ARGUMENT, NULL },
	{ "nor to be none", "mx.example; arc=none", SECMAIL_ARGUMENT, NULL },
	{ "nor can there be two", "mx.example; arc=pass; arc=pass", SECMAIL_ARGUMENT, NULL },
	{ "nor another oldest pass", "mx.example; arc=pass header.oldest-pass=2", SECMAIL_ARGUMENT,
	    NULL },
	{ "somebody has to vouch for it", "spf=pass", SECMAIL_ARGUMENT, NULL },
};

START_TEST(results_are_those_of_the_chain)
{
	const struct report *p = &reports[_i];
	chain *c = chain_three_sets();
	secmail_arc_result *r = chain_judge(c->header, CHAIN_BODY, CHAIN_KEYS);
	desk d = desk_new();
	char written[512];

	ck_assert_int_eq(write_message(&d, c->header, CHAIN_BODY, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_parse(d.results, p->body, strlen(p->body)), SECMAIL_DONE);
	ck_assert_msg(secmail_arc_sealing_set_results(d.sealing, r, d.results) == p->status,
	    "%s: %s", p->proves, secmail_arc_sealing_error(d.sealing));
	if (p->written) {
		ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
		snprintf(
		    written, sizeof written, "ARC-Authentication-Results: i=4; %s", p->written);
		check_starts(&d, 2, written);
		check_passes(&d, c->header, CHAIN_BODY, 4, 0);
	} else {
		ck_assert_str_ne(secmail_arc_sealing_error(d.sealing), "");
		ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_ARGUMENT);
	}
	secmail_arc_result_free(r);
	free(c);
	desk_free(&d);
}
END_TEST

/* Text enough that no field holds it. */
static void
fill(secmail_authres *results)
{
	char value[SECMAIL_AUTHRES_MAX_VALUE];

	memset(value, 'a', sizeof value);
	for (size_t i = 0; i < SECMAIL_AUTHRES_MAX_RESULTS; i++) {
		ck_assert_int_eq(secmail_authres_add_result(results, "dkim", "pass"), SECMAIL_DONE);
		for (size_t k = 0; k < 3; k++)
			ck_assert_int_eq(secmail_authres_add_property(
					     results, "header", "d", value, sizeof value),
			    SECMAIL_DONE);
	}
}

START_TEST(results_have_a_limit)
{
	secmail_arc_result *r = chain_judge(CHAIN_LETTER, CHAIN_BODY, RECORDS);
	desk d = desk_new();

	ck_assert_int_eq(write_message(&d, CHAIN_LETTER, CHAIN_BODY, 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_set_authserv_id(d.results, "mx"), SECMAIL_DONE);
	fill(d.results);
	ck_assert_int_eq(secmail_arc_sealing_set_results(d.sealing, r, d.results), SECMAIL_LIMIT);
	secmail_authres_reset(d.results);
	ck_assert_int_eq(secmail_authres_set_authserv_id(d.results, "mx"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authres_add_result(d.results, "arc", "none"), SECMAIL_DONE);
	for (size_t i = 1; i < SECMAIL_AUTHRES_MAX_RESULTS; i++)
		ck_assert_int_eq(
		    secmail_authres_add_result(d.results, "spf", "pass"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_set_results(d.sealing, r, d.results), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
	check_passes(&d, CHAIN_LETTER, CHAIN_BODY, 1, 0);
	secmail_arc_result_free(r);
	desk_free(&d);
}
END_TEST

/* --- keys and fields ----------------------------------------------------- */

static void
sign_elsewhere(desk *agent, desk *d)
{
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	secmail_dkim_key *k;
	const void *digest;
	size_t len, signature_len;

	ck_assert_int_eq(secmail_dkim_key_new(agent->config, &k), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_key_load(k, AGENT_KEY, strlen(AGENT_KEY)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(d->sealing), SECMAIL_WANT_SIGNATURE);
	digest = secmail_arc_sealing_digest(d->sealing, &len);
	ck_assert_ptr_nonnull(digest);
	ck_assert_uint_eq(len, SECMAIL_DKIM_DIGEST_SIZE);
	ck_assert_int_eq(
	    secmail_dkim_key_sign(k, digest, len, signature, sizeof signature, &signature_len),
	    SECMAIL_DONE);
	signature[9] ^= 1;
	ck_assert_int_eq(secmail_arc_sealing_set_signature(d->sealing, signature, signature_len),
	    SECMAIL_SYNTAX);
	ck_assert_str_ne(secmail_arc_sealing_error(d->sealing), "");
	ck_assert_int_eq(
	    secmail_arc_sealing_set_signature(d->sealing, signature, 0), SECMAIL_SYNTAX);
	ck_assert_ptr_null(secmail_arc_sealing_fields(d->sealing, &len));
	ck_assert_int_eq(secmail_arc_sealing_seal(d->sealing), SECMAIL_WANT_SIGNATURE);
	signature[9] ^= 1;
	ck_assert_int_eq(
	    secmail_arc_sealing_set_signature(d->sealing, signature, signature_len), SECMAIL_DONE);
	ck_assert_ptr_null(secmail_arc_sealing_digest(d->sealing, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert_int_eq(secmail_arc_sealing_set_signature(d->sealing, signature, signature_len),
	    SECMAIL_ARGUMENT);
	secmail_dkim_key_free(k);
}

START_TEST(a_key_elsewhere_is_asked_twice)
{
	chain *c = chain_three_sets();
	desk d = desk_empty(), agent = desk_empty();

	add_key(&d, AGENT_PUBLIC, "away");
	ck_assert_int_eq(write_message(&d, c->header, CHAIN_BODY, 5), SECMAIL_DONE);
	ck_assert_int_eq(set_results(&d, c->header, CHAIN_BODY, RECORDS), SECMAIL_DONE);
	sign_elsewhere(&agent, &d);
	ck_assert_int_eq(
	    set_results(&d, c->header, CHAIN_BODY, RECORDS), SECMAIL_LATE); /* it is signed */
	sign_elsewhere(&agent, &d);
	ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_DONE);
	check_starts(&d, 0, "ARC-Seal: i=4; a=ed25519-sha256; cv=pass;");
	check_passes(&d, c->header, CHAIN_BODY, 4, 0);
	free(c);
	desk_free(&agent);
	desk_free(&d);
}
END_TEST

static const struct list {
	const char *over_signed, *signed_once;
	secmail_status status;
	const char *names; /* h=, if it is set */
} lists[] = {
	{ "", "subject:FROM", SECMAIL_DONE, "h=subject:from;" },
	{ "from", "", SECMAIL_DONE, "h=from:from;" },
	{ "from", "dkim-signature:received", SECMAIL_DONE, "h=from:from;" },
	{ "", "", SECMAIL_ARGUMENT, NULL },
	{ "subject", "to", SECMAIL_ARGUMENT, NULL },
	{ "from", "from", SECMAIL_ARGUMENT, NULL },
	{ "from:", "", SECMAIL_ARGUMENT, NULL },
	{ "from", "ARC-Seal", SECMAIL_ARGUMENT, NULL },
	{ "from:ARC-Message-Signature", "", SECMAIL_ARGUMENT, NULL },
	{ "from", "arc-authentication-results", SECMAIL_ARGUMENT, NULL },
	{ "from", "Authentication-Results", SECMAIL_ARGUMENT, NULL },
};

START_TEST(lists_of_fields_are_read)
{
	const struct list *l = &lists[_i];
	desk d = desk_new();
	char *field;

	ck_assert_msg(
	    secmail_arc_sealer_set_fields(d.sealer, l->over_signed, l->signed_once) == l->status,
	    "%s, %s: %s", l->over_signed, l->signed_once, secmail_arc_sealer_error(d.sealer));
	ck_assert_int_eq(seal(&d, CHAIN_LETTER, CHAIN_BODY, 5), SECMAIL_ARC_SEALING_ALLOWED);
	field = field_of(&d, 1);
	ck_assert_ptr_nonnull(strstr(field, l->names ? l->names : "h=from:from:to:cc:subject"));
	check_passes(&d, CHAIN_LETTER, CHAIN_BODY, 1, 0);
	free(field);
	desk_free(&d);
}
END_TEST

/* What a DKIM signer does not sign, a sealer does not either. */
START_TEST(what_readers_may_differ_on_is_not_sealed)
{
	secmail_arc_result *r = chain_judge(CHAIN_LETTER, CHAIN_BODY, RECORDS);
	desk d = desk_new();

	ck_assert_int_eq(
	    write_message(&d, "From: x@example.org\r\n" CHAIN_LETTER, "", 1), SECMAIL_SYNTAX);
	ck_assert_ptr_nonnull(strstr(secmail_arc_sealing_error(d.sealing), "more than one From"));
	begin_results(&d);
	ck_assert_int_eq(secmail_arc_sealing_set_results(d.sealing, r, d.results), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(d.sealing), SECMAIL_SYNTAX);
	ck_assert_int_eq(write_message(&d, CHAIN_LETTER, "a\rb", 1), SECMAIL_SYNTAX);
	ck_assert_int_eq(seal(&d, CHAIN_LETTER, CHAIN_BODY, 1), SECMAIL_ARC_SEALING_ALLOWED);
	secmail_arc_result_free(r);
	desk_free(&d);
}
END_TEST

/* --- the configuration, and calls out of order ---------------------------- */

START_TEST(the_sealer_has_one_key_of_its_own)
{
	desk d = desk_empty(), other = desk_empty();
	secmail_arc_sealer *none;
	secmail_arc_sealing *s;
	secmail_dkim_key *k;

	ck_assert_int_eq(secmail_arc_sealer_new(NULL, &none), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealer_new(d.config, NULL), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(none);
	ck_assert_int_eq(secmail_arc_sealing_new(d.sealer, NOW, &s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_key_new(other.config, &k), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_arc_sealer_set_key(d.sealer, k, "seal.example", "s"), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_key_load(k, AGENT_KEY, strlen(AGENT_KEY)), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_arc_sealer_set_key(d.sealer, k, "seal.example", "s"), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_arc_sealer_set_key(other.sealer, k, "example", "s"), SECMAIL_ARGUMENT);
	ck_assert_str_ne(secmail_arc_sealer_error(other.sealer), "");
	ck_assert_int_eq(
	    secmail_arc_sealer_set_key(other.sealer, k, "seal.example", "s"), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_arc_sealer_set_key(other.sealer, k, "seal.example", "t"), SECMAIL_LATE);
	ck_assert_str_eq(secmail_arc_sealer_error(NULL), "");
	secmail_arc_sealer_free(NULL);
	secmail_dkim_key_free(k);
	desk_free(&other);
	desk_free(&d);
}
END_TEST

START_TEST(calls_out_of_order_are_refused)
{
	secmail_arc_result *r = chain_judge(CHAIN_LETTER, CHAIN_BODY, RECORDS);
	secmail_message *m = signer_message(CHAIN_LETTER, sizeof CHAIN_LETTER - 1);
	desk d = desk_new();
	secmail_arc_sealing *s;
	size_t len;

	ck_assert_int_eq(secmail_arc_sealing_new(d.sealer, -1, &s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_new(NULL, NOW, &s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_new(d.sealer, NOW, NULL), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(s);
	ck_assert_int_eq(secmail_arc_sealing_new(d.sealer, NOW, &s), SECMAIL_DONE);
	d.sealing = s;
	ck_assert_int_eq(secmail_arc_sealing_reset(s, -1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_seal(s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_write_body(s, "x", 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_end_body(s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_set_message(s, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_set_message(s, m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_set_message(s, m), SECMAIL_LATE);
	ck_assert_int_eq(secmail_arc_sealing_seal(s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_write_body(s, CHAIN_BODY, 11), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_end_body(s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_write_body(s, "x", 1), SECMAIL_LATE);
	ck_assert_int_eq(secmail_arc_sealing_seal(s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_set_results(s, NULL, d.results), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_set_results(s, r, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_set_signature(s, "x", 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_arc_sealing_decision(s), SECMAIL_ARC_SEALING_UNDECIDED);
	ck_assert_ptr_null(secmail_arc_sealing_fields(s, &len));
	begin_results(&d);
	ck_assert_int_eq(secmail_arc_sealing_set_results(s, r, d.results), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_seal(s), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_sealing_set_results(s, r, d.results), SECMAIL_LATE);
	ck_assert_int_eq(secmail_arc_sealing_seal(s), SECMAIL_DONE);
	check_passes(&d, CHAIN_LETTER, CHAIN_BODY, 1, 0);
	ck_assert_str_eq(secmail_arc_sealing_error(NULL), "");
	secmail_arc_sealing_free(NULL);
	secmail_message_free(m);
	secmail_arc_result_free(r);
	desk_free(&d);
}
END_TEST

START_TEST(names_its_decisions)
{
	for (int code = SECMAIL_ARC_SEALING_ALLOWED; code <= SECMAIL_ARC_SEALING_OTHER_CHAIN;
	     code++)
		ck_assert_str_ne(
		    secmail_arc_sealing_code_name((secmail_arc_sealing_code)code), "undecided");
	ck_assert_str_eq(secmail_arc_sealing_code_name(SECMAIL_ARC_SEALING_FULL), "full");
	ck_assert_str_eq(secmail_arc_sealing_code_name((secmail_arc_sealing_code)999), "undecided");
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

TCase *
seal_tests(void)
{
	TCase *tc = tcase_create("seal");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, the_first_set_has_its_fields_in_order);
	tcase_add_test(tc, a_chain_that_passed_is_continued);
	tcase_add_test(tc, what_is_changed_here_shows_in_the_oldest_pass);
	tcase_add_loop_test(tc, the_set_covers_message_and_results, 0, 4);
	tcase_add_test(tc, pieces_and_reuse_change_nothing);
	tcase_add_loop_test(tc, a_chain_that_failed_is_closed, 0, COUNT(failings));
	tcase_add_loop_test(tc, a_closed_chain_is_closed_once, 0, 4);
	tcase_add_test(tc, fifty_sets_are_enough);
	tcase_add_test(tc, more_fields_than_fifty_sets_are_too_many);
	tcase_add_test(tc, a_failure_of_dns_is_sealed_on_request_only);
	tcase_add_loop_test(tc, a_chain_that_was_not_validated_is_not_sealed, 0, 4);
	tcase_add_loop_test(tc, results_are_those_of_the_chain, 0, COUNT(reports));
	tcase_add_test(tc, results_have_a_limit);
	tcase_add_test(tc, a_key_elsewhere_is_asked_twice);
	tcase_add_loop_test(tc, lists_of_fields_are_read, 0, COUNT(lists));
	tcase_add_test(tc, what_readers_may_differ_on_is_not_sealed);
	tcase_add_test(tc, the_sealer_has_one_key_of_its_own);
	tcase_add_test(tc, calls_out_of_order_are_refused);
	tcase_add_test(tc, names_its_decisions);
	return tc;
}
