/*
 * test_arc.c - chains: their structure, who signed them, and what DNS does to them
 *
 * The suite in tests/conformance has the ordinary cases; here are the limits,
 * the reasons, and what the suite can't ask for.
 */
#include "../suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chains.h"
#include "dkim_internal.h"
#include "signer.h"

START_TEST(passes_a_chain)
{
	chain *c = chain_three_sets();
	secmail_arc_result *r = chain_judge(c->header, CHAIN_BODY, CHAIN_KEYS);

	ck_assert_msg(
	    secmail_arc_result_code(r) == SECMAIL_ARC_PASS, "%s", secmail_arc_result_detail(r));
	ck_assert_int_eq(secmail_arc_result_reason(r), SECMAIL_ARC_VERIFIED);
	ck_assert_uint_eq(secmail_arc_result_instances(r), 3);
	ck_assert_uint_eq(secmail_arc_result_oldest_pass(r), 0);
	ck_assert_str_eq(secmail_arc_result_seal_domain(r, 1), "one.example");
	ck_assert_str_eq(secmail_arc_result_seal_domain(r, 3), "three.example");
	ck_assert_str_eq(secmail_arc_result_seal_selector(r, 2), "sel");
	ck_assert_ptr_null(secmail_arc_result_seal_domain(r, 0));
	ck_assert_ptr_null(secmail_arc_result_seal_domain(r, 4));
	ck_assert(!secmail_arc_result_is_temporary(r));
	secmail_arc_result_free(r);
	free(c);
}
END_TEST

/* The second sealer is a list: it changes the body and seals what it made of it. */
START_TEST(finds_the_oldest_pass)
{
	chain *c = chain_new(CHAIN_LETTER);
	secmail_arc_result *r;

	chain_add_set(c, "one.example", "rsa-sha256", "none", "before\r\n");
	chain_add_set(c, "two.example", "ed25519-sha256", "pass", CHAIN_BODY);
	chain_add_set(c, "three.example", "rsa-sha256", "pass", CHAIN_BODY);
	r = chain_judge(c->header, CHAIN_BODY, CHAIN_KEYS);
	ck_assert_int_eq(secmail_arc_result_code(r), SECMAIL_ARC_PASS);
	ck_assert_uint_eq(secmail_arc_result_oldest_pass(r), 2);
	secmail_arc_result_free(r);
	free(c);
}
END_TEST

START_TEST(fails_on_a_changed_message)
{
	chain *c = chain_three_sets();
	secmail_arc_result *r = chain_judge(c->header, "another\r\n", CHAIN_KEYS);

	ck_assert_int_eq(secmail_arc_result_code(r), SECMAIL_ARC_FAIL);
	ck_assert_int_eq(secmail_arc_result_reason(r), SECMAIL_ARC_MESSAGE_SIGNATURE);
	ck_assert_int_eq(secmail_arc_result_signature_reason(r), SECMAIL_DKIM_BODY_CHANGED);
	ck_assert_uint_eq(secmail_arc_result_instances(r), 3);
	ck_assert_uint_eq(secmail_arc_result_oldest_pass(r), 0);
	ck_assert_ptr_null(secmail_arc_result_seal_domain(r, 1));
	secmail_arc_result_free(r);
	free(c);
}
END_TEST

START_TEST(fails_on_a_changed_assessment)
{
	chain *c = chain_three_sets();
	char *spf = strstr(c->header, "i=1; mx.example; spf=pass");
	secmail_arc_result *r;

	ck_assert_ptr_nonnull(spf);
	memcpy(spf, "i=1; mx.example; spf=fail", 25);
	r = chain_judge(c->header, CHAIN_BODY, CHAIN_KEYS);
	ck_assert_int_eq(secmail_arc_result_reason(r), SECMAIL_ARC_SEAL);
	ck_assert_int_eq(secmail_arc_result_signature_reason(r), SECMAIL_DKIM_HEADER_CHANGED);
	secmail_arc_result_free(r);
	free(c);
}
END_TEST

static const struct dns {
	const char *proves;
	const char *failing; /* whose key DNS does not tell */
	secmail_arc_code code;
	bool is_temporary;
	unsigned oldest_pass;
} dnss[] = {
	{ "a key that can't be fetched fails the chain, for now", "three", SECMAIL_ARC_FAIL, true,
	    0 },
	{ "also that of an old seal", "one", SECMAIL_ARC_FAIL, true, 0 },
};

