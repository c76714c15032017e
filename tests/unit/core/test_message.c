/* test_message.c - what a header holds, and what is odd about a message, however it is cut */
#include "../suite.h"

#include <secmail/message.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core_internal.h"

#define FROM "From: a@example.com\r\n"
#define BARE_LF SECMAIL_MESSAGE_BARE_LF
#define BARE_CR SECMAIL_MESSAGE_BARE_CR
#define NUL SECMAIL_MESSAGE_NUL
#define TRUNCATED SECMAIL_MESSAGE_TRUNCATED_HEADER
#define NOT_A_FIELD SECMAIL_MESSAGE_NOT_A_FIELD
#define LEADING_SPACE SECMAIL_MESSAGE_LEADING_SPACE
#define SPACE_BEFORE_COLON SECMAIL_MESSAGE_SPACE_BEFORE_COLON
#define FOLDED_NAME SECMAIL_MESSAGE_FOLDED_NAME
#define NO_FROM SECMAIL_MESSAGE_NO_FROM
#define REPEATED SECMAIL_MESSAGE_REPEATED_FROM
#define ADDRESSES SECMAIL_MESSAGE_FROM_ADDRESSES
#define DOMAINS SECMAIL_MESSAGE_FROM_DOMAINS
#define SENDER SECMAIL_MESSAGE_SENDER_DIFFERS
#define RESENT SECMAIL_MESSAGE_RESENT_DIFFERS

/* A literal with its length, for those that hold a NUL. */
#define TEXT(literal) literal, sizeof(literal) - 1

/*
 * "fields" has a letter for each field: its name's length as a digit, then its
 * body in brackets, with line ends shown as / for CRLF and | for LF.
 */
