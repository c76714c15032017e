/**
 * @file explain.h
 * A verdict in plain language: one headline, and for each check a sentence for
 * whoever reads the mail, one for whoever runs the domain that sent it, and
 * what both rest on.
 *
 * Sentences are for people and may change with any version; programs switch on
 * the reasons. They never call a message safe: that a domain vouches for a
 * message says nothing about what the message wants. Whatever the message held,
 * the text is UTF-8 without control characters, and what it takes from message
 * and DNS is printable ASCII.
 *
 * An explanation is immutable and may be read by any number of threads.
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
 * @param v         need not outlive the explanation
 * @param language  a language tag (RFC 5646) such as "de" or "de-AT"; by its first part English
 *                  and German are known, and any other, as NULL, is taken as English
 * @param out       receives the explanation, to be released with secmail_explanation_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_explain(
    const secmail_verdict *v, const char *language, secmail_explanation **out);

/** Releases an explanation and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_explanation_free(secmail_explanation *e);

/** The language that it is in: "en" or "de". Constant. */
SECMAIL_API const char *secmail_explanation_language(const secmail_explanation *e);

/** The verdict in one sentence. Borrowed. */
SECMAIL_API const char *secmail_explanation_headline(const secmail_explanation *e);

/** How many findings follow: one for SPF, each signature, ARC, DMARC, and each oddity. */
SECMAIL_API size_t secmail_explanation_count(const secmail_explanation *e);

/** What finding `index` is about: "SPF", "DKIM", "ARC", "DMARC" or "message"; NULL if there is
 * none. Constant. */
SECMAIL_API const char *secmail_explanation_subject(const secmail_explanation *e, size_t index);

/**
 * The stable word for finding `index`: that of its reason, as the `_reason_name`
 * function of its module gives it, "no-client" and "unsigned" where there was
 * nothing to check, and for an oddity the name of its flag. NULL if there is
 * none. Constant.
 */
SECMAIL_API const char *secmail_explanation_reason(const secmail_explanation *e, size_t index);

/** Finding `index` for whoever reads the mail; NULL if there is none. Borrowed. */
SECMAIL_API const char *secmail_explanation_sentence(const secmail_explanation *e, size_t index);

/**
 * What whoever runs the sending domain should do about finding `index`; NULL if
 * there is nothing to be done, and if there is no such finding. It takes for
 * granted that the mail is that domain's own. Borrowed.
 */
SECMAIL_API const char *secmail_explanation_advice(const secmail_explanation *e, size_t index);

/**
 * What finding `index` rests on, in the terms of DNS and mail, the same in
 * every language: `shop.example TXT "v=spf1 ..."`, `s1._domainkey.shop.example
 * TXT`, `From`. At most 1,024 octets, cut there. NULL if there is nothing to
 * name. Borrowed.
 */
SECMAIL_API const char *secmail_explanation_evidence(const secmail_explanation *e, size_t index);

SECMAIL_END_DECLS

#endif
