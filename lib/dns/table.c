/*
 * table.c - messages' tables at the client, and what each wants; see client.h
 *
 * A table's questions wait in its own line until there is room, and tables take
 * turns: one that asks for much does not keep the others waiting.
 */
#include <stdlib.h>

#include "client.h"

/* Questions that a table has in flight at the most when there is little room. */
#define SMALL_SHARE 4

/* --- wants ----------------------------------------------------------------------- */

static secmailp_dns_want *
want_new(secmailp_dns_table *t, uint32_t question)
{
	secmailp_dns_want *w = calloc(1, sizeof *w);

	if (!w)
		return NULL;
	w->table = t;
	w->question = question;
	secmailp_link_init(&w->of_table, w);
	secmailp_link_init(&w->of_lookup, w);
	t->wants[question] = w;
	return w;
}

static bool
has_waiting(const secmailp_dns_table *t)
{
	return secmailp_is_linked(&t->needed) || secmailp_is_linked(&t->early);
}

/* Questions that a table may have in flight. Whoever has slow names by the dozen can fill one half
 * of the room; what is left is given out in small pieces. */
static size_t
share(const secmail_dns_client *c)
{
	return c->lookup_count < SECMAIL_DNS_MAX_LOOKUPS / 2 ? SECMAIL_DNS_MAX_IN_FLIGHT
							     : SMALL_SHARE;
}

/* A table whose turn may come: it has wants that wait, and not too many in flight. */
static void
stand_in_line(secmailp_dns_table *t)
{
	if (has_waiting(t) && t->in_flight < share(t->client) && !secmailp_is_linked(&t->in_line))
		secmailp_list_append(&t->client->in_line, &t->in_line);
}

/*
 * The total time-out counts while something of the table is open here, and not
 * while its message is still coming in: who sends that slowly gets no time-outs for it.
 */
static void
run_clock(secmailp_dns_table *t)
{
	bool has_wants = has_waiting(t) || secmailp_is_linked(&t->flying);
	secmailp_dns_timers *timers = &t->client->timers;

	if (has_wants && !t->is_over && !secmailp_dns_timer_is_set(&t->timer)) {
		secmailp_dns_timer_set(timers, &t->timer, t->client->now + t->left);
	} else if (!has_wants && secmailp_dns_timer_is_set(&t->timer)) {
		t->left = t->timer.at - t->client->now;
		secmailp_dns_timer_clear(timers, &t->timer);
	}
}

static void
tell_if_due(secmailp_dns_table *t)
{
	if (t->is_awaited && (t->awaited == 0 || t->status != SECMAIL_DONE))
		secmailp_list_append(&t->client->to_tell, &t->to_tell);
}

/* A want is over, however it ended. Its lookup goes on without it. */
static void
want_end(secmailp_dns_want *w)
{
	secmailp_dns_table *t = w->table;

	secmailp_unlink(&w->of_table);
	secmailp_unlink(&w->of_lookup);
	t->wants[w->question] = NULL;
	if (w->lookup)
		t->in_flight--;
	if (w->awaited)
		t->awaited--;
	free(w);
	stand_in_line(t);
	run_clock(t);
	tell_if_due(t);
}

/* A want is dropped; so is its lookup, if nobody else wants it. */
static void
want_drop(secmailp_dns_want *w)
{
	secmailp_dns_lookup *l = w->lookup;

	want_end(w);
	if (l && !secmailp_is_linked(&l->wants) && !l->refresh)
		secmailp_dns_lookup_free(l);
}

/* What the caller answered meanwhile stands. */
static void
note(secmailp_dns_table *t, secmail_status status)
{
	if (status != SECMAIL_DONE && status != SECMAIL_LATE && t->status == SECMAIL_DONE)
		t->status = status;
}

void
secmailp_dns_want_answered(
    secmailp_dns_want *w, const secmailp_dns_reply *reply, secmail_trust trust)
{
	note(w->table, secmailp_dns_reply_apply(reply, w->table->answers, w->question, trust));
	want_end(w);
}

void
secmailp_dns_want_failed(secmailp_dns_want *w, secmail_dns_failure why)
{
	note(w->table, secmail_answers_fail(w->table->answers, w->question, why));
	want_end(w);
}

void
secmailp_dns_want_aborted(secmailp_dns_want *w, secmail_status status)
{
	note(w->table, status);
	want_end(w);
}

/* Joins a want to the lookup of its question, which is begun if there is none. */
static void
want_join(secmailp_dns_want *w)
{
	secmailp_dns_table *t = w->table;
	size_t len;
	const void *at = secmail_answers_qname_wire(t->answers, w->question, &len);
	secmailp_view qname = secmailp_view_of(at, len);
	uint16_t qtype = secmail_answers_qtype(t->answers, w->question);
	secmailp_dns_lookup *l = secmailp_dns_lookup_find(t->client, qname, qtype);
	bool is_new = !l;

	if (l)
		secmailp_dns_count(t->client, SECMAIL_DNS_CLIENT_COALESCED);
	else
		l = secmailp_dns_lookup_new(t->client, qname, qtype);
	if (!l) {
		secmailp_dns_want_aborted(w, SECMAIL_NO_MEMORY);
		return;
	}
	w->lookup = l;
	t->in_flight++;
	secmailp_list_append(&t->flying, &w->of_table);
	secmailp_list_append(&l->wants, &w->of_lookup);
	if (is_new)
		secmailp_dns_lookup_next(l);
}

