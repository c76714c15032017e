/*
 * client.h - what the files of the non-blocking resolver share
 *
 *	table     a message's questions at the client         table.c
 *	want      one table's interest in one lookup          table.c
 *	lookup    a question on its way over the servers      lookup.c, taken.c
 *	channel   a socket that carries lookups               channel.c, udp.c, tcp.c
 *	client    the handle; time, files, the loop's calls   client.c, follow.c, run.c
 *
 * Tables that want the same share a lookup. A lookup is on one channel, or is
 * just being moved. Nobody is told anything, and no table is let go, before the
 * call that came from outside is at its end (secmailp_dns_tables_tell()), so
 * that no list changes under the hands of whoever walks over it.
 */
#ifndef SECMAIL_DNS_CLIENT_H
#define SECMAIL_DNS_CLIENT_H

#include <secmail/dnsclient.h>
#include <sys/stat.h>

#include "cache.h"
#include "dns_internal.h"
#include "private/list.h"
#include "timers.h"

#define SECMAILP_DNS_MESSAGE_MAX 65535

/* When so many octets of messages were taken from one socket, it is the others' turn: a large
 * message can be made to take as long to read as thousands of honest ones. */
#define SECMAILP_DNS_TURN_OCTETS (2 * SECMAILP_DNS_MESSAGE_MAX)

/* What was learnt of a server is tried again after so many milliseconds: it may have been an
 * accident, or somebody's doing. */
#define SECMAILP_DNS_LEARNT_MS 600000

/* Ports to a server that are open for questions at once: a question takes one of them by chance. */
#define SECMAILP_DNS_PORTS 8

/* Chains that channels are found by, and lookups. */
#define SECMAILP_DNS_FD_CHAINS 256
#define SECMAILP_DNS_LOOKUP_CHAINS 1024

/* Octets of randomness that are fetched at once. */
#define SECMAILP_DNS_RANDOM 512

typedef struct secmailp_dns_channel {
	secmail_dns_client *client;
	secmailp_link same_chain; /* of descriptors */
	secmailp_link lookups;
	size_t in_flight;
	secmailp_dns_timer timer; /* UDP: the end of its life; TCP: of its idleness */
	int fd;
	bool tcp;
	bool retired; /* takes no more lookups; closed with the last one */
	bool held;    /* its messages are being read: it is closed later */
	bool proven;  /* a reply came over it */
	bool spoken;  /* TCP: the system took something to send, so it was connected */
	unsigned server;
	unsigned asked;   /* lookups so far */
	unsigned foreign; /* messages so far that answered nothing that was asked */
	unsigned events;  /* that are watched for */
	/* TCP only: octets that wait to be sent; and the message that is coming. */
	secmailp_buffer out;
	size_t sent;
	uint8_t length[2];
	size_t got; /* of the length and the message together */
	uint8_t *message;
} secmailp_dns_channel;

typedef struct secmailp_dns_peer {
	secmailp_dns_channel *ports[SECMAILP_DNS_PORTS];
	secmailp_dns_channel *connection;
	size_t max_pipelined; /* what a connection is given at once; 0: not learnt yet, the most */
	int64_t penalty_end;  /* asked last until then */
	int64_t no_edns_end;  /* asked without EDNS until then */
	int64_t no_case_end;  /* asked in small letters until then */
} secmailp_dns_peer;

typedef struct secmailp_dns_table {
	secmail_dns_client *client;
	secmail_answers *answers;
	secmail_dns_done_fn done;
	void *arg;
	secmailp_link all;     /* tables of the client */
	secmailp_link in_line; /* tables with wants that wait for their turn */
	secmailp_link to_tell; /* tables whose `done` is due */
	secmailp_link needed;  /* its wants that wait for a lookup: for these the decision waits, */
	secmailp_link early;   /* and for these not */
	secmailp_link flying;  /* its wants that have one */
	size_t in_flight;      /* of the latter */
	size_t awaited;        /* wants that `done` waits for */
	bool is_awaited;       /* `done` is to be called */
	secmail_status status;
	secmailp_dns_timer timer; /* the total time-out; it is set while there are wants */
	int64_t left;             /* of that time, while there are none */
	bool is_over;             /* the timer was due */
	bool *untold;             /* of a run: set when it will not be told any more */
	struct secmailp_dns_want *wants[SECMAIL_ANSWERS_MAX_QUESTIONS];
} secmailp_dns_table;

typedef struct secmailp_dns_want {
	secmailp_dns_table *table;
	struct secmailp_dns_lookup *lookup;
	secmailp_link of_table;
	secmailp_link of_lookup;
	uint32_t question;
	bool awaited;
} secmailp_dns_want;

