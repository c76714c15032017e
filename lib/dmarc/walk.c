/*
 * walk.c - the DNS tree walk (RFC 9989 section 4.10)
 *
 * All names of a walk are known before the first question is sent, so they are
 * asked together; what counts is decided in order afterwards. A name that
 * several walks come by is asked and read once.
 */
#include <string.h>

#include "private/cursor.h"
#include "private/uninitialized.h"
#include "suffixes.h"

#define PREFIX "_dmarc."

/* Section 4.10 step 4: of a name with eight labels or more, seven are left after the first query.
 */
#define MOST_LABELS 7

/* Section 4.5: the strings of a TXT record are joined. */
bool
secmailp_dmarc_name_text(dmarc_evaluation *e, const dmarc_name *name, size_t index)
{
	size_t len;
	const void *rdata = secmail_answers_rdata(e->answers, name->id, index, &len);
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(rdata, len));

	secmailp_buffer_reset(&e->text);
	while (secmailp_cursor_left(&c) > 0)
		secmailp_buffer_add(&e->text, secmailp_cursor_take(&c, secmailp_cursor_byte(&c)));
	if (e->text.status == SECMAIL_NO_MEMORY)
		e->status = SECMAIL_NO_MEMORY;
	return !c.bad && e->text.status == SECMAIL_DONE;
}

/* Section 4.10 step 2: a record counts by its `v`; more than one are as good as none. */
static void
read_records(dmarc_evaluation *e, dmarc_name *name)
{
	size_t count = secmail_answers_count(e->answers, name->id), found = 0;
	dmarc_record record;

	for (size_t i = 0; i < count && found < 2; i++) {
		if (!secmailp_dmarc_name_text(e, name, i) ||
		    !secmailp_dmarc_record_read(secmailp_buffer_view(&e->text),
			secmailp_dmarc_edition(e->suffixes), &record))
			continue;
		found++;
		name->index = i;
		name->record = record;
	}
	/* They borrow from a buffer that the next record overwrites. */
	name->record.rua = name->record.ruf = secmailp_view_of(NULL, 0);
	name->says = found == 1 ? name->record.psd : DMARC_SAYS_NO_RECORD;
}

static void
read_answer(dmarc_evaluation *e, dmarc_name *name)
{
	name->state = secmail_answers_state(e->answers, name->id);
	switch (name->state) {
	case SECMAIL_ANSWER_RECORDS:
		read_records(e, name);
		break;
	case SECMAIL_ANSWER_NXDOMAIN:
	case SECMAIL_ANSWER_NODATA:
		name->says = DMARC_SAYS_NO_RECORD;
		break;
	case SECMAIL_ANSWER_OPEN:
	case SECMAIL_ANSWER_FAILED:
		break;
	}
}

static secmail_status
ask(dmarc_evaluation *e, dmarc_name *name, secmail_answers_urgency urgency)
{
	SECMAILP_UNINITIALIZED uint8_t question[sizeof PREFIX - 1 + SECMAILP_DOMAIN_MAX];
	const size_t prefix = sizeof PREFIX - 1;

	memcpy(question, PREFIX, prefix);
	memcpy(question + prefix, name->domain.at, name->domain.len);
	return secmail_answers_ask(
	    e->answers, question, prefix + name->domain.len, SECMAIL_DNS_TXT, urgency, &name->id);
}

/* The same name, as the table keeps it: a checked one needs no escapes. */
static secmailp_view
as_in_table(const dmarc_evaluation *e, const dmarc_name *name)
{
	const char *question = secmail_answers_qname(e->answers, name->id);

	return secmailp_view_of(question + sizeof PREFIX - 1, name->domain.len);
}

static dmarc_name *
add_name(dmarc_evaluation *e, secmailp_view domain)
{
	dmarc_name *name = &e->names[e->name_count++];

	*name = (dmarc_name){ .domain = domain, .id = UINT32_MAX, .state = SECMAIL_ANSWER_OPEN };
	switch (ask(e, name, SECMAIL_ANSWERS_SPECULATIVE)) {
	case SECMAIL_DONE:
		name->domain = as_in_table(e, name);
		read_answer(e, name);
		break;
	case SECMAIL_SYNTAX: /* too long with its prefix: nobody can have published there */
		name->state = SECMAIL_ANSWER_NXDOMAIN;
		name->says = DMARC_SAYS_NO_RECORD;
		break;
	case SECMAIL_LIMIT:
		name->state = SECMAIL_ANSWER_FAILED;
		name->is_limited = true;
		break;
	default:
		e->status = SECMAIL_NO_MEMORY;
		break;
	}
	return name;
}

static dmarc_name *
find_name(dmarc_evaluation *e, secmailp_view domain)
{
	for (size_t i = 0; i < e->name_count; i++)
		if (secmailp_view_equal(e->names[i].domain, domain))
			return &e->names[i];
	return add_name(e, domain);
}

