/* text.c - text that takes octets up to a fixed maximum and never allocates */
#include "private/decimal.h"
#include "spf_internal.h"

void
secmailp_spf_text_number(secmailp_spf_text *t, uint64_t number)
{
	uint8_t digits[SECMAILP_DECIMAL_MAX];

	secmailp_spf_text_add(t, secmailp_decimal(number, digits));
}

/* Nearly all text is printable: look first, without a branch for each octet. */
static bool
is_printable(const uint8_t *at, size_t len)
{
	unsigned odd = 0;

	for (size_t i = 0; i < len; i++)
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
