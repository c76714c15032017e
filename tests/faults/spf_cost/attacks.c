/*
 * attacks.c - the zones: what a domain can publish to make its verdict dear
 *
 * Each answers every question that the evaluation comes to, made from the
 * question itself. The client is 192.0.2.1; the sender is of example.com.
 */
#include <stdio.h>
#include <string.h>

#include "attack.h"
#include "zone.h"

#define LONGEST SECMAIL_SPF_MAX_RECORD

/* Octets of record data in one message of DNS over TCP, nearly. */
#define MESSAGE 65000

static text record;

/* --- many records --- */

/* Each record includes ten others, of names that no other has. */
static void
fan(secmail_answers *a, uint32_t id)
{
	text_begin(&record, "v=spf1");
	for (int i = 0; i < 10; i++)
		text_add(&record, " include:%d.%%{d}", i);
	add_txt(a, id, record.at, 255);
	end(a, id);
}

/* One record includes as many names as it has room for. */
static void
wide_fan(secmail_answers *a, uint32_t id)
{
	text_begin(&record, "v=spf1");
	if (strcmp(secmail_answers_qname(a, id), "example.com") == 0)
		for (int i = 0; i < 400; i++)
			text_add(&record, " include:%d.e.io", i);
	else
		text_add(&record, " ?all");
	add_txt(a, id, record.at, 255);
	end(a, id);
}

static void
include_loop(secmail_answers *a, uint32_t id)
{
	add_txt(a, id, "v=spf1 include:example.com -all", 255);
	end(a, id);
}

static void
redirect_loop(secmail_answers *a, uint32_t id)
{
	add_txt(a, id, "v=spf1 redirect=example.com", 255);
	end(a, id);
}

/* Ten includes, and every record as long as it may be: of networks, or of unknown modifiers. */
static void
long_records(secmail_answers *a, uint32_t id, const char *term, size_t string)
{
	text_begin(&record, "v=spf1 ");
	text_fill(&record, term, LONGEST, 17);
	text_add(&record, "include:1.%%{d2}");
	add_txt(a, id, record.at, string);
	end(a, id);
}

static void
networks(secmail_answers *a, uint32_t id)
{
	long_records(a, id, "ip4:1.1.1.1 ", 255);
}

static void
short_networks(secmail_answers *a, uint32_t id)
{
	long_records(a, id, "ip6::: ", 255);
}

static void
modifiers(secmail_answers *a, uint32_t id)
{
	long_records(a, id, "a= ", 1);
}

/* A fan whose records are long, so that what is kept of those asked early grows over its room. */
static void
long_fan(secmail_answers *a, uint32_t id)
{
	text_begin(&record, "v=spf1 ");
	text_fill(&record, "ip6::: ", 6200, 120);
	for (int i = 0; i < 10; i++)
		text_add(&record, "include:%d.%%{d} ", i);
	add_txt(a, id, record.at, 200);
	end(a, id);
}

/* Five includes of long records, and five mx of ten hosts that are asked for one after the other.
 */
static void
long_and_slow(secmail_answers *a, uint32_t id)
{
	char name[300];

	text_begin(&record, "v=spf1 ");
	text_fill(&record, "ip6::: ", LONGEST, 120);
	if (strcmp(secmail_answers_qname(a, id), "example.com") == 0)
		for (int i = 0; i < 5; i++)
			text_add(&record, "include:%d.e.io ", i);
	for (int i = 0; strcmp(secmail_answers_qname(a, id), "example.com") == 0 && i < 5; i++)
		text_add(&record, "mx:m%d.e ", i);
	text_add(&record, "?all");
	if (is_type(a, id, SECMAIL_DNS_TXT))
		add_txt(a, id, record.at, 255);
	for (int i = 0; is_type(a, id, SECMAIL_DNS_MX) && i < 10; i++) {
		snprintf(name, sizeof name, "%d.%.200s", i, secmail_answers_qname(a, id));
		add_name(a, id, name);
	}
	if (is_type(a, id, SECMAIL_DNS_A))
		add_addresses(a, id, 20, 1);
	end(a, id);
}

