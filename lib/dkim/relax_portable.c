/* relax_portable.c - blocks relaxed by plain C, on any machine */
#include "relax.h"

#include <string.h>

/* True if the rule leaves the block alone, by a test that errs on the safe side. */
static bool
is_clean(const uint8_t *block)
{
	uint8_t dirty = 0;

	for (size_t i = 0; i < SMDKIM_BLOCK; i++)
		dirty |=
		    (uint8_t)((block[i] == '\t') | ((block[i] == ' ') & (block[i + 1] <= ' ')));
	return dirty == 0;
}

/*
 * Both loops run without branches: the first over all octets at once where the
 * compiler can, the second at one octet a step.
 */
static size_t
compact(uint8_t *out, const uint8_t *block)
{
	uint8_t kept[SMDKIM_BLOCK], octets[SMDKIM_BLOCK];
	size_t used = 0;

	for (size_t i = 0; i < SMDKIM_BLOCK; i++) {
		uint8_t space = (block[i] == ' ') | (block[i] == '\t');
		uint8_t next_space = (block[i + 1] == ' ') | (block[i + 1] == '\t');
		uint8_t line_end = (block[i + 1] == '\r') & (block[i + 2] == '\n');

		kept[i] = (uint8_t)(1 ^ (space & (next_space | line_end)));
		octets[i] = block[i] == '\t' ? ' ' : block[i];
	}
	for (size_t i = 0; i < SMDKIM_BLOCK; i++) {
		out[used] = octets[i];
		used += kept[i];
	}
	return used;
}

size_t
smdkim_relax_portable(const smdkim_relaxer *r, uint8_t *out, const uint8_t *in, size_t count)
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
