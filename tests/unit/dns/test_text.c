/* test_text.c - names and data read back from the text in which evidence has them */
#include <check.h>
#include <ldns/ldns.h>
#include <string.h>

#include "dns_internal.h"

TCase *text_tests(void);

#define TEXT(literal) literal, sizeof(literal) - 1
#define L63 "a23456789012345678901234567890123456789012345678901234567890123"
#define L61 "a234567890123456789012345678901234567890123456789012345678901"
#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct name {
	const char *proves;
	const char *text;
	size_t len;
	const char *wire; /* NULL: refused */
	size_t wire_len;
} names[] = {
	{ "a dot is the root", TEXT("."), TEXT("\0") },
	{ "upper case and a last dot don't count", TEXT("A.Example."), TEXT("\1a\7example\0") },
	{ "nor does a missing last dot", TEXT("a.example"), TEXT("\1a\7example\0") },
	{ "an escaped dot parts no labels", TEXT("a\\.b."), TEXT("\3a.b\0") },
	{ "nor does one by its number", TEXT("a\\046b."), TEXT("\3a.b\0") },
	{ "an escape is of any octet", TEXT("\\000\\255."), TEXT("\2\0\377\0") },
	{ "an escaped capital doesn't count either", TEXT("\\A\\065."), TEXT("\2aa\0") },
	{ "a backslash escapes itself", TEXT("\\\\."), TEXT("\1\\\0") },
	{ "a label is @, escaped or not", TEXT("\\@.@."), TEXT("\1@\1@\0") },
	{ "63 octets are a label", TEXT(L63), TEXT("\77" L63 "\0") },
	{ "64 octets are none", TEXT(L63 "x"), NULL, 0 },
	{ "255 octets are a name", TEXT(L63 "." L63 "." L63 "." L61 "."),
	    TEXT("\77" L63 "\77" L63 "\77" L63 "\75" L61 "\0") },
	{ "256 octets are none", TEXT(L63 "." L63 "." L63 "." L61 "x."), NULL, 0 },
	{ "nor are they with a label more", TEXT(L63 "." L63 "." L63 "." L61 ".x"), NULL, 0 },
	{ "nothing is no name", TEXT(""), NULL, 0 },
	{ "an empty label is none", TEXT("a..b"), NULL, 0 },
	{ "nor one at the start", TEXT(".a"), NULL, 0 },
	{ "nor two dots", TEXT(".."), NULL, 0 },
	{ "an escape has three digits", TEXT("a\\25"), NULL, 0 },
	{ "an escape's third digit is one", TEXT("a\\25x"), NULL, 0 },
	{ "an escape is of an octet", TEXT("a\\256"), NULL, 0 },
	{ "a backslash escapes something", TEXT("a\\"), NULL, 0 },
};

START_TEST(names_are_read)
{
	const struct name *n = &names[_i];
	secmailp_dnsname name;
	bool read = secmailp_dns_name_from_text(secmailp_view_of(n->text, n->len), &name);

	ck_assert_msg(read == (n->wire != NULL), "%s", n->proves);
	ck_assert_msg(secmailp_view_equal(
			  secmailp_dnsname_view(&name), secmailp_view_of(n->wire, n->wire_len)),
	    "%s", n->proves);
}
END_TEST

START_TEST(names_are_read_as_ldns_does)
{
	const struct name *n = &names[_i];
	ldns_rdf *theirs = ldns_dname_new_frm_str(n->text);
	secmailp_dnsname ours, copy;
	secmailp_cursor c;

	ck_assert_msg((theirs != NULL) == (n->wire != NULL), "%s", n->proves);
	if (theirs) {
		c = secmailp_cursor_over(
		    secmailp_view_of(ldns_rdf_data(theirs), ldns_rdf_size(theirs)));
		ck_assert(secmailp_dnsname_read(&copy, &c));
		ck_assert(secmailp_dns_name_from_text(secmailp_view_of(n->text, n->len), &ours));
		ck_assert_msg(
		    secmailp_view_equal(secmailp_dnsname_view(&ours), secmailp_dnsname_view(&copy)),
		    "%s", n->proves);
	}
	ldns_rdf_deep_free(theirs);
}
END_TEST

#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X255 X50 X50 X50 X50 X50 "xxxxx"

