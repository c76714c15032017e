/* seal.c - the life of an ARC set: a chain that came in is validated, and closed by another */
#include <secmail/arcseal.h>
#include <stdlib.h>
#include <string.h>

#include "lives.h"

#define NOW 1795500000

/* RFC 8410 section 10.3. */
static const char KEY[] = "-----BEGIN PRIVATE KEY-----\n"
			  "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
			  "-----END PRIVATE KEY-----\n";

static const char message[] =
    "ARC-Seal: i=1; a=rsa-sha256; d=one.example; s=sel; cv=none; b=AAAA\r\n"
    "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=one.example;\r\n"
    "\ts=sel; h=from; bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=; b=AAAA\r\n"
    "ARC-Authentication-Results: i=1; mx.one.example; spf=pass\r\n"
    "From: Ann <ann@shop.example>\r\nSubject: of this\r\n\r\n";

typedef struct life {
	secmail_dkim_config *config;
	secmail_message *m;
	secmail_answers *answers;
	secmail_dkim *d;
	secmail_arc_result *chain;
	secmail_authres *results;
	secmail_dkim_key *key;
	secmail_arc_sealer *sealer;
	secmail_arc_sealing *sealing;
} life;

static secmail_status
read_message(life *l)
{
	size_t body;
	secmail_status status = secmail_dkim_config_new(&l->config);

	if (status == SECMAIL_DONE)
		status = secmail_message_new(&l->m);
	if (status == SECMAIL_DONE)
		status = secmail_message_write(l->m, message, sizeof message - 1, &body);
	return status == SECMAIL_DONE ? secmail_message_end(l->m) : status;
}

/* No question has an answer. */
static secmail_status
judge(life *l)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	secmail_status status = secmail_arc_judge(l->d, l->answers, &l->chain);

	while (status == SECMAIL_WANT_DNS) {
		size_t open = secmail_answers_open(l->answers, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

		status = SECMAIL_DONE;
		for (size_t i = 0; i < open && status == SECMAIL_DONE; i++)
			status =
			    secmail_answers_close(l->answers, ids[i], 3, SECMAIL_TRUST_UNKNOWN);
		if (status == SECMAIL_DONE)
			status = secmail_arc_judge(l->d, l->answers, &l->chain);
	}
	return status;
}

static secmail_status
validate(life *l)
{
	secmail_status status = secmail_answers_new(&l->answers);

	if (status == SECMAIL_DONE)
		status = secmail_dkim_new(l->config, NOW, &l->d);
	if (status == SECMAIL_DONE)
		status = secmail_dkim_set_message(l->d, l->m);
	if (status == SECMAIL_DONE)
		status = secmail_dkim_end_body(l->d);
	return status == SECMAIL_DONE ? judge(l) : status;
}

static secmail_status
set_up(life *l)
{
	secmail_status status = secmail_dkim_key_new(l->config, &l->key);

	if (status == SECMAIL_DONE)
		status = secmail_dkim_key_load(l->key, KEY, sizeof KEY - 1);
	if (status == SECMAIL_DONE)
		status = secmail_arc_sealer_new(l->config, &l->sealer);
	if (status == SECMAIL_DONE)
		status = secmail_arc_sealer_set_key(l->sealer, l->key, "seal.example", "sel");
	if (status == SECMAIL_DONE)
		status = secmail_arc_sealing_new(l->sealer, NOW, &l->sealing);
	if (status == SECMAIL_DONE)
		status = secmail_authres_new(&l->results);
	if (status == SECMAIL_DONE)
		status = secmail_authres_set_authserv_id(l->results, "mx.seal.example");
	return status;
}

static secmail_status
seal(life *l)
{
	secmail_status status = secmail_arc_sealing_set_message(l->sealing, l->m);

	if (status == SECMAIL_DONE)
		status = secmail_arc_sealing_end_body(l->sealing);
	if (status == SECMAIL_DONE)
		status = secmail_arc_sealing_set_results(l->sealing, l->chain, l->results);
	return status == SECMAIL_DONE ? secmail_arc_sealing_seal(l->sealing) : status;
}

static secmail_status
copy_fields(const life *l, char **out)
{
	size_t len;
	const char *fields = secmail_arc_sealing_fields(l->sealing, &len);

	*out = malloc(len + 1);
	if (!*out)
		return SECMAIL_NO_MEMORY;
	memcpy(*out, fields ? fields : "", len + 1);
	return SECMAIL_DONE;
}

secmail_status
seal_live(char **out)
{
	secmail_status (*const steps[])(life *) = { read_message, validate, set_up, seal };
	life l = { .config = NULL };
	secmail_status status = SECMAIL_DONE;

	*out = NULL;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == SECMAIL_DONE; i++)
		status = steps[i](&l);
	if (status == SECMAIL_DONE)
		status = copy_fields(&l, out);
	secmail_authres_free(l.results);
	secmail_arc_sealing_free(l.sealing);
	secmail_arc_sealer_free(l.sealer);
	secmail_dkim_key_free(l.key);
	secmail_arc_result_free(l.chain);
	secmail_dkim_free(l.d);
	secmail_answers_free(l.answers);
	secmail_message_free(l.m);
	secmail_dkim_config_free(l.config);
	return status;
}