START_TEST(tells_failures_of_dns_apart)
{
	const struct dns *test = &dnss[_i];
	signer_record records[4];
	chain *c = chain_three_sets();
	secmail_arc_result *r;

	memcpy(records, CHAIN_KEYS, sizeof records);
	for (size_t i = 0; i < 3; i++)
		if (strstr(records[i].name, test->failing))
			records[i].text = NULL;
	r = chain_judge(c->header, CHAIN_BODY, records);
	ck_assert_msg(secmail_arc_result_code(r) == test->code, "%s", test->proves);
	ck_assert_msg(secmail_arc_result_is_temporary(r) == test->is_temporary, "%s", test->proves);
	ck_assert_uint_eq(secmail_arc_result_oldest_pass(r), test->oldest_pass);
	secmail_arc_result_free(r);
	free(c);
}
END_TEST

/* --- structure, which needs no keys -------------------------------------- */

static const struct structure {
	const char *proves;
	const char *header;
	secmail_arc_reason reason;
	unsigned instances;
} structures[] = {
	{ "no field is no chain", "", SECMAIL_ARC_NO_SETS, 0 },
	{ "a complete set goes on to its signatures", SET("1", "none"),
	    SECMAIL_ARC_MESSAGE_SIGNATURE, 1 },
	{ "the order of fields does not matter", AAR("1") AMS("1") AS("1", "none"),
	    SECMAIL_ARC_MESSAGE_SIGNATURE, 1 },
	{ "names are case-insensitive",
	    "arc-seal: i=1; a=rsa-sha256; d=one.example; s=sel; "
	    "cv=none; b=AAAA\r\n" AMS("1") AAR("1"),
	    SECMAIL_ARC_MESSAGE_SIGNATURE, 1 },
	{ "a set needs its results", AS("1", "none") AMS("1"), SECMAIL_ARC_STRUCTURE, 1 },
	{ "a set needs its message signature", AS("1", "none") AAR("1"), SECMAIL_ARC_STRUCTURE, 1 },
	{ "a set needs its seal", AMS("1") AAR("1"), SECMAIL_ARC_STRUCTURE, 1 },
	{ "a set has one seal", AS("1", "none") SET("1", "none"), SECMAIL_ARC_STRUCTURE, 1 },
	{ "a set has one message signature", AMS("1") SET("1", "none"), SECMAIL_ARC_STRUCTURE, 1 },
	{ "a set has one field of results", AAR("1") SET("1", "none"), SECMAIL_ARC_STRUCTURE, 1 },
	{ "instances start at 1", SET("2", "pass"), SECMAIL_ARC_STRUCTURE, 2 },
	{ "instances have no gap", SET("3", "pass") SET("1", "none"), SECMAIL_ARC_STRUCTURE, 3 },
	{ "the highest instance is 50", SET("50", "pass"), SECMAIL_ARC_STRUCTURE, 50 },
	{ "51 is none", SET("51", "pass"), SECMAIL_ARC_SYNTAX, 0 },
	{ "0 is none", SET("0", "none"), SECMAIL_ARC_SYNTAX, 0 },
	{ "001 is none", SET("001", "none"), SECMAIL_ARC_SYNTAX, 0 },
	{ "-1 is none", SET("-1", "none"), SECMAIL_ARC_SYNTAX, 0 },
	{ "the first set has cv=none", SET("1", "pass"), SECMAIL_ARC_CV_MISMATCH, 1 },
	{ "the others have cv=pass", SET("2", "none") SET("1", "none"), SECMAIL_ARC_CV_MISMATCH,
	    2 },
	{ "a newest set with cv=fail ends it", SET("2", "fail") SET("1", "none"),
	    SECMAIL_ARC_MARKED_FAILED, 2 },
	{ "even if the rest is broken", AS("3", "fail") SET("1", "none"), SECMAIL_ARC_MARKED_FAILED,
	    3 },
	{ "an older one with cv=fail can't be", SET("2", "pass") SET("1", "fail"),
	    SECMAIL_ARC_CV_MISMATCH, 2 },
	{ "cv= has three words", SET("1", "maybe"), SECMAIL_ARC_SYNTAX, 1 },
	{ "a seal has no h=", AS("1", "none; h=from") AMS("1") AAR("1"), SECMAIL_ARC_SYNTAX, 1 },
	{ "a seal that can't be read fails the chain", AS("1", "none;;") AMS("1") AAR("1"),
	    SECMAIL_ARC_SYNTAX, 1 },
};

