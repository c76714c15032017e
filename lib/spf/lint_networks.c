/* lint_networks.c - the networks that a record names: too wide, not of the Internet, oddly written
 */
#include "lint.h"

#include <arpa/inet.h>

static secmailp_spf_ranges *
ranges_of(secmailp_spf_lint *l, size_t len)
{
	return len == 4 ? &l->ip4 : &l->ip6;
}

static void
look_at_use(secmailp_spf_lint *l, const secmailp_spf_lint_place *where, secmailp_view address,
    unsigned prefix)
{
	const char *use = secmailp_spf_lint_special(address, prefix);
	char text[INET6_ADDRSTRLEN] = "";

	if (!use)
		return;
	(void)inet_ntop(address.len == 4 ? AF_INET : AF_INET6, address.at, text, sizeof text);
	secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_SPECIAL_NETWORK, SECMAIL_SPF_WARNING,
	    "%s is set aside for %s: no mail comes from there over the Internet.", text, use);
}

void
secmailp_spf_lint_prefix(secmailp_spf_lint *l, const secmailp_spf_lint_place *where, size_t len,
    unsigned prefix, secmail_spf_code gives)
{
	bool is_ip4 = len == 4;
	unsigned wide = is_ip4 ? SECMAIL_SPF_LINT_WIDE_IP4 : SECMAIL_SPF_LINT_WIDE_IP6;
	unsigned bits = is_ip4 ? 32 : 64;

	if (gives != SECMAIL_SPF_PASS || prefix >= wide)
		return;
	if (prefix == 0)
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_PASS_ALL, SECMAIL_SPF_ERROR,
		    "Every client with an %s address passes: a prefix of 0 bits fits all.",
		    is_ip4 ? "IPv4" : "IPv6");
	else
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_WIDE_NETWORK,
		    SECMAIL_SPF_WARNING,
		    "A prefix of %u bits makes a network of %llu %s: whoever gets one of them may "
		    "use the domain.",
		    prefix, 1ULL << (bits - prefix), is_ip4 ? "addresses" : "networks of 64 bits");
}

/* Puts a network among those to be compared. */
static void
keep(secmailp_spf_lint *l, const secmailp_spf_lint_network *network)
{
	if (l->is_waiting || network->place.is_muted)
		return;
	if (l->network_count == SECMAIL_SPF_LINT_MAX_NETWORKS)
		secmailp_spf_lint_say_limit(l, &network->place, SECMAILP_SPF_LINT_NETWORKS);
	else
		l->networks[l->network_count++] = *network;
}

void
secmailp_spf_lint_address(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    secmailp_view address, unsigned prefix, secmail_spf_code gives)
{
	secmailp_spf_lint_network n = { .place = *where,
		.is_host = true,
		.gives = gives,
		.len = address.len,
		.prefix = prefix };

	memcpy(n.address, address.at, address.len);
	look_at_use(l, where, address, (unsigned)address.len * 8);
	if (gives == SECMAIL_SPF_PASS)
		secmailp_spf_ranges_add(ranges_of(l, address.len), address, prefix);
	keep(l, &n);
}

/* Clears the bits behind the prefix; true if one was set. */
static bool
clear_behind(uint8_t *address, size_t len, unsigned prefix)
{
	bool was_set = false;

	for (size_t i = prefix / 8; i < len; i++) {
		unsigned kept = i == prefix / 8 ? 0xff00u >> (prefix % 8) & 0xff : 0;

		was_set |= (address[i] & ~kept) != 0;
		address[i] &= (uint8_t)kept;
	}
	return was_set;
}

void
secmailp_spf_lint_network_of(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, const secmailp_spf_term *term)
{
	bool is_ip4 = term->kind == SECMAILP_SPF_IP4;
	secmailp_spf_lint_network n = { .place = *where,
		.gives = secmailp_spf_lint_gives(frame, term->qualifier),
		.len = is_ip4 ? 4 : 16,
		.prefix = is_ip4 ? term->prefix4 : term->prefix6 };
	char text[INET6_ADDRSTRLEN] = "";

	memcpy(n.address, term->network, n.len);
	if (clear_behind(n.address, n.len, n.prefix)) {
		(void)inet_ntop(is_ip4 ? AF_INET : AF_INET6, n.address, text, sizeof text);
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_HOST_BITS, SECMAIL_SPF_NOTE,
		    "Bits behind the prefix are set and do not count: the network is %s/%u.", text,
		    n.prefix);
		secmailp_spf_lint_advise(l,
		    "Write \"%s:%s/%u\"; or, if the one address was meant, leave the prefix out.",
		    is_ip4 ? "ip4" : "ip6", text, n.prefix);
	}
	secmailp_spf_lint_prefix(l, where, n.len, n.prefix, n.gives);
	look_at_use(l, where, secmailp_view_of(n.address, n.len), n.prefix);
	if (n.gives == SECMAIL_SPF_PASS)
		secmailp_spf_ranges_add(
		    ranges_of(l, n.len), secmailp_view_of(n.address, n.len), n.prefix);
	keep(l, &n);
}
