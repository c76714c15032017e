/*
 * consent.c - does a destination take reports about somebody else? (RFC 9990 section 4)
 *
 * Within the organization of the policy domain nobody has to be asked. Any
 * other host has to publish a record below its own name; without one nothing
 * is sent there, since a stranger may have written that host into his record.
 */
#include <string.h>

#include "destinations.h"
#include "private/cursor.h"

#define INFIX "._report._dmarc."

/* One URI of the list. */
typedef struct target {
	secmailp_view written;
	dmarc_uri uri;
	bool is_uri;
	secmailp_domain host; /* empty: none that is a domain name */
} target;

typedef struct search {
	dmarc_evaluation *e;
	secmail_dmarc_destinations *found;
	secmail_dmarc_report report;
} search;

/* U-labels become A-labels. False, and an empty host, if it is no domain name. */
static bool
read_host(dmarc_evaluation *e, const dmarc_uri *uri, secmailp_domain *out)
{
	secmailp_view host = secmailp_dmarc_uri_host(uri);
	secmail_status status = SECMAIL_SYNTAX;

	if (host.len > 0)
		status = secmail_domain_normalize(host.at, host.len, out->text);
	if (status == SECMAIL_NO_MEMORY)
		e->status = status;
	if (status != SECMAIL_DONE)
		out->text[0] = '\0';
	out->len = strlen(out->text);
	if (secmailp_domain_ends_in_number(secmailp_domain_view(out)))
		out->len = 0;
	return out->len > 0;
}

/* The question whose answer is the host's consent. */
static secmail_status
ask(const search *s, const target *t, uint32_t *id)
{
	uint8_t name[2 * SECMAILP_DOMAIN_MAX + sizeof INFIX];
	secmailp_view parts[] = { s->e->author, secmailp_view_text(INFIX),
		secmailp_domain_view(&t->host) };
	size_t len = 0;

	for (size_t i = 0; i < 3; i++) {
		memcpy(name + len, parts[i].at, parts[i].len);
		len += parts[i].len;
	}
	return secmail_answers_ask(
	    s->e->answers, name, len, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED, id);
}

/* The URIs that a record of consent has for these reports; empty if it has none. */
static secmailp_view
replacement_in(const search *s, const dmarc_record *record)
{
	return s->report == SECMAIL_DMARC_REPORT_FAILURE ? record->ruf : record->rua;
}

/* What the records at a name say, all together. */
typedef struct consents {
	size_t count;        /* of records of consent */
	size_t replacements; /* those among them that have URIs */
	size_t index;        /* of the last of these */
} consents;

static consents
read_consents(const search *s, const dmarc_name *name)
{
	size_t count = secmail_answers_count(s->e->answers, name->id);
	consents c = { 0, 0, 0 };
	dmarc_record record;

	for (size_t i = 0; i < count; i++) {
		if (!secmailp_dmarc_name_text(s->e, name, i) ||
		    !secmailp_dmarc_record_read(
			secmailp_buffer_view(&s->e->text), DMARC_RFC9989, &record))
			continue;
		c.count++;
		if (replacement_in(s, &record).len == 0)
			continue;
		c.replacements++;
		c.index = i;
	}
	return c;
}

/* True if all URIs of the replacement are at the host itself; adds them, if `out` says so. */
static bool
replace(const search *s, const target *t, secmailp_view list, bool is_wanted)
{
	secmailp_cursor c = secmailp_cursor_over(list);
	bool is_good = true;

	while (is_good && secmailp_cursor_left(&c) > 0) {
		secmailp_domain host;
		dmarc_uri uri;

		is_good = secmailp_dmarc_uri_read(secmailp_cursor_until(&c, ','), &uri) &&
			  read_host(s->e, &uri, &host) &&
			  secmailp_view_equal(
			      secmailp_domain_view(&host), secmailp_domain_view(&t->host));
		if (is_good && is_wanted)
			secmailp_dmarc_destinations_add(s->found, SECMAIL_DMARC_CONSENT_GIVEN, &uri,
			    t->written, secmailp_domain_view(&host));
		secmailp_cursor_skip(&c, ',');
	}
	return is_good;
}

static void
add(const search *s, const target *t, secmail_dmarc_consent consent)
{
	secmailp_dmarc_destinations_add(s->found, consent, t->is_uri ? &t->uri : NULL, t->written,
	    secmailp_domain_view(&t->host));
}

/* The host has spoken. */
static void
settle_consent(const search *s, const target *t, uint32_t id, secmail_dmarc_consent without)
{
	dmarc_name name = { .id = id };
	consents c = read_consents(s, &name);
	dmarc_record record;
	secmailp_view list;

	if (c.count == 0) {
		add(s, t, without);
		return;
	}
	if (c.replacements != 1) {
		add(s, t, SECMAIL_DMARC_CONSENT_GIVEN);
		return;
	}
	(void)secmailp_dmarc_name_text(s->e, &name, c.index); /* both were done before */
	(void)secmailp_dmarc_record_read(secmailp_buffer_view(&s->e->text), DMARC_RFC9989, &record);
	list = replacement_in(s, &record);
	if (replace(s, t, list, false))
		(void)replace(s, t, list, true);
	else
		add(s, t, SECMAIL_DMARC_CONSENT_CONTRADICTED);
}

