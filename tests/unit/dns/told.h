/*
 * told.h - one question, asked and shown: the answers of the dns tests as text
 *
 * "records 192.0.2.1 192.0.2.2", "records v=spf1 -all alias=b.example",
 * "nxdomain", "nodata", "timeout", "servfail", "refused", "bogus", "open".
 * Data of types that have no short form is in hex.
 */
#ifndef SECMAIL_TESTS_TOLD_H
#define SECMAIL_TESTS_TOLD_H

#include <secmail/dns.h>

#define TOLD_SIZE 4096

/* A table that has asked one needed question. */
secmail_answers *asking(const char *name, uint16_t type, uint32_t *id);

/* Asks one more question. */
uint32_t ask(secmail_answers *a, const char *name, uint16_t type, secmail_answers_urgency urgency);

/* Writes what is known about a question. Returns `out`. */
const char *told(const secmail_answers *a, uint32_t id, char out[TOLD_SIZE]);

/* A zone made of text, which has to be sound. */
secmail_dns_zone *zone_of(const char *text);

#endif
