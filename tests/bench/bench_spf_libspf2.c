/*
 * bench_spf_libspf2.c - the same messages through libspf2
 *
 * In the two ways in which mail servers use it: a server object for all, with a
 * request and a response for each message; and a server object for each, which
 * a program needs whose messages have resolvers, or threads, of their own. Its
 * DNS layer has to hand out records that libspf2 frees.
 */
#include <string.h>

#include "bench_spf.h"

#if defined(__has_include)
#if __has_include(<spf2/spf.h>)
#define HAVE_LIBSPF2 1
#endif
#endif

#ifdef HAVE_LIBSPF2
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <arpa/nameser.h>

#include <spf2/spf.h>

/* NETDB_SUCCESS, HOST_NOT_FOUND and TRY_AGAIN; strict POSIX headers don't have them. */
enum { FOUND = 0, NOT_FOUND = 1, FAILED = 2 };

#define MAX_TEXT 65536

typedef struct their_side {
	const bench_figure *figure;
	SPF_dns_server_t dns; /* its hook is the zone of the message */
	SPF_server_t *server;
} their_side;

static void
copy(void *out, const bench_octets *rdata, size_t len)
{
	if (rdata->len == len)
		memcpy(out, rdata->at, len);
}

static void
give_text(SPF_dns_rr_t *rr, int index, const char *text, size_t len)
{
	bench_must(
	    SPF_dns_rr_buf_realloc(rr, index, len + 1) == SPF_E_SUCCESS, "libspf2: no memory");
	memcpy(rr->rr[index]->txt, text, len + 1);
}

static void
give(SPF_dns_rr_t *rr, int index, uint16_t type, const bench_octets *rdata)
{
	static uint8_t text[MAX_TEXT];
	char name[BENCH_NAME_SIZE];

	if (type == SECMAIL_DNS_TXT) {
		size_t len = bench_joined(rdata, text, sizeof text);

		give_text(rr, index, (const char *)text, len);
	} else if (type == SECMAIL_DNS_MX || type == SECMAIL_DNS_PTR) {
		bench_name(rdata, type == SECMAIL_DNS_MX ? 2 : 0, name);
		give_text(rr, index, name, strlen(name));
	} else {
		bench_must(SPF_dns_rr_buf_realloc(rr, index, sizeof *rr->rr[0]) == SPF_E_SUCCESS,
		    "libspf2: no memory");
		if (type == SECMAIL_DNS_A)
			copy(&rr->rr[index]->a, rdata, 4);
		else
			copy(&rr->rr[index]->aaaa, rdata, 16);
	}
	rr->num_rr = index + 1;
}

static SPF_dns_rr_t *
look_up(SPF_dns_server_t *server, const char *domain, ns_type type, int should_cache)
{
	const bench_answer *answer = bench_zone_find(server->hook, domain, (uint16_t)type);
	int found = !answer ? NOT_FOUND : answer->is_failure ? FAILED : FOUND;
	SPF_dns_rr_t *rr;

	(void)should_cache;
	if (found == FOUND && answer->count == 0)
		found = NOT_FOUND;
	rr = SPF_dns_rr_new_init(server, domain, type, 300, found);
	bench_must(rr != NULL, "libspf2: no memory");
	for (size_t i = 0; found == FOUND && i < answer->count; i++)
		give(rr, (int)i, answer->type, &answer->records[i]);
	return rr;
}

static const char *
code_name(SPF_result_t result)
{
	return result == SPF_RESULT_INVALID ? "" : SPF_strresult(result);
}

static void
set_client(SPF_request_t *request, const bench_message *m)
{
	struct in6_addr ip6;
	struct in_addr ip4;

	memcpy(&ip6, m->ip, sizeof ip6);
	memcpy(&ip4, m->ip, sizeof ip4);
	bench_must((m->ip_len == 4 ? SPF_request_set_ipv4(request, ip4)
				   : SPF_request_set_ipv6(request, ip6)) == SPF_E_SUCCESS,
	    "libspf2 takes no client");
}

static void
judge(their_side *side, const bench_message *m)
{
	SPF_request_t *request = SPF_request_new(side->server);
	SPF_response_t *response = NULL;
	const char *code = side->figure->code;

	bench_must(request != NULL, "libspf2: no memory");
	side->dns.hook = (void *)m->zone;
	set_client(request, m);
	(void)SPF_request_set_helo_dom(request, m->helo);
	(void)SPF_request_set_env_from(request, m->path);
	(void)SPF_request_query_mailfrom(request, &response);
	bench_must(
	    !code || (response && strcmp(code, code_name(SPF_response_result(response))) == 0),
	    "a wrong verdict of libspf2");
	if (response)
		SPF_response_free(response);
	SPF_request_free(request);
}

static void
run(void *arg)
{
	their_side *side = arg;

	for (size_t i = 0; i < side->figure->count; i++)
		judge(side, &side->figure->messages[i]);
}

static void
open_server(their_side *side)
{
	side->server = SPF_server_new_dns(&side->dns, 0);
	bench_must(side->server != NULL, "libspf2: no memory");
	bench_must(
	    SPF_server_set_rec_dom(side->server, "mx.example.org") == SPF_E_SUCCESS, "libspf2");
}

static void
run_with_servers(void *arg)
{
	their_side *side = arg;

	for (size_t i = 0; i < side->figure->count; i++) {
		open_server(side);
		judge(side, &side->figure->messages[i]);
		SPF_server_free(side->server);
	}
}

void
bench_against_libspf2(const bench_figure *figure, bench_ours *ours)
{
	their_side theirs = { figure, { .lookup = look_up, .name = "memory" }, NULL };

	open_server(&theirs);
	bench_compare_parts(
	    figure->name, "libspf2", figure->count, bench_ours_run, ours, run, &theirs);
	SPF_server_free(theirs.server);
	bench_compare_parts(figure->name, "libspf2_server", figure->count, bench_ours_run, ours,
	    run_with_servers, &theirs);
}
#else
void
bench_against_libspf2(const bench_figure *figure, bench_ours *ours)
{
	(void)ours;
	printf("%s: libspf2 is not there to compare with (Debian: libspf2-dev)\n", figure->name);
}
#endif
