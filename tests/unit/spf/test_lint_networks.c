/* test_lint_networks.c - networks that are too wide, doubled, not of the Internet, oddly written */
#include <string.h>

#include "lint_world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

static const lint_row rows[] = {
	/* width: those over the named prefix lengths */
	{ "a /16 is not wide", "v=spf1 ip4:192.0.0.0/16 -all", "" },
	{ "a /15 is", "v=spf1 ip4:192.0.0.0/15 -all", "wide-network" },
	{ "one that is refused is not", "v=spf1 -ip4:192.0.0.0/8 -all", "" },
	{ "a /0 is everyone with IPv4", "v=spf1 ip4:0.0.0.0/0 -all", "pass-all" },
	{ "one that is neutral is nobody's pass", "v=spf1 ?ip4:0.0.0.0/0 -all", "" },
	{ "an IPv6 /32 is not wide", "v=spf1 ip6:2001:db8::/32 -all", "" },
	{ "a /31 is", "v=spf1 ip6:2001:db8::/31 -all", "wide-network" },
	{ "a /0 is everyone with IPv6", "v=spf1 ip6:::/0 -all", "pass-all" },
	{ "the prefix of a", "v=spf1 a/8 -all", "wide-network" },
	{ "both prefixes of mx", "v=spf1 mx/8//16 -all", "wide-network wide-network" },
	{ "a/0 is everyone", "v=spf1 a/0 -all", "pass-all" },
	/* RFC 6890 */
	{ "private use, 10/8", "v=spf1 ip4:10.1.2.3 -all", "special-network" },
	{ "private use, 172.16/12, its last address", "v=spf1 ip4:172.31.255.255 -all",
	    "special-network" },
	{ "behind 172.16/12", "v=spf1 ip4:172.32.0.0 a:special-network.example -all", "" },
	{ "private use, 192.168/16", "v=spf1 ip4:192.168.0.0/24 -all", "special-network" },
	{ "loopback", "v=spf1 ip4:127.0.0.1 -all", "special-network" },
	{ "providers' own", "v=spf1 ip4:100.64.0.1 -all", "special-network" },
	{ "link-local", "v=spf1 ip4:169.254.1.1 -all", "special-network" },
	{ "multicast", "v=spf1 ip4:224.0.0.1 -all", "special-network" },
	{ "broadcast", "v=spf1 ip4:255.255.255.255 -all", "special-network" },
	{ "documentation", "v=spf1 ip4:192.0.2.0/25 -all", "special-network" },
	{ "IPv6 loopback", "v=spf1 ip6:::1 -all", "special-network" },
	{ "unique local", "v=spf1 ip6:fd00::1 -all", "special-network" },
	{ "IPv6 link-local", "v=spf1 ip6:fe80::1 -all", "special-network" },
	{ "IPv6 documentation", "v=spf1 ip6:2001:db8::/48 -all", "special-network" },
	{ "IPv4-mapped, which is compared with ip4 (RFC 7208 section 5)",
	    "v=spf1 ip6:::ffff:192.0.2.1 -all", "special-network" },
	/* host bits */
	{ "bits behind the prefix", "v=spf1 ip4:192.0.2.77/24 -all", "host-bits" },
	{ "none behind it", "v=spf1 ip4:192.0.2.64/26 -all", "" },
	{ "bits behind an IPv6 prefix", "v=spf1 ip6:2001:db8::1/64 -all", "host-bits" },
	{ "the last bit", "v=spf1 ip4:192.0.2.1/31 -all", "host-bits" },
	/* twice, and one in the other */
	{ "a network twice, written the same", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.1 -all",
	    "duplicate-term" },
	{ "a network twice, written otherwise", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.1/32 -all",
	    "duplicate-network" },
	{ "a network twice, by other bits behind the prefix",
	    "v=spf1 ip6:2001:db8::/64 ip6:2001:DB8:0::/64 -all", "duplicate-network" },
	{ "the smaller behind the larger", "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.128/25 -all",
	    "overlapping-network" },
	{ "the smaller before the larger", "v=spf1 ip4:192.0.2.128/25 ip4:192.0.2.0/24 -all",
	    "overlapping-network" },
	{ "the smaller before the larger, taken out of it, is meant",
	    "v=spf1 -ip4:192.0.2.7 ip4:192.0.2.0/24 -all", "" },
	{ "but behind it, it is never reached", "v=spf1 ip4:192.0.2.0/24 -ip4:192.0.2.7 -all",
	    "overlapping-network" },
	{ "side by side", "v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all", "" },
	{ "of the other family", "v=spf1 ip4:192.0.2.0/24 ip6:c000:200::/24 -all", "wide-network" },
	{ "three in each other are two needless ones",
	    "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.0/25 ip4:192.0.2.0/26 -all",
	    "overlapping-network overlapping-network" },
};

