/* covers: lib/dns/table.c lib/dns/lookup.c lib/dns/taken.c lib/dns/channel.c lib/dns/tcp.c */
/*
 * fuzz_dns_client.c - whatever the network does, in whichever order
 *
 * The input is a list of steps, two octets each: tables come, ask and go,
 * queries are answered truly, with lies or not at all, sockets break, time
 * passes. No lie may be believed, no answer go to another question, nobody be
 * told twice or too early, no socket stay open, nothing be used after it is gone.
 */
#include <secmail/dnsclient.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TABLES 6
#define NAMES 24
#define MAX_STEPS 400

typedef struct place {
	secmail_answers *answers;
	bool awaits;
} place;

static struct scene {
	secmail_dns_client *client;
	secmail_dns_cache *cache; /* NULL: none */
	secmail_dns_resolver *settings[2];
	place tables[TABLES];
} scene;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Each answer has to be the one that its name has. */
static void
check_answers(const secmail_answers *a)
{
	for (uint32_t id = 0; id < secmail_answers_question_count(a); id++) {
		size_t len;
		const uint8_t *data = secmail_answers_rdata(a, id, 0, &len);
		const char *name = secmail_answers_qname(a, id);

		require(!data || (len == 4 && data[3] == WORLD_TRUTH(name[0])));
		require(secmail_answers_trust(a, id) == SECMAIL_TRUST_UNKNOWN);
	}
}

static void
is_told(void *arg, secmail_answers *a, secmail_status status)
{
	place *p = arg;
	uint32_t id;

	require(p->awaits && p->answers == a);
	p->awaits = false;
	check_answers(a);
	if (status == SECMAIL_DONE)
		require(secmail_answers_open(a, &id, 1) == 0 || !secmail_answers_is_needed(a, id));
	else
		require(status == SECMAIL_IO);
}

/* Names begin with a letter that no change of case or of one bit makes another's. */
static void
ask(secmail_answers *a, unsigned number)
{
	char name[] = "bcdfgh.long-enough-for-chance.example";
	uint32_t id;

	name[0] = "acegikmoqsuwy"[number % NAMES % 13];
	if (number % NAMES >= 13)
		name[1] = 'z';
	require(secmail_answers_ask(a, name, sizeof name - 1, SECMAIL_DNS_A,
		    number & 0x80 ? SECMAIL_ANSWERS_SPECULATIVE : SECMAIL_ANSWERS_NEEDED,
		    &id) == SECMAIL_DONE);
}

static void
start(place *p)
{
	secmail_status status = secmail_dns_client_start(scene.client, p->answers, is_told, p);

	require(status == SECMAIL_DONE || status == SECMAIL_WANT_DNS || status == SECMAIL_IO);
	p->awaits = status == SECMAIL_WANT_DNS;
}

/* Questions of a table, and perhaps its start. */
static void
ask_some(uint8_t what)
{
	place *p = &scene.tables[what % TABLES];

	for (unsigned i = 0; i < 1u + what / TABLES % 5; i++)
		ask(p->answers, what * 7u + i * 5u);
	start(p);
}

static void
leave(uint8_t what)
{
	place *p = &scene.tables[what % TABLES];

	p->awaits = false;
	switch (what / TABLES % 4) {
	case 0:
		secmail_dns_client_cancel(scene.client, p->answers);
		break;
	case 1:
		secmail_answers_free(p->answers);
		require(secmail_answers_new(&p->answers) == SECMAIL_DONE);
		break;
	case 2:
		secmail_answers_reset(p->answers);
		break;
	default:
		secmail_answers_expire(p->answers);
	}
}

static void
ready(int fd)
{
	if (fd >= 0)
		secmail_dns_client_ready(
		    scene.client, fd, SECMAIL_DNS_READABLE | SECMAIL_DNS_WRITABLE);
}

static void
tick(unsigned ms)
{
	world_pass_time(ms);
	secmail_dns_client_tick(scene.client);
	require(secmail_dns_client_wait(scene.client) != 0);
}

static void
change_settings(uint8_t what)
{
	secmail_status status =
	    secmail_dns_client_set_resolver(scene.client, scene.settings[what % 2]);

	require(status == SECMAIL_DONE);
}

