/*
 * bench_dkim_letter.h - many different signed messages for the benchmark of dkim
 *
 * Bodies are windows of one long text, so that 300 of 10 MiB need not 3 GiB;
 * where they are short enough, no two windows have a line in common.
 */
#ifndef SECMAIL_TESTS_BENCH_DKIM_LETTER_H
#define SECMAIL_TESTS_BENCH_DKIM_LETTER_H

#include "dkim_internal.h"

#define BENCH_LETTERS 300

/* One message: its header scanned, its body as sent and as it is hashed. */
typedef struct bench_letter {
	secmail_message *header;
	secmailp_view body;
	secmailp_view canonical;
	secmailp_buffer signed_octets;
	uint8_t signature[1024];
	size_t signature_len;
} bench_letter;

typedef struct bench_letters {
	bench_letter at[BENCH_LETTERS];
	EVP_PKEY *key;
	smdkim_relaxer relaxer;
	secmailp_buffer body;
	secmailp_buffer canonical;
	size_t *body_at; /* where each line begins, and the last ends */
	size_t *canonical_at;
	size_t lines;
} bench_letters;

/* Signs them with `key`, which is the caller's; of each hundred lines so many want canonicalizing.
 */
void bench_letters_make(bench_letters *all, EVP_PKEY *key, size_t body_len, unsigned dirty_percent);
void bench_letters_free(bench_letters *all);

/* Ends the program if it doesn't hold. */
void bench_must(bool holds, const char *what);
void bench_must_be_done(secmail_status status);

#endif
