/* test_term.c - which terms the grammar of RFC 7208 section 12 has, and which it has not */
#include "spf_internal.h"
#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

static const struct row {
	const char *proves;
	const char *term;
	bool is_well;
} rows[] = {
	{ "all stands alone", "-all", true },
	{ "a qualifier may be absent", "all", true },
	{ "names are taken in either case", "?ALL", true },
	{ "there is one qualifier", "--all", false },
	{ "all takes no domain", "all:example.com", false },
	{ "all takes no prefix", "all/8", false },
	{ "a name that only begins like a mechanism is none", "allx", false },
	{ "an unknown mechanism is refused", "moo", false },
	{ "a term is not empty behind its qualifier", "-", false },
	{ "include wants a domain", "include", false },
	{ "include's domain is not empty", "include:", false },
	{ "include takes a domain", "include:_spf.example.net", true },
	{ "include takes no prefix", "include:example.com/24", false },
	{ "a takes nothing", "a", true },
	{ "a's domain is not empty", "a:", false },
	{ "a's domain is not empty before a prefix", "a:/24", false },
	{ "a takes an IPv4 prefix", "a/24", true },
	{ "a takes an IPv6 prefix", "a//64", true },
	{ "a takes both", "a/24//64", true },
	{ "both stand apart by two slashes", "a/24/64", false },
	{ "both stand in this order", "a//64/24", false },
	{ "a prefix of 0 is allowed", "a/0", true },
	{ "a prefix of 32 is allowed", "a/32", true },
	{ "a prefix of 33 is not", "a/33", false },
	{ "an IPv6 prefix of 128 is allowed", "a//128", true },
	{ "an IPv6 prefix of 129 is not", "a//129", false },
	{ "a prefix has no leading zero", "a/024", false },
	{ "a prefix is a number", "a/x", false },
	{ "a prefix has digits", "a/", false },
	{ "an IPv6 prefix has digits", "a//", false },
	{ "an over-long prefix does not wrap round", "a/4294967296", false },
	{ "a domain may hold a slash", "a:foo:bar/baz.example.com", true },
	{ "a domain may hold a slash and have a prefix", "a:foo/1x.example.com/24", true },
	{ "a top label is not a number", "a:111.222.33.44", false },
	{ "a top label may begin with a digit", "a:example.3com", true },
	{ "a top label does not end with a hyphen", "a:example.com-", false },
	{ "a top label does not begin with a hyphen", "a:example.-com", false },
	{ "a top label may hold hyphens", "a:foo.example.xn--zckzah", true },
	{ "a top label of digits and a hyphen is one", "a:example.1-2", true },
	{ "a top label holds no underscore", "a:example.c_m", false },
	{ "a domain has two labels", "a:museum", false },
	{ "a trailing dot is no second label", "a:museum.", false },
	{ "a trailing dot is allowed", "a:example.com.", true },
	{ "two trailing dots are not", "a:example.com..", false },
	{ "a domain may end in a macro", "a:%{d}", true },
	{ "text behind a macro needs its dot", "a:%{d}com", false },
	{ "a lone dot behind a macro is no top label", "a:%{d}.", false },
	{ "text with a dot may follow a macro", "a:%{d}.com", true },
	{ "a macro may stand before a prefix", "a:%{d}/24", true },
	{ "a slash may stand before the last macro", "exists:%{l}/%{d}", true },
	{ "a slash may stand before a macro and its prefix", "a:x/%{d}/24", true },
	{ "text between a slash and the end is no macro", "exists:%{l}/x", false },
	{ "a slash may be a delimiter in a macro", "a:%{d2r/}/24", true },
	{ "an escaped percent may end a domain", "a:foo.%%", true },
	{ "mx is as a", "mx:example.com/24//64", true },
	{ "mx's domain is not empty", "mx:", false },
	{ "ptr takes no prefix", "ptr/24", false },
	{ "ptr's domain is not empty", "ptr:", false },
	{ "ptr takes a domain", "ptr:example.com", true },
	{ "exists wants a domain", "exists", false },
	{ "exists' domain is not empty", "exists:", false },
	{ "exists takes no prefix", "exists:example.com/24", false },
	{ "ip4 wants an address", "ip4", false },
	{ "ip4 takes an address", "ip4:192.0.2.1", true },
	{ "ip4 takes a prefix of 0", "ip4:192.0.2.1/0", true },
	{ "ip4 takes no prefix of 33", "ip4:192.0.2.1/33", false },
	{ "ip4 takes no prefix with a leading zero", "ip4:192.0.2.1/032", false },
	{ "ip4 takes no second prefix", "ip4:192.0.2.1/24//64", false },
	{ "ip4 takes no two slashes", "ip4:192.0.2.1//32", false },
	{ "an IPv4 address has four numbers", "ip4:192.0.2", false },
	{ "an IPv4 address has no fifth number", "ip4:192.0.2.1.1", false },
	{ "an IPv4 address has no leading zero", "ip4:192.0.02.1", false },
	{ "an IPv4 address' numbers end at 255", "ip4:192.0.2.256", false },
	{ "an IPv4 address takes no port", "ip4:192.0.2.1:25", false },
	{ "ip6 wants an address", "ip6", false },
	{ "ip6 takes an address", "ip6:2001:db8::1/32", true },
	{ "ip6 takes an embedded IPv4 address", "ip6:::1.1.1.1/0", true },
	{ "ip6 takes no prefix of 129", "ip6:2001:db8::1/129", false },
	{ "ip6 takes no two slashes", "ip6:2001:db8::1//32", false },
	{ "an IPv6 address may take 45 octets", "ip6:0000:0000:0000:0000:0000:ffff:255.255.255.255",
	    true },
	{ "an IPv6 address has one gap", "ip6::CAFE::BABE", false },
	{ "an IPv6 address does not run on for ever",
	    "ip6:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", false },
	{ "redirect takes a domain", "redirect=example.com", true },
	{ "redirect's domain is not empty", "redirect=", false },
	{ "redirect is no unknown modifier when malformed", "redirect=-all", false },
	{ "redirect is a modifier", "redirect:example.com", false },
	{ "a modifier takes no qualifier", "-redirect=example.com", false },
	{ "exp's domain is not empty", "exp=", false },
	{ "exp is no unknown modifier when malformed", "exp=-all", false },
	{ "c, r and t are for explanations only", "exp=%{r}.example.com", false },
	{ "c, r and t stand in no mechanism", "exists:%{c}.example.com", false },
	{ "an unknown modifier is passed over", "moo.cow-far_out=man:dog/cat", true },
	{ "an unknown modifier may be empty", "moo=", true },
	{ "an unknown modifier holds well-formed macros", "moo=%abc", false },
	{ "a modifier's name is not empty", "=all", false },
	{ "a modifier's name begins with a letter", "1up=foo", false },
	{ "a modifier's name ends at the equals sign", "moo/cow=man", false },
	{ "a macro has braces", "exists:%(d).example.com", false },
	{ "a macro's braces are closed", "exists:%{d", false },
	{ "a percent is followed by something", "exists:foo.%", false },
	{ "a macro's letter is one of eleven", "a:%{a}.example.com", false },
	{ "a transformer's number is not 0", "exists:%{d0}.example.com", false },
	{ "a transformer's number may be large", "exists:%{d99999999999999999999}", true },
	{ "a transformer's number stands before its r", "exists:%{dr2}.example.com", false },
	{ "a transformer's r may be upper case", "exists:%{d2R}.example.com", true },
	{ "delimiters are from a short list", "exists:%{d2r!}.example.com", false },
	{ "many delimiters are allowed", "exists:%{l2r.-+,/_=}.example.com", true },
	{ "a macro has no space before its brace", "exists:%{d }", false },
	{ "no octet over 126 stands in a term", "a:\303\251.example.com", false },
	{ "no control character stands in a term", "a:a\001.example.com", false },
	{ "no control character stands in a modifier", "moo=a\001", false },
};

