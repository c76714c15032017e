/*
 * sign_field.c - writes the field of one signature (RFC 6376 section 3.5, RFC 8617 section 4.1)
 *
 * Lines end before their 78th character (RFC 5322 section 2.1.1) and are folded
 * where the grammar has FWS: between tags, after the colons of h=, and inside
 * b=. A name that is longer stands on a line of its own. The tag b= is the last,
 * so that what is hashed is the start of what is sent.
 */
#include "sign.h"

#include "private/decimal.h"

#define LINE 77 /* characters */
#define BASE64_ROOM(n) (((n) + 2) / 3 * 4 + 1)

typedef struct writer {
	secmailp_buffer *out;
	size_t line; /* where the line begins */
} writer;

static size_t
column(const writer *w)
{
	return w->out->len - w->line;
}

static void
fold(writer *w)
{
	secmailp_buffer_text(w->out, "\r\n");
	w->line = w->out->len;
	secmailp_buffer_byte(w->out, '\t');
}

static void
put(writer *w, secmailp_view value)
{
	secmailp_buffer_add(w->out, value);
}

static void
put_text(writer *w, const char *text)
{
	secmailp_buffer_text(w->out, text);
}

/* Begins a tag of which so many characters stay together. */
static void
begin(writer *w, const char *name, size_t len)
{
	if (column(w) + 1 + strlen(name) + len > LINE)
		fold(w);
	else
		put_text(w, " ");
	put_text(w, name);
}

/* A whole tag; `name` has its equals sign. */
static void
put_tag(writer *w, const char *name, secmailp_view value)
{
	begin(w, name, value.len + 1);
	put(w, value);
	put_text(w, ";");
}

/* How the field of each kind begins. ARC's have the instance first (RFC 8617 section 4.1). */
static void
put_start(writer *w, const char *start, unsigned instance, const smdkim_signer_key *k)
{
	put_text(w, start);
	if (instance > 0) {
		secmailp_buffer_number(w->out, instance);
		put_text(w, ";");
	}
	put_text(w, k->key->type == SMDKIM_KEY_RSA ? " a=rsa-sha256;" : " a=ed25519-sha256;");
}

static void
put_number(writer *w, const char *name, uint64_t number)
{
	uint8_t digits[SECMAILP_DECIMAL_MAX];

	put_tag(w, name, secmailp_decimal(number, digits));
}

/* h=: each name as often as the message has it, over-signed ones once more. */
static void
put_names(writer *w, const secmail_dkim_signing *s)
{
	const smdkim_signed_names *names = &s->signer->names;
	bool first = true;

	for (size_t i = 0; i < names->count; i++) {
		secmailp_view name = names->at[i].name;

		for (uint32_t n = s->counts[i]; n > 0; n--) {
			if (first) {
				begin(w, "h=", name.len + 1);
			} else {
				put_text(w, ":");
				if (column(w) + name.len + 1 > LINE)
					fold(w);
			}
			put(w, name);
			first = false;
		}
	}
	put_text(w, ";");
}

static void
put_body_hash(writer *w, const secmail_dkim_signing *s, const smdkim_signer_key *k)
{
	unsigned char text[BASE64_ROOM(SMDKIM_DIGEST)];
	int len = EVP_EncodeBlock(text, s->bodies.body[k->relaxed_body].digest, SMDKIM_DIGEST);

	put_tag(w, "bh=", secmailp_view_of(text, (size_t)len));
}

/* Whose key it is. */
static void
put_names_of(writer *w, const smdkim_signer_key *k)
{
	put_tag(w, "d=", secmailp_view_text(k->domain));
	put_tag(w, "s=", secmailp_view_text(k->selector));
}

/* Up to where the signature will stand. */
static secmail_status
leave_open(writer *w)
{
	fold(w);
	put_text(w, "b=");
	return w->out->status == SECMAIL_DONE ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

static const char *
canonicalizations(const smdkim_signer_key *k)
{
	static const char *const names[2][2] = { { "simple/simple", "simple/relaxed" },
		{ "relaxed/simple", "relaxed/relaxed" } };

	return names[k->relaxed_header][k->relaxed_body];
}

secmail_status
smdkim_sign_field_begin(secmail_dkim_signing *s, size_t index)
{
	const smdkim_signer_key *k = &s->signer->keys[index];
	writer w = { &s->rows[index].field, 0 };

	secmailp_buffer_reset(w.out);
	put_start(&w, s->instance > 0 ? "ARC-Message-Signature: i=" : "DKIM-Signature: v=1;",
	    s->instance, k);
	put_tag(&w, "c=", secmailp_view_text(canonicalizations(k)));
	put_names_of(&w, k);
	if (k->identity)
		put_tag(&w, "i=", secmailp_view_text(k->identity));
	put_number(&w, "t=", (uint64_t)s->now);
	if (s->signer->lifetime > 0)
		put_number(&w, "x=", (uint64_t)s->now + s->signer->lifetime);
	put_names(&w, s);
	put_body_hash(&w, s, k);
	return leave_open(&w);
}

secmail_status
smdkim_sign_seal_begin(secmailp_buffer *out, const smdkim_signer_key *k, unsigned instance,
    secmail_arc_code cv, int64_t now)
{
	writer w = { out, 0 };

	secmailp_buffer_reset(out);
	put_start(&w, "ARC-Seal: i=", instance, k);
	put_tag(&w, "cv=", secmailp_view_text(secmail_arc_code_name(cv)));
	put_names_of(&w, k);
	put_number(&w, "t=", (uint64_t)now);
	return leave_open(&w);
}

secmail_status
smdkim_sign_field_end(smdkim_row *row, secmailp_view signature)
{
	unsigned char text[BASE64_ROOM(SECMAIL_DKIM_SIGNATURE_SIZE)];
	int len = EVP_EncodeBlock(text, signature.at, (int)signature.len);
	secmailp_view rest = secmailp_view_of(text, (size_t)len);
	size_t room = LINE - strlen("\tb=");
	size_t before = row->field.len;
	writer w = { &row->field, 0 };

	for (; rest.len > 0; room = LINE - 1) {
		if (row->field.len > before)
			fold(&w);
		put(&w, secmailp_view_first(rest, room));
		rest = secmailp_view_after(rest, room);
	}
	put_text(&w, "\r\n");
	secmailp_buffer_byte(w.out, '\0');
	if (row->field.status == SECMAIL_DONE)
		return SECMAIL_DONE;
	row->field.len = before; /* to be closed at another try */
	row->field.status = SECMAIL_DONE;
	return SECMAIL_NO_MEMORY;
}
