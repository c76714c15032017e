/* test_sha256.c - the fingerprint is that of sha256sum(1), whatever the length */
#include <check.h>
#include <stdlib.h>

#include "edge.h"
#include "private/sha256.h"

TCase *sha256_tests(void);

/* Octets that count up from zero, around the ends of blocks; the values are those of sha256sum. */
static const struct vector {
	size_t len;
	const char *hash;
} vectors[] = {
	{ 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ 1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
	{ 55, "463eb28e72f82e0a96c0a4cc53690c571281131f672aa229e0d45ae59b598b59" },
	{ 56, "da2ae4d6b36748f2a318f23e7ab1dfdf45acdc9d049bd80e59de82a60895f562" },
	{ 63, "29af2686fd53374a36b0846694cc342177e428d1647515f078784d69cdb9e488" },
	{ 64, "fdeab9acf3710362bd2658cdc9a29e8f9c757fcf9811603a8c447cd1d9151108" },
	{ 65, "4bfd2c8b6f1eec7a2afeb48b934ee4b2694182027e6d0fc075074f2fabb31781" },
	{ 119, "da18797ed7c3a777f0847f429724a2d8cd5138e6ed2895c3fa1a6d39d18f7ec6" },
	{ 120, "f52b23db1fbb6ded89ef42a23ce0c8922c45f25c50b568a93bf1c075420bbb7c" },
	{ 200, "1901da1c9f699b48f6b2636e65cbf73abf99d0441ef67f5c540a42f7051dec6f" },
};

START_TEST(is_that_of_sha256sum)
{
	uint8_t message[256];
	char hash[SECMAILP_SHA256_HEX + 1];
	edge e;

	for (size_t i = 0; i < sizeof message; i++)
		message[i] = (uint8_t)i;
	e = edge_behind(message, vectors[_i].len);
	secmailp_sha256_hex(e.octets, hash);
	ck_assert_str_eq(hash, vectors[_i].hash);
	edge_free(&e);
}
END_TEST

/* FIPS 180-2 appendix B.3. */
START_TEST(a_million_times_a)
{
	const size_t len = 1000000;
	uint8_t *message = malloc(len);
	char hash[SECMAILP_SHA256_HEX + 1];

	ck_assert_ptr_nonnull(message);
	memset(message, 'a', len);
	secmailp_sha256_hex(secmailp_view_of(message, len), hash);
	ck_assert_str_eq(hash, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(message);
}
END_TEST

TCase *
sha256_tests(void)
{
	TCase *c = tcase_create("sha256");

	tcase_add_loop_test(c, is_that_of_sha256sum, 0, sizeof vectors / sizeof vectors[0]);
	tcase_add_test(c, a_million_times_a);
	return c;
}
