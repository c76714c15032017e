/* test_record.c - what a record says (RFC 9989 sections 4.7, 4.8, 4.10.1) */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "dmarc_internal.h"

/* A record as one line: p sp np, psd, then a letter for each flag that is set. */
static const char *
describe(secmailp_view text, char *out, size_t size)
{
	static const char policies[] = "-rqn", psd[] = "??uyn";
	dmarc_record r;

	if (!secmailp_dmarc_record_read(text, DMARC_RFC9989, &r))
		return "no record";
	snprintf(out, size, "%c%c%c psd=%c%s%s%s%s fo=%u", policies[r.p], policies[r.sp],
	    policies[r.np], psd[r.psd], r.is_usable ? "" : " unusable", r.is_testing ? " t" : "",
	    r.dkim_is_strict ? " adkim" : "", r.spf_is_strict ? " aspf" : "", (unsigned)r.fo);
	return out;
}

static const struct reading {
	const char *proves;
	const char *text;
	const char *says;
} readings[] = {
	{ "the empty text is no record", "", "no record" },
	{ "v alone is not enough", "v", "no record" },
	{ "v needs a value", "v=", "no record" },
	{ "the value is cut short", "v=DMARC", "no record" },
	{ "the value is DMARC1", "v=DMARC1;p=reject", "r-- psd=u fo=0" },
	{ "its case counts", "v=Dmarc1;p=reject", "no record" },
	{ "v's own case does not", "V=DMARC1;p=reject", "r-- psd=u fo=0" },
	{ "white space around the equals sign", "v \t= DMARC1\t;p=reject", "r-- psd=u fo=0" },
	{ "nothing before v", " v=DMARC1;p=reject", "no record" },
	{ "no semicolon before v", ";v=DMARC1;p=reject", "no record" },
	{ "a line end is no white space", "v=DMARC1\n;p=reject", "no record" },
	{ "nothing but a semicolon ends the version", "v=DMARC1,p=reject", "no record" },
	{ "a record that is its version alone", "v=DMARC1", "n-- psd=u unusable fo=0" },
	{ "the same with a semicolon", "v=DMARC1;", "n-- psd=u unusable fo=0" },
	{ "all three policies", "v=DMARC1;p=none;sp=quarantine;np=reject", "nqr psd=u fo=0" },
	{ "in either case", "v=DMARC1;P=NONE;Sp=Quarantine;nP=rejecT", "nqr psd=u fo=0" },
	{ "p need not be second", "v=DMARC1;t=y;p=reject", "r-- psd=u t fo=0" },
	{ "a wrong p without rua is unusable", "v=DMARC1;p=x", "n-- psd=u unusable fo=0" },
	{ "a wrong p with rua is none", "v=DMARC1;p=x;rua=mailto:a@b.c", "n-- psd=u fo=0" },
	{ "it takes sp along", "v=DMARC1;p=x;sp=reject;rua=mailto:a@b.c", "n-- psd=u fo=0" },
	{ "a wrong sp takes p along", "v=DMARC1;p=reject;sp=x;rua=mailto:a@b.c", "n-- psd=u fo=0" },
	{ "a wrong np takes both along", "v=DMARC1;p=reject;sp=reject;np=x;rua=mailto:a@b.c",
	    "n-- psd=u fo=0" },
	{ "an empty sp is a wrong one", "v=DMARC1;p=reject;sp= ;", "n-- psd=u unusable fo=0" },
	{ "an sp with an 8-bit octet is a wrong one", "v=DMARC1;p=reject;sp=none\303\251",
	    "n-- psd=u unusable fo=0" },
	{ "sp without its equals sign is no tag", "v=DMARC1;p=reject;sp", "r-- psd=u fo=0" },
	{ "the first p counts", "v=DMARC1;p=none;p=reject", "n-- psd=u fo=0" },
	{ "even if it is the wrong one", "v=DMARC1;p=x;p=reject", "n-- psd=u unusable fo=0" },
	{ "a second v is ignored", "v=DMARC1;v=DMARC2;p=reject", "r-- psd=u fo=0" },
	{ "strict alignment", "v=DMARC1;p=none;adkim=s;aspf=S", "n-- psd=u adkim aspf fo=0" },
	{ "relaxed alignment", "v=DMARC1;p=none;adkim=r;aspf=R", "n-- psd=u fo=0" },
	{ "strict, spelled out, is wrong, and r", "v=DMARC1;p=none;adkim=strict",
	    "n-- psd=u fo=0" },
	{ "a public suffix", "v=DMARC1;p=none;psd=y", "n-- psd=y fo=0" },
	{ "no public suffix", "v=DMARC1;p=none;psd=N", "n-- psd=n fo=0" },
	{ "not said", "v=DMARC1;p=none;psd=u", "n-- psd=u fo=0" },
	{ "wrongly said", "v=DMARC1;p=none;psd=yes", "n-- psd=u fo=0" },
	{ "psd of an unusable record counts", "v=DMARC1;psd=n", "n-- psd=n unusable fo=0" },
	{ "not testing", "v=DMARC1;p=none;t=n", "n-- psd=u fo=0" },
	{ "fo without ruf is ignored", "v=DMARC1;p=none;fo=1", "n-- psd=u fo=0" },
	{ "fo is 0 by default", "v=DMARC1;p=none;ruf=mailto:a@b.c", "n-- psd=u fo=1" },
	{ "fo in any order", "v=DMARC1;p=none;ruf=mailto:a@b.c;fo=s:1:d", "n-- psd=u fo=14" },
	{ "fo with spaces", "v=DMARC1;p=none;ruf=mailto:a@b.c;fo=0 : D", "n-- psd=u fo=5" },
	{ "0 and 1 exclude each other", "v=DMARC1;p=none;ruf=mailto:a@b.c;fo=0:1",
	    "n-- psd=u fo=1" },
	{ "d once only", "v=DMARC1;p=none;ruf=mailto:a@b.c;fo=1:d:d", "n-- psd=u fo=1" },
	{ "no empty letter", "v=DMARC1;p=none;ruf=mailto:a@b.c;fo=1:", "n-- psd=u fo=1" },
	{ "no other letter", "v=DMARC1;p=none;ruf=mailto:a@b.c;fo=1:x", "n-- psd=u fo=1" },
	{ "nothing behind a letter", "v=DMARC1;p=none;ruf=mailto:a@b.c;fo=1d", "n-- psd=u fo=1" },
	{ "a name with a digit is unknown", "v=DMARC1;p2=none;p=reject", "r-- psd=u fo=0" },
	{ "a name with a hyphen is unknown", "v=DMARC1;p-x=none;p=reject", "r-- psd=u fo=0" },
	{ "an equals sign may stand in a value", "v=DMARC1;x=a=b;p=reject", "r-- psd=u fo=0" },
	{ "a tag without a name is passed over", "v=DMARC1;=x;p=reject", "r-- psd=u fo=0" },
	{ "a control character spoils its tag only", "v=DMARC1;p=reject;t=\001y",
	    "r-- psd=u fo=0" },
};