START_TEST(takes_or_refuses)
{
	const struct row *r = &rows[_i];
	secmailp_spf_term term;
	const char *why = secmailp_spf_term_read(secmailp_view_text(r->term), &term);

	ck_assert_msg(r->is_well == !why, "%s: %s: %s", r->proves, r->term, or_null(why));
}
END_TEST

START_TEST(nul_octets_are_refused)
{
	static const char text[] = "a:foo.example.com\0";
	secmailp_spf_term term;

	ck_assert_ptr_nonnull(
	    secmailp_spf_term_read(secmailp_view_of(text, sizeof text - 1), &term));
}
END_TEST

START_TEST(reads_what_stands_there)
{
	secmailp_spf_term term;

	ck_assert_ptr_null(
	    secmailp_spf_term_read(secmailp_view_text("~mx:%{d}.example.com/20//48"), &term));
	ck_assert_int_eq(term.kind, SECMAILP_SPF_MX);
	ck_assert_int_eq(term.qualifier, SECMAIL_SPF_SOFTFAIL);
	ck_assert(secmailp_view_is(term.domain, "%{d}.example.com"));
	ck_assert_uint_eq(term.prefix4, 20);
	ck_assert_uint_eq(term.prefix6, 48);
}
END_TEST

static const struct record_row {
	const char *proves;
	const char *text;
	bool is_record;
} records[] = {
	{ "the version alone is a record", "v=spf1", true },
	{ "the version is followed by a space", "v=spf1 -all", true },
	{ "the version is taken in either case", "V=sPf1 -all", true },
	{ "a longer version is another", "v=spf10 -all", false },
	{ "a tab is no space", "v=spf1\t-all", false },
	{ "nothing stands before the version", " v=spf1 -all", false },
	{ "an empty text is no record", "", false },
	{ "half a version is no record", "v=sp", false },
};

