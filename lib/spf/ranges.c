/* ranges.c - see ranges.h */
#include "ranges.h"

/* The bits of an address that count, as a number. */
static uint64_t
number_of(secmailp_view address)
{
	secmailp_cursor c = secmailp_cursor_over(address);
	size_t octets = address.len == 4 ? 4 : 8;
	uint64_t number = 0;

	for (size_t i = 0; i < octets; i++)
		number = number << 8 | secmailp_cursor_byte(&c);
	return number;
}

/* The bits behind a prefix, all set. */
static uint64_t
bits_behind(unsigned prefix, unsigned bits)
{
	unsigned left = prefix < bits ? bits - prefix : 0;

	return left == 64 ? UINT64_MAX : ((uint64_t)1 << left) - 1;
}

/* True if nothing lies between the end of `a` and the start of `b`. */
static bool
reaches(secmailp_spf_range a, secmailp_spf_range b)
{
	return a.last == UINT64_MAX || a.last + 1 >= b.first;
}

/* Takes `gone` ranges at `where` away and leaves room for one, which is filled. */
static void
replace(secmailp_spf_ranges *r, size_t where, size_t gone, secmailp_spf_range with)
{
	if (gone == 0 && r->count == SECMAIL_SPF_MAX_RANGES)
		return;
	memmove(
	    &r->at[where + 1], &r->at[where + gone], (r->count - where - gone) * sizeof r->at[0]);
	r->at[where] = with;
	r->count = r->count + 1 - gone;
}

/* The first range that reaches `added`, or lies behind it; found by halving. */
static size_t
find_place(const secmailp_spf_ranges *r, secmailp_spf_range added)
{
	size_t low = 0;
	size_t high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (reaches(r->at[middle], added))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void
add(secmailp_spf_ranges *r, secmailp_spf_range added)
{
	size_t where = find_place(r, added);
	size_t gone = 0;

	for (; where + gone < r->count && reaches(added, r->at[where + gone]); gone++) {
		const secmailp_spf_range *old = &r->at[where + gone];

		added.first = old->first < added.first ? old->first : added.first;
		added.last = old->last > added.last ? old->last : added.last;
	}
	replace(r, where, gone, added);
}

void
secmailp_spf_ranges_add(secmailp_spf_ranges *r, secmailp_view address, unsigned prefix)
{
	uint64_t behind = bits_behind(prefix, r->address_len == 4 ? 32 : 64);
	uint64_t number;

	if (address.len != r->address_len)
		return;
	number = number_of(address);
	add(r, (secmailp_spf_range){ number & ~behind, number | behind });
}

void
secmailp_spf_ranges_add_all(secmailp_spf_ranges *r)
{
	static const uint8_t any[16] = { 0 };

	secmailp_spf_ranges_add(r, secmailp_view_of(any, r->address_len), 0);
}

uint64_t
secmailp_spf_ranges_total(const secmailp_spf_ranges *r)
{
	uint64_t total = 0;

	/* They are disjoint, so that only the whole of 64 bits does not fit. */
	for (size_t i = 0; i < r->count; i++)
		total += r->at[i].last - r->at[i].first + 1;
	return total == 0 && r->count > 0 ? UINT64_MAX : total;
}
