/*
 * test_silence.c - an error counts if, and only if, an answer could have changed the result
 *
 * Each row has one silent name. The row is judged with the failure, and again
 * with each thing that the name could have said: the failure is a temperror
 * just where those results differ.
 */
#include <check.h>
#include <string.h>

#include "world.h"

static const struct silence {
	const char *proves;
	const char *author;
	const char *dkim;
	const char *silent;
	world_record dns[4];
	bool is_error;
} rows[] = {
	{ "above one's own record, no identifier", "a.example.com", NULL, "_dmarc.example.com",
	    { { "_dmarc.a.example.com", "v=DMARC1; p=reject" } }, false },
	{ "above one's own record, identical identifier", "a.example.com", "a.example.com",
	    "_dmarc.example.com", { { "_dmarc.a.example.com", "v=DMARC1; p=reject" } }, false },
	{ "above one's own record, identifier below", "a.example.com", "m.a.example.com",
	    "_dmarc.example.com", { { "_dmarc.a.example.com", "v=DMARC1; p=reject" } }, false },
	{ "above one's own record, identifier beside", "a.example.com", "b.example.com",
	    "_dmarc.example.com", { { "_dmarc.a.example.com", "v=DMARC1; p=reject" } }, true },
	{ "above one's own record, identifier above", "a.example.com", "example.com",
	    "_dmarc.example.com", { { "_dmarc.a.example.com", "v=DMARC1; p=reject" } }, true },
	{ "above one's own record, foreign identifier", "a.example.com", "b.example.net",
	    "_dmarc.example.com", { { "_dmarc.a.example.com", "v=DMARC1; p=reject" } }, false },
	{ "at the top, identifier of another registrant", "a.example.com", "other.com",
	    "_dmarc.com", { { "_dmarc.a.example.com", "v=DMARC1; p=reject" } }, true },
	{ "at the top, identifier below one's own psd=n", "example.com", "m.example.com",
	    "_dmarc.com", { { "_dmarc.example.com", "v=DMARC1; p=reject; psd=n" } }, false },
	{ "at an identifier that psd=n above it separates", "example.com", "m.x.example.com",
	    "_dmarc.m.x.example.com",
	    { { "_dmarc.example.com", "v=DMARC1; p=reject" },
		{ "_dmarc.x.example.com", "v=DMARC1; p=none; psd=n" } },
	    false },
	{ "between an identifier and the author", "example.com", "m.x.example.com",
	    "_dmarc.x.example.com", { { "_dmarc.example.com", "v=DMARC1; p=reject" } }, true },
	{ "below psd=y, where the identifier is foreign anyway", "a.suffix.test", "m.b.suffix.test",
	    "_dmarc.b.suffix.test", { { "_dmarc.suffix.test", "v=DMARC1; p=reject; psd=y" } },
	    false },
};

static const char *const ANSWERS[] = { NULL, "v=DMARC1; p=reject; psd=u",
	"v=DMARC1; p=reject; psd=y", "v=DMARC1; p=reject; psd=n" };

/* The result when the silent name says this. */
static secmail_dmarc_code
judge(const struct silence *row, const char *says)
{
	world_record dns[8] = { { row->silent, says } };
	world w = world_new();
	size_t count = says ? 1 : 0;
	secmail_dmarc_code code;

	for (size_t i = 0; i < 4 && row->dns[i].name; i++)
		dns[count++] = row->dns[i];
	dns[count] = (world_record){ NULL, NULL };
	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, row->author), SECMAIL_DONE);
	if (row->dkim)
		ck_assert_int_eq(
		    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, row->dkim),
		    SECMAIL_DONE);
	world_judge(&w, dns);
	code = secmail_dmarc_result_code(w.result);
	world_free(&w);
	return code;
}

START_TEST(counts_if_it_matters)
{
	const struct silence *row = &rows[_i];
	secmail_dmarc_code code = judge(row, FAILS);
	secmail_dmarc_code first = judge(row, ANSWERS[0]);
	bool differs = false;

	for (size_t i = 1; i < 4; i++)
		differs |= judge(row, ANSWERS[i]) != first;
	ck_assert_msg(differs == row->is_error, "%s: the row is wrong", row->proves);
	if (row->is_error)
		ck_assert_msg(code == SECMAIL_DMARC_TEMPERROR, "%s: %d", row->proves, code);
	else
		ck_assert_msg(code == first, "%s: %d, not %d", row->proves, code, first);
}
END_TEST

/* More silent names than can be tried out are an error, not a guess. */
START_TEST(much_silence_is_an_error)
{
	static const world_record dns[] = { { "_dmarc.a.b.c.d.e.f.g", "v=DMARC1; p=reject" },
		{ "_dmarc.b.c.d.e.f.g", FAILS }, { "_dmarc.c.d.e.f.g", FAILS },
		{ "_dmarc.d.e.f.g", FAILS }, { "_dmarc.e.f.g", FAILS }, { "_dmarc.f.g", FAILS },
		{ "_dmarc.g", FAILS }, { NULL, NULL } };
	world w = world_new();

	ck_assert_int_eq(secmail_dmarc_set_author_domain(w.dmarc, "a.b.c.d.e.f.g"), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dmarc_add_dkim(w.dmarc, SECMAIL_DMARC_OUTCOME_PASS, "x.a.b.c.d.e.f.g"),
	    SECMAIL_DONE);
	world_judge(&w, dns);
	ck_assert_int_eq(secmail_dmarc_result_code(w.result), SECMAIL_DMARC_TEMPERROR);
	ck_assert_int_eq(secmail_dmarc_result_reason(w.result), SECMAIL_DMARC_REASON_DNS_ALIGNMENT);
	world_free(&w);
}
END_TEST

TCase *
silence_tests(void)
{
	TCase *c = tcase_create("silence");

	tcase_add_loop_test(c, counts_if_it_matters, 0, sizeof rows / sizeof rows[0]);
	tcase_add_test(c, much_silence_is_an_error);
	return c;
}
