/* words.c - the words of evidence: trust, states, types, hex, octets with escapes */
#include "dns_internal.h"

static const struct trust_word {
	const char *word;
	secmail_trust trust;
} trust_words[] = {
	{ "unknown", SECMAIL_TRUST_UNKNOWN },
	{ "insecure", SECMAIL_TRUST_INSECURE },
	{ "secure", SECMAIL_TRUST_SECURE },
};

static const struct state_word {
	const char *word;
	secmail_answer_state state;
	secmail_dns_failure failure;
} state_words[] = {
	{ "records", SECMAIL_ANSWER_RECORDS, 0 },
	{ "nodata", SECMAIL_ANSWER_NODATA, 0 },
	{ "nxdomain", SECMAIL_ANSWER_NXDOMAIN, 0 },
	{ "timeout", SECMAIL_ANSWER_FAILED, SECMAIL_DNS_TIMEOUT },
	{ "servfail", SECMAIL_ANSWER_FAILED, SECMAIL_DNS_SERVFAIL },
	{ "refused", SECMAIL_ANSWER_FAILED, SECMAIL_DNS_REFUSED },
	{ "bogus", SECMAIL_ANSWER_FAILED, SECMAIL_DNS_BOGUS },
};

static const struct type_word {
	const char *word;
	uint16_t type;
} type_words[] = {
	{ "A", SECMAIL_DNS_A },
	{ "CNAME", SECMAIL_DNS_CNAME },
	{ "PTR", SECMAIL_DNS_PTR },
	{ "MX", SECMAIL_DNS_MX },
	{ "TXT", SECMAIL_DNS_TXT },
	{ "AAAA", SECMAIL_DNS_AAAA },
};

static const char hex_digits[] = "0123456789abcdef";

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

void
secmailp_dns_write_trust(secmailp_buffer *out, secmail_trust trust)
{
	for (size_t i = 0; i < COUNT(trust_words); i++)
		if (trust_words[i].trust == trust)
			secmailp_buffer_text(out, trust_words[i].word);
}

bool
secmailp_dns_read_trust(secmailp_view word, secmail_trust *trust)
{
	for (size_t i = 0; i < COUNT(trust_words); i++) {
		*trust = trust_words[i].trust;
		if (secmailp_view_is(word, trust_words[i].word))
			return true;
	}
	*trust = SECMAIL_TRUST_UNKNOWN;
	return false;
}

void
secmailp_dns_write_state(
    secmailp_buffer *out, secmail_answer_state state, secmail_dns_failure failure)
{
	for (size_t i = 0; i < COUNT(state_words); i++)
		if (state_words[i].state == state &&
		    (state != SECMAIL_ANSWER_FAILED || state_words[i].failure == failure))
			secmailp_buffer_text(out, state_words[i].word);
}

bool
secmailp_dns_read_state(
    secmailp_view word, secmail_answer_state *state, secmail_dns_failure *failure)
{
	for (size_t i = 0; i < COUNT(state_words); i++) {
		*state = state_words[i].state;
		*failure = state_words[i].failure;
		if (secmailp_view_is(word, state_words[i].word))
			return true;
	}
	*state = SECMAIL_ANSWER_OPEN;
	return false;
}

void
secmailp_dns_write_type(secmailp_buffer *out, uint16_t type)
{
	for (size_t i = 0; i < COUNT(type_words); i++) {
		if (type_words[i].type == type) {
			secmailp_buffer_text(out, type_words[i].word);
			return;
		}
	}
	secmailp_buffer_text(out, "TYPE");
	secmailp_buffer_number(out, type);
}

bool
secmailp_dns_read_type(secmailp_view word, uint16_t *type)
{
	secmailp_cursor c = secmailp_cursor_over(word);

	for (size_t i = 0; i < COUNT(type_words); i++) {
		*type = type_words[i].type;
		if (secmailp_view_is(word, type_words[i].word))
			return true;
	}
	*type = 0;
	if (!secmailp_cursor_literal(&c, "TYPE"))
		return false;
	*type = (uint16_t)secmailp_cursor_number(&c, UINT16_MAX);
	return secmailp_cursor_done(&c);
}

void
secmailp_dns_write_hex(secmailp_buffer *out, secmailp_view octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		secmailp_buffer_byte(out, (uint8_t)hex_digits[octets.at[i] >> 4]);
		secmailp_buffer_byte(out, (uint8_t)hex_digits[octets.at[i] & 15]);
	}
}

static int
hex_value(uint8_t digit)
{
	const char *found = digit ? strchr(hex_digits, secmailp_lower(digit)) : NULL;

	return found ? (int)(found - hex_digits) : -1;
}

bool
secmailp_dns_read_hex(secmailp_view word, secmailp_buffer *out)
{
	secmailp_cursor c = secmailp_cursor_over(word);

	while (secmailp_cursor_left(&c) > 0) {
		int high = hex_value(secmailp_cursor_byte(&c));
		int low = hex_value(secmailp_cursor_byte(&c));

		if (c.bad || high < 0 || low < 0)
			return false;
		secmailp_buffer_byte(out, (uint8_t)(high << 4 | low));
	}
	return true;
}

void
secmailp_dns_write_escaped(secmailp_buffer *out, secmailp_view octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		uint8_t octet = octets.at[i];

		if (octet > ' ' && octet <= '~' && octet != '\\') {
			secmailp_buffer_byte(out, octet);
			continue;
		}
		secmailp_buffer_byte(out, '\\');
		secmailp_buffer_byte(out, (uint8_t)('0' + octet / 100));
		secmailp_buffer_byte(out, (uint8_t)('0' + octet / 10 % 10));
		secmailp_buffer_byte(out, (uint8_t)('0' + octet % 10));
	}
}

bool
secmailp_dns_read_escaped(secmailp_view word, secmailp_buffer *out)
{
	secmailp_cursor c = secmailp_cursor_over(word);

	while (secmailp_cursor_left(&c) > 0) {
		uint8_t octet = secmailp_cursor_byte(&c);

		if (octet <= ' ' || octet > '~')
			return false;
		secmailp_buffer_byte(out, octet == '\\' ? secmailp_dns_read_escape(&c) : octet);
	}
	return !c.bad;
}
