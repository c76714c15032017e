/*
 * evidence.h - inputs and answers of a verdict, and the marks of the lines that say them
 *
 * evidence.c holds them, evidence_save.c writes them, evidence_load.c reads them.
 */
#ifndef SECMAIL_DNS_EVIDENCE_H
#define SECMAIL_DNS_EVIDENCE_H

#include "dns_internal.h"

/* The first line is FORM, the number of the form, VERSION and the library's version. */
#define SECMAILP_DNS_EVIDENCE_FORM "; libsecmail evidence, form "
#define SECMAILP_DNS_EVIDENCE_VERSION ", version "
#define SECMAILP_DNS_EVIDENCE_FORM_NUMBER 1

/* What begins the line of an input. The marks of answers are in dns_internal.h. */
#define SECMAILP_DNS_INPUT ";$ "

/* Octets of the version of the library that wrote evidence, at most. */
#define SECMAILP_DNS_MAX_VERSION 32

typedef struct secmailp_dns_input {
	const char *name;
	secmailp_view value; /* with a NUL behind it */
} secmailp_dns_input;

struct secmail_dns_evidence {
	secmailp_error error;
	secmailp_arena arena; /* of names and values */
	secmailp_dns_input inputs[SECMAIL_DNS_MAX_INPUTS];
	size_t input_count;
	const char *version;
	secmail_dns_zone *zone; /* an open world: the answers */
};

/* As secmail_dns_evidence_set_input(). */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_evidence_add_input(
    secmail_dns_evidence *e, secmailp_view name, secmailp_view value);

#endif
