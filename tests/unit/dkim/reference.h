/*
 * reference.h - canonicalization as RFC 6376 section 3.4 words it, slowly and obviously
 *
 * Works on the whole input at once and follows the RFC's steps one after the
 * other, so that it shares no idea with the library's own.
 */
#ifndef SECMAIL_TESTS_DKIM_REFERENCE_H
#define SECMAIL_TESTS_DKIM_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room that canonical octets of `len` octets need. */
#define REFERENCE_ROOM(len) ((len) + 4)

/* A body; returns how many octets it wrote to `out`. */
size_t reference_body(uint8_t *out, const uint8_t *body, size_t len, bool relaxed);

/* A header field without its last line end; returns how many octets it wrote to `out`. */
size_t reference_field(uint8_t *out, const uint8_t *field, size_t len, bool relaxed);

#endif
