/*
 * dkim_known.c - the message of RFC 8463 appendix A.3, which any engine has to verify
 *
 * It is judged before the worker gives up its system calls: what OpenSSL loads at first
 * use is there then, and an engine that can't verify is found out.
 */
#include "worker.h"

#include <stdlib.h>

#define SIGNED_AT 1528637909
#define MAX_HEAD 4096

static const char *const keys[] = {
	"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
	"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3id"
	"Y6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lx"
	"j+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
};

static const char *const fields[] = {
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
	" d=football.example.com; i=@football.example.com;\r\n"
	" q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
	" subject : date : message-id : from : subject : date;\r\n"
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
	" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
	" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==",
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
	" d=football.example.com; i=@football.example.com;\r\n"
	" q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
	" date : message-id : from : subject : date;\r\n"
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
	" b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n"
	" DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n"
	" dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=",
	"From: Joe SixPack <joe@football.example.com>",
	"To: Suzie Q <suzie@shopping.example.net>",
	"Subject: Is dinner ready?",
	"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)",
	"Message-ID: <20030712040037.46341.5F8J@football.example.com>",
};

static const char body[] = "Hi.\r\n"
			   "\r\n"
			   "We lost the game. Are you hungry yet?\r\n"
			   "\r\n"
			   "Joe.\r\n";

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void
write_head(secmailp_buffer *b)
{
	secmailp_engines_put(b, 8, SIGNED_AT);
	secmailp_engines_put(b, 1, 0);
	secmailp_engines_put(b, 1, COUNT(keys));
	for (size_t i = 0; i < COUNT(keys); i++)
		secmailp_engines_counted(b, 2, secmailp_view_text(keys[i]));
	secmailp_engines_put(b, 2, COUNT(fields));
	for (size_t i = 0; i < COUNT(fields); i++)
		secmailp_engines_counted(b, 4, secmailp_view_text(fields[i]));
}

static bool
all_pass(const secmailp_engines_verdicts *v)
{
	bool is_pass = v->count == COUNT(keys);

	for (size_t i = 0; i < v->count; i++)
		is_pass &= v->at[i].code == SECMAIL_DKIM_PASS;
	return is_pass;
}

static bool
judge(worker_dkim *w, const secmailp_engines_letter *letter)
{
	secmailp_engines_verdicts verdicts;

	return worker_dkim_begin(w, letter) && worker_dkim_body(w, secmailp_view_text(body)) &&
	       worker_dkim_end(w, &verdicts) && all_pass(&verdicts);
}

bool
worker_dkim_verifies(worker_dkim *w)
{
	secmailp_engines_letter *letter = calloc(1, sizeof *letter);
	secmailp_buffer head = secmailp_buffer_new(MAX_HEAD);
	bool is_right;

	write_head(&head);
	is_right = letter && secmailp_engines_letter_read(secmailp_buffer_view(&head), letter) &&
		   judge(w, letter);
	worker_dkim_forget(w);
	secmailp_buffer_free(&head);
	free(letter);
	return is_right;
}
