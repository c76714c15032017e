/*
 * bench_inbound_chain.c - the same verdict by libspf2, libopendkim and libopendmarc
 *
 * Their answers are in memory as ours are: libspf2 has a DNS layer of its own
 * that hands them out, libopendkim a function that gives it the key's record,
 * and libopendmarc, which does no more than one look-up, gets the record and
 * the organizational domain.
 */
#define _DEFAULT_SOURCE /* for u_char in their headers */
#include <string.h>

#include "bench_inbound.h"

#if defined(__has_include)
#if __has_include(                                                                                 \
    <spf2/spf.h>) && __has_include(<opendkim/dkim.h>) && __has_include(<opendmarc/dmarc.h>)
#define HAVE_CHAIN 1
#endif
#endif

#ifdef HAVE_CHAIN
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <arpa/nameser.h>

#include <opendkim/dkim.h>
#include <opendmarc/dmarc.h>
#include <spf2/spf.h>

/* NETDB_SUCCESS and HOST_NOT_FOUND; strict POSIX headers don't have them. */
enum { FOUND = 0, NOT_FOUND = 1 };

struct bench_chain {
	const bench_mail *mail;
	SPF_dns_server_t dns; /* its hook is the mail */
	SPF_server_t *spf;
	DKIM_LIB *dkim;
	size_t next;
};

/* Their functions take octets that they don't change as ones that may be changed. */
static u_char *
text(const char *constant)
{
	return (u_char *)(uintptr_t)constant;
}

static SPF_dns_rr_t *
look_up(SPF_dns_server_t *server, const char *domain, ns_type type, int should_cache)
{
	const bench_record *found =
	    type == ns_t_txt ? bench_mail_record(server->hook, domain) : NULL;
	const char *record = found ? found->text : NULL;
	SPF_dns_rr_t *rr =
	    SPF_dns_rr_new_init(server, domain, type, 300, record ? FOUND : NOT_FOUND);

	(void)should_cache;
	bench_must(rr != NULL, "libspf2: no memory");
	if (!record)
		return rr;
	bench_must(SPF_dns_rr_buf_realloc(rr, 0, strlen(record) + 1) == SPF_E_SUCCESS,
	    "libspf2: no memory");
	memcpy(rr->rr[0]->txt, record, strlen(record) + 1);
	rr->num_rr = 1;
	return rr;
}

static DKIM_CBSTAT
give_key(DKIM *dkim, DKIM_SIGINFO *signature, unsigned char *out, size_t room)
{
	const bench_mail *m = dkim_get_user_context(dkim);

	(void)signature;
	bench_must(strlen(m->key_record) < room, "libopendkim: no room for the key");
	memcpy(out, m->key_record, strlen(m->key_record) + 1);
	return DKIM_CBSTAT_CONTINUE;
}

bench_chain *
bench_chain_new(const bench_mail *m)
{
	bench_chain *c = calloc(1, sizeof *c);

	bench_must(c != NULL, "no memory");
	c->mail = m;
	c->dns.lookup = look_up;
	c->dns.name = "memory";
	c->dns.hook = (void *)(uintptr_t)m;
	c->spf = SPF_server_new_dns(&c->dns, 0);
	c->dkim = dkim_init(NULL, NULL);
	bench_must(
	    c->spf && SPF_server_set_rec_dom(c->spf, "mx.example.net") == SPF_E_SUCCESS, "libspf2");
	bench_must(
	    c->dkim && dkim_set_key_lookup(c->dkim, give_key) == DKIM_STAT_OK, "libopendkim");
	return c;
}

void
bench_chain_free(bench_chain *c)
{
	SPF_server_free(c->spf);
	dkim_close(c->dkim);
	free(c);
}

static void
judge_spf(bench_chain *c)
{
	SPF_request_t *request = SPF_request_new(c->spf);
	SPF_response_t *response = NULL;

	bench_must(request != NULL, "libspf2: no memory");
	bench_must(SPF_request_set_ipv4_str(request, BENCH_IP) == SPF_E_SUCCESS &&
		       SPF_request_set_helo_dom(request, BENCH_HELO) == SPF_E_SUCCESS,
	    "libspf2");
	(void)SPF_request_set_env_from(request, BENCH_PATH);
	(void)SPF_request_query_mailfrom(request, &response);
	bench_must(
	    response && SPF_response_result(response) == SPF_RESULT_PASS, "not a pass of libspf2");
	SPF_response_free(response);
	SPF_request_free(request);
}