/* --- TXT answers --- */

/* An answer as large as a message, which is SPF as far as one can see. */
static void
long_txt(secmail_answers *a, uint32_t id)
{
	text_begin(&record, "v=spf1 ");
	text_fill(&record, "a:h.example ", 64000, 0);
	add_txt(a, id, record.at, 255);
	end(a, id);
}

/* Strings without an octet, as many as a message holds, in front of a record that includes itself.
 */
static void
empty_strings(secmail_answers *a, uint32_t id)
{
	static const char words[] = "v=spf1 include:example.com -all";
	static uint8_t rdata[UINT16_MAX];

	rdata[MESSAGE - sizeof words] = sizeof words - 1;
	memcpy(rdata + MESSAGE - sizeof words + 1, words, sizeof words - 1);
	add_raw(a, id, rdata, MESSAGE);
	end(a, id);
}

/* The same in records that are not SPF, as many as the table takes, with the record behind. */
static void
empty_records(secmail_answers *a, uint32_t id)
{
	static const uint8_t rdata[MESSAGE];

	for (int i = 0; i < 8; i++)
		add_raw(a, id, rdata, sizeof rdata);
	add_txt(a, id, "v=spf1 include:example.com -all", 255);
	end(a, id);
}

/* Thousands of records of one octet, and the record behind them. */
static void
many_records(secmail_answers *a, uint32_t id)
{
	for (int i = 0; i < 5000; i++)
		add_raw(a, id, "", 1);
	add_txt(a, id, "v=spf1 include:example.com -all", 255);
	end(a, id);
}

/* --- addresses --- */

/* Ten terms of ten hosts, which are one host, with as many addresses as a message holds. */
static void
crowded_mx(secmail_answers *a, uint32_t id)
{
	if (is_type(a, id, SECMAIL_DNS_TXT))
		add_txt(a, id, "v=spf1 mx mx mx mx mx mx mx mx mx mx -all", 255);
	for (int i = 0; is_type(a, id, SECMAIL_DNS_MX) && i < 10; i++)
		add_name(a, id, "h.example");
	if (is_type(a, id, SECMAIL_DNS_A))
		add_addresses(a, id, 4000, 2);
	end(a, id);
}

/* Ten terms of ten hosts, all of them others. */
static void
wide_mx(secmail_answers *a, uint32_t id)
{
	char name[300];

	text_begin(&record, "v=spf1");
	for (int i = 0; i < 10; i++)
		text_add(&record, " mx:%%{p}.m%d.example", i);
	text_add(&record, " exp=exp.example -all");
	if (is_type(a, id, SECMAIL_DNS_TXT))
		add_txt(a, id, record.at, 255);
	for (int i = 0; is_type(a, id, SECMAIL_DNS_MX) && i < 10; i++) {
		snprintf(name, sizeof name, "%d.%.200s", i, secmail_answers_qname(a, id));
		add_name(a, id, name);
	}
	for (int i = 0; is_type(a, id, SECMAIL_DNS_PTR) && i < 3000; i++) {
		snprintf(name, sizeof name, "p%d.example", i);
		add_name(a, id, name);
	}
	if (is_type(a, id, SECMAIL_DNS_A))
		add_addresses(a, id, 20, 1);
	end(a, id);
}

static void
eleven_mx(secmail_answers *a, uint32_t id)
{
	if (is_type(a, id, SECMAIL_DNS_TXT))
		add_txt(a, id, "v=spf1 mx -all", 255);
	for (int i = 0; is_type(a, id, SECMAIL_DNS_MX) && i < 4000; i++)
		add_name(a, id, "h.example");
	end(a, id);
}

