/*
 * engines_internal.h - what the files of the module share
 *
 * A verdict is made in runs. Each starts a worker, gives it all the answers that
 * the table has, and takes one reply: a verdict, or the questions whose answers it
 * lacked, with which the next run begins from the top.
 */
#ifndef SECMAIL_ENGINES_INTERNAL_H
#define SECMAIL_ENGINES_INTERNAL_H

#include <sys/types.h>

#include "private/error.h"
#include "wire.h"

/* Runs of one verdict: each but the last asked for something that no verdict needs twice. */
#define SECMAILP_ENGINES_MAX_RUNS (SECMAIL_SPF_MAX_QUESTIONS + 1)

struct secmail_engine {
	char program[SECMAIL_ENGINE_PATH_SIZE];
	uint32_t timeout_ms;
	uint32_t memory_mib;
	uint32_t body_mib;
};

/* --- a worker at work (worker.c, process.c) --- */

typedef struct secmailp_engines_process {
	pid_t pid;
	int pidfd; /* -1 where the system has none */
} secmailp_engines_process;

/*
 * Starts a worker for an engine, SECMAILP_ENGINES_SPF or the like, with `fd` as its only
 * descriptor. SECMAIL_IO: it can't be.
 */
SECMAIL_MUST_CHECK secmail_status secmailp_engines_process_start(
    const secmail_engine *e, uint32_t engine, int fd, secmailp_engines_process *out);
/* Kills the process, if it still runs, and collects it. */
void secmailp_engines_process_end(secmailp_engines_process *p);

typedef struct secmailp_engines_worker {
	int fd; /* -1: none is at work */
	secmailp_engines_process process;
	int64_t deadline; /* on the clock of secmailp_engines_clock() */
	size_t sent;      /* of all that the request is made of */
	size_t got;
	size_t wanted; /* octets of the reply, header included, as far as is known */
	uint8_t reply[SECMAILP_ENGINES_HEADER + SECMAILP_ENGINES_MAX_REPLY];
} secmailp_engines_worker;

/* Milliseconds on a clock that nobody sets. */
int64_t secmailp_engines_clock(void);
/* Starts one for that engine. SECMAIL_IO: it can't be; SECMAIL_NO_MEMORY: not now. */
SECMAIL_MUST_CHECK secmail_status secmailp_engines_worker_start(
    secmailp_engines_worker *w, const secmail_engine *e, uint32_t engine);
void secmailp_engines_worker_stop(secmailp_engines_worker *w);
/* Milliseconds until its time is up, -1 while none is at work. */
int secmailp_engines_worker_wait(const secmailp_engines_worker *w);
/* Waits until it is ready for SECMAIL_WANT_READ or SECMAIL_WANT_WRITE, or its time is up. */
void secmailp_engines_worker_poll(const secmailp_engines_worker *w, secmail_status what);
/* What follows the header of a whole reply. */
secmailp_view secmailp_engines_worker_said(const secmailp_engines_worker *w);

/* A request, header included, in two pieces that need not lie together. */
typedef struct secmailp_engines_parcel {
	secmailp_view head;
	secmailp_view rest;
} secmailp_engines_parcel;

/*
 * Sends and takes what can be sent and taken now. SECMAIL_WANT_READ and
 * SECMAIL_WANT_WRITE: not finished; SECMAIL_DONE: *why is SECMAIL_ENGINE_DECIDED
 * and the reply is whole, or what became of the worker.
 */
secmail_status secmailp_engines_worker_go(
    secmailp_engines_worker *w, secmailp_engines_parcel request, secmail_engine_reason *why);

/* --- sessions (session.c, judge.c) --- */

struct secmail_engine_spf {
	const secmail_engine *engine;
	secmail_spf *native;
	pid_t owner;
	uint8_t ip[16];
	size_t ip_len;
	uint8_t helo[SECMAIL_ENGINE_MAX_HELO];
	size_t helo_len;
	secmail_spf_result *result; /* the native one, once it is decided */
	bool is_decided;            /* code and reason stand */
	secmail_spf_code code;
	secmail_engine_reason reason;
	size_t runs;
	size_t open_count;
	uint32_t open[SECMAILP_ENGINES_MAX_WANTS]; /* what the last run wanted */
	secmailp_buffer request;
	secmailp_engines_worker worker;
	secmailp_error error;
};

