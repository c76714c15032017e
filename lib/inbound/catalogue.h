/*
 * catalogue.h - every sentence that an explanation can be made of
 *
 * A language is one table in one file, so that its tone is one and a
 * translation is one file more. A sentence holds names in braces, such as
 * {domain}, for which explain.c puts in what the verdict says:
 *
 *	{domain}    the domain that the sentence is about
 *	{selector}  that of a signature
 *	{term}      the term of an SPF record that decided
 *	{policy}    DMARC's word for what is asked
 *	{aligned}   the domain that DMARC accepted
 *	{client}    the address of the server that sent the message
 *
 * No sentence calls a message safe: that a domain stands behind it says nothing
 * about what it wants.
 */
#ifndef SECMAIL_INBOUND_CATALOGUE_H
#define SECMAIL_INBOUND_CATALOGUE_H

/* What can be said; choice.c says when. */
typedef enum saying_id {
	SAY_NOTHING,

	SAY_HEAD_PASS,
	SAY_HEAD_NO_POLICY,
	SAY_HEAD_TEMPERROR,
	SAY_HEAD_AUTHOR,
	SAY_HEAD_LIMIT,
	SAY_HEAD_REJECT,
	SAY_HEAD_QUARANTINE,
	SAY_HEAD_NO_ACTION,

	SAY_SPF_NO_CLIENT,
	SAY_SPF_PASS,
	SAY_SPF_FAIL,
	SAY_SPF_SOFTFAIL,
	SAY_SPF_NEUTRAL,
	SAY_SPF_DEFAULT,
	SAY_SPF_NO_RECORD,
	SAY_SPF_BAD_DOMAIN,
	SAY_SPF_SYNTAX,
	SAY_SPF_MULTIPLE_RECORDS,
	SAY_SPF_INCLUDE_NONE,
	SAY_SPF_REDIRECT_NONE,
	SAY_SPF_TERM_LIMIT,
	SAY_SPF_VOID_LIMIT,
	SAY_SPF_MX_LIMIT,
	SAY_SPF_RECORD_LIMIT,
	SAY_SPF_QUESTION_LIMIT,
	SAY_SPF_EXPANSION_LIMIT,
	SAY_SPF_DNS,
	SAY_SPF_BOGUS,
	SAY_SPF_OTHER,

	SAY_DKIM_UNSIGNED,
	SAY_DKIM_VERIFIED,
	SAY_DKIM_SYNTAX,
	SAY_DKIM_UNSUPPORTED,
	SAY_DKIM_SHA1_REFUSED,
	SAY_DKIM_FROM_NOT_SIGNED,
	SAY_DKIM_IDENTITY_MISMATCH,
	SAY_DKIM_EXPIRED,
	SAY_DKIM_FUTURE,
	SAY_DKIM_OVER_LIMIT,
	SAY_DKIM_DNS,
	SAY_DKIM_BOGUS,
	SAY_DKIM_NO_KEY,
	SAY_DKIM_KEY_AMBIGUOUS,
	SAY_DKIM_KEY_SYNTAX,
	SAY_DKIM_KEY_REVOKED,
	SAY_DKIM_KEY_MISMATCH,
	SAY_DKIM_KEY_HASH_REFUSED,
	SAY_DKIM_KEY_SERVICE_REFUSED,
	SAY_DKIM_KEY_TOO_SHORT,
	SAY_DKIM_KEY_TOO_LONG,
	SAY_DKIM_KEY_EXPONENT_REFUSED,
	SAY_DKIM_BODY_CHANGED,
	SAY_DKIM_HEADER_CHANGED,
	SAY_DKIM_PARTIAL_BODY,
	SAY_DKIM_OTHER,

	SAY_ARC_VERIFIED,
	SAY_ARC_NO_SETS,
	SAY_ARC_TOO_MANY_SETS,
	SAY_ARC_SYNTAX,
	SAY_ARC_MARKED_FAILED,
	SAY_ARC_STRUCTURE,
	SAY_ARC_CV_MISMATCH,
	SAY_ARC_MESSAGE_SIGNATURE,
	SAY_ARC_SEAL,
	SAY_ARC_OTHER,

	SAY_DMARC_ALIGNED,
	SAY_DMARC_NOT_AUTHENTICATED,
	SAY_DMARC_NOT_ALIGNED,
	SAY_DMARC_NO_RECORD,
	SAY_DMARC_UNUSABLE_RECORD,
	SAY_DMARC_AUTHOR_DOMAIN,
	SAY_DMARC_DNS,
	SAY_DMARC_AUTHENTICATION,
	SAY_DMARC_LIMIT,
	SAY_DMARC_OTHER,

	SAY_FLAG_BARE_LF,
	SAY_FLAG_BARE_CR,
	SAY_FLAG_NUL,
	SAY_FLAG_LONG_LINE,
	SAY_FLAG_TRUNCATED_HEADER,
	SAY_FLAG_NOT_A_FIELD,
	SAY_FLAG_LEADING_SPACE,
	SAY_FLAG_SPACE_BEFORE_COLON,
	SAY_FLAG_FOLDED_NAME,
	SAY_FLAG_HEADER_8BIT,
	SAY_FLAG_NO_FROM,
	SAY_FLAG_REPEATED_FROM,
	SAY_FLAG_FROM_SYNTAX,
	SAY_FLAG_FROM_ADDRESSES,
	SAY_FLAG_FROM_DOMAINS,
	SAY_FLAG_FROM_ROUTE,
	SAY_FLAG_FROM_ENCODED,
	SAY_FLAG_FROM_DISPLAY,
	SAY_FLAG_FROM_QUOTED,
	SAY_FLAG_SENDER_DIFFERS,
	SAY_FLAG_RESENT_DIFFERS,
	SAY_FLAG_OTHER,

	SAYINGS
} saying_id;

typedef struct saying {
	const char *reader; /* for whoever reads the mail */
	const char *owner;  /* for whoever runs the domain that sent it; NULL: nothing to be done */
} saying;

typedef struct catalogue {
	const char *language; /* a primary subtag (RFC 5646), lower case */
	saying sayings[SAYINGS];
} catalogue;

extern const catalogue secmail_catalogue_en;
extern const catalogue secmail_catalogue_de;

#endif
