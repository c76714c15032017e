/* test_canon_body.c - bodies, however they are cut, against the RFC's words and the reference */
#include "../suite.h"

#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"
#include "reference.h"

#define ROOM 65536

/* Canonical octets as they come out. */
typedef struct catcher {
	uint8_t octets[ROOM];
	size_t len;
} catcher;

static void
take(void *arg, const uint8_t *bytes, size_t len)
{
	catcher *c = arg;

	MUST_HOLD(c->len + len <= ROOM, "%zu octets are too many", c->len + len);
	if (len > 0)
		memcpy(c->octets + c->len, bytes, len);
	c->len += len;
}

/* Canonicalizes in pieces that end where `cuts` says; the last cut is the input's length. */
static void
canonicalize_by(catcher *out, const smdkim_relaxer *relaxer, secmailp_view input,
    const size_t *cuts, size_t count)
{
	smdkim_canon c;
	size_t from = 0;

	out->len = 0;
	smdkim_canon_begin(&c, relaxer, take, out);
	for (size_t i = 0; i < count; i++) {
		/* A piece of its own, so that reading past it is seen. */
		uint8_t *piece = malloc(cuts[i] - from + 1);

		MUST_HOLD(piece != NULL, "no memory");
		memcpy(piece, input.at + from, cuts[i] - from);
		smdkim_canon_write(&c, secmailp_view_of(piece, cuts[i] - from));
		free(piece);
		from = cuts[i];
	}
	smdkim_canon_end(&c);
}

/* As a configuration does it. */
static void
canonicalize(catcher *out, bool relaxed, secmailp_view input, const size_t *cuts, size_t count)
{
	smdkim_relaxer relaxer;

	smdkim_relaxer_choose(&relaxer);
	canonicalize_by(out, relaxed ? &relaxer : NULL, input, cuts, count);
}

static const struct example {
	const char *proves;
	const char *body;
	const char *simple;
	const char *relaxed;
} examples[] = {
	{ "an empty body is one line end when simple and nothing when relaxed", "", "\r\n", "" },
	{ "a body of line ends is empty", "\r\n\r\n\r\n", "\r\n", "" },
	{ "the example of section 3.4.5", " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n",
	    " C\r\nD E\r\n" },
	{ "a last line without CRLF gets one", "a", "a\r\n", "a\r\n" },
	{ "white space alone is a line when simple and nothing when relaxed", " \t", " \t\r\n",
	    "" },
	{ "lines of white space at the end are empty when relaxed", "a\r\n \r\n\t\r\n",
	    "a\r\n \r\n\t\r\n", "a\r\n" },
	{ "lines of white space in the middle stay as empty lines", "a\r\n \r\nb",
	    "a\r\n \r\nb\r\n", "a\r\n\r\nb\r\n" },
	{ "a tab becomes a space", "a\tb", "a\tb\r\n", "a b\r\n" },
	{ "a CR alone is data", "a\rb", "a\rb\r\n", "a\rb\r\n" },
	{ "a CR at the end is data", "a\r", "a\r\r\n", "a\r\r\n" },
	{ "a CR before CRLF is data", "a\r\r\n", "a\r\r\n", "a\r\r\n" },
	{ "an LF alone is data", "a\nb\n", "a\nb\n\r\n", "a\nb\n\r\n" },
	{ "white space before a CR alone is no end of a line", "a \r", "a \r\r\n", "a \r\r\n" },
	{ "white space before an LF alone is no end of a line", "a  \n", "a  \n\r\n", "a \n\r\n" },
	{ "LF CR is no line end", "a\n\r", "a\n\r\r\n", "a\n\r\r\n" },
	{ "white space at the start of a line stays", "\r\n  a", "\r\n  a\r\n", "\r\n a\r\n" },
};

START_TEST(follows_the_rfc)
{
	const struct example *e = &examples[_i];
	secmailp_view input = secmailp_view_text(e->body);
	static catcher out;

	canonicalize(&out, false, input, &input.len, 1);
	ck_assert_msg(secmailp_view_is(secmailp_view_of(out.octets, out.len), e->simple),
	    "%s: simple", e->proves);
	canonicalize(&out, true, input, &input.len, 1);
	ck_assert_msg(secmailp_view_is(secmailp_view_of(out.octets, out.len), e->relaxed),
	    "%s: relaxed", e->proves);
}
END_TEST