typedef struct secmailp_dns_lookup {
	secmail_dns_client *client;
	secmailp_link same_chain; /* of questions */
	secmailp_link wants;
	bool refresh; /* goes on without wants, for the cache */
	secmailp_dnsname qname;
	uint16_t qtype;

	secmailp_link on_channel;
	secmailp_dns_channel *channel;
	secmailp_dns_timer timer; /* of this try */
	unsigned server;
	unsigned port; /* the last one's number */
	uint16_t id;
	unsigned options;
	uint8_t query[2 + SECMAILP_DNS_QUERY_SIZE]; /* over TCP its length comes first */
	size_t query_len;

	int64_t asked_at; /* when the last try began */
	bool pauses;      /* before the next */
	uint8_t tries[SECMAIL_DNS_MAX_SERVERS];
	bool rejected[SECMAIL_DNS_MAX_SERVERS]; /* the server said that it has no answer */
	bool misspelt;                          /* is over TCP because the case was lost */
	bool no_edns;                           /* this server disliked it in this question */
	secmail_dns_failure failure;            /* the last one */
} secmailp_dns_lookup;

struct secmail_dns_client {
	secmail_dns_resolver settings;
	secmailp_dns_peer peers[SECMAIL_DNS_MAX_SERVERS];
	secmailp_error error;
	secmail_dns_watch_fn watch;
	void *watch_arg;
	secmail_dns_cache *cache;
	int64_t now; /* CLOCK_MONOTONIC, milliseconds, when the call from outside began */
	secmailp_dns_timers timers;

	secmailp_link tables;
	secmailp_link in_line; /* tables with wants that wait for their turn */
	secmailp_link to_tell;
	size_t table_count;
	secmailp_link lookups[SECMAILP_DNS_LOOKUP_CHAINS];
	size_t lookup_count;
	uint32_t hash_key;
	secmailp_link channels[SECMAILP_DNS_FD_CHAINS];
	size_t channel_count;
	uint64_t counts[SECMAIL_DNS_CLIENT_TABLES + 1];

	char *file; /* that is followed; NULL: none */
	struct stat file_seen;
	int64_t file_looked_at;
	secmail_dns_resolver file_base; /* what holds where the file says nothing */

	uint8_t random[SECMAILP_DNS_RANDOM];
	size_t random_left;
	uint8_t packet[SECMAILP_DNS_MESSAGE_MAX];
};

/* --- client.c ---------------------------------------------------------------- */

/* Reads the clock. */
void secmailp_dns_client_set_now(secmail_dns_client *c);

/* Octets that nobody can guess. False if the system gives none. */
bool secmailp_dns_random(secmail_dns_client *c, void *out, size_t len);

static inline void
secmailp_dns_count(secmail_dns_client *c, secmail_dns_client_counter counter)
{
	c->counts[counter]++;
}

/* Takes settings, which name a server; what is in flight is asked anew. */
void secmailp_dns_client_take(secmail_dns_client *c, const secmail_dns_resolver *settings);

/* --- follow.c ---------------------------------------------------------------- */

/* Looks whether the file that is followed has changed, if it is time to. */
void secmailp_dns_follow(secmail_dns_client *c);

/* Whatever the file does not say is from these settings from now on. */
void secmailp_dns_follow_from(secmail_dns_client *c, const secmail_dns_resolver *settings);

/* --- table.c ----------------------------------------------------------------- */

/* secmail_dns_client_start() and _cancel(), when time and settings have been seen to. */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_table_start(
    secmail_dns_client *c, secmail_answers *a, secmail_dns_done_fn done, void *arg);
void secmailp_dns_table_cancel(secmail_dns_client *c, secmail_answers *a);

/* The client's own record of a table; NULL if it is with no client. */
secmailp_dns_table *secmailp_dns_table_find(const secmail_answers *a);

/* Gives wants their lookups as long as there is room. */
void secmailp_dns_tables_go_on(secmail_dns_client *c);

/* Calls `done` for each table that it is due for. The end of each call from outside. */
void secmailp_dns_tables_tell(secmail_dns_client *c);

/* Lets go of a table: it is detached, and nobody is told. */
void secmailp_dns_table_free(secmailp_dns_table *t);

/* What a lookup has come to: a reply; a failure; or a status that is none of the servers'. */
void secmailp_dns_want_answered(
    secmailp_dns_want *w, const secmailp_dns_reply *reply, secmail_trust trust);
void secmailp_dns_want_failed(secmailp_dns_want *w, secmail_dns_failure why);
void secmailp_dns_want_aborted(secmailp_dns_want *w, secmail_status status);

/* --- lookup.c ---------------------------------------------------------------- */

