/*
 * authres_text.h - the words that Authentication-Results fields are made of
 *
 * Which octets may stand where (RFC 8601 section 2.2), so that the writer and
 * the reader have one opinion on it.
 */
#ifndef SECMAILP_AUTHRES_TEXT_H
#define SECMAILP_AUTHRES_TEXT_H

#include "private/cursor.h"

/* letters, digits and hyphens, of which a Keyword consists (RFC 5321 section 4.1.2) */
#define SECMAILP_AUTHRES_LDH                                                                       \
	{                                                                                          \
		{                                                                                  \
			0x03ff200000000000, 0x07fffffe07fffffe, 0, 0                               \
		}                                                                                  \
	}

/* Ldh-str: it ends in a letter or a digit. */
bool secmailp_authres_is_keyword(secmailp_view v);

/* A token of RFC 2045 section 5.1. */
bool secmailp_authres_is_token(secmailp_view v);

/* [ [ local-part ] "@" ] domain-name, with the U-labels and letters of RFC 6531. */
bool secmailp_authres_is_address(secmailp_view v);

/* UTF-8 (RFC 3629) without control characters and line separators. */
bool secmailp_authres_is_clean(secmailp_view v);

#endif