START_TEST(reference_follows_the_rfc)
{
	const struct example *e = &examples[_i];
	uint8_t out[256];
	size_t len = reference_body(out, (const uint8_t *)e->body, strlen(e->body), false);

	ck_assert_msg(secmailp_view_is(secmailp_view_of(out, len), e->simple), "%s", e->proves);
	len = reference_body(out, (const uint8_t *)e->body, strlen(e->body), true);
	ck_assert_msg(secmailp_view_is(secmailp_view_of(out, len), e->relaxed), "%s", e->proves);
}
END_TEST

static void
expect_reference(secmailp_view input, const size_t *cuts, size_t count)
{
	static catcher out;
	static uint8_t expected[REFERENCE_ROOM(ROOM)];

	for (int relaxed = 0; relaxed < 2; relaxed++) {
		size_t len = reference_body(expected, input.at, input.len, relaxed);

		canonicalize(&out, relaxed, input, cuts, count);
		MUST_HOLD(secmailp_view_equal(secmailp_view_of(out.octets, out.len),
			      secmailp_view_of(expected, len)),
		    "relaxed %d, %zu octets, %zu pieces", relaxed, input.len, count);
	}
}

/* Every body of up to six octets of the five that matter, cut at every place. */
START_TEST(agrees_on_all_short_bodies)
{
	static const char alphabet[] = " \t\r\na";
	uint8_t body[6];

	for (size_t len = 0; len <= sizeof body; len++) {
		size_t count = 1;

		for (size_t i = 0; i < len; i++)
			count *= 5;
		for (size_t n = 0; n < count; n++) {
			for (size_t i = 0, rest = n; i < len; i++, rest /= 5)
				body[i] = (uint8_t)alphabet[rest % 5];
			for (size_t cut = 0; cut <= len; cut++) {
				const size_t cuts[] = { cut, len };

				expect_reference(secmailp_view_of(body, len), cuts, 2);
			}
		}
	}
}
END_TEST

static uint32_t
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

/* Mostly text, with runs of what canonicalization looks at. */
static size_t
make_body(uint8_t *body, size_t len, uint64_t *state)
{
	static const char *const parts[] = { "\r\n", " ", "  ", "\t", "\r", "\n", " \r\n",
		"\r\n\r\n", "\r\r\n" };
	unsigned dirt = next_random(state) % 5;
	size_t used = 0;

	while (used + 4 < len) {
		const char *part = parts[next_random(state) % 9];

		if (next_random(state) % 8 < dirt * 2) {
			memcpy(body + used, part, strlen(part));
			used += strlen(part);
		} else {
			body[used++] = (uint8_t)('a' + next_random(state) % 26);
		}
	}
	return used;
}

static size_t
make_cuts(size_t *cuts, size_t max, size_t len, uint64_t *state)
{
	size_t count = 0, at = 0;

	while (at < len && count + 1 < max) {
		at += next_random(state) % (len / 4 + 2);
		cuts[count++] = at < len ? at : len;
	}
	cuts[count++] = len;
	return count;
}

START_TEST(agrees_on_random_bodies)
{
	static uint8_t body[20000];
	uint64_t state = 1;
	size_t cuts[16];

	for (size_t n = 0; n < 10000; n++) {
		size_t room = n % 100 == 0 ? sizeof body : 5 + next_random(&state) % 300;
		size_t len = make_body(body, room, &state);

		expect_reference(secmailp_view_of(body, len), cuts,
		    make_cuts(cuts, sizeof cuts / sizeof cuts[0], len, &state));
	}
}
END_TEST