static const struct reading {
	const char *proves;
	const char *text;
	size_t len;
	const char *fields;
	const char *domain;
	uint32_t flags;
	size_t body; /* where it begins */
	secmail_status end;
} readings[] = {
	{ "an empty line ends the header", TEXT(FROM "\r\nbody"), "4[ a@example.com]",
	    "example.com", 0, 23, SECMAIL_DONE },
	{ "an empty body is a body", TEXT(FROM "\r\n"), "4[ a@example.com]", "example.com", 0, 23,
	    SECMAIL_DONE },
	{ "what looks like a field in the body is none", TEXT(FROM "\r\nFrom: b@example.org\r\n"),
	    "4[ a@example.com]", "example.com", 0, 23, SECMAIL_DONE },
	{ "a header without an empty line is cut off", TEXT(FROM), "4[ a@example.com]",
	    "example.com", TRUNCATED, 21, SECMAIL_DONE },
	{ "the last line needs no line end", TEXT(FROM "X: y"), "4[ a@example.com]1[ y]",
	    "example.com", TRUNCATED, 25, SECMAIL_DONE },
	{ "a CR is no line end", TEXT(FROM "\r"), "4[ a@example.com]0[]", "example.com",
	    TRUNCATED | NOT_A_FIELD | BARE_CR, 22, SECMAIL_DONE },
	{ "a body may be folded", TEXT(FROM "X: y\r\n\tz\r\n \r\n\r\n"),
	    "4[ a@example.com]1[ y/\tz/ ]", "example.com", 0, 36, SECMAIL_DONE },
	{ "a body may be empty", TEXT("X:\r\n" FROM "\r\n"), "1[]4[ a@example.com]", "example.com",
	    0, 27, SECMAIL_DONE },
	{ "a name is found in either case", TEXT("fROM: a@example.com\r\n\r\n"),
	    "4[ a@example.com]", "example.com", 0, 23, SECMAIL_DONE },
	{ "a bare LF ends a line", TEXT("From: a@example.com\nX: y\r\n\nbody"),
	    "4[ a@example.com]1[ y]", "example.com", BARE_LF, 27, SECMAIL_DONE },
	{ "a bare LF in the body is flagged", TEXT(FROM "\r\na\nb"), "4[ a@example.com]",
	    "example.com", BARE_LF, 23, SECMAIL_DONE },
	{ "a bare CR is data", TEXT(FROM "X: y\rz: a\r\n\r\n"), "4[ a@example.com]1[ y\rz: a]",
	    "example.com", BARE_CR, 34, SECMAIL_DONE },
	{ "a CR before CRLF is bare", TEXT(FROM "X: y\r\r\n\r\n"), "4[ a@example.com]1[ y\r]",
	    "example.com", BARE_CR, 30, SECMAIL_DONE },
	{ "CR CR LF is no empty line", TEXT(FROM "\r\r\n\r\n"), "4[ a@example.com]0[]",
	    "example.com", BARE_CR | NOT_A_FIELD, 26, SECMAIL_DONE },
	{ "a CR at the end of the body is bare", TEXT(FROM "\r\nbody\r"), "4[ a@example.com]",
	    "example.com", BARE_CR, 23, SECMAIL_DONE },
	{ "a NUL in the header is data", TEXT(FROM "X: y\0z\r\n\r\n"), "4[ a@example.com]1[ y?z]",
	    "example.com", NUL, 31, SECMAIL_DONE },
	{ "a NUL in the body is flagged", TEXT(FROM "\r\n\0"), "4[ a@example.com]", "example.com",
	    NUL, 23, SECMAIL_DONE },
	{ "octets that are no UTF-8 are flagged", TEXT(FROM "X: \344\r\n\r\n"),
	    "4[ a@example.com]1[ \344]", "example.com", SECMAIL_MESSAGE_HEADER_8BIT, 29,
	    SECMAIL_DONE },
	{ "UTF-8 in the header is not flagged", TEXT(FROM "X: \303\244\r\n\r\n\344"),
	    "4[ a@example.com]1[ \303\244]", "example.com", 0, 30, SECMAIL_DONE },
	{ "white space before the first field is kept as no field",
	    TEXT(" x\r\n y\r\n" FROM "\r\n"), "0[]4[ a@example.com]", "example.com", LEADING_SPACE,
	    31, SECMAIL_DONE },
	{ "a line without a colon is no field, and the header goes on",
	    TEXT(FROM "junk\r\n more\r\nX: y\r\n\r\n"), "4[ a@example.com]0[]1[ y]", "example.com",
	    NOT_A_FIELD, 42, SECMAIL_DONE },
	{ "an mbox line is no field", TEXT("From a@example.org Mon Nov 23\r\n" FROM "\r\n"),
	    "0[]4[ a@example.com]", "example.com", NOT_A_FIELD, 54, SECMAIL_DONE },
	{ "a field needs a name", TEXT(": x\r\n" FROM "\r\n"), "0[]4[ a@example.com]",
	    "example.com", NOT_A_FIELD, 28, SECMAIL_DONE },
	{ "a name is ASCII", TEXT("Fr\303\266m: x\r\n" FROM "\r\n"), "0[]4[ a@example.com]",
	    "example.com", NOT_A_FIELD, 33, SECMAIL_DONE },
	{ "a name has no NUL", TEXT("From\0: x\r\n" FROM "\r\n"), "0[]4[ a@example.com]",
	    "example.com", NOT_A_FIELD | NUL, 33, SECMAIL_DONE },
	{ "a name has no CR", TEXT("From\r: x\r\n" FROM "\r\n"), "0[]4[ a@example.com]",
	    "example.com", NOT_A_FIELD | BARE_CR, 33, SECMAIL_DONE },
	{ "space before the colon is passed over", TEXT("From \t: a@example.com\r\n\r\n"),
	    "4[ a@example.com]", "example.com", SPACE_BEFORE_COLON, 25, SECMAIL_DONE },
	{ "a fold before the colon is passed over", TEXT("From\r\n : a@example.com\r\n\r\n"),
	    "4[ a@example.com]", "example.com", FOLDED_NAME, 26, SECMAIL_DONE },
	{ "a fold by a bare LF before the colon too", TEXT("From \n\t\r\n : a@example.com\r\n\r\n"),
	    "4[ a@example.com]", "example.com", FOLDED_NAME | BARE_LF, 29, SECMAIL_DONE },
	{ "a name that is folded and has no colon is no field", TEXT(FROM "X\r\n y\r\n\r\n"),
	    "4[ a@example.com]0[]", "example.com", NOT_A_FIELD, 30, SECMAIL_DONE },
	{ "a header without From is flagged", TEXT("X: y\r\n\r\n"), "1[ y]", NULL, NO_FROM, 8,
	    SECMAIL_DONE },
	{ "no octet is no message", TEXT(""), "", NULL, TRUNCATED | NO_FROM, 0, SECMAIL_SYNTAX },
	{ "a body alone is no message", TEXT("\r\nFrom: a@example.com\r\n"), "", NULL, NO_FROM, 2,
	    SECMAIL_SYNTAX },
	{ "lines that are no fields are no message", TEXT("hello\r\n world\r\n\r\n"), "0[]", NULL,
	    NO_FROM | NOT_A_FIELD, 17, SECMAIL_SYNTAX },
	{ "a Sender of the same domain is nothing odd", TEXT(FROM "Sender: b@Example.com\r\n\r\n"),
	    "4[ a@example.com]6[ b@Example.com]", "example.com", 0, 46, SECMAIL_DONE },
	{ "a Sender of another domain is flagged", TEXT(FROM "Sender: b@example.org\r\n\r\n"),
	    "4[ a@example.com]6[ b@example.org]", "example.com", SENDER, 46, SECMAIL_DONE },
	{ "a Sender without From is flagged", TEXT("Sender: b@example.org\r\n\r\n"),
	    "6[ b@example.org]", NULL, SENDER | NO_FROM, 25, SECMAIL_DONE },
	{ "a Sender that is no address is not compared", TEXT(FROM "Sender: nobody\r\n\r\n"),
	    "4[ a@example.com]6[ nobody]", "example.com", 0, 39, SECMAIL_DONE },
	{ "every Resent-From is compared",
	    TEXT(FROM "Resent-From: b@example.com\r\nResent-From: c@example.org\r\n\r\n"),
	    "4[ a@example.com]11[ b@example.com]11[ c@example.org]", "example.com", RESENT, 79,
	    SECMAIL_DONE },
};

