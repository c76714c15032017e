/*
 * spf2.c - libspf2 as an engine
 *
 * It finds its answers in the request by way of the guard, and no network. Its own
 * entry point is passed by, since that lets loopback addresses pass unjudged, and
 * so is its choice of a record. Where the guard has stopped, the library is told that
 * DNS failed, which ends it soon; what it then says is not looked at.
 */
#define _DEFAULT_SOURCE /* for u_char in its headers */
#include "worker.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <arpa/nameser.h>

#include <spf2/spf.h>
#include <spf2/spf_log.h>

/* What netdb.h has for herrno; the same numbers everywhere that libspf2 runs. */
enum { FOUND = 0, NOT_FOUND = 1, FAILED = 2 };

#define EXPLANATION "none"

struct worker_spf {
	SPF_dns_server_t resolver; /* its hook is this structure */
	SPF_server_t *server;
	worker_guard *guard; /* the request's that is being judged */
	bool is_root;        /* the record that is fetched next is the domain's own */
	char record[SECMAIL_ENGINE_MAX_RECORD + 1];
};

static void
copy_text(secmailp_view v, char *out)
{
	memcpy(out, v.at, v.len);
	out[v.len] = '\0';
}

/* --- look-ups -------------------------------------------------------------- */

static SPF_errcode_t
put_octets(SPF_dns_rr_t *rr, int i, secmailp_view v, bool is_text)
{
	SPF_errcode_t error = SPF_dns_rr_buf_realloc(rr, i, v.len + 1);

	if (error != SPF_E_SUCCESS)
		return error;
	memcpy(rr->rr[i], v.at, v.len);
	if (is_text)
		((char *)rr->rr[i])[v.len] = '\0';
	return error;
}

static void
put_records(SPF_dns_rr_t *rr, const secmailp_engines_row *row)
{
	bool is_text = row->type == SECMAIL_DNS_MX || row->type == SECMAIL_DNS_PTR;
	size_t max = row->type == SECMAIL_DNS_PTR ? SECMAIL_SPF_MAX_PTR : row->count;
	secmailp_cursor c = secmailp_cursor_over(row->records);

	for (size_t i = 0; i < row->count && i < max; i++) {
		if (put_octets(rr, (int)i, secmailp_engines_record_next(&c), is_text) !=
		    SPF_E_SUCCESS) {
			rr->herrno = FAILED;
			return;
		}
		rr->num_rr = (int)i + 1;
	}
}

static int
outcome_of(const worker_guard *guard, const secmailp_engines_row *row)
{
	if (worker_guard_has_stopped(guard))
		return FAILED;
	if (!row || row->state == SECMAILP_ENGINES_VOID)
		return NOT_FOUND;
	if (row->state == SECMAILP_ENGINES_RECORDS)
		return FOUND;
	return worker_guard_is_at_pointers(guard) ? NOT_FOUND : FAILED;
}

/* The library ends the process for want of an answer: so no memory is a worker that died. */
static SPF_dns_rr_t *
look_up(SPF_dns_server_t *dns, const char *domain, ns_type type, int should_cache)
{
	worker_spf *w = dns->hook;
	const secmailp_engines_row *row = worker_guard_look(w->guard, domain, (uint16_t)type);
	int outcome = outcome_of(w->guard, row);
	SPF_dns_rr_t *rr = SPF_dns_rr_new_init(dns, domain, type, 0, outcome);

	(void)should_cache;
	if (rr && outcome == FOUND)
		put_records(rr, row);
	return rr;
}

/* --- records --------------------------------------------------------------- */

/* Mechanisms and redirect, each behind a space: record.c wrote it so. */
static size_t
count_terms(secmailp_view text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == ' ';
	return count;
}

/* libspf2 drops what its buffers have no room for, and says nothing. */
static SPF_errcode_t
compile(worker_spf *w, SPF_response_t *response, secmailp_view text, SPF_record_t **out)
{
	SPF_errcode_t error;

	copy_text(text, w->record);
	error = SPF_record_compile(w->server, response, out, w->record);
	if (error == SPF_E_SUCCESS && (*out)->num_mech != count_terms(text)) {
		w->guard->fault = SECMAIL_ENGINE_INCOMPLETE;
		return SPF_E_DNS_ERROR;
	}
	return error;
}

static SPF_errcode_t
get_record(SPF_server_t *of, SPF_request_t *request, SPF_response_t *response, SPF_record_t **out)
{
	worker_spf *w = of->resolver->hook;
	const secmailp_engines_row *row =
	    worker_guard_record(w->guard, request->cur_dom, !w->is_root);
	secmailp_cursor c;

	w->is_root = false;
	*out = NULL;
	if (worker_guard_has_stopped(w->guard))
		return SPF_E_DNS_ERROR;
	if (!row || row->state == SECMAILP_ENGINES_VOID)
		return SPF_E_NOT_SPF;
	if (row->state == SECMAILP_ENGINES_MULTIPLE)
		return SPF_E_MULTIPLE_RECORDS;
	if (row->state != SECMAILP_ENGINES_RECORDS)
		return SPF_E_DNS_ERROR;
	c = secmailp_cursor_over(row->records);
	return compile(w, response, secmailp_engines_record_next(&c), out);
}

