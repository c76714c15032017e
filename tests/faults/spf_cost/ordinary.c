/* ordinary.c - see ordinary.h */
#include "ordinary.h"

#include <secmail/spf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refuse.h"
#include "steps.h"
#include "zone.h"

#define MAX_OPEN 64

/* docs/spf.md states it. */
#define MAX_ORDINARY_STEPS 8000

static const struct domain {
	const char *name;
	const char *records[4]; /* of example.com, a.example, b.example and c.example */
	size_t string;          /* octets of a string of the first */
	secmail_spf_code code;
} domains[] = {
	{ "networks", { "v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 ip4:192.0.2.0/24 -all" }, 255,
	    SECMAIL_SPF_PASS },
	{ "hosts", { "v=spf1 a mx -all" }, 255, SECMAIL_SPF_FAIL },
	{ "nested includes",
	    { "v=spf1 include:a.example include:b.example ~all",
		"v=spf1 ip4:198.51.100.0/24 include:c.example ?all",
		"v=spf1 ip4:203.0.113.0/24 a:h.example ?all", "v=spf1 ip6:2001:db8::/32 -all" },
	    255, SECMAIL_SPF_SOFTFAIL },
	{ "a redirect and macros",
	    { "v=spf1 exists:%{ir}.%{v}._spf.%{d} redirect=a.example",
		"v=spf1 mx:%{d} a:%{o} -all" },
	    255, SECMAIL_SPF_FAIL },
	{ "a record of several strings",
	    { "v=spf1 include:a.example ip4:198.51.100.0/24 ip4:203.0.113.0/24 ip4:192.0.2.0/24 "
	      "-all",
		"v=spf1 -all" },
	    20, SECMAIL_SPF_PASS },
	{ "an explanation", { "v=spf1 -all exp=a.example", "%{i} is not one of %{d}'s" }, 255,
	    SECMAIL_SPF_FAIL },
	{ "no record", { "some other text" }, 255, SECMAIL_SPF_NONE },
};

const size_t ordinary_count = sizeof domains / sizeof domains[0];

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
answer_txt(const struct domain *d, secmail_answers *a, uint32_t id)
{
	static const char *const names[] = { "example.com", "a.example", "b.example", "c.example" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (d->records[i] && strcmp(secmail_answers_qname(a, id), names[i]) == 0)
			add_txt(a, id, d->records[i], i == 0 ? d->string : 255);
}

static void
answer(const struct domain *d, secmail_answers *a, uint32_t id)
{
	if (is_type(a, id, SECMAIL_DNS_TXT))
		answer_txt(d, a, id);
	if (is_type(a, id, SECMAIL_DNS_MX)) {
		add_name(a, id, "mx1.example");
		add_name(a, id, "mx2.example");
	}
	if (is_type(a, id, SECMAIL_DNS_A) && !strstr(secmail_answers_qname(a, id), "_spf"))
		add_addresses(a, id, 2, 1);
	end(a, id);
}

static secmail_spf *
visitor(void)
{
	static const uint8_t client[4] = { 192, 0, 2, 1 };
	secmail_spf *s;

	require(secmail_spf_new(1700000000, &s) == SECMAIL_DONE);
	require(secmail_spf_set_client(s, client, sizeof client) == SECMAIL_DONE);
	require(secmail_spf_set_helo(s, "mail.example.org", 16) == SECMAIL_DONE);
	require(secmail_spf_set_mail_from(s, "user@example.com", 16) == SECMAIL_DONE);
	return s;
}

/* Asks until nothing is open, so that what is measured afterwards is the evaluation alone. */
static secmail_answers *
answered(const struct domain *d)
{
	secmail_spf *s = visitor();
	secmail_spf_result *r = NULL;
	secmail_answers *a;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	while (secmail_spf_judge(s, a, &r) == SECMAIL_WANT_DNS) {
		uint32_t ids[MAX_OPEN];
		size_t open = secmail_answers_open(a, ids, MAX_OPEN);

		require(open > 0 && open <= MAX_OPEN);
		for (size_t i = 0; i < open; i++)
			answer(d, a, ids[i]);
	}
	require(r);
	secmail_spf_result_free(r);
	secmail_spf_free(s);
	return a;
}

bool
ordinary_is_cheap(size_t which)
{
	const struct domain *d = &domains[which];
	secmail_answers *a = answered(d);
	secmail_spf *s = visitor();
	secmail_spf_result *r = NULL;
	unsigned long took = steps_done();
	secmail_status status;
	bool cheap;

	arm(0, 0);
	status = secmail_spf_judge(s, a, &r);
	took = steps_done() - took;
	disarm();
	cheap = status == SECMAIL_DONE && calls == 1 && took <= MAX_ORDINARY_STEPS &&
		secmail_spf_result_code(r) == d->code;
	printf("%s%s: %s, %lu steps, %lu allocations\n", cheap ? "" : "FAIL: ", d->name,
	    secmail_spf_code_name(secmail_spf_result_code(r)), took, calls);
	secmail_spf_result_free(r);
	secmail_spf_free(s);
	secmail_answers_free(a);
	return cheap;
}
