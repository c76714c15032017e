/* wire.c - the header, the numbers and the names that requests and replies are made of: see wire.h
 */
#include "wire.h"

static const uint8_t magic[] = { 'S', 'M', 'E', SECMAILP_ENGINES_VERSION };

bool
secmailp_engines_is_text(secmailp_view v, size_t max)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.at[i] < ' ' || v.at[i] > '~')
			return false;
	return v.len > 0 && v.len <= max;
}

bool
secmailp_engines_is_name(secmailp_view v)
{
	secmailp_cursor c = secmailp_cursor_over(v);

	if (!secmailp_engines_is_text(v, SECMAILP_DOMAIN_MAX))
		return false;
	do {
		size_t len = secmailp_cursor_until(&c, '.').len;

		if (len == 0 || len > SECMAILP_LABEL_MAX)
			return false;
	} while (secmailp_cursor_skip(&c, '.'));
	return secmailp_cursor_done(&c);
}

bool
secmailp_engines_is_type(uint16_t type)
{
	return type == SECMAIL_DNS_A || type == SECMAIL_DNS_AAAA || type == SECMAIL_DNS_MX ||
	       type == SECMAIL_DNS_PTR || type == SECMAIL_DNS_TXT;
}

void
secmailp_engines_header_write(size_t len, uint8_t out[SECMAILP_ENGINES_HEADER])
{
	memcpy(out, magic, sizeof magic);
	for (size_t i = 0; i < 4; i++)
		out[sizeof magic + i] = (uint8_t)(len >> (24 - 8 * i));
}

secmail_engine_reason
secmailp_engines_header_read(
    const uint8_t header[SECMAILP_ENGINES_HEADER], size_t max, size_t *out_len)
{
	size_t len = 0;

	*out_len = 0;
	if (memcmp(header, magic, sizeof magic - 1) != 0)
		return SECMAIL_ENGINE_GARBAGE;
	if (header[sizeof magic - 1] != SECMAILP_ENGINES_VERSION)
		return SECMAIL_ENGINE_VERSION;
	for (size_t i = sizeof magic; i < SECMAILP_ENGINES_HEADER; i++)
		len = len << 8 | header[i];
	if (len > max)
		return SECMAIL_ENGINE_TOO_LONG;
	*out_len = len;
	return SECMAIL_ENGINE_DECIDED;
}

void
secmailp_engines_put(secmailp_buffer *b, unsigned octets, uint64_t number)
{
	for (unsigned left = octets; left > 0; left--)
		secmailp_buffer_byte(b, (uint8_t)(number >> (8 * (left - 1))));
}

uint64_t
secmailp_engines_take(secmailp_cursor *c, unsigned octets)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < octets; i++)
		number = number << 8 | secmailp_cursor_byte(c);
	return number;
}

void
secmailp_engines_counted(secmailp_buffer *b, unsigned octets, secmailp_view v)
{
	secmailp_engines_put(b, octets, v.len);
	secmailp_buffer_add(b, v);
}

secmailp_view
secmailp_engines_take_counted(secmailp_cursor *c, unsigned octets)
{
	return secmailp_cursor_take(c, (size_t)secmailp_engines_take(c, octets));
}
