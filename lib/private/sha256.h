/*
 * sha256.h - the fingerprint of a file that a verdict rests on (SHA-256, FIPS 180-4)
 *
 * For telling files apart in evidence, where nothing is secret and nothing is
 * quick. What signs and verifies uses libcrypto.
 */
#ifndef SECMAILP_SHA256_H
#define SECMAILP_SHA256_H

#include "private/view.h"

#define SECMAILP_SHA256_HEX 64 /* digits */

/* Writes the hash in lower-case hexadecimal, as sha256sum(1) does, and a NUL. */
void secmailp_sha256_hex(secmailp_view v, char out[SECMAILP_SHA256_HEX + 1]);

#endif
