/* lint_special.c - networks from which no mail comes over the Internet (RFC 6890) */
#include "lint.h"

typedef struct special {
	uint8_t address[16];
	unsigned prefix;
	const char *use;
} special;

static const special ip4[] = {
	{ { 0 }, 8, "\"this network\"" },
	{ { 10 }, 8, "private use" },
	{ { 100, 64 }, 10, "shared address space of providers" },
	{ { 127 }, 8, "loopback" },
	{ { 169, 254 }, 16, "link-local use" },
	{ { 172, 16 }, 12, "private use" },
	{ { 192, 0, 0 }, 24, "protocol assignments" },
	{ { 192, 0, 2 }, 24, "documentation" },
	{ { 192, 168 }, 16, "private use" },
	{ { 198, 18 }, 15, "benchmarking" },
	{ { 198, 51, 100 }, 24, "documentation" },
	{ { 203, 0, 113 }, 24, "documentation" },
	{ { 224 }, 4, "multicast" },
	{ { 240 }, 4, "the future" },
};

static const special ip6[] = {
	{ { 0 }, 127, "loopback and the unspecified address" },
	{ { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96,
	    "IPv4 addresses, which are compared with ip4 alone" },
	{ { 1 }, 64, "discarding" },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32, "documentation" },
	{ { 0xfc }, 7, "private use" },
	{ { 0xfe, 0x80 }, 10, "link-local use" },
	{ { 0xff }, 8, "multicast" },
};

static bool
holds(const special *s, secmailp_view address, unsigned prefix)
{
	secmailp_spf_client c;

	if (prefix < s->prefix)
		return false;
	c.len = address.len;
	memcpy(c.ip, address.at, address.len);
	return secmailp_spf_client_is_in(&c, secmailp_view_of(s->address, address.len), s->prefix);
}

const char *
secmailp_spf_lint_special(secmailp_view address, unsigned prefix)
{
	const special *table = address.len == 4 ? ip4 : ip6;
	size_t count = address.len == 4 ? sizeof ip4 / sizeof ip4[0] : sizeof ip6 / sizeof ip6[0];

	for (size_t i = 0; i < count; i++)
		if (holds(&table[i], address, prefix))
			return table[i].use;
	return NULL;
}
