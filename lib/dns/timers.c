/* timers.c - see timers.h */
#include "timers.h"

#include <stdlib.h>

static bool
make_room(secmailp_dns_timers *all)
{
	size_t room = all->room ? all->room * 2 : 32;
	secmailp_dns_timer **heap;

	if (all->reserved < all->room)
		return true;
	heap = realloc(all->heap, room * sizeof *heap);
	if (!heap)
		return false;
	all->heap = heap;
	all->room = room;
	return true;
}

bool
secmailp_dns_timer_init(
    secmailp_dns_timers *all, secmailp_dns_timer *t, void (*due)(void *owner), void *owner)
{
	*t = (secmailp_dns_timer){ .due = due, .owner = owner };
	if (!make_room(all))
		return false;
	all->reserved++;
	return true;
}

void
secmailp_dns_timer_end(secmailp_dns_timers *all, secmailp_dns_timer *t)
{
	secmailp_dns_timer_clear(all, t);
	all->reserved--;
}

static void
put(secmailp_dns_timers *all, size_t place, secmailp_dns_timer *t)
{
	all->heap[place - 1] = t;
	t->place = place;
}

/* Lets a timer rise from an empty place as long as it is due before the one above. */
static void
rise(secmailp_dns_timers *all, size_t place, secmailp_dns_timer *t)
{
	for (; place > 1 && t->at < all->heap[place / 2 - 1]->at; place /= 2)
		put(all, place, all->heap[place / 2 - 1]);
	put(all, place, t);
}

/* Lets a timer sink from an empty place as long as one below is due before it. */
static void
sink(secmailp_dns_timers *all, size_t place, secmailp_dns_timer *t)
{
	for (size_t below = place * 2; below <= all->count; below = place * 2) {
		if (below < all->count && all->heap[below]->at < all->heap[below - 1]->at)
			below++;
		if (all->heap[below - 1]->at >= t->at)
			break;
		put(all, place, all->heap[below - 1]);
		place = below;
	}
	put(all, place, t);
}

void
secmailp_dns_timer_set(secmailp_dns_timers *all, secmailp_dns_timer *t, int64_t at)
{
	secmailp_dns_timer_clear(all, t);
	t->at = at;
	rise(all, ++all->count, t);
}

void
secmailp_dns_timer_clear(secmailp_dns_timers *all, secmailp_dns_timer *t)
{
	size_t place = t->place;
	secmailp_dns_timer *last;

	if (place == 0)
		return;
	t->place = 0;
	last = all->heap[--all->count];
	if (last == t)
		return;
	if (place > 1 && last->at < all->heap[place / 2 - 1]->at)
		rise(all, place, last);
	else
		sink(all, place, last);
}

void
secmailp_dns_timers_free(secmailp_dns_timers *all)
{
	free(all->heap);
	*all = (secmailp_dns_timers){ .heap = NULL };
}
