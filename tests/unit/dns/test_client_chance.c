/*
 * test_client_chance.c - what somebody off the path has to guess (RFC 5452 section 9.2)
 *
 * Chance is planted, so that it can be seen where it goes: an id, a port or a
 * letter that comes from anywhere else is another one.
 */
#include <check.h>

#include "scene.h"

/* The port that a planted octet means. */
#define PORT_OF(octet) ((unsigned)(octet) % SECMAILP_DNS_PORTS)

static const uint8_t chances[] = { 0x00, 0x55, 0xa2, 0xff };

static secmailp_dns_lookup *
asked(secmail_answers *a, uint32_t id, waiting *w)
{
	secmailp_dns_lookup *lookup;

	ck_assert_int_eq(loop_ask(&l, a, w), SECMAIL_WANT_DNS);
	lookup = lookup_of(a, id);
	ck_assert_ptr_nonnull(lookup);
	return lookup;
}

START_TEST(an_id_and_a_port_are_chance)
{
	uint8_t octet = chances[_i];
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmailp_dns_lookup *lookup;
	waiting w;

	serve(FAKE_HONEST);
	plant_chance(octet);
	lookup = asked(a, id, &w);
	ck_assert_uint_eq(lookup->id, octet * 0x0101u);
	ck_assert_uint_eq(lookup->query[2], octet); /* behind the length */
	ck_assert_uint_eq(lookup->query[3], octet);
	ck_assert_ptr_eq(l.client->peers[0].ports[PORT_OF(octet)], lookup->channel);
	ck_assert_ptr_nonnull(lookup->channel);
	loop_until_told(&l, &w);
	ck_told(a, id, "records 192.0.2.7");
	secmail_answers_free(a);
	stop();
}
END_TEST

/* Nobody who saw the first query, or its answer, knows more of the second. */
START_TEST(a_retry_draws_again)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmailp_dns_lookup *lookup;
	waiting w;

	serve(FAKE_SILENT);
	have_patience(10000, 20000);
	plant_chance(0x55);
	lookup = asked(a, id, &w);
	ck_assert_uint_eq(lookup->id, 0x5555);
	plant_chance(0xa2);
	let_time_pass(10000);
	secmail_dns_client_tick(l.client);
	ck_assert_uint_eq(lookup->tries[0], 2);
	ck_assert_uint_eq(lookup->id, 0xa2a2);
	ck_assert_ptr_eq(l.client->peers[0].ports[PORT_OF(0xa2)], lookup->channel);
	secmail_answers_free(a);
	stop();
}
END_TEST

