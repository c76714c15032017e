/**
 * @file answers.h
 * The table of DNS questions and answers that one message needs.
 *
 * Evaluators (SPF, DKIM, DMARC) never wait for the network. They ask this
 * table; what is missing becomes an open question, they return
 * ::SECMAIL_WANT_DNS, and they decide again from the top once answers have
 * come. A driver takes the open questions and fills in answers: the dns
 * module's, or the embedder's own in the two calls of this sketch:
 *
 *     n = secmail_answers_open(a, ids, 16);
 *     for each id: send a query for _qname, _qtype;
 *     for each reply: secmail_answers_add for each record, then _close; or _fail
 *
 * The rules: an answer belongs to a question's id and serves no other
 * question; the first answer is final; a TTL never hides one; names are
 * compared in lower case and without a trailing dot; the number of distinct
 * questions is capped, which bounds the rounds.
 *
 * A table belongs to one thread at a time. After fork only one of the two
 * processes may go on with it; it holds no descriptor.
 */
#ifndef SECMAIL_ANSWERS_H
#define SECMAIL_ANSWERS_H

#include <secmail/base.h>

SECMAIL_BEGIN_DECLS

/** Distinct questions a table takes, unless a lower cap is set. */
#define SECMAIL_ANSWERS_MAX_QUESTIONS 512

/** Octets of record data that all answers of a table may hold together. */
#define SECMAIL_ANSWERS_MAX_BYTES 524288

/** Evaluators whose marks a table bears at a time: see secmail_answers_mark(). */
#define SECMAIL_ANSWERS_MAX_MARKS 4

/** Octets that hold any query name in presentation form, every octet escaped, with its NUL. */
#define SECMAIL_QNAME_SIZE 1017

/** The record types that this library asks for (RFC 1035, RFC 3596). */
typedef enum secmail_dns_type {
	SECMAIL_DNS_A = 1,
	SECMAIL_DNS_CNAME = 5,
	SECMAIL_DNS_PTR = 12,
	SECMAIL_DNS_MX = 15,
	SECMAIL_DNS_TXT = 16,
	SECMAIL_DNS_AAAA = 28
} secmail_dns_type;

/** How far an answer is to be believed; only a trusted validator says more than unknown. */
typedef enum secmail_trust {
	SECMAIL_TRUST_UNKNOWN = 0,  /**< no validator looked at it */
	SECMAIL_TRUST_INSECURE = 2, /**< a trusted validator: the zone is not signed */
	SECMAIL_TRUST_SECURE = 3    /**< a trusted validator: the signatures hold (RFC 4035) */
} secmail_trust;

/** Why there is no answer. */
typedef enum secmail_dns_failure {
	SECMAIL_DNS_TIMEOUT = 1,  /**< nobody answered in time */
	SECMAIL_DNS_SERVFAIL = 2, /**< the server failed */
	SECMAIL_DNS_REFUSED = 3,  /**< the server refused */
	SECMAIL_DNS_BOGUS = 4     /**< a trusted validator found forged or broken signatures */
} secmail_dns_failure;

/** What stands in the table for a question. */
typedef enum secmail_answer_state {
	SECMAIL_ANSWER_OPEN = 0,     /**< nothing yet */
	SECMAIL_ANSWER_FAILED = 1,   /**< there will be none; secmail_answers_failure() says why */
	SECMAIL_ANSWER_NXDOMAIN = 2, /**< the name does not exist */
	SECMAIL_ANSWER_NODATA = 3,   /**< the name exists and has no record of the type */
	SECMAIL_ANSWER_RECORDS = 4   /**< records of the type asked for */
} secmail_answer_state;

/** Whether the verdict needs an answer, or might come to need it. */
typedef enum secmail_answers_urgency {
	SECMAIL_ANSWERS_SPECULATIVE = 0, /**< asked early; no verdict waits for it */
	SECMAIL_ANSWERS_NEEDED = 1       /**< the decision can't go on without it */
} secmail_answers_urgency;

/** The questions and answers of one message. */
typedef struct secmail_answers secmail_answers;

/**
 * Makes an empty table.
 * @param out  receives the table, to be released with secmail_answers_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_answers_new(secmail_answers **out);

/** Releases a table and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_answers_free(secmail_answers *a);

/** Forgets all questions and answers, for the next message; limits stay. */
SECMAIL_API void secmail_answers_reset(secmail_answers *a);

