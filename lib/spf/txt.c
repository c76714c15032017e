/* txt.c - TXT records: their strings joined, and which of them is SPF (RFC 7208 sections 3.3, 4.5)
 */
#include "spf_internal.h"

/* A record of the longest text in strings of one octet; what is longer has strings of none. */
#define MAX_RDATA (2 * SECMAIL_SPF_MAX_RECORD)

/* Strings at a record's beginning that are looked at to see what it is. */
#define MAX_FIRST_STRINGS 16

static secmailp_spf_step
join(secmailp_spf_evaluation *e, secmailp_view rdata, size_t len, secmailp_view *out)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);
	secmailp_spf_text text = { secmailp_spf_room(e, len), 0, len, false };

	if (!text.at)
		return SECMAILP_SPF_STOP;
	while (secmailp_cursor_left(&c) > 0)
		secmailp_spf_text_add(&text, secmailp_cursor_take(&c, secmailp_cursor_byte(&c)));
	*out = secmailp_view_of(text.at, c.bad ? 0 : text.len);
	return SECMAILP_SPF_YES;
}

static secmailp_view
rdata_of(const secmailp_spf_evaluation *e, uint32_t id, size_t index)
{
	size_t len = 0;
	const void *at = secmail_answers_rdata(e->answers, id, index, &len);

	return secmailp_view_of(at, len);
}

/* Octets of all strings together; each string has one octet of length before it. */
static size_t
joined_len(secmailp_view rdata)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);
	size_t len = 0;

	while (secmailp_cursor_left(&c) > 0)
		len += secmailp_cursor_take(&c, secmailp_cursor_byte(&c)).len;
	return len;
}

secmailp_spf_step
secmailp_spf_txt(secmailp_spf_evaluation *e, uint32_t id, size_t index, secmailp_view *out)
{
	secmailp_view rdata = rdata_of(e, id, index);
	secmailp_cursor c = secmailp_cursor_over(rdata);
	size_t len;

	*out = secmailp_view_of(NULL, 0);
	if (rdata.len == 0)
		return SECMAILP_SPF_YES;
	*out = secmailp_cursor_take(&c, secmailp_cursor_byte(&c));
	if (secmailp_cursor_done(&c))
		return SECMAILP_SPF_YES;
	if (rdata.len > MAX_RDATA)
		return SECMAILP_SPF_NO;
	len = joined_len(rdata);
	if (len > SECMAIL_SPF_MAX_RECORD)
		return SECMAILP_SPF_NO;
	return join(e, rdata, len, out);
}

/* False where the last string is longer than what is there. */
static bool
ends_with_a_string(secmailp_cursor rest)
{
	while (secmailp_cursor_left(&rest) > 0)
		secmailp_cursor_take(&rest, secmailp_cursor_byte(&rest));
	return !rest.bad;
}

/* Looks at the first octets across strings, so that other TXT records are never joined. */
static bool
begins_as_record(secmailp_cursor *strings)
{
	uint8_t first[sizeof SECMAILP_SPF_VERSION];
	secmailp_spf_text text = { first, 0, sizeof first, false };
	secmailp_view string = secmailp_cursor_take(strings, secmailp_cursor_byte(strings));

	if (string.len >= sizeof first) /* nearly always it is enough */
		return secmailp_spf_is_record(string);
	secmailp_spf_text_add(&text, string);
	for (size_t i = 1; i < MAX_FIRST_STRINGS && text.len < text.room; i++) {
		if (secmailp_cursor_left(strings) == 0)
			break;
		secmailp_spf_text_add(
		    &text, secmailp_cursor_take(strings, secmailp_cursor_byte(strings)));
	}
	return secmailp_spf_is_record(secmailp_view_of(text.at, text.len));
}

/* A record that is cut off is none: half of it could say another thing. */
bool
secmailp_spf_txt_is_record(secmailp_view rdata)
{
	secmailp_cursor strings = secmailp_cursor_over(rdata);

	return begins_as_record(&strings) && (rdata.len > MAX_RDATA || ends_with_a_string(strings));
}

secmailp_spf_step
secmailp_spf_select(secmailp_spf_evaluation *e, uint32_t id, secmailp_view *out)
{
	size_t count = secmail_answers_count(e->answers, id);
	size_t found = 0;
	size_t which = 0;
	secmailp_spf_step step;

	for (size_t i = 0; i < count; i++) {
		if (!secmailp_spf_txt_is_record(rdata_of(e, id, i)))
			continue;
		if (++found > 1)
			return secmailp_spf_stop(
			    e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_MULTIPLE_RECORDS);
		which = i;
	}
	if (found == 0)
		return SECMAILP_SPF_NO;
	step = secmailp_spf_txt(e, id, which, out);
	if (step == SECMAILP_SPF_NO)
		return secmailp_spf_stop(e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_RECORD_LIMIT);
	return step;
}
