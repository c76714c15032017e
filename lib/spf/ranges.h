/*
 * ranges.h - sets of addresses, as ranges that neither touch nor overlap
 *
 * An IPv4 address is its 32-bit number. Of an IPv6 address only the first 64
 * bits count: a host has a whole /64 to itself, and more than 64 bits is more
 * than anyone compares.
 */
#ifndef SECMAILP_SPF_RANGES_H
#define SECMAILP_SPF_RANGES_H

#include "spf_internal.h"

typedef struct secmailp_spf_range {
	uint64_t first;
	uint64_t last;
} secmailp_spf_range;

typedef struct secmailp_spf_ranges {
	size_t address_len; /* 4 or 16: networks of the other family are passed over */
	size_t count;
	secmailp_spf_range at[SECMAIL_SPF_MAX_RANGES]; /* in ascending order */
} secmailp_spf_ranges;

/* An empty set; what lies beyond `count` is not cleared. */
static inline void
secmailp_spf_ranges_init(secmailp_spf_ranges *r, size_t address_len)
{
	r->address_len = address_len;
	r->count = 0;
}

/* Adds the addresses whose first `prefix` bits are those of `address`. A full set stays as it is.
 */
void secmailp_spf_ranges_add(secmailp_spf_ranges *r, secmailp_view address, unsigned prefix);
/* Adds every address of the family. */
void secmailp_spf_ranges_add_all(secmailp_spf_ranges *r);
/* How many addresses, or /64 networks, there are; UINT64_MAX for that and one more. */
uint64_t secmailp_spf_ranges_total(const secmailp_spf_ranges *r);

#endif
