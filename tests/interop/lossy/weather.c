/* weather.c - see weather.h */
#include "weather.h"

/* Of a DNS message (RFC 1035 section 4.1): its flags, the question's name and its first letter. */
#define FLAGS 2
#define IS_REPLY 0x80
#define NAME 12
#define FIRST_LETTER 13

#define HIGHEST_BIT 0x80

/* From a name's end to the last octet of an address: the question's rest, and a record. */
#define TO_ADDRESS_END (4 + 2 + 2 + 2 + 4 + 2 + 3)

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

/*
 * On the way out the highest bit is set, and on the way back it is left alone: else, once in many
 * runs, a reply would be changed back into one to the question that was meant, with the answer to
 * the question that was asked, and nobody could tell.
 */
void
weather_corrupts(weather *w, uint8_t *message, size_t len)
{
	static const size_t places[] = { 0, 1, FIRST_LETTER };
	size_t at = places[random_below(w, sizeof places / sizeof *places)];

	if (len <= FIRST_LETTER || !happens(w, w->corrupt, &w->corrupted))
		return;
	if (message[FLAGS] & IS_REPLY)
		message[at] ^= (uint8_t)(1 + random_below(w, HIGHEST_BIT - 1));
	else
		message[at] = (uint8_t)((message[at] | HIGHEST_BIT) ^ random_below(w, HIGHEST_BIT));
}

bool
weather_forges(weather *w, uint8_t *message, size_t len)
{
	size_t at = NAME;

	for (; at < len && message[at] != 0; at++)
		if (message[at] >= 'A' && message[at] <= 'Z')
			message[at] |= 0x20;
	if (len <= at + 1 + TO_ADDRESS_END)
		return false;
	message[at + 1 + TO_ADDRESS_END] ^= 0xff;
	message[0] = (uint8_t)random_below(w, 256);
	message[1] = (uint8_t)random_below(w, 256);
	return true;
}