/* What the caller has answered meanwhile is not asked any more. */
static void
want_begin(secmailp_dns_want *w)
{
	if (secmail_answers_state(w->table->answers, w->question) == SECMAIL_ANSWER_OPEN)
		want_join(w);
	else
		want_end(w);
}

/* --- tables ---------------------------------------------------------------------- */

void
secmailp_dns_tables_go_on(secmail_dns_client *c)
{
	secmailp_dns_table *t;

	while (c->lookup_count < SECMAIL_DNS_MAX_LOOKUPS && (t = secmailp_list_take(&c->in_line))) {
		secmailp_dns_want *w = secmailp_list_first(&t->needed);

		if (!w)
			w = secmailp_list_first(&t->early);
		if (w)
			want_begin(w);
		stand_in_line(t);
	}
}

/* What the system said, if it was the system, is known already. */
static void
explain(secmail_dns_client *c, secmail_status status)
{
	if (c->error.text[0] == '\0')
		secmailp_error_set(&c->error, "%s", secmail_status_text(status));
}

void
secmailp_dns_tables_tell(secmail_dns_client *c)
{
	secmailp_dns_table *t;

	while ((t = secmailp_list_take(&c->to_tell))) {
		secmail_dns_done_fn done = t->done;
		secmail_status status = t->status;
		secmail_answers *answers = t->answers;
		void *arg = t->arg;

		t->is_awaited = false;
		t->untold = NULL;
		if (status != SECMAIL_DONE) {
			explain(c, status);
			secmailp_dns_table_free(t);
		}
		done(arg, answers, status);
	}
}

/* The table lets go. */
static void
is_detached(void *owner, secmail_answers *a)
{
	secmailp_dns_table *t = owner;
	secmail_dns_client *c = t->client;

	(void)a;
	t->answers = NULL;
	secmailp_dns_table_free(t);
	secmailp_dns_client_set_now(c);
	secmailp_dns_tables_go_on(c);
}

static void
drop_all(secmailp_link *wants)
{
	secmailp_dns_want *w;

	while ((w = secmailp_list_take(wants)))
		want_drop(w);
}

/* Nobody will be told of the start that a run has made. */
static void
leave_run(secmailp_dns_table *t)
{
	if (t->untold)
		*t->untold = true;
	t->untold = NULL;
}

void
secmailp_dns_table_free(secmailp_dns_table *t)
{
	secmail_dns_client *c = t->client;

	if (t->answers)
		secmail_answers_detach(t->answers);
	leave_run(t);
	drop_all(&t->needed);
	drop_all(&t->early);
	drop_all(&t->flying);
	secmailp_unlink(&t->all);
	secmailp_unlink(&t->in_line);
	secmailp_unlink(&t->to_tell);
	secmailp_dns_timer_end(&c->timers, &t->timer);
	c->table_count--;
	free(t);
}

/* Gives what is open its answer: nobody answered in time. */
static void
expire_all(secmailp_dns_table *t, secmailp_link *wants)
{
	secmailp_dns_want *w;

	while ((w = secmailp_list_take(wants))) {
		note(t, secmail_answers_fail(t->answers, w->question, SECMAIL_DNS_TIMEOUT));
		want_drop(w);
	}
}

/* The total time-out. */
static void
is_due(void *owner)
{
	secmailp_dns_table *t = owner;

	t->is_over = true;
	expire_all(t, &t->needed);
	expire_all(t, &t->early);
	expire_all(t, &t->flying);
}

static secmailp_dns_table *
table_new(secmail_dns_client *c, secmail_answers *a)
{
	secmailp_dns_table *t = calloc(1, sizeof *t);

	if (!t || !secmailp_dns_timer_init(&c->timers, &t->timer, is_due, t)) {
		free(t);
		return NULL;
	}
	t->client = c;
	t->answers = a;
	secmailp_link_init(&t->all, t);
	secmailp_link_init(&t->in_line, t);
	secmailp_link_init(&t->to_tell, t);
	secmailp_list_init(&t->needed);
	secmailp_list_init(&t->early);
	secmailp_list_init(&t->flying);
	secmailp_list_append(&c->tables, &t->all);
	c->table_count++;
	t->left = c->settings.total;
	return t;
}

secmailp_dns_table *
secmailp_dns_table_find(const secmail_answers *a)
{
	return secmail_answers_attached(a, is_detached);
}