START_TEST(a_retry_leaves_its_port_even_by_the_same_chance)
{
	uint32_t id;
	secmail_answers *a = asking("mail.example", SECMAIL_DNS_A, &id);
	secmailp_dns_lookup *lookup;
	waiting w;

	serve(FAKE_SILENT);
	have_patience(10000, 20000);
	plant_chance(0x55);
	lookup = asked(a, id, &w);
	ck_assert_ptr_eq(l.client->peers[0].ports[PORT_OF(0x55)], lookup->channel);
	plant_chance(0x55);
	let_time_pass(10000);
	secmail_dns_client_tick(l.client);
	ck_assert_uint_eq(lookup->tries[0], 2);
	ck_assert_ptr_nonnull(lookup->channel);
	ck_assert_ptr_eq(l.client->peers[0].ports[PORT_OF(0x55 + 1)], lookup->channel);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* The same chance three times: the ids differ all the same, and each answer finds its question. */
START_TEST(ids_on_a_port_differ)
{
	static const uint16_t types[] = { SECMAIL_DNS_A, SECMAIL_DNS_TXT, SECMAIL_DNS_MX };
	static const char *const expected[] = { "records 192.0.2.7", "records ok", "nodata" };
	uint32_t id[3];
	secmail_answers *a = asking("mail.example", types[0], &id[0]);
	waiting w;

	for (int i = 1; i < 3; i++)
		id[i] = ask(a, "mail.example", types[i], SECMAIL_ANSWERS_NEEDED);
	serve(FAKE_HONEST);
	plant_chance(0xff);
	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	for (int i = 0; i < 3; i++) {
		ck_assert_uint_eq(lookup_of(a, id[i])->id, (0xffff + i) & 0xffff);
		ck_assert_ptr_eq(lookup_of(a, id[i])->channel, lookup_of(a, id[0])->channel);
	}
	loop_until_told(&l, &w);
	for (int i = 0; i < 3; i++)
		ck_told(a, id[i], expected[i]);
	ck_assert_uint_eq(fake_most_of_a_port(server), 3);
	secmail_answers_free(a);
	stop();
}
END_TEST

/* "n" of eight letters, twice: a bit of chance is one letter's, and no other's. */
START_TEST(each_letter_has_a_bit_of_its_own)
{
	static const char name[] = "\010abcdefgh\010ijklmnop";
	uint8_t query[SECMAILP_DNS_QUERY_SIZE];
	uint8_t chance[(sizeof name + 7) / 8] = { 0 };
	size_t len = sizeof name; /* the root's zero is the text's */

	secmailp_dns_query_write(
	    query, 1, secmailp_view_of(name, len), SECMAIL_DNS_A, SECMAILP_DNS_MIX_CASE);
	chance[(size_t)_i / 8] = (uint8_t)(1u << _i % 8);
	secmailp_dns_query_mix_case(query, len, chance);
	for (size_t i = 0; i < len; i++) {
		bool is_turned = i == (size_t)_i && name[i] > 8;

		ck_assert_uint_eq(query[12 + i], (uint8_t)name[i] - (is_turned ? 0x20u : 0u));
	}
}
END_TEST

static bool
is_zero(const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (octets[i] != 0)
			return false;
	return true;
}

/* A look into memory must not tell what is in flight, and nothing is used a second time. */
START_TEST(chance_is_used_once_and_wiped)
{
	uint8_t first[16], second[16];
	size_t left;

	serve(FAKE_HONEST);
	ck_assert(secmailp_dns_random(l.client, first, sizeof first));
	left = l.client->random_left;
	ck_assert(secmailp_dns_random(l.client, second, sizeof second));
	ck_assert_uint_eq(l.client->random_left, left - sizeof second);
	ck_assert(is_zero(l.client->random + left - sizeof second, sizeof first + sizeof second));
	ck_assert_mem_ne(first, second, sizeof first);
	ck_assert(!is_zero(first, sizeof first));
	ck_assert(!is_zero(second, sizeof second));
	stop();
}
END_TEST

START_TEST(clients_have_no_chance_in_common)
{
	uint8_t ours[16], theirs[16];
	const char *address;
	loop other;

	serve(FAKE_HONEST);
	address = fake_address(server);
	loop_start(&other, &address, 1);
	ck_assert(secmailp_dns_random(l.client, ours, sizeof ours));
	ck_assert(secmailp_dns_random(other.client, theirs, sizeof theirs));
	ck_assert_mem_ne(ours, theirs, sizeof ours);
	/* Of all 2^32 keys both drew one: that they are the same will not be seen. */
	ck_assert_uint_ne(l.client->hash_key, other.client->hash_key);
	loop_end(&other);
	stop();
}
END_TEST

TCase *
client_chance_tests(void)
{
	TCase *t = tcase_create("client, chance");

	tcase_set_timeout(t, 20);
	tcase_add_loop_test(t, an_id_and_a_port_are_chance, 0, sizeof chances / sizeof chances[0]);
	tcase_add_test(t, a_retry_draws_again);
	tcase_add_test(t, a_retry_leaves_its_port_even_by_the_same_chance);
	tcase_add_test(t, ids_on_a_port_differ);
	tcase_add_loop_test(t, each_letter_has_a_bit_of_its_own, 0, 18);
	tcase_add_test(t, chance_is_used_once_and_wiped);
	tcase_add_test(t, clients_have_no_chance_in_common);
	return t;
}