/* The ways in which a message is spoofed by its header, and what a careful receiver sees. */
static const struct reading attacks[] = {
	{ "two From fields",
	    TEXT("From: <first@attack.com>\r\nFrom: <admin@legitimate.com>\r\n\r\n"),
	    "4[ <first@attack.com>]4[ <admin@legitimate.com>]", NULL,
	    REPEATED | ADDRESSES | DOMAINS, 58, SECMAIL_DONE },
	{ "a space before the first of two",
	    TEXT(" From: <first@attack.com>\r\nFrom: <admin@legitimate.com>\r\n\r\n"),
	    "0[]4[ <admin@legitimate.com>]", NULL, LEADING_SPACE, 59, SECMAIL_DONE },
	{ "a space before the colon of the second",
	    TEXT("From: <first@attack.com>\r\nFrom : <admin@legitimate.com>\r\n\r\n"),
	    "4[ <first@attack.com>]4[ <admin@legitimate.com>]", NULL,
	    SPACE_BEFORE_COLON | REPEATED | ADDRESSES | DOMAINS, 59, SECMAIL_DONE },
	{ "a fold before the colon of the first",
	    TEXT("From\r\n : <first@attack.com>\r\nFrom: <admin@legitimate.com>\r\n\r\n"),
	    "4[ <first@attack.com>]4[ <admin@legitimate.com>]", NULL,
	    FOLDED_NAME | REPEATED | ADDRESSES | DOMAINS, 61, SECMAIL_DONE },
	{ "a fold before the colon, and a Sender",
	    TEXT("From\r\n : <first@attack.com>\r\nSender: <admin@legitimate.com>\r\n\r\n"),
	    "4[ <first@attack.com>]6[ <admin@legitimate.com>]", "attack.com", FOLDED_NAME | SENDER,
	    63, SECMAIL_DONE },
	{ "a fold before the colon, and a Resent-From",
	    TEXT("From\r\n : <first@attack.com>\r\nResent-From: <admin@legitimate.com>\r\n\r\n"),
	    "4[ <first@attack.com>]11[ <admin@legitimate.com>]", "attack.com", FOLDED_NAME | RESENT,
	    68, SECMAIL_DONE },
	{ "two addresses, and a Sender of a third domain",
	    TEXT("From: <first@attack.com>, <admin@legitimate.com>\r\n"
		 "Sender: <s@sender.legitimate.com>\r\n\r\n"),
	    "4[ <first@attack.com>, <admin@legitimate.com>]6[ <s@sender.legitimate.com>]", NULL,
	    ADDRESSES | DOMAINS | SENDER, 87, SECMAIL_DONE },
	{ "two From fields of one domain",
	    TEXT("From: <attacker@example.com>\r\nFrom: <admin@example.com>\r\n\r\n"),
	    "4[ <attacker@example.com>]4[ <admin@example.com>]", NULL, REPEATED | ADDRESSES, 59,
	    SECMAIL_DONE },
	{ "a From hidden behind a leading fold",
	    TEXT(" \r\n\tFROM \r\n : <first@attack.com>\r\n" FROM "\r\n"), "0[]4[ a@example.com]",
	    NULL, LEADING_SPACE, 57, SECMAIL_DONE },
};

