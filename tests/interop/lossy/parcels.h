/* parcels.h - what is on its way, in the order in which it arrives */
#ifndef SECMAIL_TESTS_LOSSY_PARCELS_H
#define SECMAIL_TESTS_LOSSY_PARCELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_PARCELS 8192

typedef struct label {
	int64_t due;
	size_t route;
	unsigned life; /* of the route, which may be another one by then */
	int side;      /* to which it goes */
	size_t len;    /* 0: nothing comes behind it */
} label;

typedef struct parcel {
	struct parcel *next;
	label label;
	uint8_t octets[];
} parcel;

typedef struct parcels {
	parcel *first;
	size_t count;
} parcels;

/* Copies the octets. What is too much is dropped, as by any network. */
void parcels_add(parcels *p, const label *l, const void *octets);

/* The first that is due, to be freed by the caller; NULL if none is. */
parcel *parcels_take(parcels *p, int64_t now);

void parcels_free(parcels *p);

#endif
