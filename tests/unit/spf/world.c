/* world.c - see world.h */
#include "world.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_OPEN 256
#define MAX_ROUNDS 600

typedef struct line {
	const char *name;
	size_t name_len;
	const char *type;
	size_t type_len;
	const char *value;
	size_t value_len;
} line;

static const char *
read_line(const char *at, line *out)
{
	const char *end = at + strcspn(at, "\n");

	out->name = at;
	out->name_len = strcspn(at, " \n");
	out->type = at + out->name_len + 1;
	out->type_len = strcspn(out->type, " \n");
	out->value = out->type + out->type_len + 1;
	out->value_len = out->value < end ? (size_t)(end - out->value) : 0;
	return *end ? end + 1 : end;
}

static size_t
put_name(uint8_t *at, const char *name, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < len && !(len == 1 && name[0] == '.');) {
		size_t label = strcspn(name + i, ".\n");

		at[used++] = (uint8_t)label;
		memcpy(at + used, name + i, label);
		used += label;
		i += label + 1;
	}
	at[used++] = 0;
	return used;
}

/* TXT: strings of 255 octets at most, cut at each "|" too. */
static size_t
put_txt(uint8_t *at, const char *text, size_t len)
{
	size_t used = 1, start = 0;

	at[0] = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '|' || at[start] == 255) {
			start = used++;
			at[start] = 0;
		}
		if (text[i] != '|') {
			at[used++] = (uint8_t)text[i];
			at[start]++;
		}
	}
	return used;
}

static size_t
put_value(uint8_t *at, uint16_t type, const line *l)
{
	char text[64] = "";

	switch (type) {
	case SECMAIL_DNS_A:
	case SECMAIL_DNS_AAAA:
		memcpy(text, l->value, l->value_len);
		ck_assert_int_eq(
		    inet_pton(type == SECMAIL_DNS_A ? AF_INET : AF_INET6, text, at), 1);
		return type == SECMAIL_DNS_A ? 4 : 16;
	case SECMAIL_DNS_MX:
		at[0] = 0;
		at[1] = 10;
		return 2 + put_name(at + 2, l->value, l->value_len);
	case SECMAIL_DNS_PTR:
		return put_name(at, l->value, l->value_len);
	default:
		return put_txt(at, l->value, l->value_len);
	}
}

static const char *
type_name(uint16_t type)
{
	switch (type) {
	case SECMAIL_DNS_A:
		return "A";
	case SECMAIL_DNS_AAAA:
		return "AAAA";
	case SECMAIL_DNS_MX:
		return "MX";
	case SECMAIL_DNS_PTR:
		return "PTR";
	default:
		return "TXT";
	}
}

static secmail_dns_failure
failure_of(const line *l)
{
	if (strncmp(l->value, "!timeout", 8) == 0)
		return SECMAIL_DNS_TIMEOUT;
	if (strncmp(l->value, "!refused", 8) == 0)
		return SECMAIL_DNS_REFUSED;
	if (strncmp(l->value, "!bogus", 6) == 0)
		return SECMAIL_DNS_BOGUS;
	return SECMAIL_DNS_SERVFAIL;
}

static void
answer(const char *zone, secmail_answers *a, uint32_t id)
{
	static uint8_t rdata[70000];
	const char *name = secmail_answers_qname(a, id);
	const char *type = type_name(secmail_answers_qtype(a, id));
	bool exists = false;
	line l;

	for (const char *at = zone; *at;) {
		at = read_line(at, &l);
		if (l.name_len != strlen(name) || strncasecmp(l.name, name, l.name_len) != 0)
			continue;
		exists = true;
		if (l.type_len != strlen(type) || strncmp(l.type, type, l.type_len) != 0)
			continue;
		if (l.value_len > 0 && l.value[0] == '!') {
			ck_assert_int_eq(secmail_answers_fail(a, id, failure_of(&l)), SECMAIL_DONE);
			return;
		}
		ck_assert_int_eq(secmail_answers_add(a, id, rdata,
				     put_value(rdata, secmail_answers_qtype(a, id), &l), 300),
		    SECMAIL_DONE);
	}
	ck_assert_int_eq(
	    secmail_answers_close(a, id, exists ? 0 : 3, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
}

static size_t
pick(world *w, size_t open)
{
	switch (w->order) {
	case WORLD_ONE_LAST:
		return open - 1;
	case WORLD_SHUFFLED:
		w->seed = w->seed * 1103515245u + 12345u;
		return (w->seed >> 16) % open;
	default:
		return 0;
	}
}

void
world_answer(world *w)
{
	uint32_t ids[MAX_OPEN];
	size_t open = secmail_answers_open(w->answers, ids, MAX_OPEN);

	ck_assert_msg(open > 0, "a wait without an open question");
	ck_assert_uint_le(open, MAX_OPEN);
	if (w->order != WORLD_AT_ONCE) {
		answer(w->zone, w->answers, ids[pick(w, open)]);
		return;
	}
	for (size_t i = 0; i < open; i++)
		answer(w->zone, w->answers, ids[i]);
}

world
world_open(const char *zone, const char *client, const char *helo, const char *mail_from)
{
	world w = { .zone = zone };
	bool is_ip6 = strchr(client, ':') != NULL;
	uint8_t ip[16];

	ck_assert_int_eq(inet_pton(is_ip6 ? AF_INET6 : AF_INET, client, ip), 1);
	ck_assert_int_eq(secmail_spf_new(WORLD_NOW, &w.spf), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_new(&w.answers), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_set_client(w.spf, ip, is_ip6 ? 16 : 4), SECMAIL_DONE);
	ck_assert_int_eq(secmail_spf_set_helo(w.spf, helo, strlen(helo)), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_spf_set_mail_from(w.spf, mail_from, strlen(mail_from)), SECMAIL_DONE);
	return w;
}

const secmail_spf_result *
world_judge(world *w)
{
	secmail_status status;

	secmail_spf_result_free(w->result);
	w->rounds = 0;
	while ((status = secmail_spf_judge(w->spf, w->answers, &w->result)) == SECMAIL_WANT_DNS) {
		ck_assert_ptr_null(w->result);
		ck_assert_uint_lt(++w->rounds, MAX_ROUNDS);
		world_answer(w);
	}
	ck_assert_msg(status == SECMAIL_DONE, "%s", secmail_status_text(status));
	return w->result;
}

void
world_close(world *w)
{
	secmail_spf_free(w->spf);
	secmail_answers_free(w->answers);
	secmail_spf_result_free(w->result);
}

world
world_usual(const char *zone)
{
	return world_open(zone, "192.0.2.1", "mail.example.org", "user@example.com");
}

void
world_expect(const char *proves, const char *zone, secmail_spf_code code, secmail_spf_reason reason)
{
	world w = world_usual(zone);
	const secmail_spf_result *r = world_judge(&w);

	ck_assert_msg(secmail_spf_result_code(r) == code && secmail_spf_result_reason(r) == reason,
	    "%s: got %s, %s: %s", proves, secmail_spf_code_name(secmail_spf_result_code(r)),
	    secmail_spf_reason_name(secmail_spf_result_reason(r)), secmail_spf_result_detail(r));
	world_close(&w);
}

const char *
or_null(const char *text)
{
	return text ? text : "(null)";
}