static secmail_message *
new_message(void)
{
	secmail_message *m;

	ck_assert_int_eq(secmail_message_new(&m), SECMAIL_DONE);
	return m;
}

static void
show_octets(secmailp_buffer *out, secmailp_view v)
{
	for (size_t i = 0; i < v.len; i++) {
		bool crlf = v.at[i] == '\r' && i + 1 < v.len && v.at[i + 1] == '\n';

		secmailp_buffer_byte(out, crlf              ? '/'
					  : v.at[i] == '\n' ? '|'
					  : v.at[i] == 0    ? '?'
							    : v.at[i]);
		i += crlf;
	}
}

/* All fields, as the tables show them. */
static char *
show_fields(const secmail_message *m)
{
	secmailp_buffer out = secmailp_buffer_new(100000);
	char *text;

	for (size_t i = 0; i < secmail_message_field_count(m); i++) {
		size_t name_len, body_len;

		ck_assert_ptr_nonnull(secmail_message_field_name(m, i, &name_len));
		const void *body = secmail_message_field_body(m, i, &body_len);

		secmailp_buffer_number(&out, name_len);
		secmailp_buffer_byte(&out, '[');
		show_octets(&out, secmailp_view_of(body, body_len));
		secmailp_buffer_byte(&out, ']');
	}
	ck_assert_int_eq(secmailp_buffer_take(&out, &text), SECMAIL_DONE);
	return text;
}

/* Writes a message in pieces of `first` and then `step` octets; returns where its body begins. */
static size_t
write_pieces(secmail_message *m, const char *text, size_t len, size_t first, size_t step)
{
	size_t body = 0, at = 0, piece = first;

	while (at < len) {
		size_t used;

		if (piece > len - at)
			piece = len - at;
		ck_assert_int_eq(secmail_message_write(m, text + at, piece, &used), SECMAIL_DONE);
		ck_assert_uint_le(used, piece);
		body += used;
		ck_assert(used == piece || secmail_message_header_is_complete(m));
		at += piece;
		piece = step;
	}
	return body;
}

static size_t
write_whole(secmail_message *m, const char *text, size_t len)
{
	return write_pieces(m, text, len, len, len);
}

static void
check_reading(secmail_message *m, const struct reading *r, size_t first, size_t step)
{
	size_t body = write_pieces(m, r->text, r->len, first, step);
	secmail_status end = secmail_message_end(m);
	const char *domain = secmail_authors_domain(secmail_message_authors(m));
	char *fields = show_fields(m);

	ck_assert_msg(
	    end == r->end, "%s (cut at %zu): %s", r->proves, first, secmail_status_text(end));
	ck_assert_msg(
	    strcmp(fields, r->fields) == 0, "%s (cut at %zu): %s", r->proves, first, fields);
	ck_assert_msg(secmail_message_flags(m) == r->flags, "%s (cut at %zu): flags %#x, not %#x",
	    r->proves, first, secmail_message_flags(m), r->flags);
	ck_assert_msg(body == r->body, "%s (cut at %zu): body at %zu", r->proves, first, body);
	ck_assert_msg(r->domain ? domain && strcmp(domain, r->domain) == 0 : !domain,
	    "%s (cut at %zu): domain %s", r->proves, first, domain ? domain : "NULL");
	free(fields);
}

/* In one piece, in two pieces for every cut, and octet by octet. */
static void
check_every_cut(const struct reading *r)
{
	secmail_message *m = new_message();

	for (size_t first = r->len; first > 0; first--) {
		check_reading(m, r, first, r->len);
		secmail_message_reset(m);
	}
	check_reading(m, r, 1, 1);
	secmail_message_free(m);
}

START_TEST(reads_a_message)
{
	check_every_cut(&readings[_i]);
}
END_TEST

START_TEST(names_an_attack)
{
	check_every_cut(&attacks[_i]);
}
END_TEST

