/*
 * authres_object.h - what an Authentication-Results field is in memory
 *
 * The writer fills it from the caller's arguments and the reader from a field;
 * both go through secmailp_authres_new_result() and _add, so that what is in
 * it can always be written.
 */
#ifndef SECMAILP_AUTHRES_OBJECT_H
#define SECMAILP_AUTHRES_OBJECT_H

#include <secmail/authres.h>

#include "private/arena.h"
#include "private/buffer.h"
#include "private/error.h"
#include "private/view.h"

typedef struct authres_property {
	const char *ptype; /* "" if the field gave none */
	const char *name;
	const char *value;
} authres_property;

typedef struct authres_result {
	const char *method;
	uint32_t method_version;
	const char *word;
	const char *reason;  /* NULL: none */
	const char *comment; /* NULL: none */
	size_t property_count;
	authres_property properties[SECMAIL_AUTHRES_MAX_PROPERTIES];
} authres_result;

struct secmail_authres {
	secmailp_arena arena; /* the results and all text of them */
	const char *id;       /* NULL: none was set */
	uint32_t version;
	size_t skipped;
	size_t count;
	authres_result *results[SECMAIL_AUTHRES_MAX_RESULTS];
	secmailp_buffer field; /* as it was last written */
	secmailp_error error;
};

/* Appends an empty result. On failure *out is NULL and the error is set. */
secmail_status secmailp_authres_new_result(
    secmail_authres *a, secmailp_view method, secmailp_view word, authres_result **out);

/* Appends a property; `ptype` may be empty. The error is set on failure. */
secmail_status secmailp_authres_new_property(secmail_authres *a, authres_result *r,
    secmailp_view ptype, secmailp_view name, secmailp_view value);

/* Keeps clean text (authres_text.h) of at most SECMAIL_AUTHRES_MAX_VALUE octets in *out. */
secmail_status secmailp_authres_keep_text(
    secmail_authres *a, const char *what, secmailp_view text, const char **out);

/* Sets the error and returns the status. */
secmail_status secmailp_authres_fail(
    secmail_authres *a, secmail_status status, const char *what, const char *why);

#endif
