/*
 * worker.h - what the files of the program secmail-engine share
 *
 * The program takes one request from descriptor 0, judges it with a foreign library,
 * writes one reply and ends. It is built to be lost: before it reads anything it
 * gives up files, network and all system calls but those for its descriptor and
 * its memory.
 */
#ifndef SECMAILP_ENGINES_WORKER_H
#define SECMAILP_ENGINES_WORKER_H

#include "engines_internal.h"

/* --- confine.c --- */

/* Limits of the process; the memory in MiB, the time in seconds. False if one can't be set. */
bool worker_limit(unsigned memory, unsigned seconds);
/* Closes all descriptors but 0, and lets nothing be gained or traced. */
bool worker_close(void);
/* From here on the kernel kills the process for any call that it does not need. */
bool worker_confine(void);

/* --- guard.c: the limits of RFC 7208 section 4.6.4, which libspf2 counts anew in every include ---
 */

/* Looks at answers on the engine's behalf, and keeps count. */
typedef struct worker_guard {
	const secmailp_engines_request *request;
	size_t terms;
	size_t voids;
	bool was_macro;           /* a record holds %{p} */
	bool may_be_macro;        /* and the look-up for it is still to come */
	secmailp_cursor expected; /* names that the last MX or PTR answer led to, in order */
	size_t expected_count;
	bool is_ptr;                 /* they came from PTR records, and no void answer counts */
	secmail_engine_reason fault; /* SECMAIL_ENGINE_DECIDED: none */
	size_t question_count;
	secmailp_engines_question questions[SECMAILP_ENGINES_MAX_WANTS];
	secmailp_domain names[SECMAILP_ENGINES_MAX_WANTS]; /* what the questions' views are of */
} worker_guard;

/* True once the verdict of this run can only be the guard's. */
bool worker_guard_has_stopped(const worker_guard *g);
/*
 * The row for a look-up of A, AAAA, MX or PTR records; NULL if there is none to be
 * had: the name can't be asked, or the guard has stopped.
 */
const secmailp_engines_row *worker_guard_look(worker_guard *g, const char *name, uint16_t type);
/* True if the last look-up was for a name in the client's PTR records, or for these. */
bool worker_guard_is_at_pointers(const worker_guard *g);
/* The same for the record of a domain; `is_term`: an include or redirect led there. */
const secmailp_engines_row *worker_guard_record(worker_guard *g, const char *name, bool is_term);

/* --- spf2.c --- */

typedef struct worker_spf worker_spf;

/*
 * Makes the library ready, while the process may still ask the system for its name.
 * NULL if it can't be. Nothing is ever released: the process ends.
 */
worker_spf *worker_spf_new(void);
/* Judges a request. */
void worker_spf_judge(worker_spf *w, const secmailp_engines_request *request, worker_guard *g,
    secmailp_engines_reply *reply);

/* --- dkim.c --- */

typedef struct worker_dkim worker_dkim;

/* As worker_spf_new(). One in a process. */
worker_dkim *worker_dkim_new(void);
/*
 * Shows it the header; the letter has to stay. False here and below: the engine does
 * not take this message.
 */
bool worker_dkim_begin(worker_dkim *w, const secmailp_engines_letter *letter);
/* Shows it a piece of the body. */
bool worker_dkim_body(worker_dkim *w, secmailp_view body);
/* Judges all signatures. */
bool worker_dkim_end(worker_dkim *w, secmailp_engines_verdicts *out);
/* Makes it ready for another message. */
void worker_dkim_forget(worker_dkim *w);
/* dkim_known.c: judges a message whose verdict is known; false if it is judged otherwise. */
bool worker_dkim_verifies(worker_dkim *w);

#endif