START_TEST(tells_records_from_others)
{
	const struct record_row *r = &records[_i];

	ck_assert_msg(
	    secmailp_spf_is_record(secmailp_view_text(r->text)) == r->is_record, "%s", r->proves);
}
END_TEST

static const struct fault_row {
	const char *proves;
	const char *text;
	const char *term; /* NULL: well */
	size_t offset;
} faults[] = {
	{ "a record may end in spaces", "v=spf1 a  ", NULL, 0 },
	{ "terms stand apart by any number of spaces", "v=spf1  a   mx -all", NULL, 0 },
	{ "an error behind all is found", "v=spf1 -all moo", "moo", 12 },
	{ "redirect stands once", "v=spf1 redirect=a.example redirect=a.example",
	    "redirect=a.example", 26 },
	{ "exp stands once", "v=spf1 exp=a.example -all exp=b.example", "exp=b.example", 26 },
	{ "an unknown modifier may stand twice", "v=spf1 moo=1 moo=2", NULL, 0 },
	{ "a line break is no space", "v=spf1 a\nmx", "a\nmx", 7 },
};

/* Reads a record for the client 192.0.2.1. */
static bool
read_record(const char *text, secmailp_spf_mechanism *room, secmailp_spf_record *out)
{
	const secmailp_spf_client client = { { 192, 0, 2, 1 }, 4 };

	return secmailp_spf_record_read(secmailp_view_text(text), &client, room, out);
}

START_TEST(finds_the_first_fault)
{
	const struct fault_row *r = &faults[_i];
	secmailp_spf_mechanism room[SECMAILP_SPF_KEPT + 1];
	secmailp_spf_record record;
	bool is_well = read_record(r->text, room, &record);

	ck_assert_msg(is_well == !r->term, "%s", r->proves);
	if (!is_well) {
		ck_assert_msg(secmailp_view_is(record.fault.term, r->term), "%s", r->proves);
		ck_assert_msg(
		    record.fault.offset == r->offset, "%s: %zu", r->proves, record.fault.offset);
	}
}
END_TEST

