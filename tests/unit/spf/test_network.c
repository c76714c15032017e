/* test_network.c - addresses as text: the forms of RFC 4291 section 2.2, and what is none of them
 */
#include "spf_internal.h"
#include "suite.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

static const struct row {
	const char *proves;
	const char *text;
	bool is_address;
	uint8_t octets[16];
} rows[] = {
	{ "eight groups", "1:2:3:4:5:6:7:8", true,
	    { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8 } },
	{ "digits of either case", "aBcD:EF01::", true, { 0xab, 0xcd, 0xef, 0x01 } },
	{ "a gap alone", "::", true, { 0 } },
	{ "a gap at the front", "::1", true, { [15] = 1 } },
	{ "a gap at the end", "1::", true, { 0, 1 } },
	{ "a gap inside", "1::2", true, { 0, 1, [15] = 2 } },
	{ "a gap for one group", "1:2:3:4:5:6:7::", true,
	    { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7 } },
	{ "an IPv4 address at the end", "::ffff:192.0.2.1", true,
	    { [10] = 0xff, 0xff, 192, 0, 2, 1 } },
	{ "an IPv4 address behind six groups", "1:2:3:4:5:6:7.8.9.10", true,
	    { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 7, 8, 9, 10 } },
	{ "nothing", "", false, { 0 } },
	{ "seven groups", "1:2:3:4:5:6:7", false, { 0 } },
	{ "nine groups", "1:2:3:4:5:6:7:8:9", false, { 0 } },
	{ "a gap for no group", "1:2:3:4:5:6:7:8::", false, { 0 } },
	{ "a gap for no group, in front", "::1:2:3:4:5:6:7:8", false, { 0 } },
	{ "two gaps", "1::2::3", false, { 0 } },
	{ "three colons", ":::", false, { 0 } },
	{ "one colon in front", ":1::", false, { 0 } },
	{ "one colon at the end", "1::2:", false, { 0 } },
	{ "five digits", "::00001", false, { 0 } },
	{ "what is no digit", "::g", false, { 0 } },
	{ "an IPv4 address that does not end it", "::1.2.3.4:5", false, { 0 } },
	{ "an IPv4 address and a gap behind it", "1:1.2.3.4::", false, { 0 } },
	{ "an IPv4 address that it has no room for", "1:2:3:4:5:6:7:1.2.3.4", false, { 0 } },
	{ "an IPv4 address of three numbers", "::1.2.3", false, { 0 } },
	{ "an IPv4 address with a leading zero", "::1.2.3.04", false, { 0 } },
	{ "a zone", "fe80::1%1", false, { 0 } },
};

START_TEST(reads_ip6)
{
	const struct row *r = &rows[_i];
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_text(r->text));
	uint8_t out[16];
	bool is_address = secmailp_spf_ip6_read(&c, out) && secmailp_cursor_done(&c);

	ck_assert_msg(is_address == r->is_address, "%s", r->proves);
	if (is_address)
		ck_assert_msg(memcmp(out, r->octets, sizeof out) == 0, "%s", r->proves);
}
END_TEST

static const struct ip4_row {
	const char *proves;
	const char *text;
	bool is_address;
} ip4_rows[] = {
	{ "four numbers", "192.0.2.255", true },
	{ "zeros", "0.0.0.0", true },
	{ "three numbers", "192.0.2", false },
	{ "five numbers", "192.0.2.1.1", false },
	{ "a number over 255", "192.0.2.256", false },
	{ "a number of four digits", "192.0.2.1000", false },
	{ "a leading zero", "192.0.02.1", false },
	{ "an empty number", "192..2.1", false },
	{ "a dot at the end", "192.0.2.1.", false },
	{ "a number too large for any type", "192.0.2.99999999999999999999", false },
};

START_TEST(reads_ip4)
{
	const struct ip4_row *r = &ip4_rows[_i];
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_text(r->text));
	uint8_t out[4];

	ck_assert_msg((secmailp_spf_ip4_read(&c, out) && secmailp_cursor_done(&c)) == r->is_address,
	    "%s", r->proves);
}
END_TEST

TCase *
network_tests(void)
{
	TCase *c = tcase_create("networks");

	tcase_add_loop_test(c, reads_ip6, 0, ROWS(rows));
	tcase_add_loop_test(c, reads_ip4, 0, ROWS(ip4_rows));
	return c;
}