/* 100 questions of one table, so that some have to wait for their turn. */
static void
ask_many(uint8_t what)
{
	place *p = &scene.tables[what % TABLES];
	char name[32] = "a0000.example";
	uint32_t id;

	for (unsigned i = 0; i < 100 && secmail_answers_question_count(p->answers) < 300; i++) {
		name[1] = (char)('0' + i / 10);
		name[2] = (char)('0' + i % 10);
		name[3] = (char)('0' + what % 10);
		require(secmail_answers_ask(p->answers, name, 13, SECMAIL_DNS_A,
			    SECMAIL_ANSWERS_NEEDED, &id) == SECMAIL_DONE);
	}
	start(p);
}

static void
step(uint8_t action, uint8_t what)
{
	switch (action % 11) {
	case 0:
		ask_some(what);
		break;
	case 1:
	case 2:
	case 3:
		ready(world_answer_query(what / 16u, what % WORLD_ANSWERS));
		break;
	case 4:
		leave(what);
		break;
	case 5:
		ready(world_break(what));
		break;
	case 6:
		tick(what * 20u);
		break;
	case 7:
		ready(what < 8 ? 7 : world_descriptor(what));
		break;
	case 8:
		world_set_trouble(what % WORLD_TROUBLES);
		break;
	case 9:
		change_settings(what);
		break;
	default:
		ask_many(what);
	}
}

static secmail_dns_resolver *
resolver_of(const char *first, const char *second)
{
	secmail_dns_resolver *r;

	require(secmail_dns_resolver_new(&r) == SECMAIL_DONE);
	require(secmail_dns_resolver_add_server(r, first) == SECMAIL_DONE);
	require(secmail_dns_resolver_add_server(r, second) == SECMAIL_DONE);
	require(secmail_dns_resolver_set_tries(r, 2) == SECMAIL_DONE);
	return r;
}

static void
set_up(uint8_t chance)
{
	world_begin(chance);
	scene.settings[0] = resolver_of("192.0.2.1", "192.0.2.2");
	scene.settings[1] = resolver_of("2001:db8::1", "192.0.2.2");
	require(secmail_dns_client_new(scene.settings[0], &scene.client) == SECMAIL_DONE);
	if (chance & 4) {
		require(secmail_dns_cache_new(SECMAIL_DNS_CACHE_MIN, &scene.cache) == SECMAIL_DONE);
		secmail_dns_client_set_cache(scene.client, scene.cache);
	}
	secmail_dns_client_set_watch(scene.client, world_watch, NULL);
	for (size_t i = 0; i < TABLES; i++)
		require(secmail_answers_new(&scene.tables[i].answers) == SECMAIL_DONE);
}

/* When the total time is used up, everybody has been told. */
static void
let_time_run_out(void)
{
	for (int i = 0; i < 25; i++)
		tick(1000);
	for (size_t i = 0; i < TABLES; i++)
		require(!scene.tables[i].awaits);
	require(secmail_dns_client_count(scene.client, SECMAIL_DNS_CLIENT_IN_FLIGHT) == 0);
}

static void
tear_down(bool client_first)
{
	if (client_first)
		secmail_dns_client_free(scene.client);
	for (size_t i = 0; i < TABLES; i++) {
		check_answers(scene.tables[i].answers);
		secmail_answers_free(scene.tables[i].answers);
	}
	if (!client_first)
		secmail_dns_client_free(scene.client);
	secmail_dns_cache_free(scene.cache);
	secmail_dns_resolver_free(scene.settings[0]);
	secmail_dns_resolver_free(scene.settings[1]);
	world_end();
	memset(&scene, 0, sizeof scene);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	set_up(data[0]);
	for (size_t i = 1; i + 1 < size && i < 2 * (size_t)MAX_STEPS; i += 2) {
		step(data[i], data[i + 1]);
		for (size_t t = 0; t < TABLES; t++)
			check_answers(scene.tables[t].answers);
	}
	if (data[0] % 2)
		let_time_run_out();
	tear_down(data[0] / 2 % 2);
	return 0;
}
