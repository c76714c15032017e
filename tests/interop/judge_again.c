/*
 * judge_again.c - judges a message from its evidence alone, as a program that embeds the library
 * would
 *
 * Usage: judge_again EVIDENCE MESSAGE
 * Prints the verdict as JSON. What the evidence does not hold is said on
 * standard error, by name, and the exit status is 1.
 */
#include <arpa/inet.h>
#include <secmail/dns.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX 1000000

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "judge_again: %s\n", what);
	exit(EXIT_FAILURE);
}

/* A file's content, borrowed until the next one is read. */
static const char *
read_file(const char *path, size_t *len)
{
	static char text[FILE_MAX];
	FILE *file = fopen(path, "rb");

	must(file != NULL, path);
	*len = fread(text, 1, sizeof text, file);
	fclose(file);
	return text;
}

static secmail_dns_evidence *
load(const char *path)
{
	secmail_dns_evidence *e;
	size_t len;
	const char *text = read_file(path, &len);

	must(secmail_dns_evidence_new(&e) == SECMAIL_DONE, "memory");
	must(
	    secmail_dns_evidence_load(e, text, len) == SECMAIL_DONE, secmail_dns_evidence_error(e));
	must(strcmp(secmail_dns_evidence_version(e), secmail_version()) == 0, "another version");
	return e;
}

/* An input, as the text that it is here; NULL if there is none. */
static const char *
input(const secmail_dns_evidence *e, const char *name)
{
	size_t len;

	return secmail_dns_evidence_input(e, name, &len);
}

static const char *
needed(const secmail_dns_evidence *e, const char *name)
{
	const char *value = input(e, name);

	must(value != NULL, name);
	return value;
}

static void
set_envelope(secmail_inbound *m, const secmail_dns_evidence *e)
{
	const char *address = input(e, "client-address");
	const char *helo = input(e, "helo");
	const char *mail_from = input(e, "mail-from");
	uint8_t ip[16];
	size_t len = 16;

	if (address && inet_pton(AF_INET, address, ip) == 1)
		len = 4;
	else if (address)
		must(inet_pton(AF_INET6, address, ip) == 1, "client-address");
	helo = helo ? helo : "";
	if (address)
		must(secmail_inbound_set_client(m, ip, len, helo, strlen(helo)) == SECMAIL_DONE,
		    "helo");
	if (mail_from)
		must(secmail_inbound_set_mail_from(m, mail_from, strlen(mail_from)) == SECMAIL_DONE,
		    "mail-from");
}

static secmail_inbound_config *
configure(const secmail_dns_evidence *e)
{
	secmail_inbound_config *c;

	must(secmail_inbound_config_new(&c) == SECMAIL_DONE, "memory");
	secmail_inbound_config_set_normalize(c, strcmp(needed(e, "normalize"), "1") == 0);
	must(secmail_inbound_config_set_authserv_id(c, needed(e, "authserv-id")) == SECMAIL_DONE,
	    "authserv-id");
	return c;
}

static secmail_verdict *
judge(secmail_inbound *m, secmail_dns_evidence *e)
{
	secmail_answers *a;
	secmail_verdict *v;
	secmail_status status;

	must(secmail_answers_new(&a) == SECMAIL_DONE, "memory");
	while ((status = secmail_inbound_judge(m, a, &v)) == SECMAIL_WANT_DNS)
		must(secmail_dns_evidence_answer(e, a) == SECMAIL_DONE,
		    secmail_dns_evidence_error(e));
	must(status == SECMAIL_DONE, secmail_inbound_error(m));
	secmail_answers_free(a);
	return v;
}

int
main(int argc, char *argv[])
{
	secmail_dns_evidence *e;
	secmail_inbound_config *c;
	secmail_inbound *m;
	secmail_verdict *v;
	const char *message;
	size_t len;
	char *json;

	must(argc == 3, "EVIDENCE MESSAGE");
	e = load(argv[1]);
	c = configure(e);
	must(secmail_inbound_new(c, strtoll(needed(e, "now"), NULL, 10), &m) == SECMAIL_DONE,
	    "memory");
	set_envelope(m, e);
	message = read_file(argv[2], &len);
	must(secmail_inbound_write(m, message, len) == SECMAIL_DONE &&
		 secmail_inbound_end(m) == SECMAIL_DONE,
	    secmail_inbound_error(m));
	v = judge(m, e);
	must(secmail_verdict_to_json(v, &json) == SECMAIL_DONE, "memory");
	puts(json);
	free(json);
	secmail_verdict_free(v);
	secmail_inbound_free(m);
	secmail_inbound_config_free(c);
	secmail_dns_evidence_free(e);
	return EXIT_SUCCESS;
}
