/* test_resolver.c - what the stub resolver makes of honest, broken, silent and lying servers */
#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <secmail/dnsclient.h>

#include "fake_server.h"
#include "told.h"

#define TRY_MS 60
#define TRIES 2
#define UNHURRIED_MS 3000

static secmail_dns_resolver *
resolver_of(const char *const *servers, size_t count)
{
	secmail_dns_resolver *r;

	ck_assert_int_eq(secmail_dns_resolver_new(&r), SECMAIL_DONE);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(secmail_dns_resolver_add_server(r, servers[i]), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, TRY_MS), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_set_tries(r, TRIES), SECMAIL_DONE);
	return r;
}

#define LARGE "records " /* and 20,000 octets, which are compared by their number */

static const struct manners {
	const char *proves;
	fake_manner manner;
	uint16_t type;
	const char *expected;
	unsigned queries; /* datagrams */
	unsigned connections;
} one_server[] = {
	{ "an honest server is believed", FAKE_HONEST, 1, "records 192.0.2.7", 1, 0 },
	{ "no data is an answer", FAKE_HONEST, 28, "nodata", 1, 0 },
	{ "a silent server is asked again, then given up", FAKE_SILENT, 1, "timeout", TRIES, 0 },
	{ "a wrong id is not believed", FAKE_WRONG_ID, 1, "timeout", TRIES, 0 },
	{ "another name is not believed", FAKE_WRONG_NAME, 1, "timeout", TRIES, 0 },
	{ "another type is not believed", FAKE_WRONG_TYPE, 1, "timeout", TRIES, 0 },
	{ "a query is no answer", FAKE_QUERY_BACK, 1, "timeout", TRIES, 0 },
	{ "junk is no answer", FAKE_JUNK, 1, "timeout", TRIES, 0 },
	{ "an empty datagram is no answer", FAKE_EMPTY, 1, "timeout", TRIES, 0 },
	{ "another port's answer does not arrive", FAKE_OTHER_SOURCE, 1, "timeout", TRIES, 0 },
	{ "lies before the truth are passed over", FAKE_LIES_FIRST, 1, "records 192.0.2.7", 1, 0 },
	{ "a flood of lies is left for TCP", FAKE_FLOOD, 1, "records 192.0.2.7", 1, 1 },
	{ "half an answer is a failure of the server", FAKE_CUT, 1, "servfail", TRIES, 0 },
	{ "broken data is a failure of the server", FAKE_BROKEN_DATA, 1, "servfail", TRIES, 0 },
	{ "a failure is not asked for twice", FAKE_SERVFAIL, 1, "servfail", 1, 0 },
	{ "nor a failed validation", FAKE_BOGUS, 1, "bogus", 1, 0 },
	{ "nor a refusal", FAKE_REFUSED, 1, "refused", 1, 0 },
	{ "a server that doesn't look things up refuses", FAKE_LAME, 1, "refused", 1, 0 },
	{ "a server without EDNS is asked without it", FAKE_OLD, 1, "records 192.0.2.7", 2, 0 },
	{ "an answer that comes twice counts once", FAKE_TWICE, 1, "records 192.0.2.7", 1, 0 },
	{ "a truncated answer is asked for over TCP", FAKE_TRUNCATED, 16, LARGE, 1, 1 },
	{ "a stream may come octet by octet", FAKE_TRUNCATED_BYTEWISE, 16, LARGE, 1, 1 },
	{ "a connection that is closed is no answer", FAKE_TRUNCATED_CLOSES, 16, "timeout", TRIES,
	    TRIES },
	{ "nor one that ends in the middle", FAKE_TRUNCATED_CUT, 16, "timeout", TRIES, TRIES },
	{ "a silent connection times out", FAKE_TRUNCATED_SILENT, 16, "timeout", TRIES, TRIES },
	{ "truncation over TCP is a failure", FAKE_TRUNCATED_TWICE, 16, "servfail", TRIES, TRIES },
	{ "a wrong id over TCP is no answer", FAKE_TRUNCATED_WRONG_ID, 16, "timeout", TRIES,
	    TRIES },
};

/* told() without the data of large answers, whose length is checked here. */
static const char *
told_shortly(const secmail_answers *a, uint32_t id, char out[TOLD_SIZE])
{
	size_t len;

	(void)secmail_answers_rdata(a, id, 0, &len);
	if (len < 1000)
		return told(a, id, out);
	ck_assert_uint_eq(len, 20000);
	snprintf(out, TOLD_SIZE, "%s", LARGE);
	return out;
}

