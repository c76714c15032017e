/* sha256.c - see sha256.h; names are those of FIPS 180-4 */
#include "private/sha256.h"

#define BLOCK 64
#define ROUNDS 64
#define LENGTH 8 /* octets at the end of the last block that say how long the message is */

/* Section 4.2.2. */
static const uint32_t K[ROUNDS] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b,
	0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6,
	0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
	0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585,
	0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa,
	0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };

static uint32_t
turn(uint32_t word, unsigned bits)
{
	return word >> bits | word << (32 - bits);
}

static uint32_t
word_at(const uint8_t octets[4])
{
	return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 |
	       octets[3];
}

/* Section 6.2.2, step 1. */
static void
schedule(uint32_t w[ROUNDS], const uint8_t block[BLOCK])
{
	for (unsigned t = 0; t < 16; t++)
		w[t] = word_at(block + (size_t)4 * t);
	for (unsigned t = 16; t < ROUNDS; t++) {
		uint32_t s0 = turn(w[t - 15], 7) ^ turn(w[t - 15], 18) ^ w[t - 15] >> 3;
		uint32_t s1 = turn(w[t - 2], 17) ^ turn(w[t - 2], 19) ^ w[t - 2] >> 10;

		w[t] = s1 + w[t - 7] + s0 + w[t - 16];
	}
}

/* Steps 2 to 4; v holds a to h. */
static void
take(uint32_t h[8], const uint8_t block[BLOCK])
{
	uint32_t w[ROUNDS], v[8];

	schedule(w, block);
	memcpy(v, h, sizeof v);
	for (unsigned t = 0; t < ROUNDS; t++) {
		uint32_t sum0 = turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22);
		uint32_t sum1 = turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25);
		uint32_t ch = (v[4] & v[5]) ^ (~v[4] & v[6]);
		uint32_t maj = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
		uint32_t t1 = v[7] + sum1 + ch + K[t] + w[t];

		memmove(v + 1, v, 7 * sizeof v[0]);
		v[4] += t1;
		v[0] = t1 + sum0 + maj;
	}
	for (unsigned i = 0; i < 8; i++)
		h[i] += v[i];
}

/* Section 5.1.1: a one bit, zeros, and the length in bits; a block of its own if it doesn't fit. */
static void
take_last(uint32_t h[8], secmailp_view rest, uint64_t bits)
{
	uint8_t block[BLOCK] = { 0 };

	memcpy(block, rest.at, rest.len);
	block[rest.len] = 0x80;
	if (rest.len >= BLOCK - LENGTH) {
		take(h, block);
		memset(block, 0, sizeof block);
	}
	for (unsigned i = 0; i < LENGTH; i++)
		block[BLOCK - 1 - i] = (uint8_t)(bits >> 8 * i);
	take(h, block);
}

void
secmailp_sha256_hex(secmailp_view v, char out[SECMAILP_SHA256_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";
	/* Section 5.3.3. */
	uint32_t h[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
		0x1f83d9ab, 0x5be0cd19 };
	uint64_t bits = (uint64_t)v.len * 8;

	for (; v.len >= BLOCK; v = secmailp_view_after(v, BLOCK))
		take(h, v.at);
	take_last(h, v, bits);
	for (unsigned i = 0; i < SECMAILP_SHA256_HEX; i++)
		out[i] = digits[h[i / 8] >> (28 - 4 * (i % 8)) & 0xf];
	out[SECMAILP_SHA256_HEX] = '\0';
}
