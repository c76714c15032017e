/* test_canon_header.c - header fields as they are hashed, and which ones are chosen */
#include "../suite.h"

#include <stdio.h>
#include <string.h>

#include "dkim_internal.h"
#include "reference.h"
#include "signer.h"

static const struct field {
	const char *proves;
	const char *field;
	const char *relaxed;
} fields[] = {
	{ "the first example of section 3.4.5", "A: X", "a:X" },
	{ "the second one", "B : Y\t\r\n\tZ  ", "b:Y Z" },
	{ "a name is lower case, a value is not", "SUBJect: AbC", "subject:AbC" },
	{ "an empty value is empty", "X:", "x:" },
	{ "a value of white space is empty", "X: \t\r\n ", "x:" },
	{ "a fold and its white space are one space", "X: a\r\n   b", "x:a b" },
	{ "white space on both sides of a fold is one space", "X: a \r\n\t b", "x:a b" },
	{ "a fold right after the colon is nothing", "X:\r\n a", "x:a" },
	{ "several folds in a row are one space", "X: a\r\n \r\n \r\n b", "x:a b" },
	{ "a tab is a space", "X: a\tb", "x:a b" },
	{ "a colon in the value stays", "X: a : b", "x:a : b" },
	{ "a CR alone is data", "X: a\rb", "x:a\rb" },
	{ "white space before a CR alone is a space", "X: a  \rb", "x:a \rb" },
	{ "an LF alone is data", "X: a\n b", "x:a\n b" },
	{ "octets over 127 stay", "X: caf\303\251  x", "x:caf\303\251 x" },
	{ "a name of 80 octets is lower case to its end",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA: x",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:x" },
};

START_TEST(canonicalizes_fields)
{
	const struct field *f = &fields[_i];
	secmailp_buffer out = secmailp_buffer_new(4096);

	smdkim_canon_field(&out, secmailp_view_text(f->field), true);
	ck_assert_msg(secmailp_view_is(secmailp_buffer_view(&out), f->relaxed), "%s", f->proves);
	secmailp_buffer_reset(&out);
	smdkim_canon_field(&out, secmailp_view_text(f->field), false);
	ck_assert_msg(
	    secmailp_view_is(secmailp_buffer_view(&out), f->field), "%s: simple", f->proves);
	secmailp_buffer_free(&out);
}
END_TEST

START_TEST(agrees_with_the_reference)
{
	static const char alphabet[] = " \t\rx:";
	uint8_t field[9], expected[REFERENCE_ROOM(sizeof field)];
	secmailp_buffer out = secmailp_buffer_new(4096);

	memcpy(field, "X:", 2);
	for (size_t n = 0; n < 5 * 5 * 5 * 5 * 5 * 5 * 5; n++) {
		size_t len;

		for (size_t i = 2, rest = n; i < sizeof field; i++, rest /= 5)
			field[i] = (uint8_t)alphabet[rest % 5];
		/* Every other CR is a fold. */
		for (size_t i = 2; i + 2 < sizeof field; i++)
			if (field[i] == '\r' && n % 2 == 0)
				memcpy(field + i, "\r\n ", 3);
		secmailp_buffer_reset(&out);
		smdkim_canon_field(&out, secmailp_view_of(field, sizeof field), true);
		len = reference_field(expected, field, sizeof field, true);
		MUST_HOLD(secmailp_view_equal(
			      secmailp_buffer_view(&out), secmailp_view_of(expected, len)),
		    "input %zu", n);
	}
	secmailp_buffer_free(&out);
}
END_TEST

/* Long enough to be read by eights, with what matters at every place. */
START_TEST(agrees_with_the_reference_on_long_fields)
{
	static const char *const parts[] = { " ", "  ", "\t", "\r\n ", "\r\n\t", "\r", "\n", " \r",
		"\r\r\n ", "0123456", "\x7f\x80\xff", "" };
	uint8_t field[160], expected[REFERENCE_ROOM(sizeof field)];
	secmailp_buffer out = secmailp_buffer_new(4096);
	uint64_t state = 1;

	for (size_t n = 0; n < 100000; n++) {
		size_t len = 2, expected_len;

		memcpy(field, "X:", 2);
		while (len < 20 + n % 100) {
			state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
			const char *part = parts[(state >> 33) % 48 < 12 ? (state >> 33) % 48 : 11];

			memcpy(field + len, part, strlen(part));
			len += strlen(part);
			field[len++] = (uint8_t)('a' + (state >> 40) % 26);
		}
		secmailp_buffer_reset(&out);
		smdkim_canon_field(&out, secmailp_view_of(field, len), true);
		expected_len = reference_field(expected, field, len, true);
		MUST_HOLD(secmailp_view_equal(
			      secmailp_buffer_view(&out), secmailp_view_of(expected, expected_len)),
		    "input %zu", n);
	}
	secmailp_buffer_free(&out);
}
END_TEST

/* --- fields.c ------------------------------------------------------------ */

static const struct choice {
	const char *proves;
	const char *names;  /* taken one after the other */
	const char *values; /* what stands in each field, "-" for none */
} choices[] = {
	{ "a name takes its field", "Subject", "s" },
	{ "case does not matter", "sUBJECT", "s" },
	{ "the lowest of several is taken first", "Received", "3" },
	{ "then the others, upwards", "Received Received Received", "321" },
	{ "and then nothing", "Received Received Received Received", "321-" },
	{ "a missing field is nothing", "X-None", "-" },
	{ "names in between don't count", "Received Subject Received", "3s2" },
	{ "a prefix is another name", "Receive", "-" },
};