/* The client's own record of a table: there already, or made now. */
static secmail_status
find_or_make(secmail_dns_client *c, secmail_answers *a, secmailp_dns_table **out)
{
	secmailp_dns_table *t = secmailp_dns_table_find(a);

	*out = t;
	if (t && t->client == c)
		return SECMAIL_DONE;
	if (!t && c->table_count >= SECMAIL_DNS_MAX_TABLES) {
		secmailp_error_set(&c->error, "more than %d tables", SECMAIL_DNS_MAX_TABLES);
		return SECMAIL_LIMIT;
	}
	*out = t ? NULL : table_new(c, a);
	if (!t && !*out)
		return SECMAIL_NO_MEMORY;
	if (*out && secmail_answers_attach(a, is_detached, *out) == SECMAIL_DONE)
		return SECMAIL_DONE;
	if (*out) {
		(*out)->answers = NULL;
		secmailp_dns_table_free(*out);
	}
	secmailp_error_set(&c->error, "the table is attached to another driver");
	return SECMAIL_ARGUMENT;
}

/* Answers from the cache, if it may be read. */
static secmail_status
answer_from_cache(secmailp_dns_table *t, uint32_t question)
{
	secmail_dns_client *c = t->client;
	secmailp_dns_found found = SECMAILP_DNS_MISS;
	secmail_status status;

	if (!c->cache || c->settings.trust_ad)
		return SECMAIL_DONE;
	status = secmailp_dns_cache_answer(c->cache, t->answers, question, c->now, &found);
	if (status != SECMAIL_DONE)
		return status;
	if (found != SECMAILP_DNS_MISS)
		secmailp_dns_count(c, SECMAIL_DNS_CLIENT_CACHED);
	if (found == SECMAILP_DNS_HIT_EXPIRING)
		secmailp_dns_lookup_refresh(c, t->answers, question);
	return SECMAIL_DONE;
}

/* Sees to a question that is open. */
static secmail_status
take_question(secmailp_dns_table *t, uint32_t question, bool awaited)
{
	secmailp_dns_want *w = t->wants[question];

	if (t->is_over)
		return secmail_answers_fail(t->answers, question, SECMAIL_DNS_TIMEOUT);
	if (!w) {
		secmail_status status = answer_from_cache(t, question);

		secmailp_dns_count(t->client, SECMAIL_DNS_CLIENT_QUESTIONS);
		if (status != SECMAIL_DONE ||
		    secmail_answers_state(t->answers, question) != SECMAIL_ANSWER_OPEN)
			return status;
		w = want_new(t, question);
		if (!w)
			return SECMAIL_NO_MEMORY;
	}
	w->awaited = awaited;
	if (awaited)
		t->awaited++;
	if (!w->lookup)
		secmailp_list_append(
		    secmail_answers_is_needed(t->answers, question) ? &t->needed : &t->early,
		    &w->of_table);
	return SECMAIL_DONE;
}

/* Whatever was awaited by an earlier start is not awaited now. */
static void
forget_awaited(secmailp_link *wants)
{
	secmailp_dns_want *w = secmailp_list_first(wants);

	for (; w; w = secmailp_list_next(&w->of_table))
		w->awaited = false;
}

static secmail_status
take_questions(secmailp_dns_table *t)
{
	uint32_t open[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t count = secmail_answers_open(t->answers, open, SECMAIL_ANSWERS_MAX_QUESTIONS);
	bool all = count > 0 && !secmail_answers_is_needed(t->answers, open[0]);
	secmail_status status = SECMAIL_DONE;

	forget_awaited(&t->needed);
	forget_awaited(&t->early);
	forget_awaited(&t->flying);
	t->awaited = 0;
	t->is_awaited = false;
	leave_run(t);
	secmailp_unlink(&t->to_tell);
	for (size_t i = 0; i < count && status == SECMAIL_DONE; i++)
		status = take_question(
		    t, open[i], all || secmail_answers_is_needed(t->answers, open[i]));
	stand_in_line(t);
	/* A cache of the caller's may have taken its time. */
	secmailp_dns_client_set_now(t->client);
	run_clock(t);
	return status;
}

secmail_status
secmailp_dns_table_start(
    secmail_dns_client *c, secmail_answers *a, secmail_dns_done_fn done, void *arg)
{
	secmailp_dns_table *t;
	secmail_status status = find_or_make(c, a, &t);

	if (status != SECMAIL_DONE)
		return status;
	status = take_questions(t);
	secmailp_dns_tables_go_on(c);
	if (status == SECMAIL_DONE)
		status = t->status;
	if (status != SECMAIL_DONE) {
		explain(c, status);
		secmailp_dns_table_free(t);
		return status;
	}
	t->done = done;
	t->arg = arg;
	t->is_awaited = t->awaited > 0;
	return t->is_awaited ? SECMAIL_WANT_DNS : SECMAIL_DONE;
}

void
secmailp_dns_table_cancel(secmail_dns_client *c, secmail_answers *a)
{
	secmailp_dns_table *t = secmailp_dns_table_find(a);

	if (!t || t->client != c)
		return;
	secmailp_dns_table_free(t);
	secmailp_dns_client_set_now(c);
	secmailp_dns_tables_go_on(c);
}