START_TEST(asks_one_server)
{
	const struct manners *m = &one_server[_i];
	fake_server *f = fake_start(m->manner);
	const char *address = fake_address(f);
	secmail_dns_resolver *r = resolver_of(&address, 1);
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("Mail.example", m->type, &id);

	/* Only silence has to be sat out: on a busy machine an answer may take its time. */
	if (strcmp(m->expected, "timeout") != 0)
		ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, UNHURRIED_MS), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	told_shortly(a, id, text);
	ck_assert_msg(strcmp(text, m->expected) == 0, "%s: '%s'", m->proves, text);
	ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_UNKNOWN);
	fake_wait_for(f, m->queries);
	ck_assert_msg(
	    fake_queries(f) == m->queries, "%s: asked %u times", m->proves, fake_queries(f));
	ck_assert_msg(fake_connections(f) == m->connections, "%s: connected %u times", m->proves,
	    fake_connections(f));
	fake_stop(f);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

static const struct pair {
	const char *proves;
	fake_manner first, second;
	const char *expected;
	unsigned first_queries, second_queries;
} pairs[] = {
	{ "the first server is asked first", FAKE_HONEST, FAKE_SERVFAIL, "records 192.0.2.7", 1,
	    0 },
	{ "behind a silent server is the next", FAKE_SILENT, FAKE_HONEST, "records 192.0.2.7", 1,
	    1 },
	{ "behind a failing one too", FAKE_SERVFAIL, FAKE_HONEST, "records 192.0.2.7", 1, 1 },
	{ "behind a refusing one too", FAKE_REFUSED, FAKE_HONEST, "records 192.0.2.7", 1, 1 },
	{ "behind a lame one too", FAKE_LAME, FAKE_HONEST, "records 192.0.2.7", 1, 1 },
	{ "behind one that can't be read too", FAKE_BROKEN_DATA, FAKE_HONEST, "records 192.0.2.7",
	    1, 1 },
	{ "a failed validation is final", FAKE_BOGUS, FAKE_HONEST, "bogus", 1, 0 },
	{ "when both fail, the last failure stands", FAKE_SERVFAIL, FAKE_REFUSED, "refused", 1, 1 },
	{ "a silent one does not outvote a failing one", FAKE_SERVFAIL, FAKE_SILENT, "servfail", 1,
	    TRIES },
};

START_TEST(asks_two_servers)
{
	const struct pair *p = &pairs[_i];
	fake_server *first = fake_start(p->first), *second = fake_start(p->second);
	const char *addresses[] = { fake_address(first), fake_address(second) };
	secmail_dns_resolver *r = resolver_of(addresses, 2);
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	told(a, id, text);
	ck_assert_msg(strcmp(text, p->expected) == 0, "%s: '%s'", p->proves, text);
	fake_wait_for(first, p->first_queries);
	fake_wait_for(second, p->second_queries);
	ck_assert_msg(fake_queries(first) == p->first_queries, "%s: the first was asked %u times",
	    p->proves, fake_queries(first));
	ck_assert_msg(fake_queries(second) == p->second_queries,
	    "%s: the second was asked %u times", p->proves, fake_queries(second));
	fake_stop(first);
	fake_stop(second);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

/* A port where nobody listens. */
static void
dead_address(char *out, size_t size)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof address;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	close(fd);
	snprintf(out, size, "127.0.0.1:%d", ntohs(address.sin_port));
}

START_TEST(a_dead_server_is_left_at_once)
{
	fake_server *f = fake_start(FAKE_HONEST);
	char dead[32], text[TOLD_SIZE];
	const char *addresses[] = { dead, fake_address(f) };
	secmail_dns_resolver *r;
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	dead_address(dead, sizeof dead);
	r = resolver_of(addresses, 2);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, 60000), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), "records 192.0.2.7");
	fake_stop(f);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

START_TEST(all_servers_may_be_dead)
{
	char dead[32], text[TOLD_SIZE];
	const char *addresses[] = { dead };
	secmail_dns_resolver *r;
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	dead_address(dead, sizeof dead);
	r = resolver_of(addresses, 1);
	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), "timeout");
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

START_TEST(total_timeout_ends_the_run)
{
	fake_server *f = fake_start(FAKE_SILENT);
	const char *address = fake_address(f);
	secmail_dns_resolver *r = resolver_of(&address, 1);
	char text[TOLD_SIZE];
	uint32_t id, early;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	early = ask(a, "early.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_SPECULATIVE);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, 60000), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_set_total_timeout(r, 100), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), "timeout");
	ck_assert_str_eq(told(a, early, text), "timeout");
	fake_stop(f);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

START_TEST(speculation_is_not_waited_for)
{
	fake_server *f = fake_start(FAKE_SILENT_ON_TEXT);
	const char *address = fake_address(f);
	secmail_dns_resolver *r = resolver_of(&address, 1);
	char text[TOLD_SIZE];
	uint32_t id, early;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	early = ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_SPECULATIVE);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, 60000), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), "records 192.0.2.7");
	ck_assert_str_eq(told(a, early, text), "open");
	fake_stop(f);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