static const char HEADER[] = "Received: 1\r\n"
			     "received: 2\r\n"
			     "not a field\r\n"
			     "Subject : s\r\n"
			     "RECEIVED: 3\r\n\r\n";

START_TEST(chooses_from_the_bottom)
{
	const struct choice *c = &choices[_i];
	secmail_message *m = signer_message(HEADER, strlen(HEADER));
	secmailp_arena arena = secmailp_arena_new(65536);
	secmailp_cursor names = secmailp_cursor_over(secmailp_view_text(c->names));
	char got[16] = "";
	smdkim_fields fields_of;

	ck_assert_int_eq(smdkim_fields_index(&fields_of, m, &arena), SECMAIL_DONE);
	for (int round = 0; round < 2; round++) {
		size_t used = 0;

		names = secmailp_cursor_over(secmailp_view_text(c->names));
		smdkim_fields_begin(&fields_of);
		while (secmailp_cursor_left(&names) > 0) {
			const smdkim_field *f =
			    smdkim_fields_take(&fields_of, secmailp_cursor_until(&names, ' '));

			secmailp_cursor_skip(&names, ' ');
			got[used++] = f ? (char)f->text.at[f->text.len - 1] : '-';
		}
		got[used] = '\0';
		ck_assert_msg(strcmp(got, c->values) == 0, "%s: %s", c->proves, got);
	}
	secmailp_arena_free(&arena);
	secmail_message_free(m);
}
END_TEST

/* 2,000 names in 32 buckets: each is found, and only once. */
START_TEST(finds_each_of_many)
{
	secmailp_buffer text = secmailp_buffer_new(1000000);
	secmailp_arena arena = secmailp_arena_new(1000000);
	smdkim_fields f;
	secmail_message *m;
	char name[32];

	for (unsigned i = 0; i < 4000; i++) {
		snprintf(name, sizeof name, "X-%u: %u\r\n", i % 2000, i);
		secmailp_buffer_text(&text, name);
	}
	m = signer_message((const char *)text.at, text.len);
	ck_assert_int_eq(smdkim_fields_index(&f, m, &arena), SECMAIL_DONE);
	smdkim_fields_begin(&f);
	for (unsigned i = 0; i < 2000; i++) {
		snprintf(name, sizeof name, "x-%u", i);
		ck_assert_ptr_eq(smdkim_fields_take(&f, secmailp_view_text(name)), &f.at[2000 + i]);
		ck_assert_ptr_eq(smdkim_fields_take(&f, secmailp_view_text(name)), &f.at[i]);
		ck_assert_ptr_null(smdkim_fields_take(&f, secmailp_view_text(name)));
	}
	secmailp_arena_free(&arena);
	secmail_message_free(m);
	secmailp_buffer_free(&text);
}
END_TEST

/* Nobody's choice of names makes more than 13 comparisons for each: 4,096 is 2 to the 12th. */
START_TEST(compares_few_whatever_the_names)
{
	secmailp_buffer text = secmailp_buffer_new(1000000);
	secmailp_arena arena = secmailp_arena_new(1000000);
	const uint32_t count = SECMAIL_MESSAGE_MAX_FIELDS, each = 13;
	secmail_message *m;
	smdkim_fields f;
	char name[64];

	for (uint32_t i = 0; i < count; i++) {
		/* In no order, and all of one hash. */
		snprintf(name, sizeof name, "X-%04u-whose-end-is-the-same:\r\n", i * 2741 % count);
		secmailp_buffer_text(&text, name);
	}
	m = signer_message((const char *)text.at, text.len);
	ck_assert_int_eq(smdkim_fields_index(&f, m, &arena), SECMAIL_DONE);
	ck_assert_uint_eq(f.count, count);
	ck_assert_msg(f.compared <= each * count, "%u for the index", f.compared);
	for (size_t i = 0; i < count; i++) {
		uint32_t before = f.compared;

		MUST_HOLD(f.at[i].hash == f.at[0].hash, "field %zu has another hash", i);
		smdkim_fields_begin(&f);
		MUST_HOLD(smdkim_fields_take(&f, f.at[i].name) == &f.at[i], "field %zu", i);
		MUST_HOLD(f.compared - before <= each, "%u for field %zu", f.compared - before, i);
	}
	secmailp_arena_free(&arena);
	secmail_message_free(m);
	secmailp_buffer_free(&text);
}
END_TEST

TCase *
canon_header_tests(void)
{
	TCase *tc = tcase_create("canon_header");

	tcase_set_timeout(tc, 300); /* thousands of fields, also under the sanitizers */
	tcase_add_loop_test(tc, canonicalizes_fields, 0, sizeof fields / sizeof fields[0]);
	tcase_add_test(tc, agrees_with_the_reference);
	tcase_add_test(tc, agrees_with_the_reference_on_long_fields);
	tcase_add_loop_test(tc, chooses_from_the_bottom, 0, sizeof choices / sizeof choices[0]);
	tcase_add_test(tc, finds_each_of_many);
	tcase_add_test(tc, compares_few_whatever_the_names);
	return tc;
}
