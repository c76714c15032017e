/* world.c - see world.h */
#include "world.h"

#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <string.h>

static const struct fact {
	const char *name;
	uint16_t type;
	const char *data; /* NULL: DNS fails */
} facts[] = {
	{ "shop.example", SECMAIL_DNS_TXT, "v=spf1 ip4:192.0.2.25 -all" },
	{ "_dmarc.shop.example", SECMAIL_DNS_TXT, "v=DMARC1; p=reject" },
	{ "bounces.shop.example", SECMAIL_DNS_TXT, "v=spf1 include:bulk.example -all" },
	{ "bulk.example", SECMAIL_DNS_TXT, "v=spf1 ip4:192.0.2.25 -all" },
	{ "mx.bulk.example", SECMAIL_DNS_TXT, "v=spf1 a -all" },
	{ "mx.bulk.example", SECMAIL_DNS_A, "192.0.2.25" },
	{ "_dmarc.bulk.example", SECMAIL_DNS_TXT, "v=DMARC1; p=quarantine; t=y" },
	{ "_dmarc.lame.example", SECMAIL_DNS_TXT, NULL },
};

static void
add_text(secmail_answers *a, uint32_t id, const char *text)
{
	uint8_t rdata[256];
	size_t len = strlen(text);

	rdata[0] = (uint8_t)len;
	memcpy(rdata + 1, text, len);
	ck_assert_int_eq(secmail_answers_add(a, id, rdata, len + 1, 300), SECMAIL_DONE);
}

static void
add_address(secmail_answers *a, uint32_t id, const char *text)
{
	uint8_t rdata[4];

	ck_assert_int_eq(inet_pton(AF_INET, text, rdata), 1);
	ck_assert_int_eq(secmail_answers_add(a, id, rdata, sizeof rdata, 300), SECMAIL_DONE);
}

static void
answer_one(secmail_answers *a, uint32_t id)
{
	bool exists = false;

	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
		if (strcmp(secmail_answers_qname(a, id), facts[i].name) != 0)
			continue;
		exists = true;
		if (facts[i].type != secmail_answers_qtype(a, id))
			continue;
		if (!facts[i].data) {
			ck_assert_int_eq(
			    secmail_answers_fail(a, id, SECMAIL_DNS_TIMEOUT), SECMAIL_DONE);
			return;
		}
		if (facts[i].type == SECMAIL_DNS_TXT)
			add_text(a, id, facts[i].data);
		else
			add_address(a, id, facts[i].data);
	}
	ck_assert_int_eq(
	    secmail_answers_close(a, id, exists ? 0 : 3, SECMAIL_TRUST_SECURE), SECMAIL_DONE);
}

size_t
world_answer(secmail_answers *a)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t count = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	for (size_t i = 0; i < count; i++)
		answer_one(a, ids[i]);
	return count;
}

static secmail_verdict *
judge(const secmail_inbound_config *config, const char *path, const char *message)
{
	static const uint8_t ip[4] = { 192, 0, 2, 25 };
	secmail_inbound *m;
	secmail_answers *a;
	secmail_verdict *out = NULL;

	ck_assert_int_eq(secmail_inbound_new(config, 1795500000, &m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_set_client(m, ip, 4, "x\"\r\n(", 5), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_set_mail_from(m, path, strlen(path)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_write(m, message, strlen(message)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_inbound_end(m), SECMAIL_DONE);
	while (secmail_inbound_judge(m, a, &out) == SECMAIL_WANT_DNS)
		ck_assert_uint_gt(world_answer(a), 0);
	ck_assert_ptr_nonnull(out);
	secmail_answers_free(a);
	secmail_inbound_free(m);
	return out;
}

secmail_verdict *
world_judge(const char *path, const char *message)
{
	secmail_inbound_config *config;
	secmail_verdict *v;

	ck_assert_int_eq(secmail_inbound_config_new(&config), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_inbound_config_set_authserv_id(config, "mx.example.net"), SECMAIL_DONE);
	v = judge(config, path, message);
	secmail_inbound_config_free(config);
	return v;
}

secmail_verdict *
world_judge_by(const secmail_inbound_config *config, const char *path, const char *from)
{
	char message[512];
	int len = snprintf(message, sizeof message, "From: %s\r\n\r\n", from);

	ck_assert_int_lt(len, (int)sizeof message);
	return judge(config, path, message);
}
