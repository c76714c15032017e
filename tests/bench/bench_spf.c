/*
 * bench_spf.c - SPF verdicts with all answers in memory
 *
 * A round of work is what one message costs: client, HELO and MAIL FROM set,
 * the records' bytes parsed afresh, a result made and released. libspf2 does
 * the same on the same records through a DNS layer that looks them up in the
 * same list. Without its headers only our own figures are printed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/spf.h>

#include "bench.h"

#if defined(__has_include)
#if __has_include(<spf2/spf.h>)
#define HAVE_LIBSPF2 1
#endif
#endif

static const struct entry {
	const char *name;
	const char *txt;
} zone[] = {
	{ "simple.example", "v=spf1 ip4:198.51.100.0/24 ip4:203.0.113.7 ip6:2001:db8::/32 -all" },
	{ "include.example", "v=spf1 include:a.include.example include:b.include.example "
			     "include:c.include.example -all" },
	{ "a.include.example", "v=spf1 ip4:198.51.100.0/25 ip4:198.51.100.128/26 ?all" },
	{ "b.include.example",
	    "v=spf1 include:b1.include.example include:b2.include.example ?all" },
	{ "c.include.example", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8:2::/48 ?all" },
	{ "b1.include.example", "v=spf1 ip4:198.51.100.192/27 ip4:198.51.100.224/28 ?all" },
	{ "b2.include.example", "v=spf1 ip4:198.51.100.240/28 ip6:2001:db8:1::/48 ?all" },
};

typedef struct one_case {
	const char *figure;
	const char *domain;
	const char *path;
	const char *client;
	uint8_t ip[4];
	bool is_pass;
} one_case;

static const one_case cases[] = {
	{ "spf.simple_pass", "simple.example", "user@simple.example", "203.0.113.7",
	    { 203, 0, 113, 7 }, true },
	{ "spf.simple_fail", "simple.example", "user@simple.example", "203.0.113.8",
	    { 203, 0, 113, 8 }, false },
	{ "spf.include3_pass", "include.example", "user@include.example", "192.0.2.10",
	    { 192, 0, 2, 10 }, true },
	{ "spf.include3_fail", "include.example", "user@include.example", "203.0.113.8",
	    { 203, 0, 113, 8 }, false },
};

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_spf: %s\n", what);
	exit(EXIT_FAILURE);
}

static void
must_be_done(secmail_status status)
{
	must(status == SECMAIL_DONE, secmail_status_text(status));
}

static const char *
txt_of(const char *name)
{
	for (size_t i = 0; i < sizeof zone / sizeof zone[0]; i++)
		if (strcmp(zone[i].name, name) == 0)
			return zone[i].txt;
	return NULL;
}

/* --- ours --- */

typedef struct our_side {
	const one_case *what;
	secmail_spf *spf;
	secmail_answers *answers;
} our_side;

static void
answer_open(secmail_answers *a)
{
	uint32_t ids[128];
	size_t open = secmail_answers_open(a, ids, 128);

	for (size_t i = 0; i < open; i++) {
		const char *txt = txt_of(secmail_answers_qname(a, ids[i]));
		uint8_t rdata[256];

		must(txt && strlen(txt) < sizeof rdata, "a question without an answer");
		rdata[0] = (uint8_t)strlen(txt);
		memcpy(rdata + 1, txt, rdata[0]);
		must_be_done(secmail_answers_add(a, ids[i], rdata, rdata[0] + 1u, 300));
		must_be_done(secmail_answers_close(a, ids[i], 0, SECMAIL_TRUST_UNKNOWN));
	}
}

static void
set_up(our_side *side)
{
	const one_case *what = side->what;

	secmail_spf_reset(side->spf);
	must_be_done(secmail_spf_set_client(side->spf, what->ip, sizeof what->ip));
	must_be_done(secmail_spf_set_helo(side->spf, "mail.example.org", 16));
	must_be_done(secmail_spf_set_mail_from(side->spf, what->path, strlen(what->path)));
}

