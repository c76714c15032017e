/*
 * relax_avx2.c - blocks relaxed by AVX2
 *
 * A block is stored while it is tested. If it is dirty, what is kept of it is
 * moved together where it lies: eight octets at once by a shuffle out of a
 * table, to a place that comes from counting the mask's bits. No branch depends
 * on what the text looks like inside a block.
 */
#include "relax.h"

#ifdef SMDKIM_HAS_X86
#include <immintrin.h>

#include "private/eight.h"

#define AVX2 __attribute__((target("avx2")))
#define LANE 32

AVX2 static inline __m256i
load(const uint8_t *at)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

AVX2 static inline void
store(uint8_t *at, __m256i octets)
{
	_mm256_storeu_si256((__m256i *)(void *)at, octets);
}

AVX2 static inline __m256i
equal(__m256i octets, char octet)
{
	return _mm256_cmpeq_epi8(octets, _mm256_set1_epi8(octet));
}

AVX2 static inline __m256i
white(__m256i octets)
{
	return _mm256_or_si256(equal(octets, ' '), equal(octets, '\t'));
}

/* Octets for which the rule may do something, by a test that errs on the safe side. */
AVX2 static inline __m256i
suspicious(__m256i octets, const uint8_t *at)
{
	__m256i next = load(at + 1);
	__m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(next, _mm256_set1_epi8(' ')), next);

	return _mm256_or_si256(equal(octets, '\t'), _mm256_and_si256(equal(octets, ' '), low));
}

/* A lane with its tabs as spaces to `out`; returns the mask of what is kept. */
AVX2 static inline uint32_t
relax_lane(uint8_t *out, const uint8_t *at)
{
	__m256i octets = load(at), next = load(at + 1), after = load(at + 2);
	__m256i line_end = _mm256_and_si256(equal(next, '\r'), equal(after, '\n'));
	__m256i deleted = _mm256_and_si256(white(octets), _mm256_or_si256(white(next), line_end));
	__m256i tabs = _mm256_and_si256(equal(octets, '\t'), _mm256_set1_epi8('\t' ^ ' '));

	store(out, _mm256_xor_si256(octets, tabs));
	return ~(uint32_t)_mm256_movemask_epi8(deleted);
}

/* In each octet of the result: how many bits of the mask lie below that octet's. */
static inline uint64_t
bits_below(uint64_t mask, size_t *total)
{
	uint64_t bits = mask - (mask >> 1 & UINT64_C(0x5555555555555555));

	bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
	bits = (bits + (bits >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	bits *= SECMAILP_EACH;
	*total = bits >> 56;
	return bits << 8;
}

/* Each group goes down or stays, and covers nothing of the groups behind it. */
AVX2 static inline size_t
compact(const smdkim_relaxer *r, uint8_t *out, const uint8_t *block)
{
	uint64_t kept = relax_lane(out, block);
	uint64_t places;
	size_t total;

	kept |= (uint64_t)relax_lane(out + LANE, block + LANE) << LANE;
	places = bits_below(kept, &total);
#pragma GCC unroll 8
	for (size_t i = 0; i < SMDKIM_BLOCK; i += SMDKIM_GROUP) {
		const void *sources = r->sources[kept >> i & 255];
		__m128i group = _mm_loadl_epi64((const __m128i *)(const void *)(out + i));

		group = _mm_shuffle_epi8(group, _mm_loadl_epi64(sources));
		_mm_storel_epi64((__m128i *)(void *)(out + (places >> i & 255)), group);
	}
	return total;
}

AVX2 size_t
smdkim_relax_avx2(const smdkim_relaxer *r, uint8_t *out, const uint8_t *in, size_t count)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		const uint8_t *block = in + SMDKIM_BLOCK * i;
		__m256i low = load(block), high = load(block + LANE);
		__m256i found =
		    _mm256_or_si256(suspicious(low, block), suspicious(high, block + LANE));

		if (_mm256_testz_si256(found, found)) {
			store(out + used, low);
			store(out + used + LANE, high);
			used += SMDKIM_BLOCK;
		} else {
			used += compact(r, out + used, block);
		}
	}
	return used;
}
#endif
