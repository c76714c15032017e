/* text.c - text that takes octets up to a fixed maximum and never allocates */
#include "spf_internal.h"

void
secmailp_spf_text_number(secmailp_spf_text *t, uint64_t number)
{
	uint8_t digits[20];
	size_t at = sizeof digits;

	do {
		digits[--at] = (uint8_t)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	secmailp_spf_text_add(t, secmailp_view_of(digits + at, sizeof digits - at));
}

void
secmailp_spf_text_printable(secmailp_spf_text *t, secmailp_view v)
{
	uint8_t *copy = t->at + t->len;
	size_t len = t->len;

	secmailp_spf_text_add(t, v);
	len = t->len - len;
	for (size_t i = 0; i < len; i++)
		copy[i] = copy[i] >= ' ' && copy[i] <= '~' ? copy[i] : '?';
}
