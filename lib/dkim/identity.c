/*
 * identity.c - the names in a signature: d=, s=, and the identity i= (RFC 6376 section 3.5)
 *
 * A name is made fit for DNS and for a result field before it goes anywhere
 * near either. Internationalized names come as U-labels or A-labels (RFC 8616)
 * and are kept as A-labels.
 */
#include "dkim_internal.h"

#include "private/domain.h"
#include "private/utf8.h"

static const secmailp_byteset SPACE = SECMAILP_FWS;

secmail_status
smdkim_domain_read(char **out, secmailp_view name, size_t labels, secmailp_arena *arena)
{
	char text[SECMAIL_DOMAIN_SIZE];
	secmail_status status;

	*out = NULL;
	/* domain-name has no trailing dot, which the normalizer would drop */
	if (name.len == 0 || name.at[name.len - 1] == '.')
		return SECMAIL_DONE;
	status = secmail_domain_normalize(name.at, name.len, text);
	if (status == SECMAIL_NO_MEMORY)
		return status;
	if (status != SECMAIL_DONE || secmailp_domain_labels(secmailp_view_text(text)) < labels)
		return SECMAIL_DONE;
	*out = secmailp_arena_text(arena, secmailp_view_text(text));
	return *out ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

static int
hex_digit(int byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return -1;
}

/* dkim-quoted-printable (section 2.11), in which 8-bit octets may stand as they are (RFC 8616). */
static bool
decode_quoted(secmailp_view text, secmailp_buffer *out)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	for (;;) {
		secmailp_cursor_while(&c, &SPACE);
		if (secmailp_cursor_left(&c) == 0)
			return true;
		if (secmailp_cursor_skip(&c, '=')) {
			int high = hex_digit(secmailp_cursor_byte(&c));
			int low = hex_digit(secmailp_cursor_byte(&c));

			if (c.bad || high < 0 || low < 0)
				return false;
			secmailp_buffer_byte(out, (uint8_t)(high * 16 + low));
		} else {
			secmailp_buffer_byte(out, secmailp_cursor_byte(&c));
		}
	}
}

/* True for a character outside ASCII that is no control character (C1, U+0080 to U+009F). */
static bool
is_character(const secmailp_cursor *c)
{
	return secmailp_utf8_length(c) > 1 &&
	       (secmailp_cursor_peek(c) != 0xc2 || secmailp_cursor_peek_at(c, 1) >= 0xa0);
}

/* Appends text with "?" for control characters and what is no UTF-8. */
static void
add_clean(secmailp_buffer *out, secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	while (secmailp_cursor_left(&c) > 0) {
		if (is_character(&c)) {
			secmailp_buffer_add(
			    out, secmailp_cursor_take(&c, secmailp_utf8_length(&c)));
		} else {
			uint8_t byte = secmailp_cursor_byte(&c);

			secmailp_buffer_byte(out, byte >= ' ' && byte <= '~' ? byte : '?');
		}
	}
}

/* Where the domain of an address starts, after its last "@"; 0 if it has none. */
static size_t
domain_start(secmailp_view address)
{
	size_t at = address.len;

	while (at > 0 && address.at[at - 1] != '@')
		at--;
	return at;
}

static secmail_status
keep_identity(smdkim_signature *s, secmailp_view local_part, const char *domain,
    secmailp_buffer *text, secmailp_arena *arena)
{
	size_t start;

	secmailp_buffer_reset(text);
	add_clean(text, local_part);
	secmailp_buffer_byte(text, '@');
	start = text->len;
	secmailp_buffer_text(text, domain);
	if (text->status != SECMAIL_DONE)
		return SECMAIL_NO_MEMORY;
	s->identity = secmailp_arena_text(arena, secmailp_buffer_view(text));
	if (!s->identity)
		return SECMAIL_NO_MEMORY;
	s->identity_domain = s->identity + start;
	return SECMAIL_DONE;
}

/* The address is decoded into `decoded`; `text` is for what is made of it. */
static secmail_status
read_address(
    smdkim_signature *s, secmailp_buffer *decoded, secmailp_buffer *text, secmailp_arena *arena)
{
	secmailp_view address = secmailp_buffer_view(decoded);
	size_t start = domain_start(address);
	char *domain;

	if (decoded->status != SECMAIL_DONE)
		return SECMAIL_NO_MEMORY;
	if (smdkim_domain_read(&domain, secmailp_view_after(address, start), 1, arena))
		return SECMAIL_NO_MEMORY;
	if (start == 0 || !domain) {
		smdkim_fault(&s->found, SECMAIL_DKIM_SYNTAX, "tag i= is no address");
		return SECMAIL_DONE;
	}
	if (!secmailp_domain_is_within(secmailp_view_text(domain), secmailp_view_text(s->domain))) {
		smdkim_fault(&s->found, SECMAIL_DKIM_IDENTITY_MISMATCH,
		    "the domain of tag i= is not d= or below it");
		return SECMAIL_DONE;
	}
	return keep_identity(s, secmailp_view_first(address, start - 1), domain, text, arena);
}

secmail_status
smdkim_identity_read(smdkim_signature *s, const secmailp_tag *tag, secmailp_arena *arena)
{
	secmailp_buffer decoded = secmailp_buffer_new(SECMAIL_DKIM_MAX_FIELD);
	secmailp_buffer text = secmailp_buffer_new(2 * SECMAIL_DKIM_MAX_FIELD);
	secmail_status status = SECMAIL_DONE;

	if (!tag)
		status = keep_identity(s, secmailp_view_text(""), s->domain, &text, arena);
	else if (!decode_quoted(tag->value, &decoded))
		smdkim_fault(&s->found, SECMAIL_DKIM_SYNTAX, "tag i= is not quoted-printable");
	else
		status = read_address(s, &decoded, &text, arena);
	secmailp_buffer_free(&decoded);
	secmailp_buffer_free(&text);
	return status;
}