/**
 * Lowers the cap on distinct questions. Those asked early count too: at a cap
 * that a message reaches, its verdict hangs on what was asked before. The checks
 * of one message, with their own limits left alone, do not reach the default.
 * @param max  1 to SECMAIL_ANSWERS_MAX_QUESTIONS
 * @return SECMAIL_DONE, or SECMAIL_ARGUMENT if max is outside that range
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_answers_set_max_questions(
    secmail_answers *a, size_t max);

/**
 * What the last failed call on this table was about, in one English line.
 * Returns a borrowed string, "" if nothing failed; valid until the next call.
 */
SECMAIL_API const char *secmail_answers_error(const secmail_answers *a);

/* --- for evaluators ------------------------------------------------------ */

/**
 * Asks a question, or finds it asked before.
 *
 * @param name      labels separated by dots, any octet but a dot inside a
 *                  label, no escapes; a trailing dot and upper case don't count
 * @param len       its length in octets
 * @param qtype     the record type (secmail_dns_type or any other)
 * @param urgency   a question once needed stays needed
 * @param out_id    receives the question's id, a small number, stable in this table
 * @return SECMAIL_DONE; SECMAIL_SYNTAX for what can't be a name (an empty label,
 *         one over 63 octets, over 255 octets on the wire); SECMAIL_LIMIT when
 *         the cap on distinct questions is reached; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_answers_ask(secmail_answers *a,
    const void *name, size_t len, uint16_t qtype, secmail_answers_urgency urgency,
    uint32_t *out_id);

/** What is known about question `id`; SECMAIL_ANSWER_OPEN for an id that was never given. */
SECMAIL_API secmail_answer_state secmail_answers_state(const secmail_answers *a, uint32_t id);

/** Why question `id` failed; SECMAIL_DNS_SERVFAIL unless its state is SECMAIL_ANSWER_FAILED. */
SECMAIL_API secmail_dns_failure secmail_answers_failure(const secmail_answers *a, uint32_t id);

/** How many records answer question `id`; 0 unless its state is SECMAIL_ANSWER_RECORDS. */
SECMAIL_API size_t secmail_answers_count(const secmail_answers *a, uint32_t id);

/**
 * The data of record `index` of question `id` as on the wire, names uncompressed.
 * @param out_len  receives its length in octets, 0 if there is no such record
 * @return borrowed from the table, NULL if there is no such record
 */
SECMAIL_API const void *secmail_answers_rdata(
    const secmail_answers *a, uint32_t id, size_t index, size_t *out_len);

/** The smallest TTL, in seconds, that came with the answer to `id`; 0 if none came. */
SECMAIL_API uint32_t secmail_answers_ttl(const secmail_answers *a, uint32_t id);

/** How far the answer to `id` is to be believed. */
SECMAIL_API secmail_trust secmail_answers_trust(const secmail_answers *a, uint32_t id);

/**
 * The name at the end of the CNAME chain that led to the answer, in
 * presentation form, or NULL if the name asked for is no alias. A dangling
 * alias is SECMAIL_ANSWER_NXDOMAIN with this set: the name asked for exists.
 */
SECMAIL_API const char *secmail_answers_alias(const secmail_answers *a, uint32_t id);

/** How many distinct questions were asked. */
SECMAIL_API size_t secmail_answers_question_count(const secmail_answers *a);

/** True if there is at least one answer and a trusted validator called every answer secure. */
SECMAIL_API bool secmail_answers_all_secure(const secmail_answers *a);

/**
 * Marks a table as the one whose answers an evaluator has read, so that from
 * round to round it can keep what it made of them: the first answer is final.
 * A table bears one mark of each owner, and SECMAIL_ANSWERS_MAX_MARKS in all: a new
 * one takes the place of the owner's last, or else of the oldest owner's. A reset
 * takes all away; answers, which only come in addition, leave them.
 *
 * @param owner   whose mark it is; not NULL, and never looked into
 * @param number  which of the owner's marks
 */
SECMAIL_API void secmail_answers_mark(secmail_answers *a, const void *owner, uint64_t number);

/** True if the table bears this mark. */
SECMAIL_API bool secmail_answers_is_marked(
    const secmail_answers *a, const void *owner, uint64_t number);

/* --- for drivers --------------------------------------------------------- */

/**
 * Lists the open questions, needed ones before speculative ones, each group in
 * the order asked.
 * @param ids  receives up to `cap` ids; may be NULL if cap is 0
 * @return how many questions are open, which may be more than `cap`
 */
