/*
 * arc.c - see arc.h
 *
 * A forwarder validates when a message comes in and seals when it goes out. Here
 * both happen at once: for mail that leaves as it came.
 */
#include "arc.h"

#include <errno.h>
#include <secmail/arcseal.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"
#include "look_up.h"
#include "outcome.h"

struct work {
	const struct arc_options *o;
	secmail_inbound_config *config;
	secmail_inbound *inbound;
	secmail_answers *answers;
	secmail_verdict *verdict;
	struct look_up look_up;
	secmail_authres *results;
	secmail_message *message;
	secmail_arc_sealer *sealer;
	secmail_arc_sealing *sealing;
};

static int
out_of_memory(void)
{
	return complain(TEMPORARY, "memory", secmail_status_text(SECMAIL_NO_MEMORY));
}

/* --- what came in -------------------------------------------------------- */

static int
read_letter(struct work *w, const struct letter *l)
{
	secmail_status status = secmail_inbound_config_new(&w->config);

	if (status != SECMAIL_DONE)
		return out_of_memory();
	secmail_inbound_config_set_normalize(w->config, true);
	if (secmail_inbound_config_set_authserv_id(w->config, w->o->authserv_id) != SECMAIL_DONE)
		return complain(USAGE, "--arc", secmail_inbound_config_error(w->config));
	if (secmail_inbound_new(w->config, w->o->now, &w->inbound) != SECMAIL_DONE ||
	    secmail_answers_new(&w->answers) != SECMAIL_DONE)
		return out_of_memory();
	status = secmail_inbound_write(w->inbound, l->text, l->len);
	if (status == SECMAIL_DONE)
		status = secmail_inbound_end(w->inbound);
	return outcome_of(status, NOT_A_MESSAGE, "message", secmail_inbound_error(w->inbound));
}

static int
judge(struct work *w)
{
	int outcome = look_up_open(&w->look_up, w->o->zone, w->o->resolver);
	secmail_status status = SECMAIL_WANT_DNS;

	while (outcome == LOOK_UP_DONE && status == SECMAIL_WANT_DNS) {
		status = secmail_inbound_judge(w->inbound, w->answers, &w->verdict);
		if (status == SECMAIL_WANT_DNS)
			outcome = look_up_answer(&w->look_up, w->answers);
	}
	if (outcome != LOOK_UP_DONE)
		return complain(outcome, w->look_up.about, w->look_up.why);
	return outcome_of(status, NOT_A_MESSAGE, "message", secmail_inbound_error(w->inbound));
}

/* What was found, as the field that a server would put on top. */
static int
read_results(struct work *w)
{
	const char *field = secmail_verdict_authentication_results(w->verdict);
	const char *body = field + strlen(secmail_authres_name()) + 1;

	if (secmail_authres_new(&w->results) != SECMAIL_DONE)
		return out_of_memory();
	return outcome_of(secmail_authres_parse(w->results, body, strlen(body)), NOT_A_MESSAGE,
	    "results", secmail_authres_error(w->results));
}

/* --- what goes out ------------------------------------------------------- */

static int
set_up(struct work *w, const secmail_dkim_config *c)
{
	if (secmail_arc_sealer_new(c, &w->sealer) != SECMAIL_DONE ||
	    secmail_message_new(&w->message) != SECMAIL_DONE)
		return out_of_memory();
	if (secmail_arc_sealer_set_key(w->sealer, w->o->key, w->o->domain, w->o->selector) !=
	    SECMAIL_DONE)
		return complain(USAGE, "key", secmail_arc_sealer_error(w->sealer));
	return outcome_of(secmail_arc_sealing_new(w->sealer, w->o->now, &w->sealing), USAGE, "-t",
	    "the time is none that a signature can have");
}

