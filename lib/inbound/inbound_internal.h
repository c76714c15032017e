/*
 * inbound_internal.h - what the files of module inbound share
 *
 *	config.c                   what holds for all messages
 *	session.c                  one message on its way in
 *	judge.c                    from a session and answers to a verdict
 *	strictest.c                DMARC for each author domain
 *	verdict.c                  the verdict and its getters
 *	authentication_results.c   the verdict as a header field
 *	json.c, verdict_json.c     the verdict for programs
 *	explain.c, choice.c        the verdict for people
 *	catalogue_*.c              what can be said, a language each
 */
#ifndef SECMAIL_INBOUND_INTERNAL_H
#define SECMAIL_INBOUND_INTERNAL_H

#include <secmail/authres.h>
#include <secmail/explain.h>
#include <secmail/inbound.h>

#include "private/buffer.h"
#include "private/error.h"

/* Octets of an address as text, the NUL included (INET6_ADDRSTRLEN). */
#define INBOUND_CLIENT_SIZE 46

struct secmail_inbound_config {
	char *authserv_id;
	bool normalize;
	size_t max_authors;
	const secmail_dmarc_suffixes *suffixes; /* NULL: RFC 9989 */
	secmail_dkim_config *dkim;
	secmail_trace_fn trace;
	void *trace_arg;
	secmailp_error error;
};

struct secmail_inbound {
	const secmail_inbound_config *config;
	secmail_spf *spf;
	secmail_message *message;
	secmail_dkim *dkim;
	secmail_dmarc *dmarc;
	char client[INBOUND_CLIENT_SIZE]; /* as text */
	bool has_client;
	bool has_mail_from;
	bool has_header;  /* dkim was given the complete header */
	bool has_decided; /* a verdict was given before the body: dkim takes no more of it */
	bool has_ended;
	bool has_asked;                 /* what can be known early was asked for, */
	bool has_informed;              /* and for the walks from signers, too */
	secmail_verdict *begun;         /* what is decided so far; NULL: nothing */
	const secmail_answers *answers; /* by this table, if it bears the mark */
	uint64_t mark;
	int64_t rounds;
	size_t questions_traced;
	secmailp_error error;
};

struct secmail_verdict {
	secmail_spf_result *spf;
	secmail_dkim_results *dkim;
	secmail_arc_result *arc;
	const secmail_dmarc_result *dmarc; /* one of these: */
	secmail_dmarc_result *authors[SECMAIL_INBOUND_MAX_AUTHORS];
	size_t author_count;
	_Atomic(char *) field;   /* Authentication-Results; NULL until somebody asks for it */
	const char *authserv_id; /* behind the verdict */
	char client[INBOUND_CLIENT_SIZE]; /* as text; "" if it is not known */
	size_t questions;
	uint32_t message_flags;
	bool is_secure;
};

/* Tells whoever watches this configuration of an event. */
void secmail_inbound_trace(
    const secmail_inbound *m, secmail_event event, const char *subject, int64_t number);

/* Gives DMARC what SPF and DKIM found, each result with its own domain, for an author domain. */
SECMAIL_MUST_CHECK secmail_status secmail_inbound_inform_dmarc(
    secmail_inbound *m, const secmail_verdict *v, const char *author);

/* Fills v->authors and v->dmarc. */
SECMAIL_MUST_CHECK secmail_status secmail_inbound_judge_dmarc(
    secmail_inbound *m, secmail_answers *a, secmail_verdict *v);

/* Forgets what was decided in earlier rounds. */
void secmail_inbound_forget(secmail_inbound *m);

/* A verdict without results; NULL if memory is short. */
secmail_verdict *secmail_verdict_new(const char *authserv_id);

/* What DMARC came to is decided on in one go, for all authors. */
void secmail_verdict_drop_authors(secmail_verdict *v);

/* The results as a field, to be released with free(). */
SECMAIL_MUST_CHECK secmail_status secmail_verdict_write_field(const secmail_verdict *v, char **out);

/* Whether DKIM or ARC need the body at all. */
bool secmail_inbound_is_signed(const secmail_inbound *m);

#endif
