/*
 * wire.h - what the library and its worker say to each other
 *
 * One request, one reply, then the worker ends. Both begin with a header of eight
 * octets: "SME", the version, and how many octets follow. Numbers are in network
 * order. Neither side believes the other: every length is checked where it is
 * read, by the one through its cursor, by the other through its cursor, and what
 * is left over is a fault, too.
 *
 * request: kind (1: SPF), then
 *     length (1) client's address
 *     length (1) HELO name, length (2) sender, length (1) domain
 *     number (2) of rows, each: type (2), length (1) name, state (1), number (2) of
 *     records, each: length (2) octets
 * request: kind (2: DKIM), length (4) of its head, then the head:
 *     time (8), whether bare LFs of the body become CRLF (1)
 *     number (1) of signatures, each: length (2) key record
 *     number (2) of fields, each: length (4) octets, without the last line end
 *     and to the end the body, which is not kept by the worker
 * reply: kind (1: verdict), code (1), reason (1)
 *        kind (2: questions), number (1), each: type (2), length (1) name
 *        kind (3: signatures), number (1), each: code (1), reason (1)
 */
#ifndef SECMAILP_ENGINES_WIRE_H
#define SECMAILP_ENGINES_WIRE_H

#include <secmail/answers.h>
#include <secmail/dkim.h>
#include <secmail/engines.h>
#include <secmail/spf.h>

#include "private/buffer.h"
#include "private/cursor.h"
#include "private/domain.h"

#define SECMAILP_ENGINES_VERSION 1
#define SECMAILP_ENGINES_HEADER 8

/* The whole of an answers table, with the names of its questions; or a header with its keys. */
#define SECMAILP_ENGINES_MAX_REQUEST 1048576
#define SECMAILP_ENGINES_MAX_ROWS SECMAIL_ANSWERS_MAX_QUESTIONS

/* Records of one row: more than RFC 7208 lets anybody look at, but for addresses. */
#define SECMAILP_ENGINES_MAX_RECORDS 256

#define SECMAILP_ENGINES_MAX_WANTS 8
#define SECMAILP_ENGINES_MAX_REPLY 4096

/* Octets of a sender: local part, "@", domain. */
#define SECMAILP_ENGINES_MAX_SENDER (SECMAIL_ENGINE_MAX_LOCAL + 1 + SECMAILP_DOMAIN_MAX)

#define SECMAILP_ENGINES_SIGNATURE "DKIM-Signature"

/* Before the head of a request for DKIM: kind, length. */
#define SECMAILP_ENGINES_DKIM_PREFIX 5

/* A request for DKIM as a whole: prefix, head, body. */
#define SECMAILP_ENGINES_MAX_DKIM                                                                  \
	(SECMAILP_ENGINES_DKIM_PREFIX + SECMAILP_ENGINES_MAX_REQUEST +                             \
	    ((size_t)SECMAIL_ENGINE_MAX_BODY << 20) + 2)

/* What a request is for: a number for each engine. */
enum { SECMAILP_ENGINES_SPF = 1, SECMAILP_ENGINES_DKIM = 2 };

/* What a reply is. */
enum {
	SECMAILP_ENGINES_VERDICT = 1,
	SECMAILP_ENGINES_QUESTIONS = 2,
	SECMAILP_ENGINES_SIGNATURES = 3
};

typedef enum secmailp_engines_state {
	SECMAILP_ENGINES_VOID = 0,     /* no such name, none of the type, no SPF record */
	SECMAILP_ENGINES_FAILED = 1,   /* DNS failed */
	SECMAILP_ENGINES_RECORDS = 2,  /* records; of type TXT: the one SPF record */
	SECMAILP_ENGINES_MULTIPLE = 3, /* more than one SPF record */
	SECMAILP_ENGINES_REFUSED = 4   /* a record that no engine is given */
} secmailp_engines_state;

/* A question and its answer. */
typedef struct secmailp_engines_row {
	secmailp_view name; /* lower case, labels with dots between */
	uint16_t type;
	secmailp_engines_state state;
	size_t count;
	secmailp_view records; /* each with two octets of length before it; checked */
} secmailp_engines_row;

typedef struct secmailp_engines_request {
	secmailp_view ip;
	secmailp_view helo;
	secmailp_view sender;
	secmailp_view domain;
	size_t count;
	secmailp_engines_row rows[SECMAILP_ENGINES_MAX_ROWS];
} secmailp_engines_request;

