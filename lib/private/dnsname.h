/*
 * dnsname.h - domain names as DNS has them: any octet in a label (RFC 1035)
 *
 * SPF macros and hostile records make names that no host has. They are kept in
 * wire form, a length before each label, which needs no escapes; the
 * presentation form of RFC 1035 section 5.1 is made for people and zone files.
 */
#ifndef SECMAILP_DNSNAME_H
#define SECMAILP_DNSNAME_H

#include "private/buffer.h"
#include "private/cursor.h"
#include "private/view.h"

#define SECMAILP_DNSNAME_MAX 255 /* octets on the wire, the root's zero included */
#define SECMAILP_DNSNAME_TEXT                                                                      \
	1017 /* 253 octets, each escaped as \ddd, dots, NUL: the most text a name can be */

typedef struct secmailp_dnsname {
	uint8_t wire[SECMAILP_DNSNAME_MAX];
	size_t len;
} secmailp_dnsname;

/*
 * Makes a name, in lower case, of labels with dots between them; any octet but
 * a dot may stand in a label. A trailing dot doesn't count, so that "." is the
 * root, as "" is. Returns false for an empty label, one over 63 octets, or over
 * 255 octets in all.
 */
bool secmailp_dnsname_from_labels(secmailp_dnsname *n, secmailp_view labels);

/*
 * Reads an uncompressed wire name, in lower case. On failure, a compression
 * pointer included, the cursor is bad.
 */
bool secmailp_dnsname_read(secmailp_dnsname *n, secmailp_cursor *c);

/* Writes the presentation form, without a trailing dot; "." for the root. Returns its length. */
size_t secmailp_dnsname_text(secmailp_view wire, char out[SECMAILP_DNSNAME_TEXT]);

static inline secmailp_view
secmailp_dnsname_view(const secmailp_dnsname *n)
{
	return secmailp_view_of(n->wire, n->len);
}

#endif
