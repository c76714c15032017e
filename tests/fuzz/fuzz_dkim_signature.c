/* covers: lib/dkim/signature.c lib/dkim/identity.c lib/dkim/tags.c */
/*
 * fuzz_dkim_signature.c - a signature field says the same however its white space is written
 *
 * The first octet chooses DKIM-Signature, ARC-Message-Signature or ARC-Seal,
 * the rest is the field's body. What is accepted has all that its judgement
 * relies on, and reads the same after relaxed canonicalization.
 */
#include <secmail/dkim.h>

#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const NAMES[] = { "DKIM-Signature", "ARC-Message-Signature", "ARC-Seal" };

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* A message of this one field, if it is one. */
static secmail_message *
message_of(secmailp_view text)
{
	secmail_message *m;
	size_t body;

	require(secmail_message_new(&m) == SECMAIL_DONE);
	require(secmail_message_write(m, text.at, text.len, &body) == SECMAIL_DONE);
	require(secmail_message_end_header(m) == SECMAIL_DONE);
	return m;
}

static void
read_field(smdkim_signature *s, smdkim_kind kind, const secmail_message *m, secmailp_arena *arena)
{
	static const smdkim_clock clock = { 1700000000, 300 };

	require(smdkim_signature_read(s, kind, m, 0, clock, arena) == SECMAIL_DONE);
}

static void
check_name(const char *name)
{
	char again[SECMAIL_DOMAIN_SIZE];

	require(name != NULL);
	require(secmail_domain_normalize(name, strlen(name), again) == SECMAIL_DONE);
	require(strcmp(name, again) == 0);
}

static bool
is_printable(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

/* What is left out of the hash is the value of b=, up to the next tag. */
static void
check_place(const smdkim_signature *s)
{
	require(s->b_start > 0 && s->b_start <= s->b_end && s->b_end <= s->text.len);
	require(s->text.at[s->b_start - 1] == '=');
	require(s->b_end == s->text.len || s->text.at[s->b_end] == ';');
	require(s->b.at >= s->text.at + s->b_start);
	require(s->b.at + s->b.len <= s->text.at + s->b_end);
}

static void
check_accepted(const smdkim_signature *s)
{
	check_name(s->domain);
	check_name(s->selector);
	check_place(s);
	require(s->octets_len > 0 && s->octets_len <= SMDKIM_MAX_B);
	require(s->algorithm && s->key_type != SMDKIM_KEY_UNKNOWN);
	require(s->kind != SMDKIM_DKIM || (s->identity && is_printable(s->identity)));
	require(s->kind == SMDKIM_DKIM ||
		(s->instance >= 1 && s->instance <= SECMAIL_ARC_MAX_INSTANCES));
}

static void
check_equal(const smdkim_signature *a, const smdkim_signature *b)
{
	require(b->found.reason == SECMAIL_DKIM_UNDECIDED);
	require(strcmp(a->domain, b->domain) == 0 && strcmp(a->selector, b->selector) == 0);
	require(a->octets_len == b->octets_len && memcmp(a->octets, b->octets, a->octets_len) == 0);
	require(a->kind != SMDKIM_DKIM || strcmp(a->identity, b->identity) == 0);
	require(a->has_length == b->has_length && a->length == b->length);
	require(a->instance == b->instance && a->cv == b->cv && a->algorithm == b->algorithm);
	require(memcmp(a->body_hash, b->body_hash, SMDKIM_DIGEST) == 0);
}

static void
read_relaxed(const smdkim_signature *s, secmailp_arena *arena)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_MESSAGE_MAX_HEADER);
	smdkim_signature again;
	secmail_message *m;

	smdkim_canon_field(&text, s->text, true);
	secmailp_buffer_text(&text, "\r\n\r\n");
	m = message_of(secmailp_buffer_view(&text));
	read_field(&again, s->kind, m, arena);
	check_equal(s, &again);
	secmail_message_free(m);
	secmailp_buffer_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_MESSAGE_MAX_HEADER);
	secmailp_arena arena = secmailp_arena_new(SMDKIM_ARENA_MAX);
	smdkim_kind kind = (smdkim_kind)(size > 0 ? data[0] % 3 : 0);
	smdkim_signature s;
	secmail_message *m;

	if (size < 1 || size > SECMAIL_MESSAGE_MAX_HEADER / 2)
		return 0;
	secmailp_buffer_text(&text, NAMES[kind]);
	secmailp_buffer_byte(&text, ':');
	secmailp_buffer_add(&text, secmailp_view_of(data + 1, size - 1));
	secmailp_buffer_text(&text, "\r\n\r\n");
	m = message_of(secmailp_buffer_view(&text));
	read_field(&s, kind, m, &arena);
	require(is_printable(s.found.detail.text));
	if (s.found.reason == SECMAIL_DKIM_UNDECIDED) {
		check_accepted(&s);
		read_relaxed(&s, &arena);
	} else {
		require(s.found.detail.text[0] != '\0');
	}
	secmail_message_free(m);
	secmailp_arena_free(&arena);
	secmailp_buffer_free(&text);
	return 0;
}
