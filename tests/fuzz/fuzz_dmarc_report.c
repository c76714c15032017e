/* covers: lib/dmarc/consent.c lib/dmarc/destinations.c lib/dmarc/uri.c */
/*
 * fuzz_dmarc_report.c - nobody is sent reports who did not agree to it
 *
 * Input, in lines: the policy domain; "a" or "f" for the kind of report; the
 * list of URIs; then what DNS says: "!" fails, "-" does not exist, "." has no
 * data, anything else is the text of a record. A question gets the line that
 * its name hashes to, and the one after it as a second record if it begins
 * with "+".
 *
 * Each input is judged twice, all open questions answered at once, and one at a
 * time, the last first; what is found has to be the same.
 */
#include <secmail/dmarc.h>
#include <secmail/dmarcreport.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_LINES 32
#define MAX_LINE 255
#define MAX_URIS 4096

/* The walks of the policy domain and of each host, and each host's consent. */
#define MAX_QUESTIONS                                                                              \
	(SECMAIL_DMARC_MAX_WALK * (1 + SECMAIL_DMARC_MAX_DESTINATIONS) +                           \
	    SECMAIL_DMARC_MAX_DESTINATIONS)

typedef struct script {
	char domain[MAX_LINE + 1];
	secmail_dmarc_report report;
	char uris[MAX_URIS + 1];
	char line[MAX_LINES][MAX_LINE + 1];
	size_t count;
} script;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Takes a line, cut to fit and without its NULs. */
static void
take_line(const uint8_t **at, size_t *left, char *out, size_t room)
{
	size_t used = 0;

	while (*left > 0) {
		uint8_t octet = *(*at)++;

		--*left;
		if (octet == '\n')
			break;
		if (octet != 0 && used < room)
			out[used++] = (char)octet;
	}
	out[used] = '\0';
}

static void
read_script(script *s, const uint8_t *data, size_t size)
{
	char kind[2];

	take_line(&data, &size, s->domain, MAX_LINE);
	take_line(&data, &size, kind, 1);
	s->report = kind[0] == 'f' ? SECMAIL_DMARC_REPORT_FAILURE : SECMAIL_DMARC_REPORT_AGGREGATE;
	take_line(&data, &size, s->uris, MAX_URIS);
	for (s->count = 0; size > 0 && s->count < MAX_LINES; s->count++)
		take_line(&data, &size, s->line[s->count], MAX_LINE);
}

static void
add_record(secmail_answers *a, uint32_t id, const char *text)
{
	uint8_t rdata[MAX_LINE + 1];
	size_t len = strlen(text);

	rdata[0] = (uint8_t)len;
	memcpy(rdata + 1, text, len);
	require(secmail_answers_add(a, id, rdata, len + 1, 300) == SECMAIL_DONE);
}

static void
answer(const script *s, secmail_answers *a, uint32_t id)
{
	const char *name = secmail_answers_qname(a, id);
	size_t hash = 5381;
	const char *line, *next;

	for (; *name; name++)
		hash = hash * 33 + (uint8_t)*name;
	line = s->count > 0 ? s->line[hash % s->count] : "-";
	next = s->count > 0 ? s->line[(hash + 1) % s->count] : "-";
	if (*line == '!') {
		require(secmail_answers_fail(a, id, SECMAIL_DNS_TIMEOUT) == SECMAIL_DONE);
		return;
	}
	if (*line != '-' && *line != '.')
		add_record(a, id, line);
	if (*line != '-' && *next == '+')
		add_record(a, id, next + 1);
	require(secmail_answers_close(a, id, *line == '-' ? 3 : 0, SECMAIL_TRUST_UNKNOWN) ==
		SECMAIL_DONE);
}

static void
answer_some(const script *s, secmail_answers *a, bool all)
{
	uint32_t ids[MAX_QUESTIONS];
	size_t open = secmail_answers_open(a, ids, MAX_QUESTIONS);

	require(open > 0 && open <= MAX_QUESTIONS);
	for (size_t i = all ? 0 : open - 1; i < open; i++)
		answer(s, a, ids[i]);
}

