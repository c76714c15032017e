/*
 * relax.h - the one rule of a relaxed body, block by block (RFC 6376 section 3.4.4)
 *
 * White space is deleted if white space or CRLF follows, and is a space
 * otherwise. The rule looks two octets ahead and none back, so that a block
 * needs nothing but itself and the two octets behind it.
 *
 * Each instruction set has a file of its own; which is taken is decided when a
 * configuration is made, by asking the processor. All give the same octets.
 */
#ifndef SECMAIL_DKIM_RELAX_H
#define SECMAIL_DKIM_RELAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SMDKIM_BLOCK 64     /* octets */
#define SMDKIM_LOOK_AHEAD 2 /* octets behind the last block that are read, too */

#define SMDKIM_GROUP 8 /* octets that are moved together */

typedef enum smdkim_simd {
	SMDKIM_SIMD_NONE,
	SMDKIM_SIMD_SSE2,
	SMDKIM_SIMD_AVX2,
	SMDKIM_SIMD_AVX512, /* with VBMI2 */
	SMDKIM_SIMD_COUNT
} smdkim_simd;

struct smdkim_relaxer;

/*
 * Relaxes `count` blocks from `in` on to `out`, which has room for all of them.
 * Returns how many octets were kept.
 */
typedef size_t (*smdkim_relax_fn)(
    const struct smdkim_relaxer *r, uint8_t *out, const uint8_t *in, size_t count);

/* A way to relax. Immutable once made. */
typedef struct smdkim_relaxer {
	smdkim_relax_fn blocks;
	/* For each choice of octets of a group: where those that are kept come from. */
	uint8_t sources[256][SMDKIM_GROUP];
} smdkim_relaxer;

/* Sets up one way; false if it was not built in or the processor can't go it. */
bool smdkim_relaxer_set(smdkim_relaxer *r, smdkim_simd simd);

/* Sets up the quickest way. */
void smdkim_relaxer_choose(smdkim_relaxer *r);

size_t smdkim_relax_portable(
    const smdkim_relaxer *r, uint8_t *out, const uint8_t *in, size_t count);

#if defined(__x86_64__) && defined(__GNUC__)
#define SMDKIM_HAS_X86 1
size_t smdkim_relax_sse2(const smdkim_relaxer *r, uint8_t *out, const uint8_t *in, size_t count);
size_t smdkim_relax_avx2(const smdkim_relaxer *r, uint8_t *out, const uint8_t *in, size_t count);
size_t smdkim_relax_avx512(const smdkim_relaxer *r, uint8_t *out, const uint8_t *in, size_t count);
#endif

#endif
