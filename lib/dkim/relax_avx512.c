/*
 * relax_avx512.c - blocks relaxed by AVX-512 with VBMI2
 *
 * A block is one register, and moving together what is kept of it is one
 * instruction: it is done for every block, clean or not.
 */
#include "relax.h"

#ifdef SMDKIM_HAS_X86
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt")))

AVX512 static inline __mmask64
equal(__m512i octets, char octet)
{
	return _mm512_cmpeq_epi8_mask(octets, _mm512_set1_epi8(octet));
}

AVX512 size_t
smdkim_relax_avx512(const smdkim_relaxer *r, uint8_t *out, const uint8_t *in, size_t count)
{
	size_t used = 0;

	(void)r;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *block = in + SMDKIM_BLOCK * i;
		__m512i octets = _mm512_loadu_si512(block);
		__m512i next = _mm512_loadu_si512(block + 1);
		__m512i after = _mm512_loadu_si512(block + 2);
		__mmask64 tabs = equal(octets, '\t'), white = tabs | equal(octets, ' ');
		__mmask64 deleted = white & (equal(next, ' ') | equal(next, '\t') |
						(equal(next, '\r') & equal(after, '\n')));

		octets = _mm512_mask_mov_epi8(octets, tabs, _mm512_set1_epi8(' '));
		octets = _mm512_maskz_compress_epi8(~deleted, octets);
		_mm512_storeu_si512(out + used, octets);
		used += SMDKIM_BLOCK - (size_t)_mm_popcnt_u64(deleted);
	}
	return used;
}
#endif