START_TEST(reads)
{
	const struct reading *r = &readings[_i];
	char line[128];
	const char *says = describe(secmailp_view_text(r->text), line, sizeof line);

	ck_assert_msg(strcmp(says, r->says) == 0, "%s: %s", r->proves, says);
}
END_TEST

START_TEST(keeps_the_addresses_as_written)
{
	static const char text[] = "v=DMARC1; p=none; rua= mailto:A@b.c!10m , x ;ruf=mailto:d@e.f";
	dmarc_record r;

	ck_assert(secmailp_dmarc_record_read(secmailp_view_text(text), DMARC_RFC9989, &r));
	ck_assert(secmailp_view_is(r.rua, "mailto:A@b.c!10m , x"));
	ck_assert(secmailp_view_is(r.ruf, "mailto:d@e.f"));
}
END_TEST

START_TEST(a_zero_octet_ends_nothing)
{
	static const char text[] = "v=DMARC1; x=\0; p=reject";
	dmarc_record r;

	ck_assert(
	    secmailp_dmarc_record_read(secmailp_view_of(text, sizeof text - 1), DMARC_RFC9989, &r));
	ck_assert_int_eq(r.p, SECMAIL_DMARC_POLICY_REJECT);
}
END_TEST

TCase *
record_tests(void)
{
	TCase *c = tcase_create("record");

	tcase_add_loop_test(c, reads, 0, sizeof readings / sizeof readings[0]);
	tcase_add_test(c, keeps_the_addresses_as_written);
	tcase_add_test(c, a_zero_octet_ends_nothing);
	return c;
}
