/*
 * eight.h - eight octets looked at in one step
 *
 * Long values have few octets that a scanner minds. Taken as one number, eight
 * are tested for them by a handful of operations, on any machine and in either
 * byte order. A mask has the top bit of each octet that fits, and of no other.
 */
#ifndef SECMAILP_EIGHT_H
#define SECMAILP_EIGHT_H

#include <stdint.h>
#include <string.h>

#define SECMAILP_EIGHT 8 /* octets */

#define SECMAILP_EACH UINT64_C(0x0101010101010101)
#define SECMAILP_TOPS UINT64_C(0x8080808080808080)

/* The eight octets from `at` on, all of which have to be there. */
static inline uint64_t
secmailp_eight(const uint8_t *at)
{
	uint64_t octets;

	memcpy(&octets, at, sizeof octets);
	return octets;
}

/* The mask of those that are `limit` at most, which is 0 to 127. No octet carries into another. */
static inline uint64_t
secmailp_eight_at_most(uint64_t octets, uint8_t limit)
{
	uint64_t above = (octets & ~SECMAILP_TOPS) + SECMAILP_EACH * (uint8_t)(127 - limit);

	return ~(above | octets) & SECMAILP_TOPS;
}

/* The mask of those that are `octet`. */
static inline uint64_t
secmailp_eight_equal(uint64_t octets, uint8_t octet)
{
	return secmailp_eight_at_most(octets ^ SECMAILP_EACH * octet, 0);
}

/* The octets with ASCII letters in lower case. */
static inline uint64_t
secmailp_eight_lower(uint64_t octets)
{
	uint64_t upper =
	    secmailp_eight_at_most(octets, 'Z') & ~secmailp_eight_at_most(octets, 'A' - 1);

	return octets | upper >> 2;
}

#endif