/* A match, and behind it the same host as often as a record has room for; for those who count. */
static void
counted_a(secmail_answers *a, uint32_t id)
{
	text_begin(&record, "v=spf1 a ip4:192.0.2.1");
	text_fill(&record, " a", LONGEST, 0);
	if (is_type(a, id, SECMAIL_DNS_TXT))
		add_txt(a, id, record.at, 255);
	if (is_type(a, id, SECMAIL_DNS_A))
		add_addresses(a, id, 4000, 2);
	end(a, id);
}

static void
counted_mx(secmail_answers *a, uint32_t id)
{
	text_begin(&record, "v=spf1 mx ip4:192.0.2.1");
	text_fill(&record, " mx", LONGEST, 0);
	if (is_type(a, id, SECMAIL_DNS_TXT))
		add_txt(a, id, record.at, 255);
	for (int i = 0; is_type(a, id, SECMAIL_DNS_MX) && i < 10; i++)
		add_name(a, id, "h.example");
	if (is_type(a, id, SECMAIL_DNS_A))
		add_addresses(a, id, 4000, 2);
	end(a, id);
}

static void
counted_networks(secmail_answers *a, uint32_t id)
{
	text_begin(&record, "v=spf1 ip4:192.0.2.1");
	for (int i = 500; i > 0; i--)
		text_add(&record, " ip4:%d.%d.0.0", i / 256 + 1, i % 256);
	add_txt(a, id, record.at, 255);
	end(a, id);
}

/* --- the client's names --- */

static void
many_names(secmail_answers *a, uint32_t id)
{
	char name[40];

	if (is_type(a, id, SECMAIL_DNS_TXT))
		add_txt(a, id, "v=spf1 ptr ptr ptr ptr ptr ptr ptr ptr ptr ptr -all", 255);
	for (int i = 0; is_type(a, id, SECMAIL_DNS_PTR) && i < 3000; i++) {
		snprintf(name, sizeof name, "p%d.example.com", i);
		add_name(a, id, name);
	}
	if (is_type(a, id, SECMAIL_DNS_A))
		add_addresses(a, id, 2000, 2);
	end(a, id);
}

/* --- macros --- */

/* Each of ten includes has a name of as many macros as a record has room for. */
static void
add_macros(secmail_answers *a, uint32_t id, const char *macro)
{
	text_begin(&record, "v=spf1 include:");
	text_fill(&record, macro, LONGEST, 8);
	text_add(&record, ".example");
	add_txt(a, id, record.at, 255);
	end(a, id);
}

/* The client's name, of which nothing is taken; the last of ten is the true one. */
static void
names_in_macros(secmail_answers *a, uint32_t id)
{
	char name[16];

	if (is_type(a, id, SECMAIL_DNS_TXT)) {
		add_macros(a, id, "%{p1-}");
		return;
	}
	for (int i = 0; is_type(a, id, SECMAIL_DNS_PTR) && i < 10; i++) {
		snprintf(name, sizeof name, "p%d.e-", i);
		add_name(a, id, name);
	}
	if (strcmp(secmail_answers_qname(a, id), "p9.e-") == 0)
		add_raw(a, id, "\300\0\2\1", 4);
	else
		add_addresses(a, id, 500, 2);
	end(a, id);
}

/* A long value that is taken apart for nothing. */
static void
split_values(secmail_answers *a, uint32_t id)
{
	add_macros(a, id, "%{l1-}");
}

static void
many_delimiters(secmail_answers *a, uint32_t id)
{
	add_macros(a, id, "%{l1+,/_=.-}");
}

static void
long_values(secmail_answers *a, uint32_t id)
{
	add_macros(a, id, "%{S}");
}

/* No value: nothing but macros to read. */
static void
empty_values(secmail_answers *a, uint32_t id)
{
	add_macros(a, id, "%{h}");
}

/* The explanation too is made of macros that give nothing. */
static void
explanation(secmail_answers *a, uint32_t id)
{
	text_begin(&record, "");
	text_fill(&record, "%{l1-}", LONGEST, 0);
	add_txt(a, id,
	    strncmp(secmail_answers_qname(a, id), "exp", 3) ? "v=spf1 -all exp=exp.example"
							    : record.at,
	    255);
	end(a, id);
}