/* Each field goes in by itself, without its line end. */
static void
feed_header(DKIM *dkim, const bench_letter *l)
{
	const char *field = l->text.at, *end_of_header = l->text.at + l->header_len - 2;

	while (field < end_of_header) {
		const char *end = strstr(field, "\r\n");

		while (end[2] == ' ' || end[2] == '\t')
			end = strstr(end + 2, "\r\n");
		bench_must(dkim_header(dkim, text(field), (size_t)(end - field)) == DKIM_STAT_OK,
		    "libopendkim: a field");
		field = end + 2;
	}
}

static void
pass_on(DKIM *dkim, DMARC_POLICY_T *dmarc)
{
	DKIM_SIGINFO **signatures;
	int count;

	bench_must(dkim_getsiglist(dkim, &signatures, &count) == DKIM_STAT_OK && count == 1,
	    "libopendkim: a signature");
	bench_must(DKIM_SIG_CHECK(signatures[0]), "not a pass of libopendkim");
	opendmarc_policy_store_dkim(dmarc, dkim_sig_getdomain(signatures[0]),
	    dkim_sig_getselector(signatures[0]), DMARC_POLICY_DKIM_OUTCOME_PASS, NULL);
}

static void
judge_dkim(bench_chain *c, const bench_letter *l, DMARC_POLICY_T *dmarc)
{
	DKIM_STAT status;
	DKIM *dkim = dkim_verify(c->dkim, text("letter"), NULL, &status);

	bench_must(dkim && dkim_set_user_context(dkim, (void *)(uintptr_t)c->mail) == DKIM_STAT_OK,
	    "libopendkim: no memory");
	feed_header(dkim, l);
	bench_must(dkim_eoh(dkim) == DKIM_STAT_OK &&
		       dkim_body(dkim, text(l->text.at + l->header_len),
			   l->text.len - l->header_len) == DKIM_STAT_OK &&
		       dkim_eom(dkim, NULL) == DKIM_STAT_OK,
	    "libopendkim: the message");
	pass_on(dkim, dmarc);
	dkim_free(dkim);
}

void
bench_chain_judge(void *chain)
{
	bench_chain *c = chain;
	const bench_letter *l = &c->mail->letters[c->next];
	DMARC_POLICY_T *dmarc = opendmarc_policy_connect_init(text(BENCH_IP), 4);

	c->next = (c->next + 1) % BENCH_LETTERS;
	bench_must(dmarc != NULL, "libopendmarc: no memory");
	judge_spf(c);
	opendmarc_policy_store_from_domain(dmarc, text(BENCH_AUTHOR));
	opendmarc_policy_store_spf(dmarc, text(strchr(BENCH_PATH, '@') + 1),
	    DMARC_POLICY_SPF_OUTCOME_PASS, DMARC_POLICY_SPF_ORIGIN_MAILFROM, NULL);
	judge_dkim(c, l, dmarc);
	bench_must(opendmarc_policy_store_dmarc(dmarc, text(BENCH_POLICY), text(BENCH_AUTHOR),
		       text(BENCH_ORGANIZATION)) == DMARC_PARSE_OKAY &&
		       opendmarc_get_policy_to_enforce(dmarc) == DMARC_POLICY_PASS,
	    "not a pass of libopendmarc");
	opendmarc_policy_connect_shutdown(dmarc);
}
#else
bench_chain *
bench_chain_new(const bench_mail *m)
{
	(void)m;
	printf("inbound.4k: libspf2, libopendkim and libopendmarc are not there to compare with "
	       "(Debian: libspf2-dev libopendkim-dev libopendmarc-dev)\n");
	return NULL;
}

void
bench_chain_free(bench_chain *c)
{
	(void)c;
}

void
bench_chain_judge(void *chain)
{
	(void)chain;
}
#endif
