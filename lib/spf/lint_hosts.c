/* lint_hosts.c - the mechanisms that ask DNS about hosts: a, mx, exists and ptr (RFC 7208 section
 * 5)
 */
#include "lint.h"

/* A host-finding term being looked at. */
typedef struct hosts {
	secmailp_spf_lint *l;
	const secmailp_spf_lint_place *where;
	const secmailp_spf_term *term;
	secmail_spf_code gives;
} hosts;

static const char *
words_for(const hosts *h, const secmailp_spf_name *name)
{
	return secmailp_spf_lint_keep(h->l, secmailp_spf_name_view(name), SECMAILP_DOMAIN_MAX);
}

static bool
does_not_exist(const hosts *h, uint32_t id)
{
	return secmail_answers_state(h->l->answers, id) == SECMAIL_ANSWER_NXDOMAIN;
}

static void
say_void(const hosts *h, const secmailp_spf_name *name, uint32_t id, const char *what)
{
	secmailp_spf_lint_say(h->l, h->where, SECMAIL_SPF_FINDING_VOID_LOOKUP, SECMAIL_SPF_WARNING,
	    "%s %s: this authorises nobody, and a receiver who meets more than 2 such look-ups "
	    "stops with permerror.",
	    words_for(h, name), does_not_exist(h, id) ? "does not exist" : what);
}

/* Asks one family's addresses of a host. */
static secmailp_spf_found
look(const hosts *h, const secmailp_spf_name *name, uint16_t type, uint32_t *id)
{
	secmailp_spf_found found =
	    secmailp_spf_lint_ask(h->l, h->where, secmailp_spf_name_view(name), type, id);
	bool is_ip4 = type == SECMAIL_DNS_A;
	size_t count;

	if (found == SECMAILP_SPF_FOUND_VOID)
		h->l->voids[is_ip4 ? 0 : 1]++;
	if (found == SECMAILP_SPF_FOUND_FAILURE)
		secmailp_spf_lint_say_failure(h->l, h->where, *id);
	if (found != SECMAILP_SPF_FOUND_RECORDS)
		return found;
	count = secmail_answers_count(h->l->answers, *id);
	for (size_t i = 0; i < count; i++) {
		size_t len = 0;
		const void *rdata = secmail_answers_rdata(h->l->answers, *id, i, &len);

		if (len == (is_ip4 ? 4 : 16))
			secmailp_spf_lint_address(h->l, h->where, secmailp_view_of(rdata, len),
			    is_ip4 ? h->term->prefix4 : h->term->prefix6, h->gives);
	}
	return found;
}

/* Receivers look up the family of their client; here it is both. */
static void
look_at_host(const hosts *h, const secmailp_spf_name *name)
{
	uint32_t id;
	secmailp_spf_found ip4 = look(h, name, SECMAIL_DNS_A, &id);
	secmailp_spf_found ip6 = look(h, name, SECMAIL_DNS_AAAA, &id);

	if (ip4 == SECMAILP_SPF_FOUND_NO_NAME)
		secmailp_spf_lint_say_bad_name(h->l, h->where, name, SECMAIL_SPF_WARNING);
	if (ip4 == SECMAILP_SPF_FOUND_VOID && ip6 == SECMAILP_SPF_FOUND_VOID)
		say_void(h, name, id, "has no address");
}

/* The hosts of an mx; a root as the host is the null MX (RFC 7505). */
static void
look_at_exchangers(const hosts *h, const secmailp_spf_name *name, uint32_t id)
{
	size_t count = secmail_answers_count(h->l->answers, id);
	secmailp_spf_name host;

	if (count > SECMAIL_SPF_MAX_MX) {
		secmailp_spf_lint_say(h->l, h->where, SECMAIL_SPF_FINDING_MX_LIMIT,
		    SECMAIL_SPF_ERROR,
		    "%s has %zu MX records, and more than 10 make receivers stop with permerror.",
		    words_for(h, name), count);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		size_t len = 0;
		const void *rdata = secmail_answers_rdata(h->l->answers, id, i, &len);
		secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(rdata, len));

		secmailp_cursor_u16(&c); /* the preference: every host counts alike */
		if (secmailp_spf_name_read(&host, &c))
			look_at_host(h, &host);
		else if (count == 1 && len == 3)
			secmailp_spf_lint_say(h->l, h->where, SECMAIL_SPF_FINDING_NULL_MX,
			    SECMAIL_SPF_WARNING,
			    "%s takes no mail, by its null MX: this authorises nobody.",
			    words_for(h, name));
	}
}