/* The lookup of this question that is in flight; NULL if none is. */
secmailp_dns_lookup *secmailp_dns_lookup_find(
    const secmail_dns_client *c, secmailp_view qname, uint16_t qtype);

/* Makes a lookup, which is not sent yet. NULL if memory is short. */
secmailp_dns_lookup *secmailp_dns_lookup_new(
    secmail_dns_client *c, secmailp_view qname, uint16_t qtype);

/* Sends to the next server that can be reached; when none is left, the lookup has failed. */
void secmailp_dns_lookup_next(secmailp_dns_lookup *l);

/* Asks again for the cache what it will soon not hold any more, if there is room for that. */
void secmailp_dns_lookup_refresh(secmail_dns_client *c, const secmail_answers *a, uint32_t id);

/* Drops a lookup that nobody wants any more. */
void secmailp_dns_lookup_free(secmailp_dns_lookup *l);

/* Writes the query, after its length, under the id that the lookup has. */
void secmailp_dns_lookup_write(secmailp_dns_lookup *l);

/* Sends the query again to the server that has it, over the kind of channel named. */
void secmailp_dns_lookup_again(secmailp_dns_lookup *l, bool tcp);

/* Ends a lookup: a reply, a failure, a status that is none of the servers'. It is gone then. */
void secmailp_dns_lookup_answer(
    secmailp_dns_lookup *l, const secmailp_dns_reply *reply, secmail_trust trust);
void secmailp_dns_lookup_fail(secmailp_dns_lookup *l);
void secmailp_dns_lookup_abort(secmailp_dns_lookup *l, secmail_status status);

/* --- taken.c ------------------------------------------------------------------- */

/* Goes on with a lookup by a message under its id. False if it is not to its question. */
bool secmailp_dns_lookup_take(secmailp_dns_lookup *l, secmailp_view message);

/* The channel broke that the lookup was on. `again`: a new connection to the same server may do. */
void secmailp_dns_lookup_lost(secmailp_dns_lookup *l, bool again);

/* --- channel.c --------------------------------------------------------------- */

/*
 * Opens a socket to a server. SECMAIL_NOT_FOUND: it can't be reached; SECMAIL_IO:
 * the system gives none; SECMAIL_NO_MEMORY.
 */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_channel_open(
    secmail_dns_client *c, unsigned server, bool tcp, secmailp_dns_channel **out);

/* The channel of a descriptor; NULL if the client has none such. */
secmailp_dns_channel *secmailp_dns_channel_find(const secmail_dns_client *c, int fd);

/* Puts a lookup on a channel, under an id that no other has there. */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_channel_join(
    secmailp_dns_channel *ch, secmailp_dns_lookup *l);

/* Takes a lookup off its channel. */
void secmailp_dns_channel_leave(secmailp_dns_lookup *l);

/* Takes a message that came. False if it answers nothing that was asked here. */
bool secmailp_dns_channel_take(secmailp_dns_channel *ch, secmailp_view message);

/* Says what the channel is watched for from now on. */
void secmailp_dns_channel_watch(secmailp_dns_channel *ch, unsigned events);

/* Takes no more lookups; closes with the last one. NULL is allowed. */
void secmailp_dns_channel_retire(secmailp_dns_channel *ch);

/*
 * Reading begins and ends. In between the channel stays, whatever its lookups
 * come to; after the end it may be gone.
 */
void secmailp_dns_channel_hold(secmailp_dns_channel *ch);
void secmailp_dns_channel_release(secmailp_dns_channel *ch);

/* Closes the socket. The lookups that were on it are on `orphans` now. */
void secmailp_dns_channel_close(secmailp_dns_channel *ch, secmailp_link *orphans);

/* Closes the socket, which broke, and lets its lookups go on elsewhere. */
void secmailp_dns_channel_break(secmailp_dns_channel *ch);

/* Whether a failed call may be made again later. */
bool secmailp_dns_is_patience(int error);

/* --- udp.c, tcp.c: the two kinds of channel ------------------------------------ */

/* Sends a lookup's query to its server. Status as secmailp_dns_channel_open(). */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_udp_send(secmailp_dns_lookup *l);
SECMAIL_MUST_CHECK secmail_status secmailp_dns_tcp_send(secmailp_dns_lookup *l);

/* Goes on as far as the socket allows. The channel may be gone afterwards. */
void secmailp_dns_udp_ready(secmailp_dns_channel *ch);
void secmailp_dns_tcp_ready(secmailp_dns_channel *ch);

/* Whether somebody seems to guess what would be believed at this port. */
bool secmailp_dns_udp_is_guessed_at(const secmailp_dns_channel *ch);

/* A connection broke: learns from it, and says whether what was on it may do on another one. */
bool secmailp_dns_tcp_broke(secmailp_dns_channel *ch);

#endif