START_TEST(a_field_keeps_its_octets)
{
	static const char text[] = "X : \tc \n d\r\n\t\r\nFrom:b\r\n\r\n";
	secmail_message *m = new_message();
	size_t len, body = write_pieces(m, text, sizeof text - 1, 3, 2);
	const char *field;

	ck_assert_uint_eq(body, sizeof text - 1);
	field = secmail_message_field(m, 0, &len);
	ck_assert_uint_eq(len, 15);
	ck_assert_mem_eq(field, text, 15);
	field = secmail_message_field(m, 1, &len);
	ck_assert_uint_eq(len, 8);
	ck_assert_mem_eq(field, "From:b\r\n", 8);
	field = secmail_message_field_name(m, 0, &len);
	ck_assert_uint_eq(len, 1);
	ck_assert_mem_eq(field, "X", 1);
	secmail_message_free(m);
}
END_TEST

START_TEST(there_is_nothing_behind_the_last_field)
{
	secmail_message *m = new_message();
	size_t len = 1;

	write_whole(m, TEXT(FROM "\r\n"));
	ck_assert_ptr_null(secmail_message_field(m, 1, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert_ptr_null(secmail_message_field_name(m, 1, &len));
	ck_assert_ptr_null(secmail_message_field_body(m, SIZE_MAX, &len));
	secmail_message_free(m);
}
END_TEST

START_TEST(normalizing_makes_every_line_end_crlf)
{
	static const char text[] = "From: a@example.com\nX: y\n z\r\nY: \rz\n\nbody\n";
	static const char wanted[] = "From: a@example.com\r\nX: y\r\n z\r\nY: \rz\r\n";

	for (size_t first = 1; first < sizeof text; first++) {
		secmail_message *m = new_message();
		secmailp_buffer all = secmailp_buffer_new(1000);

		ck_assert_int_eq(secmail_message_set_normalize(m, true), SECMAIL_DONE);
		ck_assert_uint_eq(write_pieces(m, text, sizeof text - 1, first, 1), 36);
		for (size_t i = 0; i < secmail_message_field_count(m); i++) {
			size_t len;
			const void *field = secmail_message_field(m, i, &len);

			secmailp_buffer_add(&all, secmailp_view_of(field, len));
		}
		ck_assert_uint_eq(all.len, sizeof wanted - 1);
		ck_assert_mem_eq(all.at, wanted, all.len);
		ck_assert_uint_eq(secmail_message_flags(m), BARE_LF | BARE_CR);
		secmailp_buffer_free(&all);
		secmail_message_free(m);
	}
}
END_TEST

START_TEST(normalizing_outlives_a_reset_and_is_chosen_early)
{
	secmail_message *m = new_message();
	size_t len;

	ck_assert_int_eq(secmail_message_set_normalize(m, true), SECMAIL_DONE);
	write_pieces(m, "X", 1, 1, 1);
	ck_assert_int_eq(secmail_message_set_normalize(m, false), SECMAIL_LATE);
	ck_assert_str_ne(secmail_message_error(m), "");
	secmail_message_reset(m);
	ck_assert_str_eq(secmail_message_error(m), "");
	write_pieces(m, "X:y\n\n", 5, 5, 5);
	ck_assert_ptr_nonnull(secmail_message_field(m, 0, &len));
	ck_assert_uint_eq(len, 5);
	secmail_message_free(m);
}
END_TEST

START_TEST(a_header_may_end_without_its_empty_line)
{
	secmail_message *m = new_message();
	size_t body;

	write_whole(m, TEXT(FROM "X: y"));
	ck_assert(!secmail_message_header_is_complete(m));
	ck_assert_uint_eq(secmail_authors_count(secmail_message_authors(m)), 0);
	ck_assert_int_eq(secmail_message_end_header(m), SECMAIL_DONE);
	ck_assert(secmail_message_header_is_complete(m));
	ck_assert_uint_eq(secmail_message_field_count(m), 2);
	ck_assert_str_eq(secmail_authors_domain(secmail_message_authors(m)), "example.com");
	ck_assert_int_eq(secmail_message_end_header(m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_message_write(m, "\n", 1, &body), SECMAIL_DONE);
	ck_assert_uint_eq(body, 0);
	ck_assert_int_eq(secmail_message_end(m), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_message_flags(m), BARE_LF);
	secmail_message_free(m);
}
END_TEST

START_TEST(what_comes_late_is_refused)
{
	secmail_message *m = new_message();
	size_t body;

	write_whole(m, TEXT(FROM "\r\n"));
	ck_assert_int_eq(secmail_message_end(m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_message_end(m), SECMAIL_LATE);
	ck_assert_int_eq(secmail_message_end_header(m), SECMAIL_LATE);
	ck_assert_int_eq(secmail_message_write(m, "x", 1, &body), SECMAIL_LATE);
	ck_assert_int_eq(secmail_message_set_normalize(m, true), SECMAIL_LATE);
	ck_assert_uint_eq(secmail_message_flags(m), 0);
	secmail_message_free(m);
	secmail_message_free(NULL);
}
END_TEST

START_TEST(a_piece_has_a_place_unless_it_is_empty)
{
	secmail_message *m = new_message();
	size_t body;

	ck_assert_int_eq(secmail_message_write(m, NULL, 0, &body), SECMAIL_DONE);
	ck_assert_uint_eq(body, 0);
	ck_assert_int_eq(secmail_message_write(m, NULL, 1, &body), SECMAIL_ARGUMENT);
	write_whole(m, TEXT(FROM "\r\n"));
	ck_assert_int_eq(secmail_message_write(m, NULL, 0, &body), SECMAIL_DONE);
	ck_assert_uint_eq(body, 0);
	secmail_message_free(m);
}
END_TEST

START_TEST(fields_are_found_from_the_bottom)
{
	secmail_message *m = new_message();
	size_t index;

	write_whole(m, TEXT("A: 1\r\nno field\r\na : 2\r\nB: 3\r\n\r\n"));
	index = secmail_message_field_count(m);
	ck_assert_uint_eq(index, 4);
	ck_assert(secmail_message_find_above(m, "a", &index));
	ck_assert_uint_eq(index, 2);
	ck_assert(secmail_message_find_above(m, "A", &index));
	ck_assert_uint_eq(index, 0);
	ck_assert(!secmail_message_find_above(m, "A", &index));
	ck_assert_uint_eq(index, 0);
	index = SIZE_MAX;
	ck_assert(secmail_message_find_above(m, "b", &index));
	ck_assert_uint_eq(index, 3);
	ck_assert(!secmail_message_find_above(m, "", &index));
	secmail_message_free(m);
}
END_TEST

/* `count` octets that stand for one header field with its line end, and FROM before it. */
static char *
long_header(size_t count)
{
	static const char from[] = FROM "X:";
	size_t start = sizeof from - 1;
	char *text = malloc(count);

	ck_assert_ptr_nonnull(text);
	memset(text, ' ', count);
	memcpy(text, from, start);
	for (size_t at = start + 900; at + 8 < count; at += 900)
		memcpy(text + at, "\r\n", 2);
	memcpy(text + count - 4, "\r\n\r\n", 4);
	return text;
}

START_TEST(a_header_may_be_as_long_as_the_limit)
{
	secmail_message *m = new_message();
	char *text = long_header(SECMAIL_MESSAGE_MAX_HEADER);

	ck_assert_uint_eq(
	    write_pieces(m, text, SECMAIL_MESSAGE_MAX_HEADER, 1, 8192), SECMAIL_MESSAGE_MAX_HEADER);
	ck_assert(secmail_message_header_is_complete(m));
	ck_assert_uint_eq(secmail_message_flags(m), 0);
	free(text);
	secmail_message_free(m);
}
END_TEST

START_TEST(a_longer_header_is_refused_until_reset)
{
	secmail_message *m = new_message();
	char *text = long_header(SECMAIL_MESSAGE_MAX_HEADER + 1);
	size_t body;

	ck_assert_int_eq(
	    secmail_message_write(m, text, SECMAIL_MESSAGE_MAX_HEADER + 1, &body), SECMAIL_LIMIT);
	ck_assert_str_ne(secmail_message_error(m), "");
	ck_assert(!secmail_message_header_is_complete(m));
	ck_assert_uint_eq(secmail_message_field_count(m), 0);
	ck_assert_int_eq(secmail_message_write(m, "x", 1, &body), SECMAIL_LIMIT);
	ck_assert_uint_eq(body, 1);
	ck_assert_int_eq(secmail_message_end_header(m), SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_message_end(m), SECMAIL_LIMIT);
	secmail_message_reset(m);
	ck_assert_uint_eq(write_whole(m, TEXT(FROM "\r\n")), 23);
	ck_assert_int_eq(secmail_message_end(m), SECMAIL_DONE);
	free(text);
	secmail_message_free(m);
}
END_TEST

static secmail_status
write_fields(secmail_message *m, size_t count)
{
	secmail_status status = SECMAIL_DONE;
	size_t body;

	for (size_t i = 0; i < count && status == SECMAIL_DONE; i++)
		status = secmail_message_write(m, "X:\r\n", 4, &body);
	return status == SECMAIL_DONE ? secmail_message_write(m, "\r\nbody", 6, &body) : status;
}

START_TEST(a_header_has_no_more_fields_than_the_limit)
{
	secmail_message *m = new_message();

	ck_assert_int_eq(write_fields(m, SECMAIL_MESSAGE_MAX_FIELDS), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_message_field_count(m), SECMAIL_MESSAGE_MAX_FIELDS);
	secmail_message_reset(m);
	ck_assert_int_eq(write_fields(m, SECMAIL_MESSAGE_MAX_FIELDS + 1), SECMAIL_LIMIT);
	ck_assert_uint_eq(secmail_message_field_count(m), 0);
	secmail_message_free(m);
}
END_TEST

/* RFC 5322 section 2.1.1: 998 octets, the CRLF not counted. */
static const struct line {
	const char *proves;
	size_t len;
	const char *end;
	uint32_t flags;
} lines[] = {
	{ "998 octets and CRLF", 998, "\r\n", 0 },
	{ "999 octets and CRLF", 999, "\r\n", SECMAIL_MESSAGE_LONG_LINE },
	{ "998 octets and LF", 998, "\n", BARE_LF },
	{ "999 octets and LF", 999, "\n", BARE_LF | SECMAIL_MESSAGE_LONG_LINE },
	{ "998 octets at the end", 998, "", 0 },
	{ "999 octets at the end", 999, "", SECMAIL_MESSAGE_LONG_LINE },
	{ "998 octets and a CR", 998, "\r", BARE_CR | SECMAIL_MESSAGE_LONG_LINE },
	{ "997 octets and a CR", 997, "\r", BARE_CR },
	{ "997 octets and CR CR LF", 997, "\r\r\n", BARE_CR },
	{ "998 octets and CR CR LF", 998, "\r\r\n", BARE_CR | SECMAIL_MESSAGE_LONG_LINE },
	{ "a very long line", 100000, "\r\n", SECMAIL_MESSAGE_LONG_LINE },
};

START_TEST(measures_lines)
{
	const struct line *l = &lines[_i];
	size_t len = l->len + strlen(l->end);
	char *text = malloc(len + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', l->len);
	memcpy(text + l->len, l->end, strlen(l->end) + 1);
	for (size_t first = 0; first <= len; first += len > 2000 ? 997 : 1) {
		secmailp_octets s = secmailp_octets_new();

		secmailp_octets_take(&s, secmailp_view_of("x\r\n", 3));
		secmailp_octets_take(&s, secmailp_view_of(text, first));
		secmailp_octets_take(&s, secmailp_view_of(text + first, len - first));
		secmailp_octets_end(&s);
		ck_assert_msg(
		    s.flags == l->flags, "%s (cut at %zu): %#x", l->proves, first, s.flags);
	}
	free(text);
}
END_TEST

/* What octets.c should find, read off the definitions octet by octet. */
static uint32_t
obvious_flags(secmailp_view v)
{
	uint32_t flags = 0;
	size_t start = 0;

	for (size_t i = 0; i <= v.len; i++) {
		bool ends = i == v.len || v.at[i] == '\n';
		bool crlf = i < v.len && ends && i > start && v.at[i - 1] == '\r';

		if (i < v.len && ends && !crlf)
			flags |= BARE_LF;
		if (i < v.len && v.at[i] == '\r' && (i + 1 == v.len || v.at[i + 1] != '\n'))
			flags |= BARE_CR;
		if (i < v.len && v.at[i] == 0)
			flags |= NUL;
		if (ends && i - start - crlf > SECMAIL_MESSAGE_MAX_LINE)
			flags |= SECMAIL_MESSAGE_LONG_LINE;
		if (ends)
			start = i + 1;
	}
	return flags;
}

static uint32_t
next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* A text of ordinary lines with, now and then, something odd in it. */
static size_t
make_text(uint8_t *out, size_t room, uint32_t *state)
{
	static const char *const odd[] = { "\r", "\n", "\r\n", "\r\r\n", "", "\n\n", "\r\n\r" };
	size_t len = next_random(state) % (room - 8), until_end = 60;
	uint32_t oddity = next_random(state) % 8, rarity = 50 + next_random(state) % 5000;

	for (size_t i = 0; i < len; i++) {
		const char *piece = "x";

		if (next_random(state) % rarity == 0)
			piece = odd[oddity % 7];
		else if (until_end-- == 0)
			piece = "\r\n";
		if (piece[0] != 'x')
			until_end = next_random(state) % (rarity > 2000 ? 1010 : 100);
		memcpy(out + i, piece, strlen(piece));
		i += piece[0] ? strlen(piece) - 1 : 0;
		out[i] = piece[0] ? out[i] : 0;
	}
	return len;
}

START_TEST(octets_are_judged_as_by_definition)
{
	uint8_t text[6000];
	uint32_t state = 1, seen = 0;

	for (int round = 0; round < 2000; round++) {
		size_t len = make_text(text, sizeof text, &state);
		uint32_t wanted = obvious_flags(secmailp_view_of(text, len));
		secmailp_octets s = secmailp_octets_new();
		size_t step = 1 + next_random(&state) % 1500;

		for (size_t at = 0; at < len; at += step)
			secmailp_octets_take(
			    &s, secmailp_view_of(text + at, step < len - at ? step : len - at));
		secmailp_octets_end(&s);
		ck_assert_msg(s.flags == wanted, "round %d: %#x, not %#x", round, s.flags, wanted);
		seen |= 1U << wanted;
	}
	/* The texts were worth it: none odd, each oddity alone. */
	ck_assert_uint_eq(seen & 0x117, 0x117);
}
END_TEST

START_TEST(every_flag_has_a_word_of_its_own)
{
	for (uint32_t bit = 0; bit < 32; bit++) {
		const char *name = secmail_message_flag_name(UINT32_C(1) << bit);

		ck_assert_msg((name != NULL) == (bit <= 20), "bit %u", bit);
		for (uint32_t other = 0; name && other < bit; other++)
			ck_assert_str_ne(name, secmail_message_flag_name(UINT32_C(1) << other));
	}
	ck_assert_str_eq(secmail_message_flag_name(SECMAIL_MESSAGE_BARE_LF), "bare-lf");
	ck_assert_str_eq(
	    secmail_message_flag_name(SECMAIL_MESSAGE_RESENT_DIFFERS), "resent-differs");
	ck_assert_ptr_null(secmail_message_flag_name(0));
	ck_assert_ptr_null(secmail_message_flag_name(3));
}
END_TEST

TCase *message_tests(void);

TCase *
message_tests(void)
{
	TCase *tests = tcase_create("message");

	tcase_add_loop_test(tests, reads_a_message, 0, sizeof readings / sizeof readings[0]);
	tcase_add_loop_test(tests, names_an_attack, 0, sizeof attacks / sizeof attacks[0]);
	tcase_add_test(tests, a_field_keeps_its_octets);
	tcase_add_test(tests, there_is_nothing_behind_the_last_field);
	tcase_add_test(tests, normalizing_makes_every_line_end_crlf);
	tcase_add_test(tests, normalizing_outlives_a_reset_and_is_chosen_early);
	tcase_add_test(tests, a_header_may_end_without_its_empty_line);
	tcase_add_test(tests, what_comes_late_is_refused);
	tcase_add_test(tests, a_piece_has_a_place_unless_it_is_empty);
	tcase_add_test(tests, fields_are_found_from_the_bottom);
	tcase_add_test(tests, a_header_may_be_as_long_as_the_limit);
	tcase_add_test(tests, a_longer_header_is_refused_until_reset);
	tcase_add_test(tests, a_header_has_no_more_fields_than_the_limit);
	tcase_add_loop_test(tests, measures_lines, 0, sizeof lines / sizeof lines[0]);
	tcase_add_test(tests, octets_are_judged_as_by_definition);
	tcase_add_test(tests, every_flag_has_a_word_of_its_own);
	return tests;
}