#define ONE "a=rsa-sha256; d=one.example; "

/* What a message signature of ARC may be and a seal may say, and what they may not. */
static const struct sealing {
	const char *proves;
	const char *message; /* the tags of its message signature behind i=, s=, a=, d= */
	const char *seal;    /* more tags of its seal */
	secmail_arc_reason reason;
	secmail_dkim_reason signature_reason;
} sealings[] = {
	{ "h= need not list From", "c=relaxed/relaxed; h=subject", "", SECMAIL_ARC_VERIFIED,
	    SECMAIL_DKIM_UNDECIDED },
	{ "h= may have an empty name", "c=relaxed/relaxed; h=from::subject", "",
	    SECMAIL_ARC_VERIFIED, SECMAIL_DKIM_UNDECIDED },
	{ "h= must not list ARC-Seal", "c=relaxed/relaxed; h=from:ARC-Seal", "",
	    SECMAIL_ARC_MESSAGE_SIGNATURE, SECMAIL_DKIM_SYNTAX },
	{ "in whatever case", "c=relaxed/relaxed; h=from:aRC-sEAL", "",
	    SECMAIL_ARC_MESSAGE_SIGNATURE, SECMAIL_DKIM_SYNTAX },
	{ "l= that leaves a part of the body unsigned fails", "c=relaxed/relaxed; h=from; l=4", "",
	    SECMAIL_ARC_MESSAGE_SIGNATURE, SECMAIL_DKIM_PARTIAL_BODY },
	{ "an expired one fails", "c=relaxed/relaxed; h=from; x=1600000000", "",
	    SECMAIL_ARC_MESSAGE_SIGNATURE, SECMAIL_DKIM_EXPIRED },
	{ "a seal has no c=, x=, q= or l= that would count", "c=relaxed/relaxed; h=from",
	    "; c=simple; x=1600000000; q=http; l=x", SECMAIL_ARC_VERIFIED, SECMAIL_DKIM_UNDECIDED },
	{ "a seal of the future fails", "c=relaxed/relaxed; h=from", "; t=1800000000",
	    SECMAIL_ARC_SEAL, SECMAIL_DKIM_FUTURE },
};

START_TEST(takes_what_arc_takes)
{
	const struct sealing *s = &sealings[_i];
	chain *c = chain_new(CHAIN_LETTER);
	char message[256], seal[256];
	secmail_arc_result *r;

	snprintf(message, sizeof message, ONE "%s", s->message);
	snprintf(seal, sizeof seal, ONE "cv=none%s", s->seal);
	chain_add_tags(c, message, seal, CHAIN_BODY);
	r = chain_judge(c->header, CHAIN_BODY, CHAIN_KEYS);
	ck_assert_msg(secmail_arc_result_reason(r) == s->reason, "%s: %s", s->proves,
	    secmail_arc_result_detail(r));
	ck_assert_msg(
	    secmail_arc_result_signature_reason(r) == s->signature_reason, "%s", s->proves);
	secmail_arc_result_free(r);
	free(c);
}
END_TEST

START_TEST(checks_the_structure)
{
	const struct structure *s = &structures[_i];
	secmail_arc_result *r;
	char header[4096];

	snprintf(header, sizeof header, "%s" CHAIN_LETTER "\r\n", s->header);
	r = chain_judge(header, CHAIN_BODY, CHAIN_KEYS);
	ck_assert_msg(secmail_arc_result_reason(r) == s->reason, "%s: %s", s->proves,
	    secmail_arc_result_detail(r));
	ck_assert_msg(secmail_arc_result_instances(r) == s->instances, "%s: %u", s->proves,
	    secmail_arc_result_instances(r));
	ck_assert_msg(secmail_arc_result_code(r) ==
			  (s->reason == SECMAIL_ARC_NO_SETS ? SECMAIL_ARC_NONE : SECMAIL_ARC_FAIL),
	    "%s", s->proves);
	secmail_arc_result_free(r);
}
END_TEST

