/* text.c - text that takes octets up to a fixed maximum and never allocates */
#include "private/decimal.h"
#include "spf_internal.h"

void
secmailp_spf_text_number(secmailp_spf_text *t, uint64_t number)
{
	uint8_t digits[SECMAILP_DECIMAL_MAX];

	secmailp_spf_text_add(t, secmailp_decimal(number, digits));
}

/* Nonzero if one of eight octets lies outside " " to "~". */
static uint64_t
odd_of(uint64_t word)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	const uint64_t top = 0x80 * each;

	/* Above "~" an octet, or one more, has its top bit; below " " it lends it in a subtraction.
	 */
	return (word | (word + each) | ~((word | top) - ' ' * each)) & top;
}

/* Nearly all text is printable: look first, at eight octets at a time. */
static bool
is_printable(const uint8_t *at, size_t len)
{
	uint64_t odd = 0;
	uint64_t word;
	size_t i = 0;

	for (; len - i >= sizeof word; i += sizeof word) {
		memcpy(&word, at + i, sizeof word);
		odd |= odd_of(word);
	}
	if (i > 0) { /* the last eight, though some were among those before */
		memcpy(&word, at + len - sizeof word, sizeof word);
		return (odd | odd_of(word)) == 0;
	}
	for (; i < len; i++)
		odd |= (unsigned)(at[i] - ' ') > '~' - ' ';
	return odd == 0;
}

void
secmailp_spf_text_printable(secmailp_spf_text *t, secmailp_view v)
{
	uint8_t *copy = t->at + t->len;
	size_t len = t->len;

	secmailp_spf_text_add(t, v);
	len = t->len - len;
	if (is_printable(copy, len))
		return;
	for (size_t i = 0; i < len; i++)
		copy[i] = is_printable(copy + i, 1) ? copy[i] : '?';
}