/* The head of a request for DKIM. */
typedef struct secmailp_engines_letter {
	uint64_t now;
	bool is_normalized; /* a bare LF of the body counts as CRLF */
	size_t count;       /* signatures: so many of the fields are DKIM-Signature */
	secmailp_view keys[SECMAIL_DKIM_MAX_ROWS]; /* the record of each, in the fields' order */
	size_t field_count;
	secmailp_view fields; /* each with four octets of length before it; checked */
} secmailp_engines_letter;

typedef struct secmailp_engines_question {
	secmailp_view name;
	uint16_t type;
} secmailp_engines_question;

typedef struct secmailp_engines_reply {
	size_t count; /* questions; 0: a verdict */
	secmailp_engines_question questions[SECMAILP_ENGINES_MAX_WANTS];
	secmail_spf_code code;
	secmail_engine_reason reason;
} secmailp_engines_reply;

/* What an engine says of one signature. */
typedef struct secmailp_engines_verdict {
	secmail_dkim_code code;
	secmail_engine_reason reason;
} secmailp_engines_verdict;

typedef struct secmailp_engines_verdicts {
	size_t count;
	secmailp_engines_verdict at[SECMAIL_DKIM_MAX_ROWS];
} secmailp_engines_verdicts;

/* True for printable ASCII, spaces included, of 1 to `max` octets. */
bool secmailp_engines_is_text(secmailp_view v, size_t max);
/* True for a name that can be asked: labels of 1 to 63 such octets with dots between, 253 in all.
 */
bool secmailp_engines_is_name(secmailp_view v);
/* True for the types that SPF asks for. */
bool secmailp_engines_is_type(uint16_t type);

/* Writes the header of what is `len` octets long. */
void secmailp_engines_header_write(size_t len, uint8_t out[SECMAILP_ENGINES_HEADER]);
/*
 * Reads a header. SECMAIL_ENGINE_DECIDED: *out_len octets follow, `max` at most;
 * else SECMAIL_ENGINE_GARBAGE, SECMAIL_ENGINE_VERSION or SECMAIL_ENGINE_TOO_LONG.
 */
secmail_engine_reason secmailp_engines_header_read(
    const uint8_t header[SECMAILP_ENGINES_HEADER], size_t max, size_t *out_len);

/* Numbers in network order, of so many octets. */
void secmailp_engines_put(secmailp_buffer *b, unsigned octets, uint64_t number);
uint64_t secmailp_engines_take(secmailp_cursor *c, unsigned octets);
/* A length of `octets` octets, 1, 2 or 4, and what has it. It has to fit. */
void secmailp_engines_counted(secmailp_buffer *b, unsigned octets, secmailp_view v);

/* Reads what follows a header; views are into `body`. False for what is no request. */
bool secmailp_engines_request_read(secmailp_view body, secmailp_engines_request *out);
/* The next record of a row that was read. */
secmailp_view secmailp_engines_record_next(secmailp_cursor *records);
/* What has a length of `octets` octets before it. */
secmailp_view secmailp_engines_take_counted(secmailp_cursor *c, unsigned octets);

/* Reads the head of a request for DKIM; views are into `head`. False for what is none. */
bool secmailp_engines_letter_read(secmailp_view head, secmailp_engines_letter *out);
/* The next field of a letter that was read. */
secmailp_view secmailp_engines_field_next(secmailp_cursor *fields);
/* The name of a field, up to the colon, without the white space before that. */
secmailp_view secmailp_engines_field_name(secmailp_view field);
/* True for a field that is handed to an engine: a name of RFC 5322, a colon, no NUL. */
bool secmailp_engines_is_field(secmailp_view field);

/*
 * Reads what follows a header. False for what is no reply on `count` signatures;
 * then out->count is 0.
 */
bool secmailp_engines_verdicts_read(
    secmailp_view body, size_t count, secmailp_engines_verdicts *out);
/* Writes what follows a header. */
void secmailp_engines_verdicts_write(const secmailp_engines_verdicts *v, secmailp_buffer *out);

/* Reads what follows a header; views are into `body`. False for what is no reply. */
bool secmailp_engines_reply_read(secmailp_view body, secmailp_engines_reply *out);
/* Writes what follows a header. */
void secmailp_engines_reply_write(const secmailp_engines_reply *r, secmailp_buffer *out);

#endif
