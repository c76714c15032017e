/* mail.h - a message in a file, what SMTP said about it, and the DNS that it sees */
#ifndef SCHEDULES_MAIL_H
#define SCHEDULES_MAIL_H

#include <secmail/dns.h>
#include <stddef.h>
#include <stdint.h>

#define MAIL_MAX_NAMES 64

typedef struct mail {
	char *octets;
	size_t len;
	char *zone_text; /* cut into the names below */
	secmail_dns_zone *zone;
	const char *names[MAIL_MAX_NAMES];
	size_t name_count;
	char *arguments;
	uint8_t ip[16];
	size_t ip_len;
	const char *helo;
	const char *mail_from;
	int64_t now;
} mail;

/* Reads BASE.eml, BASE.zone and BASE.args, as examples/messages has them; else ends the program. */
void mail_read(mail *m, const char *base);
void mail_free(mail *m);

#endif