bool
secmailp_dmarc_walk_refresh(dmarc_evaluation *e)
{
	if (e->name_count > DMARC_KEPT_NAMES)
		return false;
	for (size_t i = 0; i < e->name_count; i++) {
		dmarc_name *name = &e->names[i];

		/* Without a question it borrows from the session, and there may be room by now. */
		if (name->id == UINT32_MAX)
			return false;
		if (name->state == SECMAIL_ANSWER_OPEN)
			read_answer(e, name);
	}
	return true;
}

/* RFC 7489 section 6.6.3: no walk, but the name itself and its organizational domain. */
static void
take_two_steps(dmarc_evaluation *e, dmarc_walk *w)
{
	w->organization = secmailp_dmarc_suffixes_organization(e->suffixes, w->start);
	w->names[w->count++] = find_name(e, w->start);
	if (!secmailp_view_equal(w->organization, w->start))
		w->names[w->count++] = find_name(e, w->organization);
}

/* RFC 9989 section 4.10. */
static void
take_all_steps(dmarc_evaluation *e, dmarc_walk *w)
{
	size_t labels = secmailp_domain_labels(w->start);

	w->names[w->count++] = find_name(e, w->start);
	for (size_t left = labels > MOST_LABELS ? MOST_LABELS : labels - 1; left > 0; left--)
		w->names[w->count++] = find_name(e, secmailp_domain_last(w->start, left));
}

dmarc_walk *
secmailp_dmarc_walk_from(dmarc_evaluation *e, secmailp_view start)
{
	for (size_t i = 0; i < e->walk_count; i++)
		if (secmailp_view_equal(e->walks[i].start, start))
			return &e->walks[i];
	if (e->walk_count == DMARC_MAX_WALKS)
		return NULL;

	dmarc_walk *w = &e->walks[e->walk_count++];

	*w = (dmarc_walk){ .start = start };
	if (e->suffixes)
		take_two_steps(e, w);
	else
		take_all_steps(e, w);
	return w;
}

/* By a list, a record of one's own is all there is to know. */
size_t
secmailp_dmarc_walk_reach(const dmarc_walk *w)
{
	if (w->organization.len > 0 && w->names[0]->says > DMARC_SAYS_NO_RECORD)
		return 1;
	for (size_t i = 0; i < w->count; i++)
		if (w->names[i]->says == DMARC_SAYS_PSD_Y || w->names[i]->says == DMARC_SAYS_PSD_N)
			return i + 1;
	return w->count;
}

const dmarc_name *
secmailp_dmarc_walk_silent(const dmarc_walk *w)
{
	size_t reach = secmailp_dmarc_walk_reach(w);

	for (size_t i = 0; i < reach; i++)
		if (w->names[i]->says == DMARC_SAYS_UNKNOWN)
			return w->names[i];
	return NULL;
}

void
secmailp_dmarc_walk_need(dmarc_evaluation *e, const dmarc_walk *w)
{
	size_t reach = secmailp_dmarc_walk_reach(w);

	for (size_t i = 0; i < reach; i++) {
		if (w->names[i]->state != SECMAIL_ANSWER_OPEN)
			continue;
		e->waits = true;
		if (ask(e, w->names[i], SECMAIL_ANSWERS_NEEDED) == SECMAIL_NO_MEMORY)
			e->status = SECMAIL_NO_MEMORY;
	}
}

/* Section 4.10.2: from the longest name to the shortest. */
secmailp_view
secmailp_dmarc_walk_organization(const dmarc_walk *w)
{
	secmailp_view fewest = w->start;

	if (w->organization.len > 0)
		return w->organization;
	for (size_t i = 0; i < w->count; i++) {
		secmailp_view domain = w->names[i]->domain;

		switch (w->names[i]->says) {
		case DMARC_SAYS_PSD_N:
			return domain;
		case DMARC_SAYS_PSD_Y:
			/* Of the start itself that is all of it: it is its own organization. */
			return secmailp_domain_last(w->start, secmailp_domain_labels(domain) + 1);
		case DMARC_SAYS_PSD_U:
			fewest = domain;
			break;
		case DMARC_SAYS_NO_RECORD:
		case DMARC_SAYS_UNKNOWN:
			break;
		}
	}
	return fewest;
}

bool
secmailp_dmarc_answer_shows_name(const secmail_answers *a, uint32_t id)
{
	secmail_answer_state state = secmail_answers_state(a, id);

	return state == SECMAIL_ANSWER_RECORDS || state == SECMAIL_ANSWER_NODATA ||
	       (state == SECMAIL_ANSWER_NXDOMAIN && secmail_answers_alias(a, id) != NULL);
}
