/* text.c - text that takes octets up to a fixed maximum and never allocates */
#include "private/decimal.h"
#include "private/eight.h"
#include "spf_internal.h"

void
secmailp_spf_text_number(secmailp_spf_text *t, uint64_t number)
{
	uint8_t digits[SECMAILP_DECIMAL_MAX];

	secmailp_spf_text_add(t, secmailp_decimal(number, digits));
}

/* Nonzero if one of eight octets lies outside " " to "~". */
static uint64_t
odd_of(uint64_t octets)
{
	/* Above "~" an octet, or one more, has its top bit; below " " it lends it in a subtraction.
	 */
	return (octets | (octets + SECMAILP_EACH) |
		   ~((octets | SECMAILP_TOPS) - ' ' * SECMAILP_EACH)) &
	       SECMAILP_TOPS;
}

/* Nearly all text is: eight octets are looked at in one step. */
bool
secmailp_spf_is_printable(secmailp_view v)
{
	uint64_t odd = 0;
	size_t i = 0;

	for (; v.len - i >= SECMAILP_EIGHT; i += SECMAILP_EIGHT)
		odd |= odd_of(secmailp_eight(v.at + i));
	if (i > 0) /* the last eight, though some were among those before */
		return (odd | odd_of(secmailp_eight(v.at + v.len - SECMAILP_EIGHT))) == 0;
	for (; i < v.len; i++)
		odd |= (unsigned)(v.at[i] - ' ') > '~' - ' ';
	return odd == 0;
}

void
secmailp_spf_text_printable(secmailp_spf_text *t, secmailp_view v)
{
	uint8_t *copy = t->at + t->len;
	size_t len = t->len;

	secmailp_spf_text_add(t, v);
	len = t->len - len;
	if (secmailp_spf_is_printable(secmailp_view_of(copy, len)))
		return;
	for (size_t i = 0; i < len; i++)
		if (copy[i] < ' ' || copy[i] > '~')
			copy[i] = '?';
}
