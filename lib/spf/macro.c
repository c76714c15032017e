/* macro.c - the grammar of macros, and what their transformers do (RFC 7208 section 7) */
#include "spf_internal.h"

/* More right-hand parts than any value has: a larger number asks for all of them. */
#define MANY_PARTS 1000

static const secmailp_byteset DIGIT = SECMAILP_DIGIT;

/* delimiter = "." / "-" / "+" / "," / "/" / "_" / "=" */
static const secmailp_byteset DELIMITER = { { 0x2000f80000000000, 0x0000000080000000, 0, 0 } };

/* RFC 3986 section 2.3: letters, digits, "-", ".", "_", "~" */
static const secmailp_byteset UNRESERVED = { { 0x03ff600000000000, 0x47fffffe87fffffe, 0, 0 } };

static unsigned
read_parts(secmailp_cursor *c)
{
	secmailp_view digits = secmailp_cursor_while(c, &DIGIT);
	unsigned parts = 0;

	for (size_t i = 0; i < digits.len && parts < MANY_PARTS; i++)
		parts = parts * 10 + (unsigned)(digits.at[i] - '0');
	if (digits.len > 0 && parts == 0)
		c->bad = true; /* "the value MUST be nonzero" */
	return parts;
}

static void
read_braces(secmailp_cursor *c, secmailp_spf_macro *out)
{
	uint8_t letter = secmailp_cursor_byte(c);

	out->letter = secmailp_lower(letter);
	out->is_escaped = out->letter != letter;
	if (out->letter == '\0' || !strchr("slodiphcrtv", out->letter))
		c->bad = true;
	out->parts = read_parts(c);
	out->is_reversed = secmailp_cursor_skip(c, 'r') || secmailp_cursor_skip(c, 'R');
	out->delimiters = secmailp_cursor_while(c, &DELIMITER);
	secmailp_cursor_expect(c, '}');
}

void
secmailp_spf_macro_read(secmailp_cursor *c, secmailp_spf_macro *out)
{
	*out = (secmailp_spf_macro){ 0 };
	secmailp_cursor_expect(c, '%');
	switch (secmailp_cursor_byte(c)) {
	case '{':
		read_braces(c, out);
		break;
	case '%':
		out->literal = "%";
		break;
	case '_':
		out->literal = " ";
		break;
	case '-':
		out->literal = "%20";
		break;
	default:
		c->bad = true;
	}
}

bool
secmailp_spf_macro_is_for_explanations(const secmailp_spf_macro *m)
{
	return m->letter == 'c' || m->letter == 'r' || m->letter == 't';
}

static void
write_escaped(secmailp_view v, secmailp_spf_text *out)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < v.len && !out->is_cut; i++) {
		if (secmailp_byteset_has(&UNRESERVED, v.at[i])) {
			secmailp_spf_text_byte(out, v.at[i]);
			continue;
		}
		secmailp_spf_text_byte(out, '%');
		secmailp_spf_text_byte(out, (uint8_t)hex[v.at[i] >> 4]);
		secmailp_spf_text_byte(out, (uint8_t)hex[v.at[i] & 15]);
	}
}

static void
write_part(const secmailp_spf_macro *m, secmailp_view part, secmailp_spf_text *out)
{
	if (m->is_escaped)
		write_escaped(part, out);
	else
		secmailp_spf_text_add(out, part);
}

static bool
is_delimiter(const secmailp_spf_macro *m, uint8_t byte)
{
	if (m->delimiters.len == 0)
		return byte == '.';
	return memchr(m->delimiters.at, byte, m->delimiters.len) != NULL;
}

/* The part of `value` that starts at `start`, up to the next delimiter. */
static secmailp_view
part_at(const secmailp_spf_macro *m, secmailp_view value, size_t start)
{
	secmailp_view rest = secmailp_view_after(value, start);
	size_t len = 0;

	while (len < rest.len && !is_delimiter(m, rest.at[len]))
		len++;
	return secmailp_view_first(rest, len);
}

/* Splits a value, turns it round if wanted, keeps the right-hand parts, joins them with dots. */
static void
write_parts(const secmailp_spf_macro *m, secmailp_view value, secmailp_spf_text *out)
{
	uint16_t starts[SECMAIL_SPF_MAX_NAME + SECMAIL_DOMAIN_SIZE + 1] = { 0 };
	size_t count = 1;
	size_t kept;

	for (size_t i = 0; i < value.len && i < sizeof starts / sizeof starts[0] - 1; i++)
		if (is_delimiter(m, value.at[i]))
			starts[count++] = (uint16_t)(i + 1);
	kept = m->parts > 0 && m->parts < count ? m->parts : count;
	for (size_t i = 0; i < kept; i++) {
		size_t which = m->is_reversed ? kept - 1 - i : count - kept + i;

		if (i > 0)
			secmailp_spf_text_byte(out, '.');
		write_part(m, part_at(m, value, starts[which]), out);
	}
}

void
secmailp_spf_macro_write(const secmailp_spf_macro *m, secmailp_view value, secmailp_spf_text *out)
{
	if (m->parts == 0 && !m->is_reversed && m->delimiters.len == 0)
		write_part(m, value, out);
	else
		write_parts(m, value, out);
}
