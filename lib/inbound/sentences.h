/*
 * sentences.h - every sentence that an explanation can be made of
 *
 * One place, so that the tone is one and a translation is one table. A
 * sentence holds names in braces, such as {domain}, for which explain.c puts
 * in what the verdict says. No sentence calls a message safe.
 */
#ifndef SECMAIL_INBOUND_SENTENCES_H
#define SECMAIL_INBOUND_SENTENCES_H

#include <secmail/inbound.h>

/* The headline, by what DMARC came to and what is asked. */
const char *secmail_sentence_headline(const secmail_dmarc_result *dmarc);

/* A sentence for each check's result; NULL where the result's own detail says it best. */
const char *secmail_sentence_spf(secmail_spf_code code);
const char *secmail_sentence_dkim(secmail_dkim_reason reason);
const char *secmail_sentence_arc(secmail_arc_code code);
const char *secmail_sentence_dmarc(const secmail_dmarc_result *dmarc);

/* What a reader should know about an oddity of the message. */
const char *secmail_sentence_flag(secmail_message_flag flag);

/* Said in place of a list of signatures, or of an SPF check that had no client. */
#define SECMAIL_SENTENCE_UNSIGNED "The message carries no signature."
#define SECMAIL_SENTENCE_NO_CLIENT                                                                 \
	"It is not known which server sent the message, so SPF was not checked."

#endif
