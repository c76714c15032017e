/* letter.c - draws messages and signs them, in all canonicalizations */
#include "letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secmail/dkimsign.h>

#define MIXES 4

struct signers {
	secmail_dkim_config *config;
	secmail_dkim_key *rsa;
	secmail_dkim_key *ed;
	secmail_dkim_signer *mix[MIXES]; /* simple or relaxed header, simple or relaxed body */
};

static void
must(secmail_status status, const char *what)
{
	if (status == SECMAIL_DONE)
		return;
	fprintf(stderr, "dkim_differential: %s: %s\n", what, secmail_status_text(status));
	exit(70);
}

static secmail_dkim_signer *
new_signer(signers *s, unsigned mix)
{
	secmail_dkim_key *keys[] = { s->rsa, s->ed };
	const char *selectors[] = { "rsa", "ed" };
	secmail_dkim_signer *signer;
	size_t index;

	must(secmail_dkim_signer_new(s->config, &signer), "signer");
	for (size_t i = 0; i < 2; i++) {
		must(secmail_dkim_signer_add_key(
			 signer, keys[i], LETTER_DOMAIN, selectors[i], &index),
		    "key");
		must(secmail_dkim_signer_set_canonicalization(signer, index,
			 mix & 1 ? SECMAIL_DKIM_RELAXED : SECMAIL_DKIM_SIMPLE,
			 mix & 2 ? SECMAIL_DKIM_RELAXED : SECMAIL_DKIM_SIMPLE),
		    "canonicalization");
	}
	return signer;
}

signers *
signers_new(void)
{
	signers *s = calloc(1, sizeof *s);

	if (!s)
		exit(70);
	must(secmail_dkim_config_new(&s->config), "configuration");
	must(secmail_dkim_key_new(s->config, &s->rsa), "key");
	must(secmail_dkim_key_new(s->config, &s->ed), "key");
	must(secmail_dkim_key_generate(
		 s->rsa, SECMAIL_DKIM_RSA_SHA256, SECMAIL_DKIM_MIN_SIGNING_BITS),
	    "RSA key");
	must(secmail_dkim_key_generate(s->ed, SECMAIL_DKIM_ED25519_SHA256, 0), "Ed25519 key");
	for (unsigned i = 0; i < MIXES; i++)
		s->mix[i] = new_signer(s, i);
	return s;
}

void
signers_free(signers *s)
{
	for (unsigned i = 0; i < MIXES; i++)
		secmail_dkim_signer_free(s->mix[i]);
	secmail_dkim_key_free(s->rsa);
	secmail_dkim_key_free(s->ed);
	secmail_dkim_config_free(s->config);
	free(s);
}

const char *
signers_record(const signers *s, const char *selector)
{
	if (strcmp(selector, "rsa") == 0)
		return secmail_dkim_key_record(s->rsa);
	return strcmp(selector, "ed") == 0 ? secmail_dkim_key_record(s->ed) : NULL;
}

static void
add(letter *l, const char *text)
{
	size_t len = strlen(text);

	if (len > sizeof l->text - l->len)
		return;
	memcpy(l->text + l->len, text, len);
	l->len += len;
}

#define PICK(c, list) ((list)[chance_below((c), sizeof(list) / sizeof((list)[0]))])

static void
draw_header(letter *l, chance *c)
{
	static const char *const from[] = { "From: Ann <ann@sender.example>\r\n",
		"FROM:  \"Ann \t B\"  <ann@sender.example> \t\r\n", "from:ann@sender.example\r\n",
		"From:\r\n ann@sender.example\r\n" };
	static const char *const others[] = { "To: bob@receiver.example\r\n",
		"to:bob@receiver.example,\r\n  carol@receiver.example  \r\n",
		"Subject:\r\n =?utf-8?Q?caf=C3=A9?= and\r\n \t  more\r\n", "Subject: plain\r\n",
		"Subject:\r\n", "Date: Tue, 14 Nov 2023 22:13:18 +0000\r\n",
		"Message-ID: <1@sender.example>\r\n", "X-Empty: \r\n", "Comments: a;b=c:d\r\n",
		"Subject: caf\xc3\xa9\r\n", "Reply-To: x@y.example\r\n",
		"Received: from a by b;\r\n\tTue, 14 Nov 2023 22:13:20 +0000\r\n" };

	add(l, PICK(c, from));
	for (size_t i = chance_below(c, 8); i > 0; i--)
		add(l, PICK(c, others));
	add(l, "\r\n");
}

static void
draw_body(letter *l, chance *c)
{
	static const char *const parts[] = { "\r\n", " ", "\t", "  \r\n", "\r\n\r\n", "word", ".",
		"..\r\n", "-- \r\n", "caf\xc3\xa9", " \t \r\n",
		"a line that is longer than the words around it, as most are\r\n" };

	for (size_t i = chance_below(c, 40); i > 0; i--)
		add(l, PICK(c, parts));
}

static void
sign(letter *l, const secmail_dkim_signer *signer)
{
	secmail_message *m;
	secmail_dkim_signing *s;
	size_t body = 0, len = 0;
	const char *fields;

	must(secmail_message_new(&m), "message");
	must(secmail_message_write(m, l->text, l->len, &body), "message");
	must(secmail_message_end(m), "message");
	must(secmail_dkim_signing_new(signer, LETTER_NOW, &s), "signing");
	must(secmail_dkim_signing_set_message(s, m), "header");
	must(secmail_dkim_signing_write_body(s, l->text + body, l->len - body), "body");
	must(secmail_dkim_signing_end_body(s), "body");
	must(secmail_dkim_signing_sign(s), "signature");
	fields = secmail_dkim_signing_fields(s, &len);
	if (len > sizeof l->text - l->len)
		exit(70);
	memmove(l->text + len, l->text, l->len);
	memcpy(l->text, fields, len);
	l->len += len;
	secmail_dkim_signing_free(s);
	secmail_message_free(m);
}

void
letter_draw(letter *l, chance *c, const signers *s)
{
	l->len = 0;
	l->change = "none";
	draw_header(l, c);
	draw_body(l, c);
	sign(l, s->mix[chance_below(c, MIXES)]);
}
