/* scene.c - see scene.h */
#include "scene.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

fake_server *server;
loop l;

static bool
answers_all(fake_manner manner)
{
	static const fake_manner those[] = { FAKE_HONEST, FAKE_FLOOD, FAKE_OLD,
		FAKE_FORMERR_ON_TEXT, FAKE_LOSES_CASE, FAKE_LOSES_CASE_IN_UDP,
		FAKE_LOSES_CASE_NO_TCP, FAKE_AD, FAKE_TRUNCATED_KEEPS, FAKE_TRUNCATED_REVERSES };

	for (size_t i = 0; i < sizeof those / sizeof those[0]; i++)
		if (those[i] == manner)
			return true;
	return false;
}

void
serve(fake_manner manner)
{
	const char *address;

	server = fake_start(manner);
	address = fake_address(server);
	loop_start(&l, &address, 1);
	if (answers_all(manner))
		have_patience(PATIENT_MS, 2 * PATIENT_MS);
}

void
stop(void)
{
	loop_end(&l);
	fake_stop(server);
}

uint64_t
count(secmail_dns_client_counter counter)
{
	return secmail_dns_client_count(l.client, counter);
}

void
start_and_wait(secmail_answers *a)
{
	waiting w;

	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_assert_int_eq(w.status, SECMAIL_DONE);
}

void
have_patience(uint32_t try_ms, uint32_t total_ms)
{
	const char *address = fake_address(server);
	secmail_dns_resolver *r = settings_of(&address, 1);

	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, try_ms), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_set_total_timeout(r, total_ms), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_client_set_resolver(l.client, r), SECMAIL_DONE);
	secmail_dns_resolver_free(r);
}

secmailp_dns_lookup *
lookup_of(const secmail_answers *a, uint32_t id)
{
	size_t len;
	const void *qname = secmail_answers_qname_wire(a, id, &len);

	return secmailp_dns_lookup_find(
	    l.client, secmailp_view_of(qname, len), secmail_answers_qtype(a, id));
}

static void
set_back(int64_t *when, int64_t ms)
{
	if (*when != 0) /* never */
		*when -= ms;
}

void
let_time_pass(int64_t ms)
{
	secmail_dns_client *c = l.client;

	for (size_t i = 0; i < c->timers.count; i++)
		c->timers.heap[i]->at -= ms;
	for (size_t i = 0; i < SECMAIL_DNS_MAX_SERVERS; i++) {
		set_back(&c->peers[i].penalty_end, ms);
		set_back(&c->peers[i].no_edns_end, ms);
		set_back(&c->peers[i].no_case_end, ms);
	}
	for (size_t i = 0; i < SECMAILP_DNS_LOOKUP_CHAINS; i++) {
		secmailp_dns_lookup *one = secmailp_list_first(&c->lookups[i]);

		for (; one; one = secmailp_list_next(&one->same_chain))
			set_back(&one->asked_at, ms);
	}
	set_back(&c->file_looked_at, ms);
}

void
plant_chance(uint8_t octet)
{
	memset(l.client->random, octet, sizeof l.client->random);
	l.client->random_left = sizeof l.client->random;
}

void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "%s", text);
	ck_assert_int_eq(fclose(file), 0);
}

void
make_resolv_conf(char *path, const fake_server *named)
{
	char text[64];
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	snprintf(text, sizeof text, "nameserver %s\n", fake_address(named));
	write_file(path, text);
}
