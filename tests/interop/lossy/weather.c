/* weather.c - see weather.h */
#include "weather.h"

#define FIRST_LETTER 13 /* behind the header and a label's length (RFC 1035 section 4.1) */

/* SplitMix64: good enough for packets. */
static size_t
random_below(weather *w, size_t limit)
{
	uint64_t x;

	w->state += 0x9e3779b97f4a7c15u;
	x = w->state ^ w->seed;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return (size_t)((x ^ x >> 31) % limit);
}

/* True in so many of a hundred cases, which are then counted. */
static bool
happens(weather *w, size_t percent, size_t *count)
{
	bool does = random_below(w, 100) < percent;

	*count += does;
	return does;
}

bool
weather_loses(weather *w)
{
	bool lost = happens(w, w->loss, &w->lost);

	w->passed += !lost;
	return lost;
}

bool
weather_duplicates(weather *w)
{
	return happens(w, w->duplicate, &w->duplicated);
}

bool
weather_breaks(weather *w)
{
	return happens(w, w->cut, &w->broken);
}

int64_t
weather_delay(weather *w)
{
	return (int64_t)(w->delay + random_below(w, w->jitter + 1));
}

void
weather_corrupts(weather *w, uint8_t *message, size_t len)
{
	static const size_t places[] = { 0, 1, FIRST_LETTER };
	size_t at = places[random_below(w, sizeof places / sizeof *places)];

	if (at < len && happens(w, w->corrupt, &w->corrupted))
		message[at] ^= (uint8_t)(1 + random_below(w, 255));
}
