/*
 * tags.c - a tag list read as a whole (RFC 6376 section 3.2)
 *
 * The tokenizer finds tags; here they are put in their places, and the two
 * rules that hold for the list as a whole are applied: no name twice, known or
 * not, and no more tags than the named limit.
 */
#include "dkim_internal.h"

static const secmailp_byteset SPACE = SECMAILP_FWS;

static const char *const NAMES[SMDKIM_TAG_COUNT] = {
	[SMDKIM_TAG_A] = "a",
	[SMDKIM_TAG_B] = "b",
	[SMDKIM_TAG_BH] = "bh",
	[SMDKIM_TAG_C] = "c",
	[SMDKIM_TAG_CV] = "cv",
	[SMDKIM_TAG_D] = "d",
	[SMDKIM_TAG_H] = "h",
	[SMDKIM_TAG_I] = "i",
	[SMDKIM_TAG_K] = "k",
	[SMDKIM_TAG_L] = "l",
	[SMDKIM_TAG_P] = "p",
	[SMDKIM_TAG_Q] = "q",
	[SMDKIM_TAG_S] = "s",
	[SMDKIM_TAG_T] = "t",
	[SMDKIM_TAG_V] = "v",
	[SMDKIM_TAG_X] = "x",
};

const char *
smdkim_tag_name(smdkim_tag tag)
{
	return NAMES[tag];
}

/* The place of a known tag, or SMDKIM_TAG_COUNT. */
static size_t
place_of(secmailp_view name)
{
	size_t place = 0;

	if (name.len > 2)
		return SMDKIM_TAG_COUNT;
	while (place < SMDKIM_TAG_COUNT &&
	       (name.at[0] != (uint8_t)NAMES[place][0] || !secmailp_view_is(name, NAMES[place])))
		place++;
	return place;
}

static bool
is_repeated(const secmailp_view *seen, size_t count, secmailp_view name)
{
	for (size_t i = 0; i < count; i++)
		if (secmailp_view_equal(seen[i], name))
			return true;
	return false;
}

static void
say_where(secmailp_error *why, const char *what, const secmailp_tag *tag)
{
	char name[32];

	secmailp_error_set(why, "%s: tag %s= at octet %zu of the list", what,
	    secmailp_printable(tag->name, name, sizeof name), tag->offset);
}

bool
smdkim_tags_read(smdkim_tags *tags, secmailp_view list, secmailp_error *why)
{
	secmailp_view seen[SECMAIL_DKIM_MAX_TAGS];
	secmailp_taglist at = secmailp_taglist_over(list);
	secmailp_tag tag;
	size_t count = 0;

	memset(tags, 0, sizeof *tags);
	while (secmailp_taglist_next(&at, &tag)) {
		size_t place = place_of(tag.name);

		if (count == SECMAIL_DKIM_MAX_TAGS) {
			say_where(why, "the list has too many tags", &tag);
			return false;
		}
		if (is_repeated(seen, count, tag.name)) {
			say_where(why, "a tag stands in the list twice", &tag);
			return false;
		}
		seen[count++] = tag.name;
		if (place < SMDKIM_TAG_COUNT) {
			tags->tag[place] = tag;
			tags->has[place] = true;
		}
	}
	if (count > 0)
		tags->first = seen[0];
	if (secmailp_taglist_is_bad(&at))
		secmailp_error_set(why, "the list can't be read from octet %zu on", tag.offset);
	return !secmailp_taglist_is_bad(&at);
}

static secmailp_view
without_trailing_space(secmailp_view v)
{
	while (v.len > 0 && secmailp_byteset_has(&SPACE, v.at[v.len - 1]))
		v.len--;
	return v;
}

bool
smdkim_words_next(secmailp_cursor *words, secmailp_view *word)
{
	if (words->bad)
		return false;
	secmailp_cursor_while(words, &SPACE);
	*word = without_trailing_space(secmailp_cursor_until(words, ':'));
	/* Without a colon behind it, this was the last word, even an empty one. */
	secmailp_cursor_expect(words, ':');
	return true;
}

bool
smdkim_words_have(secmailp_view list, const char *word)
{
	secmailp_cursor words = secmailp_cursor_over(list);
	secmailp_view next;

	while (smdkim_words_next(&words, &next))
		if (secmailp_view_is(next, word))
			return true;
	return false;
}
