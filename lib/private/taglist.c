/* taglist.c - see taglist.h */
#include "private/taglist.h"

#include "private/eight.h"

/* tag-name = ALPHA *ALNUMPUNC, where ALNUMPUNC has the underscore (RFC 6376 section 3.2). */
static const secmailp_byteset NAME_START = SECMAILP_ALPHA;
static const secmailp_byteset NAME = { { 0x03ff000000000000, 0x07fffffe87fffffe, 0, 0 } };

/* FWS may stand around names and values; the order of CR and LF was checked by the header scanner.
 */
static const secmailp_byteset SPACE = SECMAILP_FWS;

/* VALCHAR (33-126 but ";"), white space, and 8-bit octets, which the tag's own grammar judges. */
static const secmailp_byteset VALUE = { { 0xf7ffffff00002600, 0x7fffffffffffffff, ~0ULL, ~0ULL } };

secmailp_taglist
secmailp_taglist_over(secmailp_view list)
{
	return (secmailp_taglist){ secmailp_cursor_over(list), list.at };
}

static secmailp_view
without_trailing_space(secmailp_view v)
{
	while (v.len > 0 && secmailp_byteset_has(&SPACE, v.at[v.len - 1]))
		v.len--;
	return v;
}

/* True if all eight octets belong to a value, by a test that errs on the safe side. */
static bool
are_plain(const uint8_t *at)
{
	uint64_t octets = secmailp_eight(at);

	return (secmailp_eight_at_most(octets, ' ' - 1) | secmailp_eight_equal(octets, ';') |
		   secmailp_eight_equal(octets, 127)) == 0;
}

/* The longest run of VALUE; a key or a signature goes by eights. */
static secmailp_view
take_value(secmailp_cursor *c)
{
	secmailp_view rest = secmailp_cursor_rest(c);
	size_t len = 0;

	for (;;) {
		if (rest.len - len >= SECMAILP_EIGHT && are_plain(rest.at + len))
			len += SECMAILP_EIGHT;
		else if (len < rest.len && secmailp_byteset_has(&VALUE, rest.at[len]))
			len++;
		else
			return secmailp_cursor_take(c, len);
	}
}

bool
secmailp_taglist_next(secmailp_taglist *list, secmailp_tag *out)
{
	secmailp_cursor *c = &list->at;

	*out = (secmailp_tag){ 0 };
	secmailp_cursor_while(c, &SPACE);
	if (secmailp_cursor_left(c) == 0)
		return false;
	if (!secmailp_byteset_has(&NAME_START, (uint8_t)secmailp_cursor_peek(c)))
		c->bad = true;
	out->offset = (size_t)(c->at - list->start);
	out->name = secmailp_cursor_while(c, &NAME);
	secmailp_cursor_while(c, &SPACE);
	secmailp_cursor_expect(c, '=');
	secmailp_cursor_while(c, &SPACE);
	out->value = without_trailing_space(take_value(c));
	if (secmailp_cursor_left(c) > 0)
		secmailp_cursor_expect(c, ';');
	return !c->bad;
}
