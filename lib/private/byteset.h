/*
 * byteset.h - sets of octets: membership is one table look-up, whatever the locale
 *
 * The sets that several grammars share stand here under their ABNF names
 * (RFC 5234 appendix B.1, RFC 5322 section 3.2.3). A grammar's own sets stand
 * with the grammar.
 */
#ifndef SECMAILP_BYTESET_H
#define SECMAILP_BYTESET_H

#include <stdbool.h>
#include <stdint.h>

typedef struct secmailp_byteset {
	uint64_t bits[4]; /* octet n is bit n % 64 of word n / 64 */
} secmailp_byteset;

static inline bool
secmailp_byteset_has(const secmailp_byteset *set, uint8_t byte)
{
	return (set->bits[byte >> 6] >> (byte & 63)) & 1;
}

/*
 * Initialisers: static const secmailp_byteset digit = SECMAILP_DIGIT;
 */
/* 0-9 */
#define SECMAILP_DIGIT                                                                             \
	{                                                                                          \
		{                                                                                  \
			0x03ff000000000000, 0, 0, 0                                                \
		}                                                                                  \
	}
/* A-Z a-z */
#define SECMAILP_ALPHA                                                                             \
	{                                                                                          \
		{                                                                                  \
			0, 0x07fffffe07fffffe, 0, 0                                                \
		}                                                                                  \
	}
/* space and tab */
#define SECMAILP_WSP                                                                               \
	{                                                                                          \
		{                                                                                  \
			0x0000000100000200, 0, 0, 0                                                \
		}                                                                                  \
	}
/* space, tab, CR, LF: folding white space where the order of CR and LF doesn't matter */
#define SECMAILP_FWS                                                                               \
	{                                                                                          \
		{                                                                                  \
			0x0000000100002600, 0, 0, 0                                                \
		}                                                                                  \
	}
/* letters, digits, hyphen, underscore: what a label of a mail domain may hold */
#define SECMAILP_LDH_UNDERSCORE                                                                    \
	{                                                                                          \
		{                                                                                  \
			0x03ff200000000000, 0x07fffffe87fffffe, 0, 0                               \
		}                                                                                  \
	}

#endif
