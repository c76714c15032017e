/*
 * secmail-ask-unbound.c - DNS by a validator of the caller's own: libunbound, inside this process
 *
 * Here trust comes from: with trust anchors that the caller gave, libunbound checks the signatures
 * itself, whatever server handed out the records. answer() is what a mail server would take over.
 * It stands where secmail_dns_client_run() does:
 *
 *     while ((status = secmail_inbound_judge(m, a, &verdict)) == SECMAIL_WANT_DNS)
 *         answer(...);
 */
#include <poll.h>
#include <secmail/dns.h>
#include <unbound.h>

#include "ask.h"

#define USAGE                                                                                      \
	"secmail-ask-unbound [-a FILE] [-s ADDRESS[@PORT]] [-t MS] NAME TYPE... [+ NAME "          \
	"TYPE...]..."
#define CLASS_IN 1

struct lookup {
	secmail_answers *table;
	uint32_t id;
	bool validates; /* there is a trust anchor */
	int job;        /* libunbound's number for it */
};

static void
must(int error, const char *about, int exit_status)
{
	if (error != 0)
		ask_fail(exit_status, about, ub_strerror(error));
}

static struct ub_ctx *
open_context(const struct ask_options *o)
{
	struct ub_ctx *context = ub_ctx_create();

	if (!context)
		ask_fail(ASK_TEMPORARY, "libunbound", "can't be set up");
	/* It works in a thread of this process; else it would fork. */
	must(ub_ctx_async(context, 1), "thread", ASK_TEMPORARY);
	/* A resolver on this host is as good as any other. */
	must(ub_ctx_set_option(context, "do-not-query-localhost:", "no"), "option", ASK_TEMPORARY);
	if (o->server)
		must(ub_ctx_set_fwd(context, o->server), o->server, ASK_USAGE);
	else
		must(ub_ctx_resolvconf(context, NULL), "/etc/resolv.conf", ASK_TEMPORARY);
	if (o->anchor)
		must(ub_ctx_add_ta_file(context, o->anchor), o->anchor, ASK_USAGE);
	return context;
}

/*
 * Bogus comes first: such a result may hold a message. Neither secure nor bogus means that no
 * anchor vouches for the name's zone, or that its parent proves it to be unsigned.
 */
static secmail_status
give(const struct lookup *l, const struct ub_result *r)
{
	secmail_trust trust = SECMAIL_TRUST_UNKNOWN;

	if (r->bogus)
		return secmail_answers_fail(l->table, l->id, SECMAIL_DNS_BOGUS);
	if (l->validates)
		trust = r->secure ? SECMAIL_TRUST_SECURE : SECMAIL_TRUST_INSECURE;
	return secmail_dns_answer_wire(
	    l->table, l->id, r->answer_packet, (size_t)r->answer_len, trust);
}

/* Called once for each job that was not cancelled, from inside ub_process(). */
static void
take(void *arg, int error, struct ub_result *result)
{
	const struct lookup *l = arg;
	secmail_status taken = error == 0 ? give(l, result) : SECMAIL_SYNTAX;

	if (taken == SECMAIL_SYNTAX || taken == SECMAIL_LIMIT) /* there was no answer in it */
		taken = secmail_answers_fail(l->table, l->id, SECMAIL_DNS_SERVFAIL);
	ask_must(taken, "answer");
	ub_resolve_free(result);
}

/* Waits until all that a table needs is answered; at the deadline, what is open has timed out. */
static void
wait_for(struct ub_ctx *context, secmail_answers *a, int64_t deadline)
{
	struct pollfd polled = { .fd = ub_fd(context), .events = POLLIN };

	while (ask_needs_more(a) && ask_left(deadline) > 0)
		if (poll(&polled, 1, ask_left(deadline)) > 0)
			must(ub_process(context), "libunbound", ASK_TEMPORARY);
	if (ask_needs_more(a))
		secmail_answers_expire(a);
}

static void
answer(struct ub_ctx *context, secmail_answers *a, bool validates, int64_t deadline)
{
	struct lookup lookups[SECMAIL_ANSWERS_MAX_QUESTIONS];
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t count = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	for (size_t i = 0; i < count; i++) {
		const char *name = secmail_answers_qname(a, ids[i]);

		lookups[i] = (struct lookup){ .table = a, .id = ids[i], .validates = validates };
		must(ub_resolve_async(context, name, secmail_answers_qtype(a, ids[i]), CLASS_IN,
			 &lookups[i], take, &lookups[i].job),
		    name, ASK_TEMPORARY);
	}
	wait_for(context, a, deadline);
	/* Nothing comes for a table that may be gone by then. Jobs that are done are not known any
	 * more. */
	for (size_t i = 0; i < count; i++)
		(void)ub_cancel(context, lookups[i].job);
}

int
main(int argc, char **argv)
{
	struct ask_options o;
	char **words = ask_read_options(&o, argc, argv, "a:s:t:", USAGE);
	struct ub_ctx *context = open_context(&o);

	while (words) {
		secmail_answers *a = ask_table(&words);

		answer(context, a, o.anchor != NULL, ask_now() + o.patience);
		ask_print(a);
		secmail_answers_free(a);
	}
	ub_ctx_delete(context);
	return ASK_ANSWERED;
}
