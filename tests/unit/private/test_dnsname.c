/* test_dnsname.c - names of any octets: made of labels, read from the wire, shown to people */
#include <check.h>

#include "edge.h"
#include "private/dnsname.h"

TCase *dnsname_tests(void);

#define L63 "a23456789012345678901234567890123456789012345678901234567890123"
#define L61 "a234567890123456789012345678901234567890123456789012345678901"
#define TEXT(literal) literal, sizeof(literal) - 1

static const struct labels {
	const char *proves;
	const char *labels;
	size_t len;
	const char *text; /* NULL: refused */
} labels[] = {
	{ "lower case, without a trailing dot", TEXT("Example.COM."), "example.com" },
	{ "nothing is the root", TEXT(""), "." },
	{ "a dot alone is the root: it is trailing", TEXT("."), "." },
	{ "special octets are escaped (RFC 1035 section 5.1)", TEXT("a\"b\\c(d)e;f@g$h"),
	    "a\\\"b\\\\c\\(d\\)e\\;f\\@g\\$h" },
	{ "what isn't printable is a number", TEXT("a b\0\177\377"), "a\\032b\\000\\127\\255" },
	{ "the largest name", TEXT(L63 "." L63 "." L63 "." L61), L63 "." L63 "." L63 "." L61 },
	{ "one octet more", TEXT(L63 "." L63 "." L63 "." L61 "x"), NULL },
	{ "a label of 64 octets", TEXT(L63 "x"), NULL },
	{ "an empty label first", TEXT(".a"), NULL },
	{ "an empty label within", TEXT("a..b"), NULL },
	{ "two trailing dots", TEXT("a.."), NULL },
	{ "two dots alone", TEXT(".."), NULL },
};

START_TEST(labels_make_a_name_or_none)
{
	const struct labels *l = &labels[_i];
	edge e = edge_behind(l->labels, l->len);
	secmailp_dnsname n;
	char text[SECMAILP_DNSNAME_TEXT];
	bool made = secmailp_dnsname_from_labels(&n, e.octets);

	ck_assert_msg(made == (l->text != NULL), "%s", l->proves);
	if (made) {
		secmailp_dnsname_text(secmailp_dnsname_view(&n), text);
		ck_assert_msg(strcmp(text, l->text) == 0, "%s: %s", l->proves, text);
	} else {
		ck_assert_msg(n.len == 0, "%s: a part is left", l->proves);
	}
	edge_free(&e);
}
END_TEST

static const struct wire {
	const char *proves;
	const char *wire;
	size_t len;
	const char *text; /* NULL: refused */
	size_t left;
} wires[] = {
	{ "a name, and what follows stays", TEXT("\1A\2bc\0x"), "a.bc", 1 },
	{ "the root", TEXT("\0"), ".", 0 },
	{ "a dot within a label is escaped", TEXT("\3a.b\0"), "a\\.b", 0 },
	{ "a compression pointer is refused", TEXT("\1a\xc0\0"), NULL, 0 },
	{ "a reserved label type is refused", TEXT("\x40" L63 "x\0"), NULL, 0 },
	{ "the root is missing", TEXT("\1a"), NULL, 0 },
	{ "a label is cut", TEXT("\3ab"), NULL, 0 },
	{ "nothing", TEXT(""), NULL, 0 },
	{ "255 octets", TEXT("\77" L63 "\77" L63 "\77" L63 "\75" L61 "\0"),
	    L63 "." L63 "." L63 "." L61, 0 },
	{ "256 octets", TEXT("\77" L63 "\77" L63 "\77" L63 "\76" L61 "x\0"), NULL, 0 },
};

START_TEST(wire_is_read_or_refused)
{
	const struct wire *w = &wires[_i];
	edge e = edge_behind(w->wire, w->len);
	secmailp_cursor c = secmailp_cursor_over(e.octets);
	secmailp_dnsname n;
	char text[SECMAILP_DNSNAME_TEXT];
	bool made = secmailp_dnsname_read(&n, &c);

	ck_assert_msg(made == (w->text != NULL) && c.bad == !made, "%s", w->proves);
	ck_assert_msg(secmailp_cursor_left(&c) == w->left, "%s", w->proves);
	secmailp_dnsname_text(secmailp_dnsname_view(&n), text);
	ck_assert_msg(strcmp(text, made ? w->text : ".") == 0, "%s: %s", w->proves, text);
	edge_free(&e);
}
END_TEST

START_TEST(the_longest_text_fits)
{
	uint8_t wire[SECMAILP_DNSNAME_MAX];
	char text[SECMAILP_DNSNAME_TEXT + 1];

	memset(wire, 0, sizeof wire);
	wire[0] = 254;
	text[SECMAILP_DNSNAME_TEXT] = 0x55;
	secmailp_dnsname_text(secmailp_view_of(wire, sizeof wire), text);
	ck_assert_uint_eq(strlen(text), SECMAILP_DNSNAME_TEXT - 1);
	ck_assert_int_eq(text[SECMAILP_DNSNAME_TEXT], 0x55);
}
END_TEST

TCase *
dnsname_tests(void)
{
	TCase *t = tcase_create("dnsname");

	tcase_add_loop_test(t, labels_make_a_name_or_none, 0, sizeof labels / sizeof labels[0]);
	tcase_add_loop_test(t, wire_is_read_or_refused, 0, sizeof wires / sizeof wires[0]);
	tcase_add_test(t, the_longest_text_fits);
	return t;
}
