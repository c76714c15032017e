/**
 * @file explain.h
 * A verdict in plain language: one headline, and a sentence for each check.
 *
 * The sentences are for people and may change with any version; programs
 * switch on the reasons in the results. They never call a message safe: that
 * a domain vouches for a message says nothing about what the message wants.
 * Whatever the message held, the text is printable ASCII.
 */
#ifndef SECMAIL_EXPLAIN_H
#define SECMAIL_EXPLAIN_H

#include <secmail/base.h>
#include <secmail/inbound.h>

SECMAIL_BEGIN_DECLS

/** A verdict in words; immutable. */
typedef struct secmail_explanation secmail_explanation;

/**
 * Puts a verdict into words.
 * @param v    need not outlive the explanation
 * @param out  receives the explanation, to be released with secmail_explanation_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_explain(
    const secmail_verdict *v, secmail_explanation **out);

/** Releases an explanation and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_explanation_free(secmail_explanation *e);

/** The verdict in one sentence. Borrowed. */
SECMAIL_API const char *secmail_explanation_headline(const secmail_explanation *e);

/** How many sentences follow. */
SECMAIL_API size_t secmail_explanation_count(const secmail_explanation *e);

/** What sentence `index` is about: "SPF", "DKIM", "ARC", "DMARC" or "message"; NULL if there is
 * none. Constant. */
SECMAIL_API const char *secmail_explanation_subject(const secmail_explanation *e, size_t index);

/** Sentence `index`; NULL if there is none. Borrowed. */
SECMAIL_API const char *secmail_explanation_sentence(const secmail_explanation *e, size_t index);

SECMAIL_END_DECLS

#endif
