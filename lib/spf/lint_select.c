/*
 * lint_select.c - the TXT records of a name: which is SPF, which is nearly, and how large they are
 * (RFC 7208 sections 3.2 to 3.4 and 4.5)
 */
#include "lint.h"

/* Octets of a DNS message beside names and record data (RFC 1035 section 4.1). */
#define MESSAGE_HEADER 12
#define QUESTION_REST 6 /* the name's first length and final zero, type and class */
#define RECORD_REST 12  /* a pointer to the name, type, class, TTL and length */

/* Octets of a text that is quoted in a sentence. */
#define MAX_QUOTE 60

static secmailp_view
rdata_of(const secmailp_spf_lint *l, uint32_t id, size_t index)
{
	size_t len = 0;
	const void *at = secmail_answers_rdata(l->answers, id, index, &len);

	return secmailp_view_of(at, len);
}

/* Octets of all strings together; each has one octet of length before it. */
static size_t
joined_len(secmailp_view rdata)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);
	size_t len = 0;

	while (secmailp_cursor_left(&c) > 0)
		len += secmailp_cursor_take(&c, secmailp_cursor_byte(&c)).len;
	return len;
}

static secmailp_view
join(secmailp_spf_lint *l, secmailp_view rdata, size_t len)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);
	secmailp_spf_text text = { NULL, 0, len, false };

	text.at = secmailp_arena_alloc(&l->found->arena, len);
	if (!text.at) {
		l->status = SECMAIL_NO_MEMORY;
		return secmailp_view_of(NULL, 0);
	}
	while (secmailp_cursor_left(&c) > 0)
		secmailp_spf_text_add(&text, secmailp_cursor_take(&c, secmailp_cursor_byte(&c)));
	return secmailp_view_of(text.at, c.bad ? 0 : text.len);
}

/* The first octets across strings: other TXT records are never joined whole. */
static secmailp_view
beginning(secmailp_view rdata, uint8_t *room, size_t size)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);
	secmailp_spf_text text = { room, 0, size, false };

	while (secmailp_cursor_left(&c) > 0 && text.len < text.room)
		secmailp_spf_text_add(&text, secmailp_cursor_take(&c, secmailp_cursor_byte(&c)));
	return secmailp_view_of(text.at, text.len);
}

secmailp_view
secmailp_spf_lint_txt(secmailp_spf_lint *l, uint32_t id, size_t index, bool *is_too_long)
{
	secmailp_view rdata = rdata_of(l, id, index);
	size_t len = joined_len(rdata);

	*is_too_long = len > SECMAIL_SPF_MAX_RECORD;
	if (*is_too_long || len == 0)
		return secmailp_view_of(NULL, 0);
	return join(l, rdata, len);
}

/* Looks at what is no record but means to be one. */
static bool
is_almost(secmailp_spf_lint *l, const secmailp_spf_lint_place *where, secmailp_view text)
{
	const char *why = secmailp_spf_lint_why_almost(text);

	if (why)
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_ALMOST_RECORD,
		    SECMAIL_SPF_WARNING,
		    "The TXT record \"%s\" looks like SPF and is none: %s; receivers pass it over.",
		    secmailp_spf_lint_keep(l, text, MAX_QUOTE), why);
	return why != NULL;
}

/* How many TXT records are SPF; the first one's place in *out. */
static size_t
count_records(secmailp_spf_lint *l, const secmailp_spf_lint_place *where, uint32_t id, size_t *out)
{
	size_t count = secmail_answers_count(l->answers, id);
	uint8_t room[MAX_QUOTE];
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		secmailp_view rdata = rdata_of(l, id, i);
		secmailp_view text = beginning(rdata, room, sizeof room);

		if (!secmailp_spf_txt_is_record(rdata)) {
			if (!secmailp_spf_is_record(text))
				(void)is_almost(l, where, text);
			continue;
		}
		if (found++ == 0)
			*out = i;
	}
	return found;
}

/* The size of the message that brings all TXT records of the name, without extensions. */
static size_t
response_len(const secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame, uint32_t id)
{
	size_t count = secmail_answers_count(l->answers, id);
	size_t len = MESSAGE_HEADER + frame->name.len + QUESTION_REST;

	for (size_t i = 0; i < count; i++)
		len += RECORD_REST + rdata_of(l, id, i).len;
	return len;
}

static void
look_at_size(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, uint32_t id)
{
	size_t len = frame->name.len + frame->text.len;
	size_t response = response_len(l, frame, id);

	if (len > SECMAIL_SPF_LINT_LONG_RECORD)
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_LONG_RECORD,
		    SECMAIL_SPF_WARNING,
		    "Name and record have %zu octets; over 450 an answer may not fit into one "
		    "datagram of 512.",
		    len);
	else if (response > SECMAIL_SPF_LINT_LONG_RESPONSE)
		secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_LONG_RESPONSE, SECMAIL_SPF_NOTE,
		    "All TXT records of the name come in an answer of %zu octets; one over 512 is "
		    "asked for again over TCP by resolvers without EDNS.",
		    response);
}

bool
secmailp_spf_lint_select(
    secmailp_spf_lint *l, secmailp_spf_lint_frame *frame, uint32_t id, bool *is_said)
{
	secmailp_spf_lint_place where =
	    secmailp_spf_lint_place_of(frame, secmailp_view_of(NULL, 0), 0);
	size_t which = 0;
	size_t found = count_records(l, &where, id, &which);
	bool is_too_long = false;

	*is_said = found > 1;
	if (found > 1)
		secmailp_spf_lint_say(l, &where, SECMAIL_SPF_FINDING_SEVERAL_RECORDS,
		    SECMAIL_SPF_ERROR,
		    "There are %zu SPF records at this name: receivers stop with permerror.",
		    found);
	if (found != 1)
		return false;
	frame->text = secmailp_spf_lint_txt(l, id, which, &is_too_long);
	*is_said = true;
	if (is_too_long)
		secmailp_spf_lint_say(l, &where, SECMAIL_SPF_FINDING_RECORD_LIMIT,
		    SECMAIL_SPF_ERROR,
		    "The record has more than %d octets, and no receiver reads it.",
		    SECMAIL_SPF_MAX_RECORD);
	if (is_too_long || l->status != SECMAIL_DONE)
		return false;
	look_at_size(l, frame, &where, id);
	secmailp_spf_lint_strings(l, frame, rdata_of(l, id, which));
	return true;
}
