/* message.h - a message in a file, what SMTP said about it, and the DNS that it sees */
#ifndef SCHEDULES_MESSAGE_H
#define SCHEDULES_MESSAGE_H

#include <secmail/dns.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGE_MAX_NAMES 64

typedef struct message {
	char *octets;
	size_t len;
	char *zone_text; /* cut into the names below */
	secmail_dns_zone *zone;
	const char *names[MESSAGE_MAX_NAMES];
	size_t name_count;
	char *arguments;
	uint8_t ip[16];
	size_t ip_len;
	const char *helo;
	const char *mail_from;
	int64_t now;
} message;

/* Reads BASE.eml, BASE.zone and BASE.args, as examples/messages has them; else ends the program. */
void message_read(message *m, const char *base);
void message_free(message *m);

#endif
