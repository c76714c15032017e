/*
 * weather.h - what becomes of a packet on the way, by chance that can be had again
 *
 * The same seed and the same order of questions give the same answers.
 */
#ifndef SECMAIL_TESTS_LOSSY_WEATHER_H
#define SECMAIL_TESTS_LOSSY_WEATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct weather {
	/* Chances in percent. */
	size_t loss;
	size_t duplicate;
	size_t corrupt;
	size_t cut;   /* of a piece of a TCP connection: it breaks */
	size_t forge; /* forged answers that come with each true one */
	/* Milliseconds; what has a longer jitter than another packet is overtaken by it. */
	size_t delay;
	size_t jitter;
	size_t seed;
	uint64_t state; /* of chance; begins as 0 */
	/* What it did so far. */
	size_t passed;
	size_t lost;
	size_t duplicated;
	size_t corrupted;
	size_t broken;
} weather;

bool weather_loses(weather *w);
bool weather_duplicates(weather *w);
bool weather_breaks(weather *w);

/* Milliseconds until it arrives. */
int64_t weather_delay(weather *w);

/*
 * Perhaps changes an octet of a DNS message: of its id, or the first letter of
 * its question. Nobody could find a change of the data behind it once the
 * checksum of a datagram is right, and a relay makes it right.
 */
void weather_corrupts(weather *w, uint8_t *message, size_t len);

/*
 * Makes of an answer with an address what somebody sends who knows the question
 * and the port, but sees no query: another address, under an id that is
 * guessed, with the name in lower case. False if there is no such answer.
 */
bool weather_forges(weather *w, uint8_t *message, size_t len);

#endif