static int
feed(struct work *w, const struct letter *l)
{
	size_t body = 0;
	secmail_status status = letter_read_header(l, w->message, &body);

	if (status == SECMAIL_DONE)
		status = secmail_arc_sealing_set_message(w->sealing, w->message);
	if (status == SECMAIL_DONE)
		status = secmail_arc_sealing_write_body(w->sealing, l->text + body, l->len - body);
	if (status == SECMAIL_DONE)
		status = secmail_arc_sealing_end_body(w->sealing);
	if (status == SECMAIL_DONE)
		status = secmail_arc_sealing_set_results(
		    w->sealing, secmail_verdict_arc(w->verdict), w->results);
	return outcome_of(status, NOT_A_MESSAGE, "message", secmail_arc_sealing_error(w->sealing));
}

/* The agent signs once for each field. */
static int
ask_agent(struct work *w, int fd)
{
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	size_t len, signature_len;
	const void *digest = secmail_arc_sealing_digest(w->sealing, &len);

	if (!agent_sign(fd, digest, len, signature, sizeof signature, &signature_len))
		return complain(TEMPORARY, w->o->agent, "the agent does not sign");
	return outcome_of(secmail_arc_sealing_set_signature(w->sealing, signature, signature_len),
	    TEMPORARY, w->o->agent, secmail_arc_sealing_error(w->sealing));
}

static int
seal(struct work *w)
{
	secmail_status status = secmail_arc_sealing_seal(w->sealing);
	int fd = -1, outcome = SIGNED;

	if (status == SECMAIL_WANT_SIGNATURE) {
		if (!w->o->agent)
			return complain(USAGE, "-p", "wants an agent: -A");
		fd = agent_connect(w->o->agent);
		if (fd < 0)
			return complain(TEMPORARY, w->o->agent, strerror(errno));
	}
	while (status == SECMAIL_WANT_SIGNATURE && outcome == SIGNED) {
		outcome = ask_agent(w, fd);
		if (outcome == SIGNED)
			status = secmail_arc_sealing_seal(w->sealing);
	}
	if (fd >= 0)
		close(fd);
	return outcome != SIGNED ? outcome
				 : outcome_of(status, TEMPORARY, "sealing",
				       secmail_arc_sealing_error(w->sealing));
}

/* A message without a set is as good as it came; one whose chain DNS did not tell may wait. */
static int
print(const struct work *w, const struct letter *l)
{
	secmail_arc_sealing_code code = secmail_arc_sealing_decision(w->sealing);
	size_t len;
	const char *fields = secmail_arc_sealing_fields(w->sealing, &len);

	if (code == SECMAIL_ARC_SEALING_TEMPORARY)
		return complain(
		    TEMPORARY, "chain", secmail_arc_result_detail(secmail_verdict_arc(w->verdict)));
	if (!fields)
		complain(SIGNED, "no set is added", secmail_arc_sealing_code_name(code));
	return letter_print(l, fields ? fields : "")
		   ? SIGNED
		   : complain(TEMPORARY, "standard output", strerror(errno));
}

static void
clean_up(struct work *w)
{
	secmail_arc_sealing_free(w->sealing);
	secmail_arc_sealer_free(w->sealer);
	secmail_message_free(w->message);
	secmail_authres_free(w->results);
	secmail_verdict_free(w->verdict);
	secmail_answers_free(w->answers);
	secmail_inbound_free(w->inbound);
	secmail_inbound_config_free(w->config);
	look_up_close(&w->look_up);
}

int
arc_seal(const struct arc_options *o, const secmail_dkim_config *c, const struct letter *l)
{
	struct work w = { .o = o };
	int outcome = read_letter(&w, l);

	if (outcome == SIGNED)
		outcome = judge(&w);
	if (outcome == SIGNED)
		outcome = read_results(&w);
	if (outcome == SIGNED)
		outcome = set_up(&w, c);
	if (outcome == SIGNED)
		outcome = feed(&w, l);
	if (outcome == SIGNED)
		outcome = seal(&w);
	if (outcome == SIGNED)
		outcome = print(&w, l);
	clean_up(&w);
	return outcome;
}
