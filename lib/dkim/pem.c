/*
 * pem.c - the textual form of keys (RFC 7468): finds a block, writes a block
 *
 * What stands before the first block is explanation (section 5.2) and passed
 * over. Headers inside a block are of older times (RFC 1421); the one that is
 * still met says that the key is encrypted.
 */
#include "private_key.h"

#include <openssl/evp.h>

#define LINE_OCTETS 48 /* make 64 characters (RFC 7468 section 2) */

static const char BEGIN[] = "-----BEGIN ";
static const char END[] = "-----END ";
static const char DASHES[] = "-----";

/* The next line, without its line end. Returns false at the end of the text. */
static bool
next_line(secmailp_cursor *c, secmailp_view *line)
{
	if (secmailp_cursor_left(c) == 0)
		return false;
	*line = secmailp_cursor_until(c, '\n');
	secmailp_cursor_skip(c, '\n');
	if (line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* The label of a line that begins or ends a block; false if it is no such line. */
static bool
read_label(secmailp_view line, const char *mark, secmailp_view *label)
{
	secmailp_cursor c = secmailp_cursor_over(line);
	secmailp_view rest;
	size_t dashes = sizeof DASHES - 1;

	if (!secmailp_cursor_literal(&c, mark))
		return false;
	rest = secmailp_cursor_rest(&c);
	while (rest.len > 0 && rest.at[rest.len - 1] == ' ')
		rest.len--;
	if (rest.len < dashes ||
	    !secmailp_view_is(secmailp_view_after(rest, rest.len - dashes), DASHES))
		return false;
	*label = secmailp_view_first(rest, rest.len - dashes);
	return true;
}

static bool
is_header(secmailp_view line)
{
	return line.len > 0 && memchr(line.at, ':', line.len) != NULL;
}

/* The lines up to the end of the block. */
static smdkim_pem_found
read_block(secmailp_cursor *c, smdkim_pem *out)
{
	secmailp_view start = secmailp_cursor_rest(c), line, label;
	bool has_headers = false;

	while (next_line(c, &line)) {
		if (secmailp_view_is(line, "Proc-Type: 4,ENCRYPTED"))
			return SMDKIM_PEM_ENCRYPTED;
		has_headers |= is_header(line);
		if (!read_label(line, END, &label))
			continue;
		out->base64 = secmailp_view_first(start, (size_t)(line.at - start.at));
		return secmailp_view_equal(label, out->label) && !has_headers ? SMDKIM_PEM_WHOLE
									      : SMDKIM_PEM_BROKEN;
	}
	return SMDKIM_PEM_BROKEN;
}

smdkim_pem_found
smdkim_pem_find(smdkim_pem *out, secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	secmailp_view line;

	while (next_line(&c, &line)) {
		if (!read_label(line, BEGIN, &out->label))
			continue;
		if (secmailp_view_is(out->label, "ENCRYPTED PRIVATE KEY"))
			return SMDKIM_PEM_ENCRYPTED;
		return read_block(&c, out);
	}
	return SMDKIM_PEM_NONE;
}

/* A line that begins or ends a block. */
static char *
write_mark(char *out, const char *mark, const char *label)
{
	const char *const parts[] = { mark, label, DASHES, "\n" };

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		memcpy(out, parts[i], strlen(parts[i]));
		out += strlen(parts[i]);
	}
	return out;
}

size_t
smdkim_pem_write(const char *label, secmailp_view der, char *out, size_t room)
{
	size_t lines = der.len / LINE_OCTETS + 1;
	size_t marks = sizeof BEGIN + sizeof END + 2 * (strlen(label) + sizeof DASHES + 1);
	secmailp_cursor c = secmailp_cursor_over(der);
	char *at = out;

	if (room < marks || (room - marks) / (LINE_OCTETS / 3 * 4 + 1) < lines)
		return 0;
	at = write_mark(at, BEGIN, label);
	while (secmailp_cursor_left(&c) > 0) {
		size_t left = secmailp_cursor_left(&c);
		secmailp_view part =
		    secmailp_cursor_take(&c, left < LINE_OCTETS ? left : LINE_OCTETS);

		at += EVP_EncodeBlock((unsigned char *)at, part.at, (int)part.len);
		*at++ = '\n';
	}
	at = write_mark(at, END, label);
	*at = '\0';
	return (size_t)(at - out);
}