/* --- verdicts -------------------------------------------------------------- */

/* What an error means where the library gives no result (RFC 7208 sections 2.6.6 and 2.6.7). */
static secmail_spf_code
code_of_error(SPF_errcode_t error)
{
	switch (error) {
	case SPF_E_NOT_SPF:
		return SECMAIL_SPF_NONE;
	case SPF_E_DNS_ERROR:
	case SPF_E_NO_MEMORY:
		return SECMAIL_SPF_TEMPERROR;
	default:
		return SECMAIL_SPF_PERMERROR;
	}
}

static secmail_spf_code
code_of(SPF_response_t *response)
{
	switch (SPF_response_result(response)) {
	case SPF_RESULT_NEUTRAL:
		return SECMAIL_SPF_NEUTRAL;
	case SPF_RESULT_PASS:
		return SECMAIL_SPF_PASS;
	case SPF_RESULT_FAIL:
		return SECMAIL_SPF_FAIL;
	case SPF_RESULT_SOFTFAIL:
		return SECMAIL_SPF_SOFTFAIL;
	case SPF_RESULT_NONE:
		return SECMAIL_SPF_NONE;
	case SPF_RESULT_TEMPERROR:
		return SECMAIL_SPF_TEMPERROR;
	case SPF_RESULT_PERMERROR:
		return SECMAIL_SPF_PERMERROR;
	default:
		return code_of_error(SPF_response_errcode(response));
	}
}

static secmail_spf_code
interpret(worker_spf *w, SPF_request_t *request, SPF_response_t *response)
{
	SPF_record_t *record = NULL;
	SPF_errcode_t error;

	w->is_root = true;
	request->cur_dom = request->env_from_dp;
	error = SPF_server_get_record(w->server, request, response, &record);
	if (error != SPF_E_SUCCESS || !record)
		return code_of_error(error);
	response->spf_record_exp = record;
	(void)SPF_record_interpret(record, request, response, 0);
	return code_of(response); /* its texts are built from the record, so that is not released */
}

static SPF_errcode_t
set_client(SPF_request_t *request, secmailp_view ip)
{
	struct in6_addr ip6;
	struct in_addr ip4;

	if (ip.len == sizeof ip4) {
		memcpy(&ip4, ip.at, sizeof ip4);
		return SPF_request_set_ipv4(request, ip4);
	}
	memcpy(&ip6, ip.at, sizeof ip6);
	return SPF_request_set_ipv6(request, ip6);
}

static bool
set_up(SPF_request_t *to, const secmailp_engines_request *from)
{
	char helo[SECMAIL_ENGINE_MAX_HELO + 1];
	char sender[SECMAILP_ENGINES_MAX_SENDER + 1];

	copy_text(from->helo, helo);
	copy_text(from->sender, sender);
	to->use_local_policy = 0;
	return set_client(to, from->ip) == SPF_E_SUCCESS &&
	       SPF_request_set_env_from(to, sender) == SPF_E_SUCCESS &&
	       SPF_request_set_helo_dom(to, helo) == SPF_E_SUCCESS;
}

static secmail_spf_code
judge(worker_spf *w, const secmailp_engines_request *from)
{
	SPF_request_t *request = SPF_request_new(w->server);
	SPF_response_t *response = request ? SPF_response_new(request) : NULL;

	if (!response || !set_up(request, from))
		return SECMAIL_SPF_TEMPERROR;
	return interpret(w, request, response); /* the process ends: nothing is released */
}

worker_spf *
worker_spf_new(void)
{
	worker_spf *w = calloc(1, sizeof *w);
	SPF_response_t *response = NULL;

	if (!w)
		return NULL;
	SPF_warning_handler = NULL;
	SPF_info_handler = NULL;
	SPF_debug_handler = NULL;
	w->resolver.lookup = look_up;
	w->resolver.get_spf = get_record;
	w->resolver.name = "answers";
	w->resolver.hook = w;
	w->server = SPF_server_new_dns(&w->resolver, 0);
	if (!w->server || SPF_server_set_rec_dom(w->server, "unknown") != SPF_E_SUCCESS ||
	    SPF_server_set_explanation(w->server, EXPLANATION, &response) != SPF_E_SUCCESS)
		return NULL;
	return w;
}

void
worker_spf_judge(worker_spf *w, const secmailp_engines_request *request, worker_guard *g,
    secmailp_engines_reply *reply)
{
	w->guard = g;
	g->request = request;
	g->fault = SECMAIL_ENGINE_DECIDED;
	reply->reason = SECMAIL_ENGINE_DECIDED;
	reply->code = judge(w, request);
	reply->count = g->question_count;
	memcpy(reply->questions, g->questions, sizeof reply->questions);
	if (g->fault == SECMAIL_ENGINE_DECIDED)
		return;
	reply->count = 0;
	reply->reason = g->fault;
	reply->code = SECMAIL_SPF_PERMERROR;
}
