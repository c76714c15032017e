/* siphash.c - see siphash.h; after Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012)
 */
#include "private/siphash.h"

#define WORD 8

typedef struct state {
	uint64_t v[4];
} state;

static uint64_t
turn(uint64_t word, unsigned bits)
{
	return word << bits | word >> (64 - bits);
}

static inline void
mix(state *s)
{
	s->v[0] += s->v[1];
	s->v[2] += s->v[3];
	s->v[1] = turn(s->v[1], 13) ^ s->v[0];
	s->v[3] = turn(s->v[3], 16) ^ s->v[2];
	s->v[0] = turn(s->v[0], 32);
	s->v[2] += s->v[1];
	s->v[0] += s->v[3];
	s->v[1] = turn(s->v[1], 17) ^ s->v[2];
	s->v[3] = turn(s->v[3], 21) ^ s->v[0];
	s->v[2] = turn(s->v[2], 32);
}

static inline void
take(state *s, uint64_t word)
{
	s->v[3] ^= word;
	mix(s);
	mix(s);
	s->v[0] ^= word;
}

/* Eight octets as a number, low ones first. */
static inline uint64_t
word_at(const uint8_t octets[WORD])
{
	uint64_t word = 0;

	for (unsigned i = 0; i < WORD; i++)
		word |= (uint64_t)octets[i] << 8 * i;
	return word;
}

uint64_t
secmailp_siphash(const uint8_t key[SECMAILP_SIPHASH_KEY], secmailp_view v)
{
	uint64_t low = word_at(key), high = word_at(key + WORD);
	uint8_t last[WORD] = { 0 };
	size_t whole = v.len - v.len % WORD;
	/* The constants spell "somepseudorandomlygeneratedbytes". */
	state s = { { low ^ 0x736f6d6570736575, high ^ 0x646f72616e646f6d, low ^ 0x6c7967656e657261,
	    high ^ 0x7465646279746573 } };

	for (size_t i = 0; i < whole; i += WORD)
		take(&s, word_at(v.at + i));
	if (whole < v.len)
		memcpy(last, v.at + whole, v.len - whole);
	last[WORD - 1] = (uint8_t)(v.len & 0xff);
	take(&s, word_at(last));
	s.v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		mix(&s);
	return s.v[0] ^ s.v[1] ^ s.v[2] ^ s.v[3];
}
