/*
 * list.h - a doubly linked list whose links lie inside what is listed
 *
 * Whatever is on a list leaves it without a search, without an allocation and
 * without knowing which list it is on. A list is a link that stands for both
 * ends; a link on no list points to itself.
 */
#ifndef SECMAILP_LIST_H
#define SECMAILP_LIST_H

#include <stdbool.h>
#include <stddef.h>

typedef struct secmailp_link {
	struct secmailp_link *before, *after;
	void *owner; /* what the link lies in; NULL for a list itself */
} secmailp_link;

static inline void
secmailp_link_init(secmailp_link *link, void *owner)
{
	link->before = link->after = link;
	link->owner = owner;
}

static inline void
secmailp_list_init(secmailp_link *list)
{
	secmailp_link_init(list, NULL);
}

/* True for a link that is on a list, and for a list that has one. */
static inline bool
secmailp_is_linked(const secmailp_link *link)
{
	return link->after != link;
}

/* Takes the link off its list, if it is on one. */
static inline void
secmailp_unlink(secmailp_link *link)
{
	link->before->after = link->after;
	link->after->before = link->before;
	link->before = link->after = link;
}

/* Puts the link at the end of a list; it leaves the one that it is on. */
static inline void
secmailp_list_append(secmailp_link *list, secmailp_link *link)
{
	secmailp_unlink(link);
	link->before = list->before;
	link->after = list;
	list->before->after = link;
	list->before = link;
}

/* The owner of the first link; NULL if the list is empty. */
static inline void *
secmailp_list_first(const secmailp_link *list)
{
	return list->after->owner;
}

/* Takes the first link off the list; returns its owner, NULL if the list is empty. */
static inline void *
secmailp_list_take(secmailp_link *list)
{
	secmailp_link *first = list->after;

	list->after = first->after;
	first->after->before = list;
	first->before = first->after = first;
	return first->owner;
}

/* The owner of the link behind `link`; NULL at the end. */
static inline void *
secmailp_list_next(const secmailp_link *link)
{
	return link->after->owner;
}

#endif