SECMAIL_API size_t secmail_answers_open(const secmail_answers *a, uint32_t *ids, size_t cap);

/** True if the decision can't go on without the answer to `id`. */
SECMAIL_API bool secmail_answers_is_needed(const secmail_answers *a, uint32_t id);

/**
 * The name that question `id` asks for, lower case, in the presentation form
 * of RFC 1035 section 5.1 (special octets escaped), without a trailing dot;
 * "." for the root. Borrowed from the table; "" for an unknown id.
 */
SECMAIL_API const char *secmail_answers_qname(const secmail_answers *a, uint32_t id);

/**
 * The same name as on the wire (RFC 1035 section 3.1), with the root's zero.
 * @param out_len  receives its length, 1 to 255 octets; 0 for an unknown id
 * @return borrowed from the table, NULL for an unknown id
 */
SECMAIL_API const void *secmail_answers_qname_wire(
    const secmail_answers *a, uint32_t id, size_t *out_len);

/** The record type that question `id` asks for; 0 for an unknown id. */
SECMAIL_API uint16_t secmail_answers_qtype(const secmail_answers *a, uint32_t id);

/**
 * Adds one record of the type asked for to an open question.
 *
 * After SECMAIL_LIMIT or SECMAIL_NO_MEMORY nothing is left of what was added to
 * the question: the driver fails it, or begins with the first record again.
 *
 * @param rdata  the record's data, names in it uncompressed, aliases followed
 *               by the driver; copied
 * @param len    its length in octets, 65,535 at most
 * @param ttl    its TTL in seconds
 * @return SECMAIL_DONE; SECMAIL_LATE if the question is answered; SECMAIL_LIMIT
 *         over SECMAIL_ANSWERS_MAX_BYTES; SECMAIL_ARGUMENT for an unknown id;
 *         SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_answers_add(
    secmail_answers *a, uint32_t id, const void *rdata, size_t len, uint32_t ttl);

/**
 * Says that an open question's name is an alias, before it is closed.
 * @param name  the canonical name as on the wire; copied
 * @param len   its length, 1 to 255 octets
 * @return as secmail_answers_add(), and SECMAIL_SYNTAX if it is no wire name
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_answers_add_alias(
    secmail_answers *a, uint32_t id, const void *name, size_t len);

/**
 * Says that no more records come: the answer is final.
 *
 * @param rcode  the response code (RFC 1035, RFC 6895): 0 records or none, 3 no
 *               such name (records added before are dropped), 5 refused;
 *               anything else counts as a failure of the server
 * @param trust  what a trusted validator said, else SECMAIL_TRUST_UNKNOWN
 * @return SECMAIL_DONE; SECMAIL_LATE if it is final already, which then stands;
 *         SECMAIL_ARGUMENT for an unknown id
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_answers_close(
    secmail_answers *a, uint32_t id, uint16_t rcode, secmail_trust trust);

/**
 * Says that there will be no answer. Records added before are dropped.
 * @return SECMAIL_DONE; SECMAIL_LATE if it is final already, which then stands;
 *         SECMAIL_ARGUMENT for an unknown id
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_answers_fail(
    secmail_answers *a, uint32_t id, secmail_dns_failure why);

/**
 * Turns every open question, and each one that is asked from now on until the
 * table is reset, into a time-out, so that the next decision is final. A driver
 * that is attached is detached.
 */
SECMAIL_API void secmail_answers_expire(secmail_answers *a);

/**
 * Called when a table lets go of the driver that is attached to it: answers that
 * are on their way are not wanted any more. It must not call the table.
 */
typedef void (*secmail_answers_detach_fn)(void *arg, secmail_answers *a);

/**
 * Attaches a driver that has questions of this table in flight, so that it is
 * told, once, before the table is freed, reset or expired. A table has one
 * driver at a time.
 *
 * @param detach  the function that is told
 * @param arg     handed to it; not NULL
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if a driver is attached, or arg is NULL
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_answers_attach(
    secmail_answers *a, secmail_answers_detach_fn detach, void *arg);

/** Lets go of the driver that is attached, without telling it. */
SECMAIL_API void secmail_answers_detach(secmail_answers *a);

/**
 * The driver that is attached with this function.
 * @return what was handed to secmail_answers_attach(); NULL if none is, or with another function
 */
SECMAIL_API void *secmail_answers_attached(
    const secmail_answers *a, secmail_answers_detach_fn detach);

SECMAIL_END_DECLS

#endif
