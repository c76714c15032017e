/*
 * view.h - a stretch of octets that somebody else owns
 *
 * Hostile input travels as a pointer with its length, from the API's edge to
 * the last comparison. Views are compared as octets or, where an RFC says
 * "case-insensitive", as ASCII; the locale has no say.
 */
#ifndef SECMAILP_VIEW_H
#define SECMAILP_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct secmailp_view {
	const uint8_t *at;
	size_t len;
} secmailp_view;

/* A view of `len` octets; no octets where there is no pointer. */
static inline secmailp_view
secmailp_view_of(const void *at, size_t len)
{
	static const uint8_t nothing[1] = { 0 };

	if (!at || len == 0)
		return (secmailp_view){ nothing, 0 };
	return (secmailp_view){ at, len };
}

/* A view of text that a programmer wrote. */
static inline secmailp_view
secmailp_view_text(const char *text)
{
	return secmailp_view_of(text, text ? strlen(text) : 0);
}

static inline uint8_t
secmailp_lower(uint8_t byte)
{
	/* Without a branch: a letter's case is no pattern that a processor could learn. */
	return (uint8_t)(byte | ((unsigned)(byte - 'A') <= 'Z' - 'A') << 5);
}

static inline bool
secmailp_view_equal(secmailp_view a, secmailp_view b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool
secmailp_view_equal_nocase(secmailp_view a, secmailp_view b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (a.at[i] != b.at[i] && secmailp_lower(a.at[i]) != secmailp_lower(b.at[i]))
			return false;
	return true;
}

static inline bool
secmailp_view_is(secmailp_view v, const char *text)
{
	return secmailp_view_equal(v, secmailp_view_text(text));
}

static inline bool
secmailp_view_is_nocase(secmailp_view v, const char *text)
{
	return secmailp_view_equal_nocase(v, secmailp_view_text(text));
}

/* The first `len` octets, or all if there are fewer. */
static inline secmailp_view
secmailp_view_first(secmailp_view v, size_t len)
{
	return (secmailp_view){ v.at, len < v.len ? len : v.len };
}

/* What follows the first `skip` octets; nothing if there are not so many. */
static inline secmailp_view
secmailp_view_after(secmailp_view v, size_t skip)
{
	return skip < v.len ? (secmailp_view){ v.at + skip, v.len - skip }
			    : secmailp_view_of(NULL, 0);
}

#endif