static secmail_dmarc_destinations *
find(const script *s, secmail_answers *a, bool all)
{
	secmail_dmarc_destinations *d;
	secmail_status status;

	while ((status = secmail_dmarc_destinations_find(a, s->domain, s->uris, s->report, &d)) ==
	       SECMAIL_WANT_DNS)
		answer_some(s, a, all);
	require(status == SECMAIL_DONE || status == SECMAIL_ARGUMENT);
	require(secmail_answers_question_count(a) <= MAX_QUESTIONS);
	return d;
}

static bool
is_same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void
check_same(const secmail_dmarc_destinations *a, const secmail_dmarc_destinations *b)
{
	require(secmail_dmarc_destinations_count(a) == secmail_dmarc_destinations_count(b));
	for (size_t i = 0; i < secmail_dmarc_destinations_count(a); i++) {
		require(secmail_dmarc_destinations_consent(a, i) ==
			secmail_dmarc_destinations_consent(b, i));
		require(is_same_text(
		    secmail_dmarc_destinations_uri(a, i), secmail_dmarc_destinations_uri(b, i)));
		require(is_same_text(secmail_dmarc_destinations_written(a, i),
		    secmail_dmarc_destinations_written(b, i)));
		require(is_same_text(secmail_dmarc_destinations_address(a, i),
		    secmail_dmarc_destinations_address(b, i)));
		require(is_same_text(
		    secmail_dmarc_destinations_host(a, i), secmail_dmarc_destinations_host(b, i)));
	}
}

/* Whether DNS was asked for the host's consent, and has records there. */
static bool
has_consented(secmail_answers *a, const char *domain, const char *host)
{
	char own[SECMAIL_DOMAIN_SIZE];
	char name[2 * SECMAIL_DOMAIN_SIZE + 16];
	size_t before = secmail_answers_question_count(a);
	uint32_t id;
	int len;

	require(secmail_domain_normalize(domain, strlen(domain), own) == SECMAIL_DONE);
	len = snprintf(name, sizeof name, "%s._report._dmarc.%s", own, host);
	require(secmail_answers_ask(a, name, (size_t)len, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED,
		    &id) == SECMAIL_DONE);
	return secmail_answers_question_count(a) == before &&
	       secmail_answers_state(a, id) == SECMAIL_ANSWER_RECORDS;
}

/* An address is one octet string without anything that ends a line or a path. */
static void
check_address(const char *address, const char *host)
{
	const char *at = strchr(address, '@');

	require(at && strcmp(at + 1, host) == 0);
	require(strcspn(address, " \"<>()[]\\,:;\r\n\t") == strlen(address));
}

static void
check_found(const script *s, secmail_answers *a, const secmail_dmarc_destinations *d)
{
	require(secmail_dmarc_destinations_count(d) <= SECMAIL_DMARC_MAX_DESTINATIONS);
	for (size_t i = 0; i < secmail_dmarc_destinations_count(d); i++) {
		secmail_dmarc_consent consent = secmail_dmarc_destinations_consent(d, i);
		const char *uri = secmail_dmarc_destinations_uri(d, i);
		const char *host = secmail_dmarc_destinations_host(d, i);
		const char *address = secmail_dmarc_destinations_address(d, i);

		require(secmail_dmarc_consent_name(consent) != NULL);
		require((uri != NULL) == (consent == SECMAIL_DMARC_CONSENT_OWN ||
					     consent == SECMAIL_DMARC_CONSENT_GIVEN));
		require(host || consent == SECMAIL_DMARC_CONSENT_MALFORMED);
		require(
		    consent != SECMAIL_DMARC_CONSENT_GIVEN || has_consented(a, s->domain, host));
		require(uri || !address);
		if (address)
			check_address(address, host);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static script s;
	secmail_answers *first, *second;
	secmail_dmarc_destinations *a, *b;

	read_script(&s, data, size);
	require(secmail_answers_new(&first) == SECMAIL_DONE);
	require(secmail_answers_new(&second) == SECMAIL_DONE);
	a = find(&s, first, true);
	b = find(&s, second, false);
	require((a == NULL) == (b == NULL));
	if (a) {
		check_same(a, b);
		check_found(&s, first, a);
	}
	secmail_dmarc_destinations_free(a);
	secmail_dmarc_destinations_free(b);
	secmail_answers_free(first);
	secmail_answers_free(second);
	return 0;
}