static void
judge_ours(void *arg)
{
	our_side *side = arg;
	secmail_spf_result *result;

	set_up(side);
	must_be_done(secmail_spf_judge(side->spf, side->answers, &result));
	must(secmail_spf_result_code(result) ==
		 (side->what->is_pass ? SECMAIL_SPF_PASS : SECMAIL_SPF_FAIL),
	    "a wrong verdict of ours");
	secmail_spf_result_free(result);
}

static our_side
open_ours(const one_case *what)
{
	our_side side = { what, NULL, NULL };
	secmail_spf_result *result = NULL;

	must_be_done(secmail_spf_new(1700000000, &side.spf));
	must_be_done(secmail_answers_new(&side.answers));
	set_up(&side);
	while (secmail_spf_judge(side.spf, side.answers, &result) == SECMAIL_WANT_DNS)
		answer_open(side.answers);
	secmail_spf_result_free(result);
	return side;
}

static void
close_ours(our_side *side)
{
	secmail_spf_free(side->spf);
	secmail_answers_free(side->answers);
}

/* --- libspf2 --- */

#ifdef HAVE_LIBSPF2
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <arpa/nameser.h>

#include <spf2/spf.h>

/* What libspf2 calls NETDB_SUCCESS and HOST_NOT_FOUND; strict POSIX headers don't have them. */
enum { FOUND = 0, NOT_FOUND = 1 };

typedef struct their_side {
	const one_case *what;
	SPF_server_t *server;
} their_side;

static SPF_dns_rr_t *
look_up(SPF_dns_server_t *server, const char *domain, ns_type type, int should_cache)
{
	const char *txt = type == ns_t_txt ? txt_of(domain) : NULL;
	SPF_dns_rr_t *rr;

	(void)should_cache;
	rr = SPF_dns_rr_new_init(server, domain, type, 300, txt ? FOUND : NOT_FOUND);
	must(rr != NULL, "libspf2: no memory");
	if (txt) {
		must(SPF_dns_rr_buf_realloc(rr, 0, strlen(txt) + 1) == SPF_E_SUCCESS,
		    "libspf2: no memory");
		memcpy(rr->rr[0]->txt, txt, strlen(txt) + 1);
		rr->num_rr = 1;
	}
	return rr;
}

static void
judge_theirs(void *arg)
{
	their_side *side = arg;
	SPF_request_t *request = SPF_request_new(side->server);
	SPF_response_t *response = NULL;

	must(request != NULL, "libspf2: no memory");
	must(SPF_request_set_ipv4_str(request, side->what->client) == SPF_E_SUCCESS, "libspf2");
	must(SPF_request_set_helo_dom(request, "mail.example.org") == SPF_E_SUCCESS, "libspf2");
	SPF_request_set_env_from(request, side->what->path);
	SPF_request_query_mailfrom(request, &response);
	must(response && SPF_response_result(response) ==
			     (side->what->is_pass ? SPF_RESULT_PASS : SPF_RESULT_FAIL),
	    "a wrong verdict of libspf2");
	SPF_response_free(response);
	SPF_request_free(request);
}

static void
compare(our_side *ours)
{
	static SPF_dns_server_t dns;
	their_side theirs = { ours->what, NULL };

	dns = (SPF_dns_server_t){ .lookup = look_up, .name = "memory" };
	theirs.server = SPF_server_new_dns(&dns, 0);
	must(theirs.server != NULL, "libspf2: no memory");
	must(SPF_server_set_rec_dom(theirs.server, "mx.example.org") == SPF_E_SUCCESS, "libspf2");
	bench_compare(ours->what->figure, "libspf2", judge_ours, ours, judge_theirs, &theirs);
	SPF_server_free(theirs.server);
}
#else
static void
compare(our_side *ours)
{
	printf(
	    "%s: libspf2 is not there to compare with (Debian: libspf2-dev)\n", ours->what->figure);
	bench_compare(ours->what->figure, "raw", judge_ours, ours, judge_ours, ours);
}
#endif

int
main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		our_side ours = open_ours(&cases[i]);

		compare(&ours);
		close_ours(&ours);
	}
	return 0;
}