static const struct kept_row {
	const char *proves;
	const char *text;
	size_t count;
	const char *last; /* the term that is kept last */
} kept_rows[] = {
	{ "modifiers are no mechanisms", "v=spf1 a moo=1 mx exp=e.example", 2, "mx" },
	{ "a network without the client never decides", "v=spf1 ip4:192.0.2.2 a ip6:::1", 1, "a" },
	{ "a network with the client does", "v=spf1 a ip4:192.0.2.0/24", 2, "ip4:192.0.2.0/24" },
	{ "nothing is reached behind it", "v=spf1 ip4:192.0.2.0/24 a -all", 1, "ip4:192.0.2.0/24" },
	{ "nothing is reached behind all", "v=spf1 mx -all a", 2, "-all" },
	{ "the eleventh term that asks DNS is one too many",
	    "v=spf1 a mx ptr exists:e.example include:i.example a a a a a a:eleven.example a -all",
	    11, "a:eleven.example" },
};

START_TEST(keeps_what_can_come_to_decide)
{
	const struct kept_row *r = &kept_rows[_i];
	secmailp_spf_mechanism room[SECMAILP_SPF_KEPT + 1];
	secmailp_spf_record record;

	ck_assert_msg(read_record(r->text, room, &record), "%s", r->proves);
	ck_assert_msg(record.count == r->count, "%s: %zu", r->proves, record.count);
	ck_assert_msg(secmailp_view_is(record.mechanisms[record.count - 1].term.text, r->last),
	    "%s", r->proves);
}
END_TEST

static const struct checked {
	const char *proves;
	const char *record;
	secmail_status status;
} checked[] = {
	{ "a record", "v=spf1 a mx -all", SECMAIL_DONE },
	{ "the version alone", "v=spf1", SECMAIL_DONE },
	{ "an unknown modifier", "v=spf1 moo=%{d}", SECMAIL_DONE },
	{ "no version", "a mx -all", SECMAIL_SYNTAX },
	{ "another version", "v=spf10", SECMAIL_SYNTAX },
	{ "nothing", "", SECMAIL_SYNTAX },
	{ "a malformed term behind the match", "v=spf1 all a:", SECMAIL_SYNTAX },
	{ "a redirect too many", "v=spf1 redirect=a.b redirect=a.b", SECMAIL_SYNTAX },
};

START_TEST(a_record_is_checked_without_a_session)
{
	const struct checked *row = &checked[_i];

	ck_assert_msg(secmail_spf_check_record(row->record, strlen(row->record)) == row->status,
	    "%s", row->proves);
}
END_TEST

START_TEST(a_record_is_checked_up_to_its_maximum)
{
	static char record[SECMAIL_SPF_MAX_RECORD + 2];

	memset(record, ' ', sizeof record);
	memcpy(record, "v=spf1", 6);
	ck_assert_int_eq(secmail_spf_check_record(record, SECMAIL_SPF_MAX_RECORD), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_spf_check_record(record, SECMAIL_SPF_MAX_RECORD + 1), SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_spf_check_record("v=spf1 a\0", 9), SECMAIL_SYNTAX);
}
END_TEST

TCase *
term_tests(void)
{
	TCase *c = tcase_create("terms");

	tcase_add_loop_test(c, takes_or_refuses, 0, ROWS(rows));
	tcase_add_test(c, nul_octets_are_refused);
	tcase_add_test(c, reads_what_stands_there);
	tcase_add_loop_test(c, tells_records_from_others, 0, ROWS(records));
	tcase_add_loop_test(c, finds_the_first_fault, 0, ROWS(faults));
	tcase_add_loop_test(c, keeps_what_can_come_to_decide, 0, ROWS(kept_rows));
	tcase_add_loop_test(c, a_record_is_checked_without_a_session, 0, ROWS(checked));
	tcase_add_test(c, a_record_is_checked_up_to_its_maximum);
	return c;
}
