/*
 * timers.h - what is due when: a heap of deadlines
 *
 * Whoever has a timer reserves its place when it is made, so that setting one
 * never fails.
 */
#ifndef SECMAIL_DNS_TIMERS_H
#define SECMAIL_DNS_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct secmailp_dns_timer {
	int64_t at;
	size_t place;             /* in the heap, from 1; 0: not set */
	void (*due)(void *owner); /* called once; the timer is not set any more */
	void *owner;
} secmailp_dns_timer;

typedef struct secmailp_dns_timers {
	secmailp_dns_timer **heap; /* the place of a timer is its index plus one */
	size_t count;              /* timers that are set */
	size_t reserved;           /* timers that there are */
	size_t room;
} secmailp_dns_timers;

/* Makes a timer, not set. False if memory is short. */
bool secmailp_dns_timer_init(
    secmailp_dns_timers *all, secmailp_dns_timer *t, void (*due)(void *owner), void *owner);

/* Gives up a timer that was made. */
void secmailp_dns_timer_end(secmailp_dns_timers *all, secmailp_dns_timer *t);

/* Sets the timer, or sets it anew. */
void secmailp_dns_timer_set(secmailp_dns_timers *all, secmailp_dns_timer *t, int64_t at);

void secmailp_dns_timer_clear(secmailp_dns_timers *all, secmailp_dns_timer *t);

static inline bool
secmailp_dns_timer_is_set(const secmailp_dns_timer *t)
{
	return t->place > 0;
}

/* The timer that is due first; NULL if none is set. */
static inline secmailp_dns_timer *
secmailp_dns_timers_first(const secmailp_dns_timers *all)
{
	return all->count > 0 ? all->heap[0] : NULL;
}

/* Releases the heap. No timer is in use any more. */
void secmailp_dns_timers_free(secmailp_dns_timers *all);

#endif
