/* chains.c - see chains.h */
#include "chains.h"

#include "../suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY "p=" SIGNER_RSA_P
#define ED_KEY "k=ed25519; p=" SIGNER_ED25519_P

const signer_record CHAIN_KEYS[CHAIN_KEY_COUNT] = {
	{ "sel._domainkey.one.example", KEY },
	{ "sel._domainkey.two.example", ED_KEY },
	{ "sel._domainkey.three.example", KEY },
	{ NULL, NULL },
};

static void
append(char *text, const char *more)
{
	size_t len = strlen(text);

	ck_assert_uint_lt(len + strlen(more), CHAIN_ROOM);
	memcpy(text + len, more, strlen(more) + 1);
}

static void
prepend(char *text, const char *more)
{
	size_t len = strlen(text);

	ck_assert_uint_lt(len + strlen(more), CHAIN_ROOM);
	memmove(text + strlen(more), text, len + 1);
	memcpy(text, more, strlen(more));
}

static void
add_field(chain *c, const char *field)
{
	append(c->sealed, field);
	prepend(c->header, field);
}

/* Adds a set of this domain over the message as it is, with `cv`. */
void
chain_add_tags(chain *c, const char *message, const char *seal, const char *body)
{
	char tags[512], *field;

	c->instance++;
	snprintf(tags, sizeof tags, "ARC-Authentication-Results: i=%u; mx.example; spf=pass\r\n",
	    c->instance);
	add_field(c, tags);
	snprintf(tags, sizeof tags, "i=%u; s=sel; %s", c->instance, message);
	field = signer_sign_as("ARC-Message-Signature", tags, c->header, body);
	add_field(c, field);
	free(field);
	snprintf(tags, sizeof tags, "i=%u; s=sel; %s", c->instance, seal);
	field = signer_seal(tags, c->sealed);
	add_field(c, field);
	free(field);
}

void
chain_add_set(chain *c, const char *domain, const char *algorithm, const char *cv, const char *body)
{
	char message[256], seal[256];

	snprintf(message, sizeof message, "a=%s; c=relaxed/relaxed; d=%s; h=from:subject",
	    algorithm, domain);
	snprintf(seal, sizeof seal, "a=%s; cv=%s; d=%s", algorithm, cv, domain);
	chain_add_tags(c, message, seal, body);
}

chain *
chain_new(const char *header)
{
	chain *c = calloc(1, sizeof *c);

	ck_assert_ptr_nonnull(c);
	append(c->header, header);
	return c;
}

chain *
chain_three_sets(void)
{
	chain *c = chain_new(CHAIN_LETTER);

	chain_add_set(c, "one.example", "rsa-sha256", "none", CHAIN_BODY);
	chain_add_set(c, "two.example", "ed25519-sha256", "pass", CHAIN_BODY);
	chain_add_set(c, "three.example", "rsa-sha256", "pass", CHAIN_BODY);
	return c;
}

secmail_arc_result *
chain_judge(const char *header, const char *body, const signer_record *records)
{
	secmail_dkim_config *c = signer_config();
	secmail_message *m = signer_message(header, strlen(header));
	secmail_arc_result *r = NULL;
	secmail_answers *answers;
	secmail_status status;
	secmail_dkim *d;

	ck_assert_int_eq(secmail_answers_new(&answers), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_new(c, SIGNER_NOW, &d), SECMAIL_DONE);
	ck_assert_int_eq(secmail_arc_judge(d, answers, &r), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_set_message(d, m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_write_body(d, body, strlen(body)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_end_body(d), SECMAIL_DONE);
	status = secmail_arc_judge(d, answers, &r);
	/* All is asked in the first round. */
	if (status == SECMAIL_WANT_DNS) {
		signer_answer(answers, records);
		status = secmail_arc_judge(d, answers, &r);
	}
	ck_assert_int_eq(status, SECMAIL_DONE);
	secmail_dkim_free(d);
	secmail_answers_free(answers);
	secmail_message_free(m);
	secmail_dkim_config_free(c);
	return r;
}
