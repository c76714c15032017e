/* test_vectors.c - the signed messages that RFC 6376 and RFC 8463 print */
#include "../suite.h"

#include <stdio.h>
#include <string.h>

#include "signer.h"

static const char LETTER[] = "From: Joe SixPack <joe@football.example.com>\r\n"
			     "To: Suzie Q <suzie@shopping.example.net>\r\n"
			     "Subject: Is dinner ready?\r\n"
			     "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
			     "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
			     "\r\n";

static const char BODY[] = "Hi.\r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.\r\n";

/*
 * RFC 6376 appendix A.2. Its formatting lost a space of each fold and doubled
 * the one between sentences; as it stands here it was signed.
 */
static const char RFC6376_SIGNATURE[] =
    "DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\r\n"
    "      c=simple/simple; q=dns/txt; i=joe@football.example.com;\r\n"
    "      h=Received : From : To : Subject : Date : Message-ID;\r\n"
    "      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
    "      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\r\n"
    "      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\r\n"
    "      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\r\n"
    "      4bmp/YzhwvcubU4=;\r\n"
    "Received: from client1.football.example.com  [192.0.2.1]\r\n"
    "      by submitserver.example.com with SUBMISSION;\r\n"
    "      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\r\n";

/* RFC 8463 appendix A.3 */
static const char RFC8463_SIGNATURES[] =
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
    " d=football.example.com; i=@football.example.com;\r\n"
    " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
    " subject : date : message-id : from : subject : date;\r\n"
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
    " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
    " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
    " d=football.example.com; i=@football.example.com;\r\n"
    " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
    " date : message-id : from : subject : date;\r\n"
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
    " b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n"
    " DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n"
    " dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\n";

static const signer_record RECORDS[] = {
	{ "brisbane._domainkey.example.com", "v=DKIM1; p=" SIGNER_RSA_P },
	{ "brisbane._domainkey.football.example.com", "v=DKIM1; k=ed25519; p=" SIGNER_ED25519_P },
	{ "test._domainkey.football.example.com",
	    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
	    "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/b"
	    "yYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKr"
	    "M3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K"
	    "4w3QIDAQAB" },
	{ NULL, NULL },
};

static secmail_dkim_results *
judge(const char *signatures, const char *body)
{
	secmail_dkim_config *c = signer_config();
	secmail_dkim_results *r;
	char header[4096];

	snprintf(header, sizeof header, "%s%s", signatures, LETTER);
	r = signer_judge(c, header, body, RECORDS);
	secmail_dkim_config_free(c);
	return r;
}

START_TEST(verifies_rfc6376)
{
	secmail_dkim_results *r = judge(RFC6376_SIGNATURE, BODY);

	ck_assert_uint_eq(secmail_dkim_results_count(r), 1);
	ck_assert_str_eq(secmail_dkim_reason_name(secmail_dkim_results_reason(r, 0)), "verified");
	ck_assert_int_eq(secmail_dkim_results_code(r, 0), SECMAIL_DKIM_PASS);
	ck_assert_str_eq(secmail_dkim_results_domain(r, 0), "example.com");
	ck_assert_str_eq(secmail_dkim_results_selector(r, 0), "brisbane");
	ck_assert_str_eq(secmail_dkim_results_algorithm(r, 0), "rsa-sha256");
	ck_assert_str_eq(secmail_dkim_results_identity(r, 0), "joe@football.example.com");
	ck_assert_str_eq(secmail_dkim_results_signature_start(r, 0), "AuUoFEfD");
	ck_assert_uint_eq(secmail_dkim_results_key_bits(r, 0), 1024);
	ck_assert_int_eq(secmail_dkim_results_trust(r, 0), SECMAIL_TRUST_SECURE);
	ck_assert(secmail_dkim_results_covers_whole_body(r, 0));
	ck_assert(!secmail_dkim_results_is_testing(r, 0));
	secmail_dkim_results_free(r);
}
END_TEST

START_TEST(verifies_rfc8463)
{
	secmail_dkim_results *r = judge(RFC8463_SIGNATURES, BODY);

	ck_assert_uint_eq(secmail_dkim_results_count(r), 2);
	ck_assert_int_eq(secmail_dkim_results_code(r, 0), SECMAIL_DKIM_PASS);
	ck_assert_int_eq(secmail_dkim_results_code(r, 1), SECMAIL_DKIM_PASS);
	ck_assert_str_eq(secmail_dkim_results_algorithm(r, 0), "ed25519-sha256");
	ck_assert_uint_eq(secmail_dkim_results_key_bits(r, 0), 256);
	ck_assert_str_eq(secmail_dkim_results_identity(r, 0), "@football.example.com");
	ck_assert_uint_eq(secmail_dkim_results_field(r, 1), 1);
	secmail_dkim_results_free(r);
}
END_TEST

START_TEST(notices_another_body)
{
	secmail_dkim_results *r =
	    judge(RFC8463_SIGNATURES, "Hi.\r\n\r\nWe won the game.\r\n\r\nJoe.\r\n");

	ck_assert_int_eq(secmail_dkim_results_code(r, 0), SECMAIL_DKIM_FAIL);
	ck_assert_int_eq(secmail_dkim_results_reason(r, 1), SECMAIL_DKIM_BODY_CHANGED);
	secmail_dkim_results_free(r);
}
END_TEST

TCase *
vectors_tests(void)
{
	TCase *tc = tcase_create("vectors");

	tcase_add_test(tc, verifies_rfc6376);
	tcase_add_test(tc, verifies_rfc8463);
	tcase_add_test(tc, notices_another_body);
	return tc;
}
