/* lint.c - the life of what is found in SPF records: a walk over several, findings with their texts
 */
#include <secmail/dns.h>
#include <secmail/spflint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lives.h"

#define MAX_TEXT 32768

static const char zone_text[] =
    "example.com. 60 TXT \"v=spf1 ip4:192.0.2.1/24 a mx ip:192.0.2.9 ptr include:a.example \" "
    "\"include:%{i}.example exists:x.example redirect=b.example exp=why.example\"\n"
    "example.com. 60 TXT \"v=spf10 -all\"\nexample.com. 60 MX 10 m.example.\n"
    "m.example. 60 A 10.0.0.1\na.example. 60 TXT \"v=spf1 include:example.com\" \"-all\"\n"
    "b.example. 60 TXT \"v=spf1 ip4:192.0.2.7 include:none.example\"\n"
    "why.example. 60 TXT \"100% sure\"\n";

static secmail_dns_zone *zone; /* the DNS that records are looked up in */

bool
lint_prepare(void)
{
	return secmail_dns_zone_new(&zone) == SECMAIL_DONE &&
	       secmail_dns_zone_load(zone, zone_text, sizeof zone_text - 1, NULL) == SECMAIL_DONE;
}

void
lint_clean_up(void)
{
	secmail_dns_zone_free(zone);
}

static const char *
or_none(const char *text)
{
	return text ? text : "-";
}

static secmail_status
tell(const secmail_spf_findings *f, char **out)
{
	char *text = malloc(MAX_TEXT);
	int used;

	if (!text)
		return SECMAIL_NO_MEMORY;
	used = snprintf(text, MAX_TEXT, "%zu findings, %zu terms", secmail_spf_findings_count(f),
	    secmail_spf_findings_lookups(f));
	for (size_t i = 0; i < secmail_spf_findings_count(f) && used < MAX_TEXT; i++)
		used += snprintf(text + used, (size_t)(MAX_TEXT - used), "\n%s %s %s %s",
		    or_none(secmail_spf_findings_domain(f, i)),
		    or_none(secmail_spf_findings_term(f, i)), secmail_spf_findings_sentence(f, i),
		    secmail_spf_findings_advice(f, i));
	*out = text;
	return SECMAIL_DONE;
}

secmail_status
lint_live(char **out)
{
	secmail_spf_findings *f = NULL;
	secmail_answers *a = NULL;
	secmail_status status = secmail_answers_new(&a);

	*out = NULL;
	while (status == SECMAIL_DONE && !f) {
		status = secmail_spf_lint("example.com", 11, NULL, 0, a, &f);
		if (status == SECMAIL_WANT_DNS)
			status = secmail_dns_zone_answer(zone, a);
	}
	if (status == SECMAIL_DONE)
		status = tell(f, out);
	secmail_spf_findings_free(f);
	secmail_answers_free(a);
	return status;
}