struct secmail_engine_spf_result {
	secmail_spf_result *native;
	secmail_spf_code code;
	secmail_engine_reason reason;
	size_t runs;
};

/* Forgets a verdict, finished or not. */
void secmailp_engines_forget(secmail_engine_spf *s);

/* --- what a worker is given (request_write.c, record.c) --- */

/*
 * Writes a request, header included, into the session's buffer. SECMAIL_SYNTAX:
 * what the client said about itself is nothing for an engine. Also SECMAIL_LIMIT,
 * SECMAIL_NO_MEMORY.
 */
SECMAIL_MUST_CHECK secmail_status secmailp_engines_request_write(
    secmail_engine_spf *s, const secmail_answers *a);

/* The SPF record that an engine is given. */
typedef struct secmailp_engines_record {
	size_t len;
	uint8_t text[SECMAIL_ENGINE_MAX_RECORD];
} secmailp_engines_record;

/* Chooses the SPF record among the TXT records that answer `id`, and rewrites it. */
secmailp_engines_state secmailp_engines_record_of(
    const secmail_answers *a, uint32_t id, secmailp_engines_record *out);
/* Rewrites a record that the native parser accepted; false if it does not fit. */
bool secmailp_engines_rewrite(secmailp_view record, secmailp_engines_record *out);

/* --- messages (dkim_session.c, dkim_judge.c, dkim_result.c) --- */

struct secmail_engine_dkim {
	const secmail_engine *engine;
	const secmail_dkim_config *config;
	secmail_dkim *native;
	int64_t now;
	pid_t owner;
	const secmail_message *message;
	bool is_signed;   /* the body is kept */
	bool is_large;    /* it would be, but is over the limit */
	bool after_cr;    /* the last octet of the body so far was a CR */
	bool has_bare_lf; /* the body has a LF without CR, */
	bool has_bare_cr; /* a CR without LF */
	secmailp_buffer body;
	secmail_dkim_results *results; /* the native ones, once they are decided */
	bool is_decided;
	secmailp_engines_verdicts verdicts; /* of all rows */
	size_t given_count;
	size_t given[SECMAIL_DKIM_MAX_ROWS]; /* the rows that the worker is asked about */
	size_t runs;
	secmailp_buffer head; /* of the request, its header included */
	secmailp_engines_worker worker;
	secmailp_error error;
};

struct secmail_engine_dkim_results {
	secmail_dkim_results *native;
	secmailp_engines_verdicts verdicts;
	size_t runs;
};

/* Forgets what was decided, and what is under way. */
void secmailp_engines_dkim_forget(secmail_engine_dkim *s);

/* --- what a worker is given of a message (letter_choose.c, letter_key.c, letter_write.c) --- */

/* A key record for an engine: the key, and nothing else that a stranger wrote. */
typedef struct secmailp_engines_key {
	size_t len;
	char text[SECMAIL_ENGINE_MAX_KEY];
} secmailp_engines_key;

/*
 * Makes the key record of a row that the native evaluator found a key for.
 * SECMAIL_DONE; SECMAIL_SYNTAX: it is not one for an engine; SECMAIL_NO_MEMORY.
 */
SECMAIL_MUST_CHECK secmail_status secmailp_engines_key_of(
    const secmail_engine_dkim *s, size_t row, secmail_answers *a, secmailp_engines_key *out);

/*
 * Chooses the rows that the worker is asked about, into s->given, says of the others
 * what is to be said, and writes the keys of the former. Also SECMAIL_NO_MEMORY.
 */
SECMAIL_MUST_CHECK secmail_status secmailp_engines_choose(
    secmail_engine_dkim *s, secmail_answers *a, secmailp_buffer *keys);

/*
 * Writes the request up to the body, header included, into s->head, unless no row
 * is to be asked about. SECMAIL_LIMIT: there is too much of it; SECMAIL_NO_MEMORY.
 */
SECMAIL_MUST_CHECK secmail_status secmailp_engines_letter_write(
    secmail_engine_dkim *s, secmail_answers *a);

#endif
