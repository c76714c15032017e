/* told.c - see told.h */
#include "told.h"

#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "private/dnsname.h"

uint32_t
ask(secmail_answers *a, const char *name, uint16_t type, secmail_answers_urgency urgency)
{
	uint32_t id;

	ck_assert_int_eq(
	    secmail_answers_ask(a, name, strlen(name), type, urgency, &id), SECMAIL_DONE);
	return id;
}

secmail_answers *
asking(const char *name, uint16_t type, uint32_t *id)
{
	secmail_answers *a;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	*id = ask(a, name, type, SECMAIL_ANSWERS_NEEDED);
	return a;
}

secmail_dns_zone *
zone_of(const char *text)
{
	secmail_dns_zone *z;

	ck_assert_int_eq(secmail_dns_zone_new(&z), SECMAIL_DONE);
	ck_assert_msg(secmail_dns_zone_load(z, text, strlen(text), NULL) == SECMAIL_DONE, "%s",
	    secmail_dns_zone_error(z));
	return z;
}

static void
add_text(char *out, const char *text, size_t len)
{
	size_t used = strlen(out);

	ck_assert_uint_lt(used + len, TOLD_SIZE);
	memcpy(out + used, text, len);
	out[used + len] = '\0';
}

static void
add_hex(char *out, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char two[3];

		snprintf(two, sizeof two, "%02x", data[i]);
		add_text(out, two, 2);
	}
}

static void
add_name(char *out, const uint8_t *data, size_t len)
{
	char text[SECMAILP_DNSNAME_TEXT];

	secmailp_dnsname_text(secmailp_view_of(data, len), text);
	add_text(out, text, strlen(text));
}

static void
add_data(char *out, uint16_t type, const uint8_t *data, size_t len)
{
	char text[64];

	if (type == SECMAIL_DNS_A && len == 4) {
		inet_ntop(AF_INET, data, text, sizeof text);
		add_text(out, text, strlen(text));
	} else if (type == SECMAIL_DNS_AAAA && len == 16) {
		inet_ntop(AF_INET6, data, text, sizeof text);
		add_text(out, text, strlen(text));
	} else if (type == SECMAIL_DNS_TXT) {
		for (size_t at = 0; at < len && at + data[at] < len; at += data[at] + 1u)
			add_text(out, (const char *)data + at + 1, data[at]);
	} else if (type == SECMAIL_DNS_MX && len > 2) {
		snprintf(text, sizeof text, "%d:", data[0] << 8 | data[1]);
		add_text(out, text, strlen(text));
		add_name(out, data + 2, len - 2);
	} else if (type == SECMAIL_DNS_PTR || type == SECMAIL_DNS_CNAME) {
		add_name(out, data, len);
	} else {
		add_hex(out, data, len);
	}
}

const char *
told(const secmail_answers *a, uint32_t id, char out[TOLD_SIZE])
{
	static const char *const states[] = { "open", "failed", "nxdomain", "nodata", "records" };
	static const char *const failures[] = { "?", "timeout", "servfail", "refused", "bogus" };
	secmail_answer_state state = secmail_answers_state(a, id);
	const char *alias = secmail_answers_alias(a, id);

	out[0] = '\0';
	if (state == SECMAIL_ANSWER_FAILED)
		add_text(out, failures[secmail_answers_failure(a, id)],
		    strlen(failures[secmail_answers_failure(a, id)]));
	else
		add_text(out, states[state], strlen(states[state]));
	for (size_t i = 0; i < secmail_answers_count(a, id); i++) {
		size_t len;
		const void *data = secmail_answers_rdata(a, id, i, &len);

		add_text(out, " ", 1);
		add_data(out, secmail_answers_qtype(a, id), data, len);
	}
	if (alias) {
		add_text(out, " alias=", 7);
		add_text(out, alias, strlen(alias));
	}
	return out;
}
