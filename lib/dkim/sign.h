/*
 * sign.h - what the files on signing share
 *
 * signer.c is the configuration and signed_names.c its list of fields. Of a
 * message, sign_header.c takes the header and line_ends.c looks at the body,
 * which bodies.c hashes; signing.c leads through it; sign_field.c writes the
 * field of one key.
 */
#ifndef SECMAIL_DKIM_SIGN_H
#define SECMAIL_DKIM_SIGN_H

#include <secmail/dkimsign.h>

#include "dkim_internal.h"
#include "private_key.h"

/* --- signed_names.c: which fields are signed ----------------------------- */

typedef struct smdkim_signed_name {
	secmailp_view name; /* lower case */
	bool is_over_signed;
} smdkim_signed_name;

typedef struct smdkim_signed_names {
	smdkim_signed_name at[SECMAIL_DKIM_MAX_SIGNED_NAMES];
	size_t count;
	char *text; /* what the names lead into */
} smdkim_signed_names;

/*
 * Reads the two lists. SECMAIL_DONE; or SECMAIL_ARGUMENT, _LIMIT or _NO_MEMORY, with
 * the sentence in *why and *out unchanged.
 */
secmail_status smdkim_signed_names_read(
    smdkim_signed_names *out, const char *over_signed, const char *signed_once, const char **why);
secmail_status smdkim_signed_names_default(smdkim_signed_names *out);

/* --- signer.c ------------------------------------------------------------ */

typedef struct smdkim_signer_key {
	secmail_dkim_key *key;
	char domain[SECMAIL_DOMAIN_SIZE];
	char selector[SECMAIL_DOMAIN_SIZE];
	char *identity; /* as i= has it; NULL for none */
	bool relaxed_header;
	bool relaxed_body;
} smdkim_signer_key;

struct secmail_dkim_signer {
	const secmail_dkim_config *config;
	smdkim_signer_key keys[SECMAIL_DKIM_MAX_SIGNERS];
	size_t count;
	uint32_t lifetime;
	smdkim_signed_names names;
	secmailp_error error;
};

/* --- line_ends.c --------------------------------------------------------- */

typedef struct smdkim_line_ends {
	bool takes_lf; /* a bare LF will become CRLF */
	bool after_cr;
} smdkim_line_ends;

/* Each returns NULL, or in words why what was written must not be signed. */
const char *smdkim_line_ends_write(smdkim_line_ends *l, secmailp_view piece);
const char *smdkim_line_ends_end(const smdkim_line_ends *l);

/* --- signing.c ----------------------------------------------------------- */

typedef enum smdkim_row_state {
	SMDKIM_ROW_OPEN,
	SMDKIM_ROW_WANTED,
	SMDKIM_ROW_SIGNED,
	SMDKIM_ROW_SKIPPED
} smdkim_row_state;

/* The signature of one key. */
typedef struct smdkim_row {
	smdkim_row_state state;
	smdkim_pen pen;
	secmailp_buffer field; /* up to b=, then all of it */
	uint8_t digest[SMDKIM_DIGEST];
} smdkim_row;

typedef enum smdkim_signing_stage {
	SMDKIM_SIGNING_HEADER, /* waits for the header, */
	SMDKIM_SIGNING_BODY,   /* for the body, */
	SMDKIM_SIGNING_KEYS,   /* for signatures; */
	SMDKIM_SIGNING_ENDED,
	SMDKIM_SIGNING_REFUSED, /* the message must not be signed */
	SMDKIM_SIGNING_BROKEN   /* memory was short: what is there is not complete */
} smdkim_signing_stage;

struct secmail_dkim_signing {
	const secmail_dkim_signer *signer;
	int64_t now;
	smdkim_signing_stage stage;
	secmailp_arena arena;
	smdkim_fields fields;
	uint32_t counts[SECMAIL_DKIM_MAX_SIGNED_NAMES]; /* how often each name stands in h= */
	secmailp_buffer header[2];                      /* the signed fields, simple and relaxed */
	secmailp_buffer own;                            /* the canonical field of one key */
	smdkim_bodies bodies;
	smdkim_line_ends line_ends;
	EVP_MD_CTX *hash;
	smdkim_row rows[SECMAIL_DKIM_MAX_SIGNERS];
	secmailp_buffer all;
	secmailp_error error;
};

/* sign_header.c: takes the fields that are signed. On failure the sentence is in s->error. */
secmail_status smdkim_sign_header(secmail_dkim_signing *s, const secmail_message *m);

/* sign_field.c: the field of one key up to b=, and what closes it. SECMAIL_DONE or _NO_MEMORY. */
secmail_status smdkim_sign_field_begin(secmail_dkim_signing *s, size_t index);
secmail_status smdkim_sign_field_end(smdkim_row *row, secmailp_view signature);

#endif
