/*
 * relax_sse2.c - blocks relaxed by SSE2, which every x86-64 has
 *
 * Clean blocks are told and copied sixteen octets at once. What a dirty one
 * keeps is known as a mask; moving it together is left to plain steps, since
 * SSE2 can't shuffle octets.
 */
#include "relax.h"

#ifdef SMDKIM_HAS_X86
#include <emmintrin.h>
#include <string.h>

#define LANE 16

static __m128i
load(const uint8_t *at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static __m128i
equal(__m128i octets, char octet)
{
	return _mm_cmpeq_epi8(octets, _mm_set1_epi8(octet));
}

static __m128i
white(__m128i octets)
{
	return _mm_or_si128(equal(octets, ' '), equal(octets, '\t'));
}

/* Octets for which the rule may do something, by a test that errs on the safe side. */
static __m128i
suspicious(const uint8_t *at)
{
	__m128i octets = load(at), next = load(at + 1);
	__m128i low = _mm_cmpeq_epi8(_mm_min_epu8(next, _mm_set1_epi8(' ')), next);

	return _mm_or_si128(equal(octets, '\t'), _mm_and_si128(equal(octets, ' '), low));
}

static bool
is_clean(const uint8_t *block)
{
	__m128i found = suspicious(block);

	for (size_t i = LANE; i < SMDKIM_BLOCK; i += LANE)
		found = _mm_or_si128(found, suspicious(block + i));
	return _mm_movemask_epi8(found) == 0;
}

/* A lane with its tabs as spaces to `out`; returns the mask of what is kept. */
static unsigned
relax_lane(uint8_t *out, const uint8_t *at)
{
	__m128i octets = load(at), next = load(at + 1), after = load(at + 2);
	__m128i line_end = _mm_and_si128(equal(next, '\r'), equal(after, '\n'));
	__m128i deleted = _mm_and_si128(white(octets), _mm_or_si128(white(next), line_end));
	__m128i tabs = _mm_and_si128(equal(octets, '\t'), _mm_set1_epi8('\t' ^ ' '));

	_mm_storeu_si128((__m128i *)(void *)out, _mm_xor_si128(octets, tabs));
	return ~(unsigned)_mm_movemask_epi8(deleted);
}

static size_t
compact(uint8_t *out, const uint8_t *block)
{
	size_t used = 0;

	for (size_t i = 0; i < SMDKIM_BLOCK; i += LANE) {
		uint8_t octets[LANE];
		unsigned kept = relax_lane(octets, block + i);

		for (size_t k = 0; k < LANE; k++) {
			out[used] = octets[k];
			used += kept >> k & 1;
		}
	}
	return used;
}

size_t
smdkim_relax_sse2(const smdkim_relaxer *r, uint8_t *out, const uint8_t *in, size_t count)
{
	size_t used = 0;

	(void)r;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *block = in + SMDKIM_BLOCK * i;

		if (is_clean(block)) {
			memcpy(out + used, block, SMDKIM_BLOCK);
			used += SMDKIM_BLOCK;
		} else {
			used += compact(out + used, block);
		}
	}
	return used;
}
#endif
