/*
 * test_relax.c - each way to relax blocks, against the rule octet by octet
 *
 * What is read ends where a page ends that no other follows, and so does what
 * is written: an octet too far kills the test, whatever the compiler.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "../suite.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dkim_internal.h"
#include "reference.h"

#ifdef __SANITIZE_ADDRESS__
#define RANDOM_INPUTS 100000 /* each costs ten times as much */
#else
#define RANDOM_INPUTS 1000000
#endif
#define MAX_BLOCKS 4
#define MAX_OCTETS (MAX_BLOCKS * SMDKIM_BLOCK)

static smdkim_relaxer relaxer;

/* A page between two that can't be touched; returns where it ends. */
static uint8_t *
end_of_page(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *at = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(at, MAP_FAILED);
	ck_assert_int_eq(mprotect(at + page, page, PROT_READ | PROT_WRITE), 0);
	return at + 2 * page;
}

static uint32_t
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

/* What the rule minds, its neighbours in the table of octets, and text with more or less of both.
 */
static void
make_octets(uint8_t *out, size_t len, uint64_t *state)
{
	static const uint8_t minded[] = { ' ', '\t', '\r', '\n', ' ', '\r', '\n', 'a', 8, 11, 12,
		14, 31, 33, 127, 128, 137, 160, 255, 0 };
	unsigned kind = next_random(state) % 4;

	for (size_t i = 0; i < len; i++) {
		uint32_t random = next_random(state);

		if (kind >= 2 && (random >> 8 & (kind == 2 ? 3 : 31)) != 0)
			out[i] = (uint8_t)('a' + random % 26);
		else
			out[i] = minded[random % (kind == 0 ? 7 : sizeof minded)];
	}
}

static bool
is_wsp(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

/* The rule in the words of relax.h, octet by octet. */
static size_t
relax_by_rule(uint8_t *out, const uint8_t *in, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		bool line_end = in[i + 1] == '\r' && in[i + 2] == '\n';

		if (!is_wsp(in[i]))
			out[used++] = in[i];
		else if (!is_wsp(in[i + 1]) && !line_end)
			out[used++] = ' ';
	}
	return used;
}

static void
expect_rule(uint8_t *out, const uint8_t *in, size_t len, size_t number)
{
	uint8_t expected[MAX_OCTETS];
	size_t used = relaxer.blocks(&relaxer, out, in, len / SMDKIM_BLOCK);

	MUST_HOLD(used == relax_by_rule(expected, in, len), "input %zu: %zu octets", number, used);
	MUST_HOLD(memcmp(out, expected, used) == 0, "input %zu", number);
}

/* The way is the loop's number. */
START_TEST(agrees_with_the_rule_up_to_the_end_of_a_page)
{
	uint8_t *in_end = end_of_page(), *out_end = end_of_page();
	uint64_t state = 1;

	if (!smdkim_relaxer_set(&relaxer, (smdkim_simd)_i))
		return;
	for (size_t n = 0; n < RANDOM_INPUTS; n++) {
		size_t len = (1 + n % MAX_BLOCKS) * SMDKIM_BLOCK;
		uint8_t *in = in_end - len - SMDKIM_LOOK_AHEAD;

		make_octets(in, len + SMDKIM_LOOK_AHEAD, &state);
		expect_rule(out_end - len, in, len, n);
	}
}
END_TEST

/* Three octets of those that the rule minds at each place, in a block of text and in one of spaces.
 */
START_TEST(agrees_with_the_rule_at_every_place)
{
	static const uint8_t octets[] = { ' ', '\t', '\r', '\n', 'a' };
	uint8_t *in = end_of_page() - SMDKIM_BLOCK - SMDKIM_LOOK_AHEAD;
	uint8_t *out = end_of_page() - SMDKIM_BLOCK;

	if (!smdkim_relaxer_set(&relaxer, (smdkim_simd)_i))
		return;
	for (size_t n = 0; n < 2 * 125 * SMDKIM_BLOCK; n++) {
		size_t place = n / 250;

		memset(in, n % 2 ? 'x' : ' ', SMDKIM_BLOCK + SMDKIM_LOOK_AHEAD);
		in[place] = octets[n / 2 % 5];
		in[place + 1] = octets[n / 10 % 5];
		in[place + 2] = octets[n / 50 % 5];
		expect_rule(out, in, SMDKIM_BLOCK, n);
	}
}
END_TEST

static void
append(void *arg, const uint8_t *bytes, size_t len)
{
	secmailp_buffer_add(arg, secmailp_view_of(bytes, len));
}

/* The whole canonicalization with each way, against the reference, in one piece and in many. */
START_TEST(bodies_agree_with_the_reference)
{
	static uint8_t body[3 * SMDKIM_STAGE], expected[REFERENCE_ROOM(sizeof body)];
	secmailp_buffer out = secmailp_buffer_new(sizeof expected);
	uint64_t state = 2;

	if (!smdkim_relaxer_set(&relaxer, (smdkim_simd)_i))
		return;
	for (size_t n = 0; n < 1000; n++) {
		size_t len = next_random(&state) % sizeof body, piece = n % 2 ? 1 + n : len;
		secmailp_view rest = secmailp_view_of(body, len);
		smdkim_canon c;

		make_octets(body, len, &state);
		secmailp_buffer_reset(&out);
		smdkim_canon_begin(&c, &relaxer, append, &out);
		for (; rest.len > 0; rest = secmailp_view_after(rest, piece))
			smdkim_canon_write(&c, secmailp_view_first(rest, piece));
		smdkim_canon_end(&c);
		len = reference_body(expected, body, len, true);
		ck_assert_msg(secmailp_view_equal(
				  secmailp_buffer_view(&out), secmailp_view_of(expected, len)),
		    "body %zu", n);
	}
	secmailp_buffer_free(&out);
}
END_TEST

START_TEST(plain_c_is_always_there)
{
	ck_assert(smdkim_relaxer_set(&relaxer, SMDKIM_SIMD_NONE));
	ck_assert(!smdkim_relaxer_set(&relaxer, SMDKIM_SIMD_COUNT));
	smdkim_relaxer_choose(&relaxer);
	ck_assert_ptr_nonnull(relaxer.blocks);
}
END_TEST

TCase *
relax_tests(void)
{
	TCase *tc = tcase_create("relax");

	tcase_set_timeout(tc, 300);
	tcase_add_loop_test(tc, agrees_with_the_rule_up_to_the_end_of_a_page, 0, SMDKIM_SIMD_COUNT);
	tcase_add_loop_test(tc, agrees_with_the_rule_at_every_place, 0, SMDKIM_SIMD_COUNT);
	tcase_add_loop_test(tc, bodies_agree_with_the_reference, 0, SMDKIM_SIMD_COUNT);
	tcase_add_test(tc, plain_c_is_always_there);
	return tc;
}
