/*
 * chance.h - numbers that look random and are the same for the same seed
 *
 * The generator is SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
 * Number Generators, 2014): what is found wrong once is found again.
 */
#ifndef SCHEDULES_CHANCE_H
#define SCHEDULES_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct chance {
	uint64_t state;
} chance;

static inline uint64_t
chance_mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static inline uint64_t
chance_next(chance *c)
{
	c->state += 0x9e3779b97f4a7c15u;
	return chance_mix(c->state);
}

/* A number below `n`; 0 where there is no choice. */
static inline size_t
chance_below(chance *c, size_t n)
{
	return n > 1 ? (size_t)(chance_next(c) % n) : 0;
}

static inline bool
chance_one_in(chance *c, size_t n)
{
	return chance_below(c, n) == 0;
}

#endif
