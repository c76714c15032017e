/*
 * authres_write.c - writes an Authentication-Results field, folded
 *
 * The field is a row of words with a space or a fold between them. A word is
 * held back until the next one begins, because the semicolon that ends a
 * result has to fit on the line of its last word.
 */
#include "authres_object.h"

#include "authres_text.h"

#define FIELD_NAME "Authentication-Results"
#define BODY_OFFSET (sizeof FIELD_NAME - 1 + 2) /* the colon and the space */

/* RFC 5322 section 2.1.1; and what a tab at the start of a line takes on a screen. */
#define LINE_COLUMNS 78
#define TAB_COLUMNS 8

typedef struct folding {
	secmailp_buffer *out;
	secmailp_buffer word; /* the one held back */
	size_t column;
	bool is_new_line; /* nothing but the tab stands on this line yet */
} folding;

static void
start_line(folding *f)
{
	secmailp_buffer_text(f->out, "\r\n\t");
	f->column = TAB_COLUMNS;
	f->is_new_line = true;
}

static void
put(folding *f, secmailp_view v)
{
	secmailp_buffer_add(f->out, v);
	f->column += v.len;
	f->is_new_line = false;
}

/* Spaces and what follows them up to the next space. An escaped space is none to fold at. */
static secmailp_view
next_piece(secmailp_cursor *c)
{
	secmailp_view rest = secmailp_cursor_rest(c);
	size_t len = 0;

	while (len < rest.len && rest.at[len] == ' ')
		len++;
	while (len < rest.len && (rest.at[len] != ' ' || rest.at[len - 1] == '\\'))
		len++;
	return secmailp_cursor_take(c, len);
}

/* A word that has no line wide enough is folded at its own spaces, which stay in it. */
static void
put_wide(folding *f, secmailp_view word)
{
	secmailp_cursor c = secmailp_cursor_over(word);

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_view piece = next_piece(&c);

		if (f->column + piece.len > LINE_COLUMNS && piece.at[0] == ' ') {
			secmailp_buffer_text(f->out, "\r\n");
			f->column = 0;
		}
		put(f, piece);
	}
}

static void
put_word(folding *f)
{
	secmailp_view word = secmailp_buffer_view(&f->word);

	if (word.len == 0)
		return;
	if (!f->is_new_line && f->column + 1 + word.len > LINE_COLUMNS)
		start_line(f);
	if (!f->is_new_line)
		put(f, secmailp_view_text(" "));
	put_wide(f, word);
	secmailp_buffer_reset(&f->word);
}

static void
put_escaped(folding *f, const char *text, char open, char close)
{
	secmailp_buffer_byte(&f->word, (uint8_t)open);
	for (const char *c = text; *c; c++) {
		if (*c == open || *c == close || *c == '\\')
			secmailp_buffer_byte(&f->word, '\\');
		secmailp_buffer_byte(&f->word, (uint8_t)*c);
	}
	secmailp_buffer_byte(&f->word, (uint8_t)close);
}

static void
put_value(folding *f, const char *text, bool as_is)
{
	if (as_is || secmailp_authres_is_token(secmailp_view_text(text)))
		secmailp_buffer_text(&f->word, text);
	else
		put_escaped(f, text, '"', '"');
}

static void
write_property(folding *f, const authres_property *p)
{
	if (!p->ptype[0])
		return;
	put_word(f);
	secmailp_buffer_text(&f->word, p->ptype);
	secmailp_buffer_byte(&f->word, '.');
	secmailp_buffer_text(&f->word, p->name);
	secmailp_buffer_byte(&f->word, '=');
	put_value(f, p->value, secmailp_authres_is_address(secmailp_view_text(p->value)));
}

static void
write_result(folding *f, const authres_result *r)
{
	secmailp_buffer_byte(&f->word, ';');
	put_word(f);
	start_line(f);
	secmailp_buffer_text(&f->word, r->method);
	if (r->method_version != 1) {
		secmailp_buffer_byte(&f->word, '/');
		secmailp_buffer_number(&f->word, r->method_version);
	}
	secmailp_buffer_byte(&f->word, '=');
	secmailp_buffer_text(&f->word, r->word);
	if (r->comment) {
		put_word(f);
		put_escaped(f, r->comment, '(', ')');
	}
	if (r->reason) {
		put_word(f);
		secmailp_buffer_text(&f->word, "reason=");
		put_value(f, r->reason, false);
	}
	for (size_t i = 0; i < r->property_count; i++)
		write_property(f, &r->properties[i]);
}

static void
write_none(folding *f)
{
	secmailp_buffer_byte(&f->word, ';');
	put_word(f);
	secmailp_buffer_text(&f->word, "none");
}

static void
write_field(folding *f, const secmail_authres *a)
{
	put(f, secmailp_view_text(FIELD_NAME ": "));
	f->is_new_line = true;
	put_value(f, a->id, false);
	if (a->version != 1) {
		put_word(f);
		secmailp_buffer_number(&f->word, a->version);
	}
	if (a->count == 0)
		write_none(f);
	for (size_t i = 0; i < a->count; i++)
		write_result(f, a->results[i]);
	put_word(f);
	secmailp_buffer_byte(f->out, '\0');
}

secmail_status
secmail_authres_write(secmail_authres *a)
{
	folding f = { .out = &a->field, .word = secmailp_buffer_new(LINE_COLUMNS * 16) };
	secmail_status status;

	secmailp_buffer_reset(&a->field);
	secmailp_error_clear(&a->error);
	if (!a->id || !a->id[0])
		return secmailp_authres_fail(
		    a, SECMAIL_ARGUMENT, "the field", "has no authserv-id");
	write_field(&f, a);
	status = f.word.status != SECMAIL_DONE ? f.word.status : a->field.status;
	secmailp_buffer_free(&f.word);
	if (status != SECMAIL_DONE) {
		secmailp_buffer_reset(&a->field);
		secmailp_authres_fail(a, status, "the field",
		    status == SECMAIL_LIMIT ? "is too long" : "does not fit into memory");
	}
	return status;
}

const char *
secmail_authres_name(void)
{
	return FIELD_NAME;
}

const char *
secmail_authres_field(const secmail_authres *a)
{
	return a->field.len > 0 ? (const char *)a->field.at : "";
}

const char *
secmail_authres_body(const secmail_authres *a)
{
	return a->field.len > 0 ? (const char *)a->field.at + BODY_OFFSET : "";
}
