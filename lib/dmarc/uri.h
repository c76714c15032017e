/* uri.h - a reporting URI, taken apart (RFC 9989 section 4.8, RFC 3986) */
#ifndef SECMAILP_DMARC_URI_H
#define SECMAILP_DMARC_URI_H

#include "private/view.h"

typedef struct dmarc_uri {
	secmailp_view text; /* without white space around it, and without a size */
	bool is_mailto;
	secmailp_view local; /* of mailto: what stands before the "@", still encoded */
	secmailp_view rest;  /* behind the "@" of mailto, or else behind the scheme's colon */
} dmarc_uri;

/* Reads one item of a list. Returns false if it is no URI that reports could go to. */
bool secmailp_dmarc_uri_read(secmailp_view item, dmarc_uri *out);

/* The host as written; empty if there is none. */
secmailp_view secmailp_dmarc_uri_host(const dmarc_uri *uri);

/* True if a list has at least one such URI. */
bool secmailp_dmarc_urilist_is_useful(secmailp_view list);

#endif
