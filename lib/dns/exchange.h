/*
 * exchange.h - one question to one server, on a socket of its own
 *
 * An exchange neither waits nor decides: it sends, takes what has come, and
 * says what that was. The run (run.c) polls, keeps time and goes on to the
 * next server.
 */
#ifndef SECMAIL_DNS_EXCHANGE_H
#define SECMAIL_DNS_EXCHANGE_H

#include "dns_internal.h"

#define SECMAILP_DNS_MESSAGE_MAX 65535

typedef enum secmailp_dns_progress {
	SECMAILP_DNS_WAITING,  /* nothing yet */
	SECMAILP_DNS_REPLY,    /* a reply to the question is there */
	SECMAILP_DNS_LOST,     /* this server can't be reached, or its connection broke */
	SECMAILP_DNS_NO_SYSTEM /* the system gives no socket or no randomness */
} secmailp_dns_progress;

typedef struct secmailp_dns_exchange {
	int fd; /* -1: none */
	bool tcp;
	const secmailp_dns_server *server;
	secmailp_view qname; /* borrowed */
	uint16_t qtype;
	uint16_t id;
	unsigned options;
	uint8_t query[2 + SECMAILP_DNS_QUERY_SIZE]; /* over TCP its length comes first */
	size_t query_len;
	size_t sent; /* TCP: octets of it that are out */
	uint8_t length[2];
	size_t got; /* TCP: octets that are in, of the length and of the message behind it */
	uint8_t *message;
} secmailp_dns_exchange;

/* Sends the question from a new socket under a new id; what was before is closed. */
secmailp_dns_progress secmailp_dns_exchange_start(
    secmailp_dns_exchange *x, const secmailp_dns_server *server, bool tcp);

/* What to poll for: POLLIN or POLLOUT. */
short secmailp_dns_exchange_events(const secmailp_dns_exchange *x);

/*
 * Goes on as far as the socket allows. `packet` is room for a message, shared
 * by all exchanges. Messages that answer another question are passed over.
 */
secmailp_dns_progress secmailp_dns_exchange_go_on(
    secmailp_dns_exchange *x, uint8_t packet[SECMAILP_DNS_MESSAGE_MAX], secmailp_dns_reply *out);

/* Closes the socket. */
void secmailp_dns_exchange_stop(secmailp_dns_exchange *x);

#endif
