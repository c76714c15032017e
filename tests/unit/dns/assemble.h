/*
 * assemble.h - DNS messages written as text, octet by octet where it matters
 *
 * Words, with spaces between them:
 *	8180        octets in hex
 *	n:a.b.      a name, uncompressed, with the root's zero
 *	l:a.b       labels alone, for a pointer to follow
 *	@12         a pointer to octet 12
 *	s:text      a character-string
 *	t:text      octets as they are
 *	x:300       so many octets of 'x'
 *	[ ... ]     what is between, after its length in 16 bits
 */
#ifndef SECMAIL_TESTS_ASSEMBLE_H
#define SECMAIL_TESTS_ASSEMBLE_H

#include <stddef.h>
#include <stdint.h>

#define MESSAGE_SIZE 65535

/* Returns the message's length. */
size_t assemble(const char *text, uint8_t out[MESSAGE_SIZE]);

/* A header with id 1, flags, and the counts of records; then a question. */
#define HEADER(flags, answers, authorities, additionals)                                           \
	"0001 " flags " 0001 " answers " " authorities " " additionals " "
#define RESPONSE "8180" /* QR, RD, RA */
#define ASKS(name, type) "n:" name ". " type " 0001 "

#endif
