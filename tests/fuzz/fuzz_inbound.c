/* covers: lib/inbound/authentication_results.c lib/inbound/verdict_json.c lib/inbound/json.c
 * lib/inbound/explain.c */
/*
 * fuzz_inbound.c - a whole message, judged twice by different ways to the same answers
 *
 * Input: MAIL FROM, a line feed, HELO, a line feed, the message. Once it is
 * written whole and every question is answered in each round; once it is
 * written in small pieces, and in each round one question is answered, the
 * last first. Both have to end in the same verdict, within as many rounds as
 * there can be questions. The field has to be readable, the JSON one line, the
 * explanation printable.
 */
#include <secmail/authres.h>
#include <secmail/explain.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1795500000

static const struct fact {
	const char *name;
	const char *text;
} facts[] = {
	{ "brisbane._domainkey.football.example.com",
	    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" },
	{ "test._domainkey.football.example.com",
	    "v=DKIM1; k=rsa; "
	    "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bd"
	    "OKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/"
	    "8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVY"
	    "LzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB" },
	{ "football.example.com",
	    "v=spf1 include:a.example exists:%{l}.b.example ip4:192.0.2.0/24 -all" },
	{ "a.example", "v=spf1 ip4:203.0.113.7 ?all" },
	{ "_dmarc.football.example.com", "v=DMARC1; p=reject; sp=quarantine" },
	{ "_dmarc.example.com", "v=DMARC1; p=quarantine; t=y" },
};

static void
require(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "%s\n", what);
		abort();
	}
}

static void
add_text(secmail_answers *a, uint32_t id, const char *text)
{
	uint8_t rdata[1024];
	size_t len = strlen(text), used = 0;

	for (size_t at = 0; at < len; at += 255) {
		size_t part = len - at < 255 ? len - at : 255;

		rdata[used++] = (uint8_t)part;
		memcpy(rdata + used, text + at, part);
		used += part;
	}
	require(
	    secmail_answers_add(a, id, rdata, used, 60) == SECMAIL_DONE, "an answer is refused");
}

static void
answer(secmail_answers *a, uint32_t id)
{
	const char *name = secmail_answers_qname(a, id);
	bool exists = false;

	if (*name == 'f' && name[1] == 'a') {
		require(secmail_answers_fail(a, id, SECMAIL_DNS_SERVFAIL) == SECMAIL_DONE,
		    "a failure is refused");
		return;
	}
	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
		if (strcmp(name, facts[i].name) != 0)
			continue;
		exists = true;
		if (secmail_answers_qtype(a, id) == SECMAIL_DNS_TXT)
			add_text(a, id, facts[i].text);
	}
	require(secmail_answers_close(a, id, exists ? 0 : 3, SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE,
	    "an answer can't be closed");
}

/* Answers all open questions, or just the last of them. */
static void
answer_open(secmail_answers *a, bool one_by_one)
{
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t count = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	require(count > 0, "it wants answers and asks nothing");
	for (size_t i = one_by_one ? count - 1 : 0; i < count; i++)
		answer(a, ids[i]);
}

struct mail {
	const uint8_t *path, *helo, *message;
	size_t path_len, helo_len, message_len;
};

static const uint8_t *
line(const uint8_t **at, size_t *left, size_t *out_len)
{
	const uint8_t *start = *at;
	const uint8_t *end = *left > 0 ? memchr(start, '\n', *left) : NULL;

	*out_len = end ? (size_t)(end - start) : 0;
	if (end) {
		*left -= *out_len + 1;
		*at = end + 1;
	}
	return start;
}

