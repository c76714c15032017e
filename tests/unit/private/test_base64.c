/* test_base64.c - one spelling of each octet string, and no octet too far */
#include <check.h>

#include "edge.h"
#include "private/base64.h"

TCase *base64_tests(void);

static const struct decoding {
	const char *proves;
	const char *text;
	secmailp_base64_space space;
	const char *octets; /* NULL: refused */
} decodings[] = {
	{ "RFC 4648 section 10: nothing", "", SECMAILP_BASE64_PLAIN, "" },
	{ "RFC 4648 section 10: f", "Zg==", SECMAILP_BASE64_PLAIN, "f" },
	{ "RFC 4648 section 10: fo", "Zm8=", SECMAILP_BASE64_PLAIN, "fo" },
	{ "RFC 4648 section 10: foo", "Zm9v", SECMAILP_BASE64_PLAIN, "foo" },
	{ "RFC 4648 section 10: foob", "Zm9vYg==", SECMAILP_BASE64_PLAIN, "foob" },
	{ "RFC 4648 section 10: foobar", "Zm9vYmFy", SECMAILP_BASE64_PLAIN, "foobar" },
	{ "the last two of the alphabet", "+/+/", SECMAILP_BASE64_PLAIN, "\xfb\xff\xbf" },
	{ "folding anywhere", " Z\r\n m\t8 = \r\n", SECMAILP_BASE64_FOLDED, "fo" },
	{ "white space alone is nothing", " \r\n\t", SECMAILP_BASE64_FOLDED, "" },
	{ "space within the padding", "Zg= =", SECMAILP_BASE64_FOLDED, "f" },
	{ "no folding where the grammar has none", "Zm9v\r\n", SECMAILP_BASE64_PLAIN, NULL },
	{ "no space where the grammar has none", "Zm 9v", SECMAILP_BASE64_PLAIN, NULL },
	{ "padding is missing", "Zg", SECMAILP_BASE64_PLAIN, NULL },
	{ "half the padding is missing", "Zg=", SECMAILP_BASE64_PLAIN, NULL },
	{ "half the padding is missing before space", "Zg= ", SECMAILP_BASE64_FOLDED, NULL },
	{ "too much padding", "Zm9v=", SECMAILP_BASE64_PLAIN, NULL },
	{ "a group of padding", "====", SECMAILP_BASE64_PLAIN, NULL },
	{ "a group of padding behind a full one", "Zm9v====", SECMAILP_BASE64_PLAIN, NULL },
	{ "one digit makes no octet", "Z===", SECMAILP_BASE64_PLAIN, NULL },
	{ "padding inside a group", "Zg=v", SECMAILP_BASE64_PLAIN, NULL },
	{ "something behind the padding", "Zg==Zg==", SECMAILP_BASE64_PLAIN, NULL },
	{ "stray bits behind one octet", "Zh==", SECMAILP_BASE64_PLAIN, NULL },
	{ "stray bits behind two octets", "Zm9=", SECMAILP_BASE64_PLAIN, NULL },
	{ "the alphabet of URLs is another one", "-_-_", SECMAILP_BASE64_PLAIN, NULL },
	{ "an octet beside the letters", "Zm9[", SECMAILP_BASE64_PLAIN, NULL },
	{ "an 8-bit octet", "Zm9\xff", SECMAILP_BASE64_PLAIN, NULL },
	{ "a vertical tab is no folding", "Zm9\v", SECMAILP_BASE64_FOLDED, NULL },
};

START_TEST(decodes_or_refuses)
{
	const struct decoding *d = &decodings[_i];
	uint8_t out[16];
	size_t len = 99;
	bool taken =
	    secmailp_base64_decode(secmailp_view_text(d->text), d->space, out, sizeof out, &len);

	ck_assert_msg(taken == (d->octets != NULL), "%s", d->proves);
	ck_assert_msg(len == (taken ? strlen(d->octets) : 0), "%s: %zu octets", d->proves, len);
	ck_assert_msg(len == 0 || memcmp(out, d->octets, len) == 0, "%s", d->proves);
}
END_TEST

START_TEST(nul_is_no_digit_and_is_encoded)
{
	secmailp_buffer b = secmailp_buffer_new(100);
	uint8_t out[4];
	size_t len;

	ck_assert(!secmailp_base64_decode(
	    secmailp_view_of("Zm9\0", 4), SECMAILP_BASE64_FOLDED, out, sizeof out, &len));
	secmailp_base64_encode(&b, secmailp_view_of("\0\0\0\0", 4));
	ck_assert(secmailp_view_is(secmailp_buffer_view(&b), "AAAAAA=="));
	secmailp_buffer_free(&b);
}
END_TEST

START_TEST(room_is_kept)
{
	uint8_t out[4] = { 0, 0, 0, 0x55 };
	size_t len;

	for (size_t room = 0; room < 3; room++) {
		ck_assert(!secmailp_base64_decode(
		    secmailp_view_text("Zm9v"), SECMAILP_BASE64_PLAIN, out, room, &len));
		ck_assert_uint_eq(len, 0);
		ck_assert_uint_eq(out[room], room == 3 ? 0x55 : 0);
	}
	ck_assert(secmailp_base64_decode(
	    secmailp_view_text("Zm9v"), SECMAILP_BASE64_PLAIN, out, 3, &len));
	ck_assert_uint_eq(out[3], 0x55);
	ck_assert(secmailp_base64_decode(
	    secmailp_view_of(NULL, 0), SECMAILP_BASE64_PLAIN, NULL, 0, &len));
}
END_TEST

START_TEST(every_length_comes_back_and_fits_its_room)
{
	uint8_t octets[300], back[303];
	size_t len;

	for (size_t i = 0; i < sizeof octets; i++)
		octets[i] = (uint8_t)(i * 37 + 11);
	for (size_t n = 0; n <= sizeof octets; n++) {
		secmailp_buffer b = secmailp_buffer_new(1000);
		secmailp_view text;
		edge e;

		secmailp_base64_encode(&b, secmailp_view_of(octets, n));
		text = secmailp_buffer_view(&b);
		ck_assert_uint_eq(text.len, (n + 2) / 3 * 4);
		ck_assert_uint_le(n, secmailp_base64_room(text.len));
		e = edge_behind(text.at, text.len);
		ck_assert(secmailp_base64_decode(
		    e.octets, SECMAILP_BASE64_PLAIN, back, sizeof back, &len));
		ck_assert_uint_eq(len, n);
		ck_assert_mem_eq(back, octets, n);
		edge_free(&e);
		secmailp_buffer_free(&b);
	}
}
END_TEST

START_TEST(nothing_is_read_behind_the_end)
{
	static const char text[] = "Zm9v Zg= =\r\n";
	uint8_t out[16];
	size_t len;

	for (size_t n = 0; n < sizeof text; n++) {
		edge e = edge_behind(text, n);

		(void)!secmailp_base64_decode(
		    e.octets, SECMAILP_BASE64_FOLDED, out, sizeof out, &len);
		(void)!secmailp_base64_decode(
		    e.octets, SECMAILP_BASE64_PLAIN, out, sizeof out, &len);
		edge_free(&e);
	}
}
END_TEST

TCase *
base64_tests(void)
{
	TCase *t = tcase_create("base64");

	tcase_add_loop_test(t, decodes_or_refuses, 0, sizeof decodings / sizeof decodings[0]);
	tcase_add_test(t, nul_is_no_digit_and_is_encoded);
	tcase_add_test(t, room_is_kept);
	tcase_add_test(t, every_length_comes_back_and_fits_its_room);
	tcase_add_test(t, nothing_is_read_behind_the_end);
	return t;
}
