/* text.c - text that takes octets up to a fixed maximum and never allocates */
#include "spf_internal.h"

void
secmailp_spf_text_add(secmailp_spf_text *t, secmailp_view v)
{
	size_t room = t->room - t->len;

	if (v.len > room) {
		v.len = room;
		t->is_cut = true;
	}
	if (v.len > 0)
		memcpy(t->at + t->len, v.at, v.len);
	t->len += v.len;
}

void
secmailp_spf_text_byte(secmailp_spf_text *t, uint8_t byte)
{
	if (t->len < t->room)
		t->at[t->len++] = byte;
	else
		t->is_cut = true;
}

void
secmailp_spf_text_words(secmailp_spf_text *t, const char *words)
{
	secmailp_spf_text_add(t, secmailp_view_text(words));
}

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
	for (size_t i = 0; i < v.len && !t->is_cut; i++) {
		bool is_printable = v.at[i] >= ' ' && v.at[i] <= '~';

		secmailp_spf_text_byte(t, is_printable ? v.at[i] : '?');
	}
}
