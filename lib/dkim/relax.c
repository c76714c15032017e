/* relax.c - which way of relaxing this processor can go, and the table that some of them need */
#include "relax.h"

static void
fill_sources(smdkim_relaxer *r)
{
	for (unsigned kept = 0; kept < 256; kept++) {
		size_t used = 0;

		for (uint8_t i = 0; i < SMDKIM_GROUP; i++) {
			r->sources[kept][i] = 0; /* what lies behind the kept is overwritten */
			if (kept >> i & 1)
				r->sources[kept][used++] = i;
		}
	}
}

static smdkim_relax_fn
way_of(smdkim_simd simd)
{
	switch (simd) {
#ifdef SMDKIM_HAS_X86
	case SMDKIM_SIMD_SSE2:
		return smdkim_relax_sse2;
	case SMDKIM_SIMD_AVX2:
		return __builtin_cpu_supports("avx2") ? smdkim_relax_avx2 : NULL;
	case SMDKIM_SIMD_AVX512:
		return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2")
			   ? smdkim_relax_avx512
			   : NULL;
#endif
	case SMDKIM_SIMD_NONE:
		return smdkim_relax_portable;
	default:
		return NULL;
	}
}

bool
smdkim_relaxer_set(smdkim_relaxer *r, smdkim_simd simd)
{
	smdkim_relax_fn way = way_of(simd);

	if (!way)
		return false;
	r->blocks = way;
	fill_sources(r);
	return true;
}

void
smdkim_relaxer_choose(smdkim_relaxer *r)
{
	unsigned simd = SMDKIM_SIMD_COUNT;

	while (simd > 0 && !smdkim_relaxer_set(r, (smdkim_simd)(simd - 1)))
		simd--;
}
