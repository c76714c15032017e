/* base64.c - see base64.h */
#include "private/base64.h"

#include "private/cursor.h"

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* What an octet stands for: its six bits, or one of these. */
enum { FOREIGN = 64, SPACE = 65, PAD = 66 };

#define X FOREIGN
#define S SPACE
#define P PAD
/* Sixteen octets a line. */
/* clang-format off */
static const uint8_t MEANINGS[256] = {
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  S,  S,  X,  X,  S,  X,  X,
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
	 S,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, 62,  X,  X,  X, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61,  X,  X,  X,  P,  X,  X,
	 X,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,  X,  X,  X,  X,  X,
	 X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,  X,  X,  X,  X,  X,
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
	 X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
};
/* clang-format on */
#undef X
#undef S
#undef P

static unsigned
meaning(uint8_t byte)
{
	return MEANINGS[byte];
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

/* Groups of four digits with nothing between them, as most are; returns the octets they give. */
static size_t
decode_digits(secmailp_cursor *c, uint8_t *out, size_t room)
{
	secmailp_view rest = secmailp_cursor_rest(c);
	size_t most = rest.len / 4 < room / 3 ? rest.len / 4 : room / 3, groups;

	for (groups = 0; groups < most; groups++) {
		const uint8_t *digits = rest.at + 4 * groups;
		/* Written out: compilers don't unroll a loop of four. */
		uint32_t first = MEANINGS[digits[0]], second = MEANINGS[digits[1]];
		uint32_t third = MEANINGS[digits[2]], fourth = MEANINGS[digits[3]];
		uint32_t bits = first << 18 | second << 12 | third << 6 | fourth;

		if ((first | second | third | fourth) >= FOREIGN)
			break;
		out[3 * groups] = (uint8_t)(bits >> 16);
		out[3 * groups + 1] = (uint8_t)(bits >> 8);
		out[3 * groups + 2] = (uint8_t)bits;
	}
	secmailp_cursor_take(c, 4 * groups);
	return 3 * groups;
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
		size_t whole;

		if (space == SECMAILP_BASE64_FOLDED)
			secmailp_cursor_while(&c, &folding);
		if (secmailp_cursor_left(&c) == 0)
			break;
		if (octets < 3) /* something follows the padding */
			return false;
		whole = decode_digits(&c, out + used, room - used);
		used += whole;
		if (whole > 0)
			continue;
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
