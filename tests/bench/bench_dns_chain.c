/*
 * bench_dns_chain.c - the same verdict by libspf2, libopendkim and libopendmarc
 *
 * As a mail server without this library would have it: SPF, then DKIM, then
 * DMARC with what both found, each waiting for its own resolver, which is the
 * one that the library comes with and asks whom /etc/resolv.conf names.
 */
#define _DEFAULT_SOURCE /* for u_char in their headers */
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <opendkim/dkim.h>
#include <opendmarc/dmarc.h>
#include <spf2/spf.h>

#include "bench_dns.h"

struct bench_chain {
	const bench_letter *letter;
	DKIM_LIB *dkim;
	OPENDMARC_LIB_T dmarc;
};

/* Their functions take octets that they don't change as ones that may be changed. */
static u_char *
text(const char *constant)
{
	return (u_char *)(uintptr_t)constant;
}

/* Where organizations begin it reads from a list of suffixes: this has the one that is wanted. */
static void
init_dmarc(OPENDMARC_LIB_T *dmarc)
{
	char path[] = "/tmp/bench_dns.XXXXXX";
	int fd = mkstemp(path);

	bench_must(fd >= 0 && write(fd, "example\n", 8) == 8 && close(fd) == 0, "a file in /tmp");
	dmarc->tld_type = OPENDMARC_TLD_TYPE_MOZILLA;
	memcpy(dmarc->tld_source_file, path, sizeof path);
	bench_must(opendmarc_policy_library_init(dmarc) == DMARC_PARSE_OKAY, "libopendmarc");
	unlink(path);
}

bench_chain *
bench_chain_new(const bench_letter *l)
{
	bench_chain *c = calloc(1, sizeof *c);

	bench_must(c != NULL, "no memory");
	c->letter = l;
	c->dkim = dkim_init(NULL, NULL);
	bench_must(c->dkim != NULL, "libopendkim: no memory");
	init_dmarc(&c->dmarc);
	return c;
}

void
bench_chain_free(bench_chain *c)
{
	opendmarc_policy_library_shutdown(&c->dmarc);
	dkim_close(c->dkim);
	free(c);
}

/* A server for each message: it would keep the answers of the one before. */
static void
judge_spf(void)
{
	SPF_server_t *server = SPF_server_new(SPF_DNS_RESOLV, 0);
	SPF_request_t *request = server ? SPF_request_new(server) : NULL;
	SPF_response_t *response = NULL;

	bench_must(request != NULL, "libspf2: no memory");
	bench_must(SPF_server_set_rec_dom(server, "mx.example.net") == SPF_E_SUCCESS &&
		       SPF_request_set_ipv4_str(request, BENCH_LETTER_IP) == SPF_E_SUCCESS &&
		       SPF_request_set_helo_dom(request, BENCH_LETTER_HELO) == SPF_E_SUCCESS,
	    "libspf2");
	SPF_request_set_env_from(request, BENCH_LETTER_PATH);
	SPF_request_query_mailfrom(request, &response);
	bench_must(
	    response && SPF_response_result(response) == SPF_RESULT_PASS, "not a pass of libspf2");
	SPF_response_free(response);
	SPF_request_free(request);
	SPF_server_free(server);
}

/* Each field goes in by itself, without its line end. */
static void
feed_header(DKIM *dkim, const bench_letter *l)
{
	const char *field = l->text, *end_of_header = l->text + l->header_len - 2;

	while (field < end_of_header) {
		const char *end = strstr(field, "\r\n");

		while (end[2] == ' ' || end[2] == '\t')
			end = strstr(end + 2, "\r\n");
		bench_must(dkim_header(dkim, text(field), (size_t)(end - field)) == DKIM_STAT_OK,
		    "libopendkim: a field");
		field = end + 2;
	}
}

/* Both signatures have to pass; what DMARC has to know of them goes to it. */
static void
pass_on(DKIM *dkim, DMARC_POLICY_T *dmarc)
{
	DKIM_SIGINFO **signatures;
	int count;

	bench_must(dkim_getsiglist(dkim, &signatures, &count) == DKIM_STAT_OK &&
		       count == BENCH_LETTER_SIGNATURES,
	    "libopendkim: signatures");
	for (int i = 0; i < count; i++) {
		bench_must(DKIM_SIG_CHECK(signatures[i]), "not a pass of libopendkim");
		opendmarc_policy_store_dkim(dmarc, dkim_sig_getdomain(signatures[i]),
		    dkim_sig_getselector(signatures[i]), DMARC_POLICY_DKIM_OUTCOME_PASS, NULL);
	}
}

static void
judge_dkim(bench_chain *c, DMARC_POLICY_T *dmarc)
{
	const bench_letter *l = c->letter;
	DKIM_STAT status;
	DKIM *dkim = dkim_verify(c->dkim, text("letter"), NULL, &status);

	bench_must(dkim != NULL, "libopendkim: no memory");
	feed_header(dkim, l);
	bench_must(dkim_eoh(dkim) == DKIM_STAT_OK &&
		       dkim_body(dkim, text(l->text + l->header_len), l->len - l->header_len) ==
			   DKIM_STAT_OK &&
		       dkim_eom(dkim, NULL) == DKIM_STAT_OK,
	    "libopendkim: the message");
	pass_on(dkim, dmarc);
	dkim_free(dkim);
}

void
bench_chain_judge(void *chain)
{
	bench_chain *c = chain;
	DMARC_POLICY_T *dmarc = opendmarc_policy_connect_init(text(BENCH_LETTER_IP), 4);

	bench_must(dmarc != NULL, "libopendmarc: no memory");
	judge_spf();
	opendmarc_policy_store_from_domain(dmarc, text(BENCH_LETTER_AUTHOR));
	opendmarc_policy_store_spf(dmarc, text(strchr(BENCH_LETTER_PATH, '@') + 1),
	    DMARC_POLICY_SPF_OUTCOME_PASS, DMARC_POLICY_SPF_ORIGIN_MAILFROM, NULL);
	judge_dkim(c, dmarc);
	bench_must(
	    opendmarc_policy_query_dmarc(dmarc, text(BENCH_LETTER_AUTHOR)) == DMARC_PARSE_OKAY,
	    "libopendmarc: no record");
	bench_must(opendmarc_get_policy_to_enforce(dmarc) == DMARC_POLICY_PASS,
	    "not a pass of libopendmarc");
	opendmarc_policy_connect_shutdown(dmarc);
}
