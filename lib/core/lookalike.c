/*
 * lookalike.c - what stands beside an address and could be taken for another
 *
 * Nothing here finds an address: encoded words and display names are looked
 * into only to say that they would mislead a person, or a reader that decodes
 * before it parses.
 */
#include "core_internal.h"

/* At signs looked at in one display name; more of them mislead in any case. */
#define MAX_AT_SIGNS 32

/* Letters, digits, "-", "_", "." and, in the first set, octets over 127. */
static const secmailp_byteset DOMAIN_TEXT = { { 0x03ff600000000000, 0x07fffffe87fffffe,
    ~UINT64_C(0), ~UINT64_C(0) } };
static const secmailp_byteset ASCII_DOMAIN_TEXT = { { 0x03ff600000000000, 0x07fffffe87fffffe, 0,
    0 } };

/* U+FF20 and U+FE6B look like "@" to a person. */
#define WIDE_AT "\xef\xbc\xa0"
#define SMALL_AT "\xef\xb9\xab"

/* Decoded octets, of which only at signs matter. */
typedef struct decoded {
	uint32_t recent; /* the last octets, the newest lowest */
	bool has_at;
} decoded;

static void
decode_octet(decoded *d, uint8_t octet)
{
	d->recent = d->recent << 8 | octet;
	d->has_at |= octet == '@' || (d->recent & 0xffffff) == 0xefbca0 ||
		     (d->recent & 0xffffff) == 0xefb9ab;
}

/* The value of a base64 digit, -1 for any other octet (RFC 4648 section 4). */
static int
base64_value(uint8_t octet)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = memchr(digits, octet, sizeof digits - 1);

	return found ? (int)(found - digits) : -1;
}

/* As the most lenient reader would: what is no digit is passed over. */
static void
decode_base64(decoded *d, secmailp_view text)
{
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < text.len; i++) {
		int value = base64_value(text.at[i]);

		if (value < 0)
			continue;
		bits = (bits << 6 | (uint32_t)value) & 0xffff;
		count += 6;
		if (count >= 8) {
			count -= 8;
			decode_octet(d, (uint8_t)(bits >> count));
		}
	}
}

static int
hex_value(int octet)
{
	if (octet >= '0' && octet <= '9')
		return octet - '0';
	octet |= 'a' - 'A';
	return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

/* RFC 2047 section 4.2. */
static void
decode_quoted(decoded *d, secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	while (secmailp_cursor_left(&c) > 0) {
		uint8_t octet = secmailp_cursor_byte(&c);
		int high = hex_value(secmailp_cursor_peek(&c));
		int low = hex_value(secmailp_cursor_peek_at(&c, 1));

		if (octet == '=' && high >= 0 && low >= 0) {
			octet = (uint8_t)(high << 4 | low);
			secmailp_cursor_take(&c, 2);
		}
		decode_octet(d, octet);
	}
}

/* Moves behind the next "=?"; false if there is none. */
static bool
find_encoded_word(secmailp_cursor *c)
{
	while (secmailp_cursor_left(c) > 0) {
		secmailp_cursor_until(c, '=');
		if (secmailp_cursor_literal(c, "=?"))
			return true;
		secmailp_cursor_skip(c, '=');
	}
	return false;
}

/* The encoded text up to its "?=", which is passed over. False if it has no end. */
static bool
read_encoded_text(secmailp_cursor *c, secmailp_view *out)
{
	secmailp_view start = secmailp_cursor_rest(c);

	while (secmailp_cursor_left(c) > 0) {
		secmailp_cursor_until(c, '?');
		*out = secmailp_view_first(start, start.len - secmailp_cursor_left(c));
		if (secmailp_cursor_literal(c, "?="))
			return true;
		secmailp_cursor_skip(c, '?');
	}
	return false;
}

bool
secmailp_encoded_word_hides_at(secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	decoded d = { 0 };
	secmailp_view encoded;

	while (!d.has_at && find_encoded_word(&c)) {
		secmailp_cursor_until(&c, '?'); /* the charset */
		bool is_base64 = secmailp_cursor_literal_nocase(&c, "?B?");

		if (!is_base64 && !secmailp_cursor_literal_nocase(&c, "?Q?"))
			continue;
		/* Where this one has no end, none behind it has: looking once keeps it linear. */
		if (!read_encoded_text(&c, &encoded))
			return false;
		if (is_base64)
			decode_base64(&d, encoded);
		else
			decode_quoted(&d, encoded);
	}
	return d.has_at;
}

/* Moves behind the next at sign; false if there is none. */
static bool
find_at_sign(secmailp_cursor *c)
{
	while (secmailp_cursor_left(c) > 0) {
		if (secmailp_cursor_skip(c, '@') || secmailp_cursor_literal(c, WIDE_AT) ||
		    secmailp_cursor_literal(c, SMALL_AT))
			return true;
		secmailp_cursor_byte(c);
	}
	return false;
}

static secmailp_view
without_trailing_dots(secmailp_view v)
{
	while (v.len > 0 && v.at[v.len - 1] == '.')
		v.len--;
	return v;
}

/* Whether `text` is the name of a domain, with a dot in it, and another than `domain`. */
static secmail_status
is_other_domain(secmailp_view text, const char *domain, bool *out)
{
	char name[SECMAIL_DOMAIN_SIZE];
	secmailp_view trimmed = without_trailing_dots(text);
	secmail_status status = secmail_domain_normalize(trimmed.at, trimmed.len, name);

	*out =
	    status == SECMAIL_DONE && strchr(name, '.') && (!domain || strcmp(name, domain) != 0);
	return status;
}

secmail_status
secmailp_shows_other_domain(secmailp_view text, const char *domain, bool *out)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	*out = false;
	for (size_t seen = 0; !*out && find_at_sign(&c); seen++) {
		secmailp_cursor ascii = c;
		secmailp_view name = secmailp_cursor_while(&c, &DOMAIN_TEXT);
		secmail_status status = is_other_domain(name, domain, out);

		/* A closing quotation mark, say, may stand directly behind a domain. */
		if (status == SECMAIL_SYNTAX)
			status = is_other_domain(
			    secmailp_cursor_while(&ascii, &ASCII_DOMAIN_TEXT), domain, out);
		if (status == SECMAIL_NO_MEMORY)
			return SECMAIL_NO_MEMORY;
		if (seen >= MAX_AT_SIGNS)
			*out = true;
	}
	return SECMAIL_DONE;
}
