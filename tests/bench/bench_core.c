/*
 * bench_core.c - how fast a message is scanned
 *
 * The bare primitive is a memchr for every line end, the least that any reader
 * of lines has to do.
 */
#include <secmail/message.h>

#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define MESSAGE_SIZE 100000
#define LINE 76

typedef struct text {
	char octets[MESSAGE_SIZE];
	size_t lines;
	uint32_t flags;
	secmail_message *message;
} text;

static const char header[] = "Received: from mail.example.org (mail.example.org [192.0.2.1])\r\n"
			     "\tby mx.example.com with ESMTPS id 4RkZyC1hQyz3x;\r\n"
			     "\tMon, 23 Nov 2026 00:00:00 +0000\r\n"
			     "From: Jane Doe <jane@example.org>\r\n"
			     "To: John Public <john@example.com>\r\n"
			     "Subject: Minutes\r\n"
			     "Date: Mon, 23 Nov 2026 00:00:00 +0000\r\n"
			     "Message-ID: <1@example.org>\r\n"
			     "MIME-Version: 1.0\r\n"
			     "Content-Type: text/plain; charset=utf-8\r\n"
			     "\r\n";

static void
fill(text *t)
{
	size_t start = sizeof header - 1;

	memset(t->octets, 'x', sizeof t->octets);
	memcpy(t->octets, header, start);
	for (size_t at = start + LINE; at + 2 <= sizeof t->octets; at += LINE + 2)
		memcpy(t->octets + at, "\r\n", 2);
}

static void
scan(void *arg)
{
	text *t = arg;
	size_t body;

	secmail_message_reset(t->message);
	if (secmail_message_write(t->message, t->octets, sizeof t->octets, &body) != SECMAIL_DONE ||
	    secmail_message_end(t->message) != SECMAIL_DONE)
		exit(EXIT_FAILURE);
	t->flags |= secmail_message_flags(t->message);
}

static void
count_lines(void *arg)
{
	text *t = arg;
	const char *at = t->octets, *end = t->octets + sizeof t->octets;

	for (t->lines = 0; at && at < end; t->lines++) {
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : NULL;
	}
}

int
main(void)
{
	text *t = calloc(1, sizeof *t);

	if (!t || secmail_message_new(&t->message) != SECMAIL_DONE)
		return EXIT_FAILURE;
	fill(t);
	bench_compare("core.scan_100k", "memchr", scan, t, count_lines, t);
	secmail_message_free(t->message);
	free(t);
	return EXIT_SUCCESS;
}
