/*
 * guard.c - answers for the engine, counted as RFC 7208 section 4.6.4 counts
 *
 * libspf2 counts terms anew in every include, and void look-ups not at all. It shows
 * us its look-ups only, not its terms, so these are told from the order in which
 * it asks: after an MX answer come the addresses of its hosts, one after the other,
 * and what comes else is a term of its own. Of the look-ups of type PTR one may be
 * a macro's, which no limit counts; the library keeps its answer.
 *
 * PTR records are the client's. That DNS fails for a name in them is no match (RFC
 * 7208 section 5.5); libspf2 would make it a temperror, which the client could bring
 * about at will in place of a fail. So it is told that there is no such name.
 */
#include "worker.h"

bool
worker_guard_has_stopped(const worker_guard *g)
{
	return g->fault != SECMAIL_ENGINE_DECIDED || g->question_count > 0;
}

static void
stop(worker_guard *g, secmail_engine_reason why)
{
	if (!worker_guard_has_stopped(g))
		g->fault = why;
}

static void
count_term(worker_guard *g)
{
	if (++g->terms > SECMAIL_SPF_MAX_TERMS)
		stop(g, SECMAIL_ENGINE_LIMIT);
}

static void
count_void(worker_guard *g)
{
	if (++g->voids > SECMAIL_SPF_MAX_VOIDS)
		stop(g, SECMAIL_ENGINE_LIMIT);
}

/* A name as rows have it: without a trailing dot, lower case. False if it can't be asked. */
static bool
read_name(const char *name, secmailp_domain *out)
{
	size_t len = strlen(name);

	if (len > 0 && name[len - 1] == '.')
		len--;
	out->len = 0;
	if (!secmailp_engines_is_name(secmailp_view_of(name, len)))
		return false;
	for (size_t i = 0; i < len; i++)
		out->text[i] = (char)secmailp_lower((uint8_t)name[i]);
	out->len = len;
	return true;
}

static const secmailp_engines_row *
find(worker_guard *g, const secmailp_domain *name, uint16_t type)
{
	for (size_t i = 0; i < g->request->count; i++) {
		const secmailp_engines_row *row = &g->request->rows[i];

		if (row->type == type && secmailp_view_equal(row->name, secmailp_domain_view(name)))
			return row;
	}
	return NULL;
}

/* Notes a question. The engine is told that DNS failed, and ends soon. */
static void
want(worker_guard *g, const secmailp_domain *name, uint16_t type)
{
	size_t i = g->question_count;

	if (worker_guard_has_stopped(g))
		return;
	g->names[i] = *name;
	g->questions[i] = (secmailp_engines_question){ secmailp_domain_view(&g->names[i]), type };
	g->question_count = 1;
}

static const secmailp_engines_row *
find_or_want(worker_guard *g, const secmailp_domain *name, uint16_t type)
{
	const secmailp_engines_row *row = find(g, name, type);

	if (!row)
		want(g, name, type);
	else if (row->state == SECMAILP_ENGINES_REFUSED)
		stop(g, SECMAIL_ENGINE_REFUSED);
	return worker_guard_has_stopped(g) ? NULL : row;
}

static void
expect_nothing(worker_guard *g)
{
	g->expected_count = 0;
	g->is_ptr = false;
}

static void
expect(worker_guard *g, const secmailp_engines_row *row, size_t max)
{
	g->expected = secmailp_cursor_over(row->records);
	g->expected_count = row->count < max ? row->count : max;
	g->is_ptr = row->type == SECMAIL_DNS_PTR;
}

/* True if the name is the next of those that the last answer led to. */
static bool
is_expected(worker_guard *g, secmailp_view name)
{
	secmailp_view next;

	if (g->expected_count == 0)
		return false;
	g->expected_count--;
	next = secmailp_engines_record_next(&g->expected);
	return secmailp_view_equal(next, name);
}

/* Addresses: of a host that an answer led to, or else of a term's own name. */
static const secmailp_engines_row *
look_at_address(worker_guard *g, const secmailp_domain *name, uint16_t type)
{
	const secmailp_engines_row *row;

	if (!is_expected(g, secmailp_domain_view(name))) {
		expect_nothing(g);
		count_term(g);
	}
	row = find_or_want(g, name, type);
	if (row && row->state == SECMAILP_ENGINES_VOID && !g->is_ptr)
		count_void(g);
	return row;
}

static const secmailp_engines_row *
look_at_hosts(worker_guard *g, const secmailp_domain *name)
{
	const secmailp_engines_row *row;

	expect_nothing(g);
	count_term(g);
	row = find_or_want(g, name, SECMAIL_DNS_MX);
	if (!row)
		return NULL;
	if (row->state == SECMAILP_ENGINES_VOID)
		count_void(g);
	if (row->count > SECMAIL_SPF_MAX_MX)
		stop(g, SECMAIL_ENGINE_LIMIT);
	expect(g, row, SECMAIL_SPF_MAX_MX);
	return row;
}

static const secmailp_engines_row *
look_at_pointers(worker_guard *g, const secmailp_domain *name)
{
	bool is_term = !g->may_be_macro;
	const secmailp_engines_row *row;

	g->may_be_macro = false;
	expect_nothing(g);
	if (is_term)
		count_term(g);
	row = find_or_want(g, name, SECMAIL_DNS_PTR);
	if (!row)
		return NULL;
	if (is_term && row->state == SECMAILP_ENGINES_VOID)
		count_void(g);
	expect(g, row, SECMAIL_SPF_MAX_PTR);
	return row;
}

const secmailp_engines_row *
worker_guard_look(worker_guard *g, const char *name, uint16_t type)
{
	const secmailp_engines_row *row = NULL;
	secmailp_domain domain;

	if (worker_guard_has_stopped(g))
		return NULL;
	if (!read_name(name, &domain)) {
		expect_nothing(g);
		count_term(g);
		return NULL;
	}
	if (type == SECMAIL_DNS_A || type == SECMAIL_DNS_AAAA)
		row = look_at_address(g, &domain, type);
	else if (type == SECMAIL_DNS_MX)
		row = look_at_hosts(g, &domain);
	else if (type == SECMAIL_DNS_PTR)
		row = look_at_pointers(g, &domain);
	return worker_guard_has_stopped(g) ? NULL : row;
}

bool
worker_guard_is_at_pointers(const worker_guard *g)
{
	return g->is_ptr;
}

/* True if the record holds a macro p, which looks the client's names up once. */
static bool
has_client_macro(const secmailp_engines_row *row)
{
	secmailp_cursor c = secmailp_cursor_over(row->records);

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_cursor_until(&c, '%');
		if (secmailp_cursor_literal_nocase(&c, "%{p"))
			return true;
		if (secmailp_cursor_left(&c) > 0)
			secmailp_cursor_byte(&c);
	}
	return false;
}

const secmailp_engines_row *
worker_guard_record(worker_guard *g, const char *name, bool is_term)
{
	const secmailp_engines_row *row;
	secmailp_domain domain;

	expect_nothing(g);
	if (is_term && !worker_guard_has_stopped(g))
		count_term(g);
	if (worker_guard_has_stopped(g) || !read_name(name, &domain))
		return NULL;
	row = find_or_want(g, &domain, SECMAIL_DNS_TXT);
	if (row && !g->was_macro && has_client_macro(row)) {
		g->may_be_macro = true;
		g->was_macro = true;
	}
	return row;
}