const attack attacks[] = {
	{ "a fan of includes", NULL, fan, SECMAIL_SPF_REASON_TERM_LIMIT, 50 },
	{ "a record of 400 includes", NULL, wide_fan, SECMAIL_SPF_REASON_TERM_LIMIT, 150 },
	{ "an include of itself", NULL, include_loop, SECMAIL_SPF_REASON_TERM_LIMIT, 20 },
	{ "a redirect to itself", NULL, redirect_loop, SECMAIL_SPF_REASON_TERM_LIMIT, 20 },
	{ "eleven records of networks", NULL, networks, SECMAIL_SPF_REASON_TERM_LIMIT, 4000 },
	{ "eleven records of short networks", NULL, short_networks, SECMAIL_SPF_REASON_TERM_LIMIT,
	    5000 },
	{ "eleven records of modifiers, in strings of one octet", NULL, modifiers,
	    SECMAIL_SPF_REASON_TERM_LIMIT, 4500 },
	{ "a fan of long records", NULL, long_fan, SECMAIL_SPF_REASON_TERM_LIMIT, 2500 },
	{ "six long records and five mx of ten hosts", NULL, long_and_slow,
	    SECMAIL_SPF_REASON_MATCHED, 3000 },
	{ "a record of 64 KiB", NULL, long_txt, SECMAIL_SPF_REASON_RECORD_LIMIT, 5 },
	{ "64 KiB of empty strings before a record", NULL, empty_strings,
	    SECMAIL_SPF_REASON_NO_RECORD, 5 },
	{ "512 KiB of empty strings beside a record", NULL, empty_records,
	    SECMAIL_SPF_REASON_TERM_LIMIT, 40 },
	{ "5,000 records beside a record", NULL, many_records, SECMAIL_SPF_REASON_TERM_LIMIT,
	    3000 },
	{ "ten mx of one host with 4,000 addresses", NULL, crowded_mx, SECMAIL_SPF_REASON_MATCHED,
	    200 },
	{ "ten mx of ten hosts each, and 3,000 names of the client", NULL, wide_mx,
	    SECMAIL_SPF_REASON_MATCHED, 200 },
	{ "4,000 MX records", NULL, eleven_mx, SECMAIL_SPF_REASON_MX_LIMIT, 5 },
	{ "ten ptr and 3,000 names of the client", NULL, many_names, SECMAIL_SPF_REASON_MATCHED,
	    1000 },
	{ "names of 1,300 macros p", NULL, names_in_macros, SECMAIL_SPF_REASON_EXPANSION_LIMIT,
	    500 },
	{ "names of 1,300 macros that take a long value apart", "-", split_values,
	    SECMAIL_SPF_REASON_EXPANSION_LIMIT, 200 },
	{ "the same with all delimiters", "-", many_delimiters, SECMAIL_SPF_REASON_EXPANSION_LIMIT,
	    200 },
	{ "names of 2,000 macros of a long value", "a", long_values,
	    SECMAIL_SPF_REASON_EXPANSION_LIMIT, 250 },
	{ "names of 2,000 macros without a value", NULL, empty_values,
	    SECMAIL_SPF_REASON_INCLUDE_NONE, 400 },
	{ "a match before 4,000 a", NULL, counted_a, SECMAIL_SPF_REASON_MATCHED, 700 },
	{ "a match before 2,700 mx", NULL, counted_mx, SECMAIL_SPF_REASON_MATCHED, 600 },
	{ "a match before 500 networks", NULL, counted_networks, SECMAIL_SPF_REASON_MATCHED, 150 },
	{ "an explanation of 1,300 macros", "-", explanation, SECMAIL_SPF_REASON_MATCHED, 200 },
};

const size_t attack_count = sizeof attacks / sizeof attacks[0];
