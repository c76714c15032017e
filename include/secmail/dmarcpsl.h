/**
 * @file dmarcpsl.h
 * DMARC as RFC 7489 had it, for sites that must: organizational domains come
 * from the Public Suffix List (publicsuffix.org) and not from a tree walk.
 *
 * A session that was given a list with secmail_dmarc_set_suffixes() judges so:
 *
 *  - The organizational domain is the public suffix of a name and one label more
 *    (section 3.2); a name that is a public suffix itself, or ends in a number,
 *    is its own.
 *  - The record that applies is the author domain's own, else that of its
 *    organizational domain (section 6.6.3). At most two names are asked for,
 *    and none for an identifier.
 *  - np, psd and t are unknown tags. sp is for all subdomains, p without it.
 *  - pct is not acted on: which messages a policy is applied to is the caller's
 *    choice (section 6.6.4), see secmail_dmarc_result_pct().
 *
 * All else is as dmarc.h says.
 *
 * The list is as old as its file: what registries opened since then counts as
 * one organization. A list is filled by one thread, then shared by any number,
 * and outlives the sessions that it is given to.
 */
#ifndef SECMAIL_DMARCPSL_H
#define SECMAIL_DMARCPSL_H

#include <secmail/base.h>
#include <secmail/dmarc.h>

SECMAIL_BEGIN_DECLS

/** Octets of a list's file. */
#define SECMAIL_DMARC_MAX_SUFFIXES_FILE 16777216

/** A Public Suffix List. */
typedef struct secmail_dmarc_suffixes secmail_dmarc_suffixes;

/**
 * Makes a list that is empty: every name of two labels or more is then below a
 * public suffix of one label.
 * @param out  receives it, to be released with secmail_dmarc_suffixes_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_suffixes_new(
    secmail_dmarc_suffixes **out);

/** Releases a list that no session uses any more. NULL is allowed. */
SECMAIL_API void secmail_dmarc_suffixes_free(secmail_dmarc_suffixes *s);

/** What the last failed call was about, in one English line; "" if none failed. Borrowed. */
SECMAIL_API const char *secmail_dmarc_suffixes_error(const secmail_dmarc_suffixes *s);

/**
 * Takes a list in its own form (publicsuffix.org/list), or in the compiled one
 * (DAFSA), in place of what was there.
 *
 * Each rule is looked up once, since libpsl leaves out without a word what it
 * has no memory for, and a rule that is missing joins strangers to one organization.
 *
 * @param text  the file's content; need not end in NUL
 * @param len   its length, SECMAIL_DMARC_MAX_SUFFIXES_FILE octets at most
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it has no rule, or one that is none,
 *         its line in the error; SECMAIL_LIMIT; SECMAIL_NO_MEMORY, as where
 *         libpsl does not know all rules. But after SECMAIL_DONE what was
 *         there stays.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_suffixes_load(
    secmail_dmarc_suffixes *s, const void *text, size_t len);

/**
 * Takes a list from a file, as secmail_dmarc_suffixes_load() does.
 * @param path  NULL: the system's, where libpsl was told that it is
 * @return as that, and SECMAIL_NOT_FOUND, SECMAIL_IO if the file can't be read
 *
 * Reads a file, so it may block.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_suffixes_load_file(
    secmail_dmarc_suffixes *s, const char *path);

/**
 * Which list it is: the SHA-256 of its file in 64 lower-case hexadecimal
 * digits, as sha256sum(1) prints it; of an empty list that of no octets. Borrowed.
 */
SECMAIL_API const char *secmail_dmarc_suffixes_sha256(const secmail_dmarc_suffixes *s);

/** How many rules the list has; 0 if that is not known, as of a compiled one. */
SECMAIL_API size_t secmail_dmarc_suffixes_count(const secmail_dmarc_suffixes *s);

/**
 * Has a session judge by RFC 7489 with this list, until it is told otherwise;
 * secmail_dmarc_reset() keeps it.
 * @param s  borrowed; NULL: by RFC 9989 again
 */
SECMAIL_API void secmail_dmarc_set_suffixes(secmail_dmarc *d, const secmail_dmarc_suffixes *s);

/**
 * How many of a hundred failing messages the policy is to be applied to (RFC
 * 7489 section 6.3, `pct`); to the others, the next milder one is. 100 unless
 * the record that applies says less, and a session had a list.
 */
SECMAIL_API unsigned secmail_dmarc_result_pct(const secmail_dmarc_result *r);

/** By which RFC it was decided: 9989, or 7489 if the session had a list. */
SECMAIL_API unsigned secmail_dmarc_result_rfc(const secmail_dmarc_result *r);

/** secmail_dmarc_suffixes_sha256() of the list that the session had; NULL if it had none. Borrowed.
 */
SECMAIL_API const char *secmail_dmarc_result_suffixes_sha256(const secmail_dmarc_result *r);

SECMAIL_END_DECLS

#endif
