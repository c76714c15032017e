/* parcels.c - see parcels.h */
#include "parcels.h"

#include <stdlib.h>
#include <string.h>

void
parcels_add(parcels *p, const label *l, const void *octets)
{
	parcel **at = &p->first, *new;

	if (p->count == MAX_PARCELS)
		return;
	new = malloc(sizeof *new + l->len);
	if (!new)
		return;
	new->label = *l;
	if (l->len > 0)
		memcpy(new->octets, octets, l->len);
	/* Behind those that are due at the same time: they do not overtake each other. */
	while (*at && (*at)->label.due <= l->due)
		at = &(*at)->next;
	new->next = *at;
	*at = new;
	p->count++;
}

parcel *
parcels_take(parcels *p, int64_t now)
{
	parcel *first = p->first;

	if (!first || first->label.due > now)
		return NULL;
	p->first = first->next;
	p->count--;
	return first;
}

void
parcels_free(parcels *p)
{
	for (parcel *next; p->first; p->first = next) {
		next = p->first->next;
		free(p->first);
	}
	p->count = 0;
}