START_TEST(networks_are_told_what_to_mend)
{
	lint_expect_text(&rows[_i]);
}
END_TEST

START_TEST(the_needless_one_of_two_networks_is_named)
{
	secmail_spf_findings *f = lint_text("v=spf1 ip4:192.0.2.128/25 ip4:192.0.2.0/24 -all");
	size_t at = lint_find(f, SECMAIL_SPF_FINDING_OVERLAPPING_NETWORK);

	ck_assert_str_eq(secmail_spf_findings_term(f, at), "ip4:192.0.2.128/25");
	ck_assert_ptr_nonnull(strstr(secmail_spf_findings_sentence(f, at), "\"ip4:192.0.2.0/24\""));
	secmail_spf_findings_free(f);
}
END_TEST

START_TEST(host_bits_are_told_with_the_network)
{
	secmail_spf_findings *f = lint_text("v=spf1 ip6:2001:db8::1/64 ip4:203.0.113.77/20 -all");
	size_t at = lint_find(f, SECMAIL_SPF_FINDING_HOST_BITS);

	ck_assert_ptr_nonnull(strstr(secmail_spf_findings_advice(f, at), "ip6:2001:db8::/64"));
	for (at++; secmail_spf_findings_code(f, at) != SECMAIL_SPF_FINDING_HOST_BITS; at++)
		ck_assert_uint_lt(at, secmail_spf_findings_count(f));
	ck_assert_ptr_nonnull(strstr(secmail_spf_findings_advice(f, at), "ip4:203.0.112.0/20"));
	secmail_spf_findings_free(f);
}
END_TEST

static const struct count_row {
	const char *proves;
	const char *zone;
	uint64_t ip4;
	uint64_t ip6;
} counts[] = {
	{ "networks, each address once",
	    "example.com TXT v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.7 ip6:2001:db8::/62 -all\n", 256,
	    4 },
	{ "those of included records too",
	    "example.com TXT v=spf1 ip4:192.0.2.0/24 include:i.example -all\n"
	    "i.example TXT v=spf1 ip4:198.51.100.0/25 ip4:192.0.2.9 -all\n",
	    384, 0 },
	{ "hosts, with the networks around them",
	    "example.com TXT v=spf1 a mx/28 -all\nexample.com A 192.0.2.1\n"
	    "example.com MX m.example\nm.example A 198.51.100.1\nm.example AAAA 2001:db8::1\n",
	    17, 1 },
	{ "+all is everyone", "example.com TXT v=spf1 +all\n", (uint64_t)1 << 32, UINT64_MAX },
	{ "an included +all too",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1 +all\n",
	    (uint64_t)1 << 32, UINT64_MAX },
	{ "an included -all is nobody",
	    "example.com TXT v=spf1 include:i.example -all\ni.example TXT v=spf1 -all\n", 0, 0 },
	{ "what an include with a qualifier lets pass does not pass",
	    "example.com TXT v=spf1 ?include:i.example -all\n"
	    "i.example TXT v=spf1 ip4:198.51.100.0/25 -all\n",
	    0, 0 },
	{ "what is refused is nobody", "example.com TXT v=spf1 -ip4:192.0.2.0/24 -all\n", 0, 0 },
};

START_TEST(authorised_addresses_are_counted)
{
	const struct count_row *row = &counts[_i];
	secmail_spf_findings *f = lint_zone(row->zone, WORLD_AT_ONCE, 0);

	ck_assert_msg(secmail_spf_findings_ip4_count(f) == row->ip4 &&
			  secmail_spf_findings_ip6_count(f) == row->ip6,
	    "%s: got %llu and %llu", row->proves,
	    (unsigned long long)secmail_spf_findings_ip4_count(f),
	    (unsigned long long)secmail_spf_findings_ip6_count(f));
	secmail_spf_findings_free(f);
}
END_TEST

TCase *
lint_network_tests(void)
{
	TCase *tc = tcase_create("lint: networks");

	tcase_add_loop_test(tc, networks_are_told_what_to_mend, 0, ROWS(rows));
	tcase_add_test(tc, the_needless_one_of_two_networks_is_named);
	tcase_add_test(tc, host_bits_are_told_with_the_network);
	tcase_add_loop_test(tc, authorised_addresses_are_counted, 0, ROWS(counts));
	return tc;
}