/* Blocks of 64 octets and stages of 4,096 end at other places each time. */
START_TEST(agrees_on_all_lengths_and_octet_by_octet)
{
	static uint8_t body[400];
	static size_t cuts[400];
	uint64_t state = 2;

	for (size_t len = 0; len < sizeof body; len++) {
		size_t used = make_body(body, len, &state);

		expect_reference(secmailp_view_of(body, used), &used, 1);
		for (size_t i = 0; i < used; i++)
			cuts[i] = i + 1;
		expect_reference(secmailp_view_of(body, used), cuts, used);
	}
}
END_TEST

START_TEST(carries_long_runs)
{
	static uint8_t body[30001];
	size_t len = sizeof body;

	for (size_t i = 0; i + 1 < len; i++)
		body[i] = i % 2 == 0 ? '\r' : '\n';
	body[len - 1] = 'a';
	expect_reference(secmailp_view_of(body, len), &len, 1);
	memset(body, ' ', len - 1);
	expect_reference(secmailp_view_of(body, len), &len, 1);
	memset(body, 'a', len);
	expect_reference(secmailp_view_of(body, len), &len, 1);
}
END_TEST

/* --- newline.c ----------------------------------------------------------- */

static size_t
normalize(catcher *out, secmailp_view input, size_t cut, bool *changed)
{
	smdkim_newline n = { false, false };

	out->len = 0;
	smdkim_newline_write(&n, secmailp_view_first(input, cut), take, out);
	smdkim_newline_write(&n, secmailp_view_after(input, cut), take, out);
	*changed = n.changed;
	return out->len;
}

static const struct newline {
	const char *proves;
	const char *input;
	const char *output;
	bool changed;
} newlines[] = {
	{ "CRLF stays", "a\r\nb\r\n", "a\r\nb\r\n", false },
	{ "a bare LF becomes CRLF", "a\nb\n", "a\r\nb\r\n", true },
	{ "an LF at the start becomes CRLF", "\na", "\r\na", true },
	{ "two LFs become two CRLFs", "\n\n", "\r\n\r\n", true },
	{ "LF after CRLF becomes CRLF", "\r\n\n", "\r\n\r\n", true },
	{ "a bare CR stays", "a\rb\r", "a\rb\r", false },
	{ "CR CR LF stays", "\r\r\n", "\r\r\n", false },
};

START_TEST(normalizes_bare_lf)
{
	const struct newline *l = &newlines[_i];
	secmailp_view input = secmailp_view_text(l->input);
	static catcher out;

	for (size_t cut = 0; cut <= input.len; cut++) {
		bool changed;
		size_t len = normalize(&out, input, cut, &changed);

		ck_assert_msg(secmailp_view_is(secmailp_view_of(out.octets, len), l->output),
		    "%s, cut at %zu", l->proves, cut);
		ck_assert_msg(changed == l->changed, "%s, cut at %zu", l->proves, cut);
	}
}
END_TEST

START_TEST(normalizes_more_than_a_stage)
{
	static uint8_t input[15000];
	static catcher out;
	bool changed;

	memset(input, 'a', sizeof input);
	for (size_t i = 99; i < sizeof input; i += 100)
		input[i] = '\n';
	memset(input + 5000, 'b', 5000);
	ck_assert_uint_eq(
	    normalize(&out, secmailp_view_of(input, sizeof input), 7777, &changed), 15000 + 100);
	for (size_t i = 0; i < out.len; i++)
		ck_assert(out.octets[i] != '\n' || out.octets[i - 1] == '\r');
}
END_TEST

TCase *
canon_body_tests(void)
{
	TCase *tc = tcase_create("canon_body");
	int rows = sizeof examples / sizeof examples[0];

	tcase_set_timeout(tc, 300);
	tcase_add_loop_test(tc, follows_the_rfc, 0, rows);
	tcase_add_loop_test(tc, reference_follows_the_rfc, 0, rows);
	tcase_add_test(tc, agrees_on_all_short_bodies);
	tcase_add_test(tc, agrees_on_random_bodies);
	tcase_add_test(tc, agrees_on_all_lengths_and_octet_by_octet);
	tcase_add_test(tc, carries_long_runs);
	tcase_add_loop_test(tc, normalizes_bare_lf, 0, sizeof newlines / sizeof newlines[0]);
	tcase_add_test(tc, normalizes_more_than_a_stage);
	return tc;
}