static const struct data {
	const char *proves;
	uint16_t type;
	const char *text;
	size_t len;
	const char *wire; /* NULL: refused */
	size_t wire_len;
} datas[] = {
	{ "an IPv4 address", 1, TEXT("192.0.2.1"), TEXT("\300\0\2\1") },
	{ "nothing stands behind it", 1, TEXT("192.0.2.1 "), NULL, 0 },
	{ "a NUL hides nothing behind it", 1, TEXT("192.0.2.1\0x"), NULL, 0 },
	{ "an IPv6 address", 28, TEXT("2001:db8::1"), TEXT(" \1\r\270\0\0\0\0\0\0\0\0\0\0\0\1") },
	{ "is not one of IPv4", 28, TEXT("192.0.2.1"), NULL, 0 },
	{ "an address is not longer than addresses are", 28, TEXT(X50), NULL, 0 },
	{ "an alias", 5, TEXT("a.B."), TEXT("\1a\1b\0") },
	{ "is one name", 5, TEXT("a. b."), NULL, 0 },
	{ "and not none", 12, TEXT(""), NULL, 0 },
	{ "a mail host", 15, TEXT("10 mx."), TEXT("\0\12\2mx\0") },
	{ "the null MX", 15, TEXT("0 ."), TEXT("\0\0\0") },
	{ "a preference has 16 bits", 15, TEXT("65536 mx."), NULL, 0 },
	{ "a mail host has a preference", 15, TEXT("mx."), NULL, 0 },
	{ "a preference has a mail host", 15, TEXT("10 "), NULL, 0 },
	{ "a text", 16, TEXT("\"a \\034\\255\""), TEXT("\4a \"\377") },
	{ "an empty one", 16, TEXT("\"\""), TEXT("\0") },
	{ "two", 16, TEXT("\"a\" \"b\""), TEXT("\1a\1b") },
	{ "the longest", 16, TEXT("\"" X255 "\""), TEXT("\377" X255) },
	{ "a longer one", 16, TEXT("\"" X255 "x\""), NULL, 0 },
	{ "a text is quoted", 16, TEXT("a"), NULL, 0 },
	{ "to its end", 16, TEXT("\"a"), NULL, 0 },
	{ "a text has an octet behind a backslash by its number", 16, TEXT("\"\\\"\""), NULL, 0 },
	{ "two texts have a space between them", 16, TEXT("\"a\"\"b\""), NULL, 0 },
	{ "a text is not none", 16, TEXT(""), NULL, 0 },
	{ "nor is a space before none", 16, TEXT("\"a\" "), NULL, 0 },
	{ "any type in generic form", 65280, TEXT("\\# 2 00fF"), TEXT("\0\377") },
	{ "no data in generic form", 65280, TEXT("\\# 0 "), TEXT("") },
	{ "the length is that of the data", 65280, TEXT("\\# 3 00ff"), NULL, 0 },
	{ "the data is in hex", 65280, TEXT("\\# 2 00fx"), NULL, 0 },
	{ "in whole octets", 65280, TEXT("\\# 2 00f"), NULL, 0 },
	{ "and alone", 65280, TEXT("\\# 2 00ff 00"), NULL, 0 },
	{ "a type that isn't known has no other form", 65280, TEXT("00ff"), NULL, 0 },
	{ "a known type may be in generic form", 5, TEXT("\\# 3 014000"), TEXT("\1@\0") },
	{ "but is of its own form in it", 5, TEXT("\\# 3 01400000"), NULL, 0 },
	{ "in lower case", 5, TEXT("\\# 3 014100"), NULL, 0 },
	{ "and whole", 1, TEXT("\\# 3 c00002"), NULL, 0 },
};

START_TEST(data_is_read)
{
	const struct data *d = &datas[_i];
	secmailp_buffer out = secmailp_buffer_new(UINT16_MAX);
	bool read = secmailp_dns_rdata_read(secmailp_view_of(d->text, d->len), d->type, &out);

	ck_assert_msg(read == (d->wire != NULL), "%s", d->proves);
	if (read)
		ck_assert_msg(secmailp_view_equal(secmailp_buffer_view(&out),
				  secmailp_view_of(d->wire, d->wire_len)),
		    "%s", d->proves);
	secmailp_buffer_free(&out);
}
END_TEST

TCase *
text_tests(void)
{
	TCase *t = tcase_create("text");

	tcase_add_loop_test(t, names_are_read, 0, COUNT(names));
	tcase_add_loop_test(t, names_are_read_as_ldns_does, 0, COUNT(names));
	tcase_add_loop_test(t, data_is_read, 0, COUNT(datas));
	return t;
}