START_TEST(speculation_alone_is_waited_for)
{
	fake_server *f = fake_start(FAKE_HONEST);
	const char *address = fake_address(f);
	secmail_dns_resolver *r = resolver_of(&address, 1);
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	id = ask(a, "mail.example", SECMAIL_DNS_TXT, SECMAIL_ANSWERS_SPECULATIVE);
	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), "records ok");
	fake_stop(f);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

/* More than may be in flight, few of them from one port, and no descriptor left behind. */
START_TEST(all_questions_are_asked)
{
	fake_server *f = fake_start(FAKE_HONEST);
	const char *address = fake_address(f);
	secmail_dns_resolver *r = resolver_of(&address, 1);
	char name[32], text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("n.example", SECMAIL_DNS_A, &id);
	int before, after;

	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof name, "n%d.example", i);
		ask(a, name, i % 2 ? SECMAIL_DNS_A : SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED);
	}
	before = dup(0);
	close(before);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, 3000), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	after = dup(0);
	close(after);
	ck_assert_int_eq(before, after);
	for (uint32_t i = 1; i <= 200; i++)
		ck_assert_str_eq(told(a, i, text), i % 2 ? "records ok" : "records 192.0.2.7");
	ck_assert_uint_eq(fake_queries(f), 201);
	ck_assert_uint_le(fake_most_of_a_port(f), SECMAIL_DNS_PORT_QUESTIONS);
	fake_stop(f);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

static const struct trusting {
	const char *proves;
	fake_manner manner;
	bool trust_ad;
	secmail_trust expected;
} trustings[] = {
	{ "AD from a trusted validator is secure", FAKE_AD, true, SECMAIL_TRUST_SECURE },
	{ "no AD from a trusted validator is insecure", FAKE_HONEST, true, SECMAIL_TRUST_INSECURE },
	{ "without trust nothing is known", FAKE_AD, false, SECMAIL_TRUST_UNKNOWN },
};

START_TEST(trusts_whom_it_is_told_to)
{
	const struct trusting *t = &trustings[_i];
	fake_server *f = fake_start(t->manner);
	const char *address = fake_address(f);
	secmail_dns_resolver *r = resolver_of(&address, 1);
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	secmail_dns_resolver_set_trust_ad(r, t->trust_ad);
	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	ck_assert_msg(secmail_answers_trust(a, id) == t->expected, "%s", t->proves);
	fake_stop(f);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

START_TEST(needs_a_server)
{
	secmail_dns_resolver *r = resolver_of(NULL, 0);
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);

	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_answers_state(a, id), SECMAIL_ANSWER_OPEN);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

START_TEST(a_table_without_questions_asks_nobody)
{
	fake_server *f = fake_start(FAKE_HONEST);
	const char *address = fake_address(f);
	secmail_dns_resolver *r = resolver_of(&address, 1);
	secmail_answers *a;

	ck_assert_int_eq(secmail_answers_new(&a), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_run(r, a), SECMAIL_DONE);
	ck_assert_uint_eq(fake_queries(f), 0);
	fake_stop(f);
	secmail_answers_free(a);
	secmail_dns_resolver_free(r);
}
END_TEST

TCase *
resolver_tests(void)
{
	TCase *t = tcase_create("resolver");

	tcase_set_timeout(t, 20);
	tcase_add_loop_test(t, asks_one_server, 0, sizeof one_server / sizeof one_server[0]);
	tcase_add_loop_test(t, asks_two_servers, 0, sizeof pairs / sizeof pairs[0]);
	tcase_add_test(t, a_dead_server_is_left_at_once);
	tcase_add_test(t, all_servers_may_be_dead);
	tcase_add_test(t, total_timeout_ends_the_run);
	tcase_add_test(t, speculation_is_not_waited_for);
	tcase_add_test(t, speculation_alone_is_waited_for);
	tcase_add_test(t, all_questions_are_asked);
	tcase_add_loop_test(
	    t, trusts_whom_it_is_told_to, 0, sizeof trustings / sizeof trustings[0]);
	tcase_add_test(t, needs_a_server);
	tcase_add_test(t, a_table_without_questions_asks_nobody);
	return t;
}