static secmail_verdict *
judge(secmail_inbound *m, secmail_answers *a, const struct mail *mail, bool piecemeal)
{
	static const uint8_t ip[4] = { 192, 0, 2, 1 };
	size_t piece = piecemeal ? 1 + mail->message_len % 7 : mail->message_len;
	secmail_verdict *v = NULL;
	secmail_status status = secmail_inbound_set_client(m, ip, 4, mail->helo, mail->helo_len);
	int rounds = 0;

	if (status == SECMAIL_DONE)
		status = secmail_inbound_set_mail_from(m, mail->path, mail->path_len);
	for (size_t at = 0; status == SECMAIL_DONE && at < mail->message_len; at += piece) {
		size_t left = mail->message_len - at;

		status = secmail_inbound_write(m, mail->message + at, left < piece ? left : piece);
	}
	if (status != SECMAIL_DONE || secmail_inbound_end(m) != SECMAIL_DONE)
		return NULL;
	while ((status = secmail_inbound_judge(m, a, &v)) == SECMAIL_WANT_DNS) {
		require(rounds++ <= SECMAIL_ANSWERS_MAX_QUESTIONS, "more rounds than questions");
		answer_open(a, piecemeal);
	}
	require(status == SECMAIL_DONE, "the judgement fails");
	return v;
}

static void
check_field(const secmail_verdict *v)
{
	const char *field = secmail_verdict_authentication_results(v);
	const char *body = strchr(field, ':') + 1;
	secmail_authres *read;

	require(secmail_authres_new(&read) == SECMAIL_DONE, "no memory");
	require(secmail_authres_parse(read, body, strlen(body)) == SECMAIL_DONE,
	    "the field can't be read");
	require(secmail_authres_skipped(read) == 0, "a part of the field can't be read");
	secmail_authres_free(read);
}

/* Whatever the message held, people see no control characters. */
static void
check_text(const char *text)
{
	for (const char *c = text; c && *c; c++)
		require((uint8_t)*c >= ' ' && *c != 127, "an explanation with control characters");
}

static void
check_explanation(const secmail_verdict *v, const char *language)
{
	secmail_explanation *e;

	require(secmail_explain(v, language, &e) == SECMAIL_DONE, "no explanation");
	check_text(secmail_explanation_headline(e));
	for (size_t i = 0; i < secmail_explanation_count(e); i++) {
		const char *evidence = secmail_explanation_evidence(e, i);

		require(secmail_explanation_sentence(e, i) != NULL, "a finding without words");
		check_text(secmail_explanation_sentence(e, i));
		check_text(secmail_explanation_advice(e, i));
		check_text(evidence);
		require(!evidence || strlen(evidence) <= 1024, "evidence without end");
	}
	secmail_explanation_free(e);
}

/* The verdict as JSON, NULL where there is none. */
static char *
verdict_of(const secmail_inbound_config *config, const struct mail *mail, bool piecemeal)
{
	secmail_inbound *m;
	secmail_answers *a;
	secmail_verdict *v;
	char *json = NULL;

	require(secmail_inbound_new(config, NOW, &m) == SECMAIL_DONE, "no memory");
	require(secmail_answers_new(&a) == SECMAIL_DONE, "no memory");
	v = judge(m, a, mail, piecemeal);
	if (v) {
		check_field(v);
		check_explanation(v, NULL);
		check_explanation(v, "de");
		require(secmail_verdict_to_json(v, &json) == SECMAIL_DONE, "no JSON");
		for (const char *c = json; *c; c++)
			require((unsigned char)*c >= ' ', "JSON with a control character");
	}
	secmail_verdict_free(v);
	secmail_answers_free(a);
	secmail_inbound_free(m);
	return json;
}

/* How many questions were asked depends on the way; the rest may not. */
static void
forget_questions(char *json)
{
	char *count = json ? strstr(json, "\"questions\":") : NULL;

	for (count = count ? count + 12 : NULL; count && *count >= '0' && *count <= '9'; count++)
		*count = '0';
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static secmail_inbound_config *config;
	struct mail mail;
	char *whole, *pieces;

	if (!config) {
		require(secmail_inbound_config_new(&config) == SECMAIL_DONE, "no memory");
		secmail_inbound_config_set_normalize(config, true);
	}
	mail.path = line(&data, &size, &mail.path_len);
	mail.helo = line(&data, &size, &mail.helo_len);
	mail.message = data;
	mail.message_len = size;
	whole = verdict_of(config, &mail, false);
	pieces = verdict_of(config, &mail, true);
	forget_questions(whole);
	forget_questions(pieces);
	require(
	    !whole == !pieces && (!whole || strcmp(whole, pieces) == 0), "two ways, two verdicts");
	free(whole);
	free(pieces);
	return 0;
}
