/*
 * memory.c - what becomes of a verdict when memory runs short
 *
 * Usage: memory MESSAGE ZONE
 * Judges a message once to see how often memory is asked for, by the library
 * and by what it calls; then again and again, with one call after the other
 * refused: only that one, and that one with all that follow. Each time the
 * outcome has to be SECMAIL_NO_MEMORY or the very same verdict. Any other
 * verdict would be one that an attacker can cause.
 *
 * Ends in "N passed, N failed".
 */
#include <secmail/dns.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refuse.h"

#define NOW 1795500000
#define MAX_FILE 65536

/* Whether calls by other libraries come here too: for U-labels only libidn2 asks for memory. */
static bool
reaches_other_libraries(void)
{
	char out[SECMAIL_DOMAIN_SIZE];

	arm(0, 0);
	return secmail_domain_normalize("b\303\274cher.example", 15, out) == SECMAIL_DONE &&
	       calls > 0;
}

struct input {
	char message[MAX_FILE];
	size_t message_len;
	secmail_dns_zone *zone;
};

static size_t
read_file(const char *name, char *out)
{
	FILE *file = fopen(name, "rb");
	size_t len = file ? fread(out, 1, MAX_FILE, file) : 0;

	if (file)
		fclose(file);
	if (len == 0 || len == MAX_FILE) {
		fprintf(stderr, "%s: can't be read\n", name);
		exit(EXIT_FAILURE);
	}
	return len;
}

static secmail_status
feed_and_judge(
    const struct input *in, secmail_inbound *m, secmail_answers *a, secmail_verdict **out)
{
	static const uint8_t ip[4] = { 192, 0, 2, 25 };
	secmail_status status = secmail_inbound_set_client(m, ip, 4, "out1.mail.shop.example", 22);

	if (status == SECMAIL_DONE)
		status = secmail_inbound_set_mail_from(m, "bounce@shop.example", 19);
	if (status == SECMAIL_DONE)
		status = secmail_inbound_write(m, in->message, in->message_len);
	if (status == SECMAIL_DONE)
		status = secmail_inbound_end(m);
	if (status != SECMAIL_DONE)
		return status;
	while ((status = secmail_inbound_judge(m, a, out)) == SECMAIL_WANT_DNS)
		if (secmail_dns_zone_answer(in->zone, a) != SECMAIL_DONE)
			return SECMAIL_NO_MEMORY;
	return status;
}

/* A whole life: configuration, session, verdict, JSON. *out is the caller's. */
static secmail_status
live(const struct input *in, char **out)
{
	secmail_inbound_config *config = NULL;
	secmail_inbound *m = NULL;
	secmail_answers *a = NULL;
	secmail_verdict *v = NULL;
	secmail_status status = secmail_inbound_config_new(&config);

	*out = NULL;
	if (status == SECMAIL_DONE)
		status = secmail_inbound_new(config, NOW, &m);
	if (status == SECMAIL_DONE)
		status = secmail_answers_new(&a);
	if (status == SECMAIL_DONE)
		status = feed_and_judge(in, m, a, &v);
	if (status == SECMAIL_DONE)
		status = secmail_verdict_to_json(v, out);
	secmail_verdict_free(v);
	secmail_answers_free(a);
	secmail_inbound_free(m);
	secmail_inbound_config_free(config);
	return status;
}

/* One life with refusals; true if its outcome is one of the two that are allowed. */
static bool
survives(const struct input *in, const char *verdict, unsigned long from, unsigned long to)
{
	secmail_status status;
	char *json;
	bool good;

	arm(from, to);
	status = live(in, &json);
	disarm();
	good = status == SECMAIL_DONE ? strcmp(json, verdict) == 0 : status == SECMAIL_NO_MEMORY;
	if (!good)
		printf("call %lu to %lu refused: status %s, verdict %s\n", from, to,
		    secmail_status_text(status), json ? json : "none");
	free(json);
	return good;
}

int
main(int argc, char *argv[])
{
	static struct input in;
	static char zone[MAX_FILE];
	unsigned long total, passed = 0, failed = 0;
	char *verdict;

	if (argc != 3)
		return EXIT_FAILURE;
	if (!reaches_other_libraries()) {
		puts("calls by other libraries are not seen: this test would prove little");
		return EXIT_FAILURE;
	}
	in.message_len = read_file(argv[1], in.message);
	size_t zone_len = read_file(argv[2], zone);
	if (secmail_dns_zone_new(&in.zone) != SECMAIL_DONE ||
	    secmail_dns_zone_load(in.zone, zone, zone_len, NULL) != SECMAIL_DONE)
		return EXIT_FAILURE;
	/* What other libraries set up once and keep is set up here, so that every life counts the
	 * same calls. */
	if (live(&in, &verdict) != SECMAIL_DONE)
		return EXIT_FAILURE;
	free(verdict);
	arm(0, 0);
	if (live(&in, &verdict) != SECMAIL_DONE)
		return EXIT_FAILURE;
	total = calls;
	printf("%lu allocations for %s\n", total, verdict);
	for (unsigned long call = 1; call <= total; call++) {
		bool one = survives(&in, verdict, call, call);
		bool rest = survives(&in, verdict, call, total * 2);

		passed += (unsigned long)one + rest;
		failed += (unsigned long)!one + !rest;
	}
	free(verdict);
	secmail_dns_zone_free(in.zone);
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