START_TEST(bounds_the_sets)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_MESSAGE_MAX_HEADER);
	secmail_arc_result *r;

	for (unsigned i = 1; i <= 50; i++) {
		char set[1024];

		snprintf(set, sizeof set,
		    "ARC-Seal: i=%u; a=rsa-sha256; d=one.example; s=sel; cv=%s; b=AAAA\r\n"
		    "ARC-Message-Signature: i=%u; a=rsa-sha256; d=one.example; s=sel; h=from; "
		    "b=AAAA; bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=\r\n"
		    "ARC-Authentication-Results: i=%u; mx.example; none\r\n",
		    i, i == 1 ? "none" : "pass", i, i);
		secmailp_buffer_text(&text, set);
	}
	for (unsigned more = 0; more < 2; more++) {
		if (more)
			secmailp_buffer_text(&text, AAR("50"));
		secmailp_buffer_byte(&text, '\0');
		r = chain_judge((const char *)text.at, "\r\n", CHAIN_KEYS);
		ck_assert_int_eq(secmail_arc_result_reason(r),
		    more ? SECMAIL_ARC_TOO_MANY_SETS : SECMAIL_ARC_MESSAGE_SIGNATURE);
		secmail_arc_result_free(r);
		text.len--;
	}
	secmailp_buffer_free(&text);
}
END_TEST

/* --- the instance of ARC-Authentication-Results -------------------------- */

static const struct instance {
	const char *body;
	unsigned instance;
} instances[] = {
	{ " i=1; mx", 1 },
	{ "i=50;", 50 },
	{ "i = 7 ; mx", 7 },
	{ "\r\n i=7\r\n\t; mx", 7 },
	{ " (first) i (second) = (third (fourth)) 7 (\\) fifth) ; mx", 7 },
	{ "", 0 },
	{ " mx; i=1", 0 },
	{ " i=1", 0 },
	{ " i=1 mx;", 0 },
	{ " I=1; mx", 0 },
	{ " i=; mx", 0 },
	{ " i=0; mx", 0 },
	{ " i=51; mx", 0 },
	{ " i=4294967297; mx", 0 },
	{ " (open i=1; mx", 0 },
	{ " (((((((((((((((((too deep))))))))))))))))) i=1; mx", 0 },
};

START_TEST(reads_the_instance)
{
	ck_assert_msg(
	    smdkim_aar_instance(secmailp_view_text(instances[_i].body)) == instances[_i].instance,
	    "%s", instances[_i].body);
}
END_TEST

START_TEST(names_its_reasons)
{
	for (int a = SECMAIL_ARC_VERIFIED; a <= SECMAIL_ARC_SEAL; a++)
		ck_assert_str_ne(secmail_arc_reason_name((secmail_arc_reason)a), "undecided");
	ck_assert_str_eq(secmail_arc_reason_name((secmail_arc_reason)999), "undecided");
	ck_assert_str_eq(secmail_arc_code_name(SECMAIL_ARC_NONE), "none");
	ck_assert_str_eq(secmail_arc_code_name(SECMAIL_ARC_PASS), "pass");
	ck_assert_str_eq(secmail_arc_code_name((secmail_arc_code)999), "fail");
	secmail_arc_result_free(NULL);
}
END_TEST

TCase *
arc_tests(void)
{
	TCase *tc = tcase_create("arc");

	tcase_add_test(tc, passes_a_chain);
	tcase_add_test(tc, finds_the_oldest_pass);
	tcase_add_test(tc, fails_on_a_changed_message);
	tcase_add_test(tc, fails_on_a_changed_assessment);
	tcase_add_loop_test(tc, tells_failures_of_dns_apart, 0, sizeof dnss / sizeof dnss[0]);
	tcase_add_loop_test(tc, checks_the_structure, 0, sizeof structures / sizeof structures[0]);
	tcase_add_loop_test(tc, takes_what_arc_takes, 0, sizeof sealings / sizeof sealings[0]);
	tcase_add_test(tc, bounds_the_sets);
	tcase_add_loop_test(tc, reads_the_instance, 0, sizeof instances / sizeof instances[0]);
	tcase_add_test(tc, names_its_reasons);
	return tc;
}
