/*
 * taglist.h - the tag=value lists of DKIM, ARC and DMARC (RFC 6376 section 3.2)
 *
 * A tokenizer only: it finds names and values and says where they stand. What
 * a module makes of a duplicate, of folding or of an unknown name is the
 * module's own grammar.
 */
#ifndef SECMAILP_TAGLIST_H
#define SECMAILP_TAGLIST_H

#include "private/cursor.h"

typedef struct secmailp_tag {
	secmailp_view name;
	secmailp_view value; /* without the white space around it */
	size_t offset;       /* of the name, from the start of the list */
} secmailp_tag;

typedef struct secmailp_taglist {
	secmailp_cursor at;
	const uint8_t *start;
} secmailp_taglist;

/* Starts reading a list. */
secmailp_taglist secmailp_taglist_over(secmailp_view list);

/*
 * Reads the next tag into *out. Returns false at the end of the list and on a
 * syntax error; secmailp_taglist_is_bad() tells them apart. The views borrow
 * from the input.
 */
bool secmailp_taglist_next(secmailp_taglist *list, secmailp_tag *out);

static inline bool
secmailp_taglist_is_bad(const secmailp_taglist *list)
{
	return list->at.bad;
}

#endif
