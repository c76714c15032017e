/* test_siphash.c - the hash is the published one, and its key matters */
#include <check.h>

#include "edge.h"
#include "private/siphash.h"

TCase *siphash_tests(void);

/* The reference's key and messages: octets that count up from zero. */
static const struct vector {
	size_t len;
	uint64_t hash; /* the published octets, low ones first */
} vectors[] = {
	{ 0, 0x726fdb47dd0e0e31 },
	{ 1, 0x74f839c593dc67fd },
	{ 2, 0x0d6c8009d9a94f5a },
	{ 3, 0x85676696d7fb7e2d },
	{ 4, 0xcf2794e0277187b7 },
	{ 5, 0x18765564cd99a68d },
	{ 6, 0xcbc9466e58fee3ce },
	{ 7, 0xab0200f58b01d137 },
	{ 8, 0x93f5f5799a932462 },
	{ 9, 0x9e0082df0ba9e4b0 },
	{ 15, 0xa129ca6149be45e5 }, /* also in appendix A of the paper */
	{ 16, 0x3f2acc7f57c29bdb },
	{ 63, 0x958a324ceb064572 },
};

START_TEST(is_the_published_one)
{
	const struct vector *v = &vectors[_i];
	uint8_t key[SECMAILP_SIPHASH_KEY], message[64];
	edge e;

	for (size_t i = 0; i < sizeof message; i++)
		message[i] = (uint8_t)i;
	memcpy(key, message, sizeof key);
	e = edge_behind(message, v->len);
	ck_assert_msg(secmailp_siphash(key, e.octets) == v->hash, "%zu octets", v->len);
	edge_free(&e);
}
END_TEST

START_TEST(each_octet_of_the_key_matters)
{
	uint8_t key[SECMAILP_SIPHASH_KEY] = { 0 };
	secmailp_view name = secmailp_view_text("example");
	uint64_t hash = secmailp_siphash(key, name);

	for (size_t i = 0; i < sizeof key; i++) {
		key[i] = 1;
		ck_assert_msg(secmailp_siphash(key, name) != hash, "octet %zu", i);
		key[i] = 0;
	}
}
END_TEST

TCase *
siphash_tests(void)
{
	TCase *t = tcase_create("siphash");

	tcase_add_loop_test(t, is_the_published_one, 0, sizeof vectors / sizeof vectors[0]);
	tcase_add_test(t, each_octet_of_the_key_matters);
	return t;
}
