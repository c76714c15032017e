/*
 * sign.h - what the files on signing share
 *
 * signer.c is the configuration and signed_names.c its list of fields. Of a
 * message, sign_header.c takes the header and line_ends.c looks at the body,
 * which bodies.c hashes; signing.c leads through it; sign_field.c writes the
 * field of one key, sign_row.c has its signature made. sealing.c adds to the
 * signature of a message the seal of an ARC set, sealer.c is the configuration.
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
 * Reads the two lists, for DKIM or AMS. SECMAIL_DONE; or SECMAIL_ARGUMENT, _LIMIT or _NO_MEMORY,
 * with the sentence in *why and *out unchanged.
 */
secmail_status smdkim_signed_names_read(smdkim_signed_names *out, smdkim_kind kind,
    const char *over_signed, const char *signed_once, const char **why);
secmail_status smdkim_signed_names_default(smdkim_signed_names *out, smdkim_kind kind);

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
	unsigned instance; /* of the ARC set that is made; 0: the fields are DKIM-Signature */
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

/* SECMAIL_DONE when the body is complete, or what calls for a signature return before. */
secmail_status smdkim_signing_check_end(secmail_dkim_signing *s);

/* --- sign_field.c: a field up to b=, and what closes it. SECMAIL_DONE or _NO_MEMORY. */

secmail_status smdkim_sign_field_begin(secmail_dkim_signing *s, size_t index);
secmail_status smdkim_sign_seal_begin(secmailp_buffer *out, const smdkim_signer_key *k,
    unsigned instance, secmail_arc_code cv, int64_t now);
secmail_status smdkim_sign_field_end(smdkim_row *row, secmailp_view signature);

/* --- sign_row.c: one signature ------------------------------------------- */

/* Hashes what it signs, in two parts. SECMAIL_DONE, or _NO_MEMORY also if `own` has failed. */
secmail_status smdkim_row_hash(
    smdkim_row *row, secmail_dkim_signing *s, secmailp_view before, const secmailp_buffer *own);

/* Signs, or finds that the key lies elsewhere. SECMAIL_DONE or _NO_MEMORY: then it is still open.
 */
secmail_status smdkim_row_sign(smdkim_row *row, const secmail_dkim_key *key);

/* Takes a signature from elsewhere. On failure the sentence is in *error. */
secmail_status smdkim_row_accept(
    smdkim_row *row, const secmail_dkim_key *key, secmailp_view octets, secmailp_error *error);

/* The field, closed, without the NUL behind it. */
secmailp_view smdkim_row_text(const smdkim_row *row);

#endif
