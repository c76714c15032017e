/* base64.c - see base64.h */
#include "private/base64.h"

#include "private/cursor.h"

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* What an octet stands for: its six bits, or one of these. */
enum { FOREIGN = 64, SPACE = 65, PAD = 66 };

static unsigned
meaning(uint8_t byte)
{
	if (byte >= 'A' && byte <= 'Z')
		return byte - (unsigned)'A';
	if (byte >= 'a' && byte <= 'z')
		return byte - (unsigned)'a' + 26;
	if (byte >= '0' && byte <= '9')
		return byte - (unsigned)'0' + 52;
	if (byte == '+')
		return 62;
	if (byte == '/')
		return 63;
	if (byte == '=')
		return PAD;
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' ? SPACE : FOREIGN;
}

/* The next octet's meaning, white space passed over if the grammar has it. */
static unsigned
next_sextet(secmailp_cursor *c, secmailp_base64_space space)
{
	unsigned sextet;

	do
		sextet = secmailp_cursor_left(c) > 0 ? meaning(secmailp_cursor_byte(c)) : FOREIGN;
	while (sextet == SPACE && space == SECMAILP_BASE64_FOLDED && secmailp_cursor_left(c) > 0);
	return sextet;
}

/* How many octets a group of four gives, 0 if it is none; the bits go to *out. */
static unsigned
decode_group(const unsigned sextets[4], uint32_t *out)
{
	uint32_t bits = 0;
	unsigned digits = 0;

	while (digits < 4 && sextets[digits] < FOREIGN)
		bits = bits << 6 | sextets[digits++];
	for (unsigned i = digits; i < 4; i++)
		if (sextets[i] != PAD)
			return 0;
	*out = bits << (6 * (4 - digits));
	if (digits < 2 || (digits < 4 && (*out & (digits == 3 ? 0xffu : 0xffffu)) != 0))
		return 0;
	return digits - 1;
}

bool
secmailp_base64_decode(
    secmailp_view text, secmailp_base64_space space, uint8_t *out, size_t room, size_t *out_len)
{
	static const secmailp_byteset folding = SECMAILP_FWS;
	secmailp_cursor c = secmailp_cursor_over(text);
	size_t used = 0;
	unsigned octets = 3;

	*out_len = 0;
	for (;;) {
		unsigned sextets[4];
		uint32_t bits;

		if (space == SECMAILP_BASE64_FOLDED)
			secmailp_cursor_while(&c, &folding);
		if (secmailp_cursor_left(&c) == 0)
			break;
		if (octets < 3) /* something follows the padding */
			return false;
		for (int i = 0; i < 4; i++)
			sextets[i] = next_sextet(&c, space);
		octets = decode_group(sextets, &bits);
		if (octets == 0 || octets > room - used)
			return false;
		for (unsigned i = 0; i < octets; i++)
			out[used++] = (uint8_t)(bits >> (16 - 8 * i));
	}
	*out_len = used;
	return true;
}

void
secmailp_base64_encode(secmailp_buffer *out, secmailp_view octets)
{
	secmailp_cursor c = secmailp_cursor_over(octets);

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_view group = secmailp_cursor_take(
		    &c, secmailp_cursor_left(&c) < 3 ? secmailp_cursor_left(&c) : 3);
		uint32_t bits = 0;
		uint8_t text[4];

		for (size_t i = 0; i < 3; i++)
			bits = bits << 8 | (i < group.len ? group.at[i] : 0u);
		for (size_t i = 0; i < 4; i++)
			text[i] =
			    i <= group.len ? (uint8_t)ALPHABET[bits >> (18 - 6 * i) & 63] : '=';
		secmailp_buffer_add(out, (secmailp_view){ text, sizeof text });
	}
}
