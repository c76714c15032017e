/* reference.c - see reference.h */
#include "reference.h"

#include <string.h>

static bool
is_wsp(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

static bool
is_crlf(const uint8_t *at, size_t left)
{
	return left >= 2 && at[0] == '\r' && at[1] == '\n';
}

/* "Reduce all sequences of WSP within a line to a single SP character." */
static size_t
reduce(uint8_t *octets, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		if (is_wsp(octets[i]) && used > 0 && octets[used - 1] == ' ')
			continue;
		octets[used++] = is_wsp(octets[i]) ? ' ' : octets[i];
	}
	return used;
}

/* "Ignore all whitespace at the end of lines", the last line included. */
static size_t
drop_trailing_space(uint8_t *octets, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		if (is_crlf(octets + i, len - i))
			while (used > 0 && octets[used - 1] == ' ')
				used--;
		octets[used++] = octets[i];
	}
	while (used > 0 && octets[used - 1] == ' ')
		used--;
	return used;
}

static size_t
drop_line_ends(const uint8_t *octets, size_t len)
{
	while (len >= 2 && is_crlf(octets + len - 2, 2))
		len -= 2;
	return len;
}

size_t
reference_body(uint8_t *out, const uint8_t *body, size_t len, bool relaxed)
{
	if (len > 0)
		memcpy(out, body, len);
	if (relaxed) {
		len = reduce(out, len);
		len = drop_trailing_space(out, len);
	}
	len = drop_line_ends(out, len);
	if (len > 0 || !relaxed) {
		out[len++] = '\r';
		out[len++] = '\n';
	}
	return len;
}

size_t
reference_field(uint8_t *out, const uint8_t *field, size_t len, bool relaxed)
{
	size_t used = 0, colon = 0, value;

	if (!relaxed) {
		memcpy(out, field, len);
		return len;
	}
	while (colon < len && field[colon] != ':')
		colon++;
	for (size_t i = 0; i < colon; i++)
		out[used++] =
		    field[i] >= 'A' && field[i] <= 'Z' ? (uint8_t)(field[i] + 32) : field[i];
	while (
	    used > 0 && (is_wsp(out[used - 1]) || out[used - 1] == '\r' || out[used - 1] == '\n'))
		used--;
	out[used++] = ':';
	value = used;
	for (size_t i = colon + 1; i < len; i++) {
		if (is_crlf(field + i, len - i))
			i++;
		else if (used > value || !is_wsp(field[i]))
			out[used++] = field[i];
	}
	used = value + reduce(out + value, used - value);
	while (used > value && out[used - 1] == ' ')
		used--;
	return used;
}