/* `without`: what it is if the host does not consent. */
static void
judge_external(const search *s, const target *t, secmail_dmarc_consent without)
{
	uint32_t id;
	secmail_status status = ask(s, t, &id);

	if (status == SECMAIL_NO_MEMORY)
		s->e->status = status;
	if (status != SECMAIL_DONE) {
		/* A name over DNS's limits can't consent (step 4); a full table can't tell. */
		add(s, t, status == SECMAIL_SYNTAX ? without : SECMAIL_DMARC_CONSENT_UNKNOWN);
		return;
	}
	switch (secmail_answers_state(s->e->answers, id)) {
	case SECMAIL_ANSWER_RECORDS:
		settle_consent(s, t, id, without);
		break;
	case SECMAIL_ANSWER_OPEN:
		s->e->waits = true;
		break;
	case SECMAIL_ANSWER_FAILED:
		add(s, t, SECMAIL_DMARC_CONSENT_UNKNOWN);
		break;
	default:
		add(s, t, without);
		break;
	}
}

static void
judge_target(const search *s, const target *t)
{
	secmailp_view host = secmailp_domain_view(&t->host);

	if (host.len == 0) {
		add(s, t, SECMAIL_DMARC_CONSENT_MALFORMED);
		return;
	}
	if (secmailp_view_equal(host, s->e->author)) {
		add(s, t, SECMAIL_DMARC_CONSENT_OWN);
		return;
	}
	switch (secmailp_dmarc_align_relaxed(s->e, host)) {
	case DMARC_ALIGNS:
		add(s, t, SECMAIL_DMARC_CONSENT_OWN);
		break;
	case DMARC_ALIGNS_NOT:
		judge_external(s, t, SECMAIL_DMARC_CONSENT_REFUSED);
		break;
	case DMARC_ALIGNS_UNKNOWN:
		if (!s->e->waits)
			judge_external(s, t, SECMAIL_DMARC_CONSENT_UNKNOWN);
		break;
	}
}

/* An item without the white space around it. */
static secmailp_view
trim(secmailp_view item)
{
	static const secmailp_byteset space = SECMAILP_WSP;
	secmailp_cursor c = secmailp_cursor_over(item);
	secmailp_view v;

	secmailp_cursor_while(&c, &space);
	v = secmailp_cursor_rest(&c);
	while (v.len > 0 && secmailp_byteset_has(&space, v.at[v.len - 1]))
		v.len--;
	return v;
}

/* The items of a list, those without any text left out. */
static size_t
read_list(dmarc_evaluation *e, secmailp_view list, target *targets)
{
	secmailp_cursor c = secmailp_cursor_over(list);
	size_t count = 0;

	while (count < SECMAIL_DMARC_MAX_DESTINATIONS && secmailp_cursor_left(&c) > 0) {
		target *t = &targets[count];

		t->written = trim(secmailp_cursor_until(&c, ','));
		secmailp_cursor_skip(&c, ',');
		if (t->written.len == 0)
			continue;
		count++;
		t->host.len = 0;
		t->is_uri = secmailp_dmarc_uri_read(t->written, &t->uri);
		if (t->is_uri)
			read_host(e, &t->uri, &t->host);
	}
	return count;
}

/* All that can be asked at once is asked; nothing of the result counts while something is open. */
static void
search_all(const search *s, secmailp_view list)
{
	target targets[SECMAIL_DMARC_MAX_DESTINATIONS];
	size_t count = read_list(s->e, list, targets);
	const dmarc_walk *author = secmailp_dmarc_walk_from(s->e, s->e->author);
	bool is_open;

	secmailp_dmarc_walk_need(s->e, author);
	if (s->e->waits)
		return;
	is_open = false;
	for (size_t i = 0; i < count; i++) {
		s->e->waits = false;
		judge_target(s, &targets[i]);
		is_open |= s->e->waits;
	}
	s->e->waits = is_open;
}

static secmail_status
find(dmarc_evaluation *e, secmailp_view list, secmail_dmarc_report report,
    secmail_dmarc_destinations **out)
{
	search s = { e, secmailp_dmarc_destinations_new(), report };

	if (!s.found)
		return SECMAIL_NO_MEMORY;
	search_all(&s, list);
	if (e->status == SECMAIL_DONE && !e->waits && e->text.status == SECMAIL_DONE &&
	    secmailp_dmarc_destinations_are_whole(s.found)) {
		*out = s.found;
		return SECMAIL_DONE;
	}
	secmail_dmarc_destinations_free(s.found);
	return e->waits && e->status == SECMAIL_DONE ? SECMAIL_WANT_DNS : SECMAIL_NO_MEMORY;
}

secmail_status
secmail_dmarc_destinations_find(secmail_answers *a, const char *policy_domain, const char *uris,
    secmail_dmarc_report report, secmail_dmarc_destinations **out)
{
	secmailp_domain domain;
	dmarc_evaluation *e;
	secmail_status status;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!a || !policy_domain || !uris)
		return SECMAIL_ARGUMENT;
	if (strlen(uris) > DMARC_MAX_RECORD)
		return SECMAIL_LIMIT;
	status = secmail_domain_normalize(policy_domain, strlen(policy_domain), domain.text);
	if (status != SECMAIL_DONE)
		return status == SECMAIL_NO_MEMORY ? status : SECMAIL_ARGUMENT;
	domain.len = strlen(domain.text);
	e = secmailp_dmarc_evaluation_new(a, secmailp_domain_view(&domain));
	if (!e)
		return SECMAIL_NO_MEMORY;
	status = find(e, secmailp_view_text(uris), report, out);
	secmailp_dmarc_evaluation_free(e);
	return status;
}
