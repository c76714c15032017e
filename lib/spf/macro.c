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

/*
 * Where the value's last `parts` parts begin; at 0 if it has no more. It looks
 * at no more than what is written then: a name may hold a thousand macros.
 */
static size_t
start_of_last(const secmailp_spf_macro *m, secmailp_view value, unsigned parts)
{
	size_t start = value.len;

	for (; start > 0; start--)
		if (is_delimiter(m, value.at[start - 1]) && --parts == 0)
			break;
	return start;
}

/* Where the value's first `parts` parts end, likewise. */
static size_t
end_of_first(const secmailp_spf_macro *m, secmailp_view value, unsigned parts)
{
	size_t end = 0;

	for (; end < value.len; end++)
		if (is_delimiter(m, value.at[end]) && --parts == 0)
			break;
	return end;
}

/* The parts in their order, with dots between. */
static void
write_forwards(const secmailp_spf_macro *m, secmailp_view value, secmailp_spf_text *out)
{
	for (;;) {
		size_t len = end_of_first(m, value, 1);

		write_part(m, secmailp_view_first(value, len), out);
		if (len == value.len)
			return;
		secmailp_spf_text_byte(out, '.');
		value = secmailp_view_after(value, len + 1);
	}
}

static void
write_backwards(const secmailp_spf_macro *m, secmailp_view value, secmailp_spf_text *out)
{
	for (;;) {
		size_t start = start_of_last(m, value, 1);

		write_part(m, secmailp_view_after(value, start), out);
		if (start == 0)
			return;
		secmailp_spf_text_byte(out, '.');
		value = secmailp_view_first(value, start - 1);
	}
}

/*
 * RFC 7208 section 7.3: the value is split, turned round if that is wanted, and
 * the right-hand parts of what comes out are kept: the first ones of the value,
 * where it was turned round.
 */
static void
write_parts(const secmailp_spf_macro *m, secmailp_view value, secmailp_spf_text *out)
{
	if (m->is_reversed)
		write_backwards(m,
		    m->parts > 0 ? secmailp_view_first(value, end_of_first(m, value, m->parts))
				 : value,
		    out);
	else
		write_forwards(m,
		    m->parts > 0 ? secmailp_view_after(value, start_of_last(m, value, m->parts))
				 : value,
		    out);
}

void
secmailp_spf_macro_write(const secmailp_spf_macro *m, secmailp_view value, secmailp_spf_text *out)
{
	if (m->parts == 0 && !m->is_reversed && m->delimiters.len == 0)
		write_part(m, value, out);
	else
		write_parts(m, value, out);
}