static void
look_at_mx(const hosts *h, const secmailp_spf_name *name)
{
	uint32_t id;

	switch (secmailp_spf_lint_ask(
	    h->l, h->where, secmailp_spf_name_view(name), SECMAIL_DNS_MX, &id)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		look_at_exchangers(h, name, id);
		break;
	case SECMAILP_SPF_FOUND_VOID:
		h->l->voids[0]++;
		h->l->voids[1]++;
		say_void(h, name, id, "has no MX record");
		break;
	case SECMAILP_SPF_FOUND_NO_NAME:
		secmailp_spf_lint_say_bad_name(h->l, h->where, name, SECMAIL_SPF_WARNING);
		break;
	case SECMAILP_SPF_FOUND_FAILURE:
		secmailp_spf_lint_say_failure(h->l, h->where, id);
		break;
	default:
		break;
	}
}

/* One whose name no client changes matches all of them or none. */
static void
look_at_exists(const hosts *h, const secmailp_spf_name *name)
{
	uint32_t id;

	switch (secmailp_spf_lint_ask(
	    h->l, h->where, secmailp_spf_name_view(name), SECMAIL_DNS_A, &id)) {
	case SECMAILP_SPF_FOUND_RECORDS:
		if (h->gives == SECMAIL_SPF_PASS)
			secmailp_spf_lint_say(h->l, h->where, SECMAIL_SPF_FINDING_PASS_ALL,
			    SECMAIL_SPF_ERROR,
			    "%s exists, and no macro asks who the client is: every client of the "
			    "Internet passes.",
			    words_for(h, name));
		break;
	case SECMAILP_SPF_FOUND_VOID:
		h->l->voids[0]++;
		h->l->voids[1]++;
		say_void(h, name, id, "has no A record");
		break;
	case SECMAILP_SPF_FOUND_NO_NAME:
		secmailp_spf_lint_say_bad_name(h->l, h->where, name, SECMAIL_SPF_WARNING);
		break;
	case SECMAILP_SPF_FOUND_FAILURE:
		secmailp_spf_lint_say_failure(h->l, h->where, id);
		break;
	default:
		break;
	}
}

/* What a name that hangs on no message leads to. */
static void
look_at_target(const hosts *h, const secmailp_spf_name *name)
{
	switch (h->term->kind) {
	case SECMAILP_SPF_A:
		look_at_host(h, name);
		break;
	case SECMAILP_SPF_MX:
		look_at_mx(h, name);
		break;
	case SECMAILP_SPF_EXISTS:
		secmailp_spf_lint_say(h->l, h->where, SECMAIL_SPF_FINDING_CONSTANT_EXISTS,
		    SECMAIL_SPF_WARNING,
		    "No macro in this name asks about the client: it matches every client or "
		    "none.");
		look_at_exists(h, name);
		break;
	default: /* ptr asks about the client's address alone */
		break;
	}
}

void
secmailp_spf_lint_hosts(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, const secmailp_spf_term *term)
{
	hosts h = { l, where, term, secmailp_spf_lint_gives(frame, term->qualifier) };
	secmailp_spf_name name;

	secmailp_spf_lint_count_term(l, frame, where);
	if (term->kind == SECMAILP_SPF_PTR)
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_PTR, SECMAIL_SPF_WARNING,
		    "ptr is slow and unreliable, and should not be published: the reverse DNS of "
		    "the client decides, and some receivers pass such terms over.");
	secmailp_spf_lint_prefix(l, where, 4, term->prefix4, h.gives);
	secmailp_spf_lint_prefix(l, where, 16, term->prefix6, h.gives);
	if (secmailp_spf_lint_target(l, frame, where, term->domain, &name))
		look_at_target(&h, &name);
}
