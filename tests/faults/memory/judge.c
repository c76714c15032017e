/* judge.c - the life of a verdict: configuration, session, message, JSON */
#include <secmail/dns.h>
#include <secmail/explain.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lives.h"

#define NOW 1795500000
#define MAX_FILE 65536

static char message[MAX_FILE];
static size_t message_len;
static secmail_dns_zone *zone; /* the DNS that it is judged by */

static size_t
read_file(const char *name, char *out)
{
	FILE *file = fopen(name, "rb");
	size_t len = file ? fread(out, 1, MAX_FILE, file) : 0;

	if (file)
		fclose(file);
	if (len > 0 && len < MAX_FILE)
		return len;
	fprintf(stderr, "%s: can't be read\n", name);
	return 0;
}

bool
judge_prepare(const char *message_name, const char *zone_name)
{
	static char text[MAX_FILE];
	size_t len = read_file(zone_name, text);

	message_len = read_file(message_name, message);
	return message_len > 0 && len > 0 && secmail_dns_zone_new(&zone) == SECMAIL_DONE &&
	       secmail_dns_zone_load(zone, text, len, NULL) == SECMAIL_DONE;
}

void
judge_clean_up(void)
{
	secmail_dns_zone_free(zone);
}

static secmail_status
feed_and_judge(secmail_inbound *m, secmail_answers *a, const char *footer, secmail_verdict **out)
{
	static const uint8_t ip[4] = { 192, 0, 2, 25 };
	secmail_status status = secmail_inbound_set_client(m, ip, 4, "out1.mail.shop.example", 22);

	if (status == SECMAIL_DONE)
		status = secmail_inbound_set_mail_from(m, "bounce@shop.example", 19);
	if (status == SECMAIL_DONE)
		status = secmail_inbound_write(m, message, message_len);
	if (status == SECMAIL_DONE)
		status = secmail_inbound_write(m, footer, strlen(footer));
	if (status == SECMAIL_DONE)
		status = secmail_inbound_end(m);
	if (status != SECMAIL_DONE)
		return status;
	while ((status = secmail_inbound_judge(m, a, out)) == SECMAIL_WANT_DNS)
		if (secmail_dns_zone_answer(zone, a) != SECMAIL_DONE)
			return SECMAIL_NO_MEMORY;
	return status;
}

/* In words, too; what they are is in the JSON's reasons. */
static secmail_status
explain(const secmail_verdict *v)
{
	secmail_explanation *e;
	secmail_status status = secmail_explain(v, "de", &e);

	if (status == SECMAIL_DONE && secmail_explanation_count(e) < 5)
		status = SECMAIL_IO;
	secmail_explanation_free(e);
	return status;
}

static secmail_status
live(const secmail_dmarc_suffixes *s, const char *footer, char **out)
{
	secmail_inbound_config *config = NULL;
	secmail_inbound *m = NULL;
	secmail_answers *a = NULL;
	secmail_verdict *v = NULL;
	secmail_status status = secmail_inbound_config_new(&config);

	if (status == SECMAIL_DONE) {
		secmail_inbound_config_set_suffixes(config, s);
		secmail_dkim_config_set_explain_changes(
		    secmail_inbound_config_dkim(config), *footer != '\0');
	}
	if (status == SECMAIL_DONE)
		status = secmail_inbound_new(config, NOW, &m);
	if (status == SECMAIL_DONE)
		status = secmail_answers_new(&a);
	if (status == SECMAIL_DONE)
		status = feed_and_judge(m, a, footer, &v);
	if (status == SECMAIL_DONE)
		status = explain(v);
	if (status == SECMAIL_DONE)
		status = secmail_verdict_to_json(v, out);
	secmail_verdict_free(v);
	secmail_answers_free(a);
	secmail_inbound_free(m);
	secmail_inbound_config_free(config);
	return status;
}

secmail_status
judge_live(char **out)
{
	return live(NULL, "", out);
}

/* U-labels are where libpsl asks for memory rule by rule. */
secmail_status
judge_live_by_list(char **out)
{
	static const char list[] = "example\nmail.shop.example\n\345\205\254\345\217\270.example\n";
	secmail_dmarc_suffixes *s = NULL;
	secmail_status status = secmail_dmarc_suffixes_new(&s);

	if (status == SECMAIL_DONE)
		status = secmail_dmarc_suffixes_load(s, list, strlen(list));
	if (status == SECMAIL_DONE)
		status = live(s, "", out);
	secmail_dmarc_suffixes_free(s);
	return status;
}

/* A mailing list's footer, in lines of its own making. */
secmail_status
judge_changed_live(char **out)
{
	return live(NULL, "-- \nThe list\n", out);
}
