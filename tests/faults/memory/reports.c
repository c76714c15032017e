/* reports.c - the life of what was found about where DMARC reports may go */
#include <secmail/dmarcreport.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lives.h"

/* Long enough for any list of these URIs. */
#define TEXT_SIZE 1024

static secmail_status
answer_open(secmail_answers *a)
{
	static const uint8_t consent[] = "\x20v=DMARC1; rua=mailto:x@other.net";
	secmail_status status = SECMAIL_DONE;
	uint32_t id;

	while (status == SECMAIL_DONE && secmail_answers_open(a, &id, 1) > 0) {
		if (strncmp(secmail_answers_qname(a, id), "_dmarc.", 7) != 0)
			status = secmail_answers_add(a, id, consent, sizeof consent - 1, 300);
		if (status == SECMAIL_DONE)
			status = secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN);
	}
	return status;
}

static char *
tell(const secmail_dmarc_destinations *d)
{
	char *text = calloc(1, TEXT_SIZE);

	for (size_t i = 0; text && i < secmail_dmarc_destinations_count(d); i++) {
		const char *address = secmail_dmarc_destinations_address(d, i);
		secmail_dmarc_consent consent = secmail_dmarc_destinations_consent(d, i);
		size_t used = strlen(text);

		snprintf(text + used, TEXT_SIZE - used, "%s %s\n",
		    secmail_dmarc_consent_name(consent), address ? address : "-");
	}
	return text;
}

secmail_status
reports_live_destinations(char **out)
{
	secmail_answers *a = NULL;
	secmail_dmarc_destinations *d = NULL;
	secmail_status status = secmail_answers_new(&a);

	*out = NULL;
	while (status == SECMAIL_DONE && !d) {
		status = secmail_dmarc_destinations_find(a, "example.com",
		    "mailto:a@example.com,mailto:b@other.net,mailto:c@b\303\274cher.example,x",
		    SECMAIL_DMARC_REPORT_AGGREGATE, &d);
		if (status == SECMAIL_WANT_DNS)
			status = answer_open(a);
	}
	if (status == SECMAIL_DONE)
		*out = tell(d);
	if (status == SECMAIL_DONE && !*out)
		status = SECMAIL_NO_MEMORY;
	secmail_dmarc_destinations_free(d);
	secmail_answers_free(a);
	return status;
}
