/*
 * look_up.h - where a program's answers come from: a zone file, or resolvers
 *
 * What goes wrong is an exit status for the user, and two texts that say what.
 */
#ifndef SECMAIL_EXAMPLES_LOOK_UP_H
#define SECMAIL_EXAMPLES_LOOK_UP_H

#include <secmail/dns.h>
#include <secmail/dnsclient.h>

/* Exit statuses; sysexits.h has these numbers, but POSIX does not have sysexits.h. */
enum { LOOK_UP_DONE = 0, LOOK_UP_USAGE = 64, LOOK_UP_TEMPORARY = 75 };

/* One of them is there once it is open. */
struct look_up {
	secmail_dns_zone *zone;
	secmail_dns_client *client;
	const char *about; /* what failed */
	char why[256];
};

/*
 * Opens a zone file; without one the resolver, ADDRESS or ADDRESS:PORT; without
 * that those of /etc/resolv.conf. LOOK_UP_DONE, or an exit status.
 */
int look_up_open(struct look_up *l, const char *zone, const char *resolver);

/* Answers all open questions; likewise. */
int look_up_answer(struct look_up *l, secmail_answers *a);

void look_up_close(struct look_up *l);

/* A file in memory, if it is not larger than any that makes a zone; NULL with errno set. */
char *look_up_read_file(const char *name, size_t *out_len);

#endif
