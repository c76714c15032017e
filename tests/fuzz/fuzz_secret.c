/* covers: lib/private/secret.c */
/*
 * fuzz_secret.c - secrets of a pool are zeroed, aligned and apart; comparing and wiping see each
 * octet
 *
 * Two octets choose the room; each that follows asks for one secret. The same
 * octets, cut in half, are compared.
 */
#include <stdlib.h>

#include "private/secret.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_pool(size_t room, secmailp_view sizes)
{
	secmailp_secret_pool p;
	const uint8_t *end;

	if (secmailp_secret_pool_open(&p, room) != SECMAILP_DONE) {
		require(room == 0 || room > SECMAILP_SECRET_MAX);
		require(!secmailp_secret_alloc(&p, 1));
		secmailp_secret_pool_close(&p);
		return;
	}
	require(p.room >= room);
	end = p.pages;
	for (size_t i = 0; i < sizes.len; i++) {
		size_t len = (size_t)sizes.at[i] * 8 + 1;
		uint8_t *secret = secmailp_secret_alloc(&p, len);

		if (!secret) {
			require(len > p.room - p.used);
			continue;
		}
		require(secret >= end && (uintptr_t)secret % 16 == 0);
		for (size_t j = 0; j < len; j++)
			require(secret[j] == 0);
		memset(secret, 0xa5, len);
		end = secret + len;
		require(p.used <= p.room);
	}
	secmailp_secret_pool_close(&p);
	require(!p.pages);
}

static void
check_comparison(secmailp_view v)
{
	secmailp_view a = secmailp_view_first(v, v.len / 2);
	secmailp_view b = secmailp_view_after(v, v.len / 2);

	require(secmailp_equal_secret(a, b) == secmailp_view_equal(a, b));
	require(secmailp_equal_secret(v, v));
}

static void
check_wiping(secmailp_view v)
{
	uint8_t *copy = malloc(v.len + 1);

	if (!copy)
		return;
	memcpy(copy, v.at, v.len);
	copy[v.len] = 0x55;
	secmailp_wipe(copy, v.len);
	for (size_t i = 0; i < v.len; i++)
		require(copy[i] == 0);
	require(copy[v.len] == 0x55);
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_view rest;
	size_t room;

	if (size < 2)
		return 0;
	rest = secmailp_view_of(data + 2, size - 2);
	room = (size_t)data[0] << 8 | data[1];
	check_pool(room == UINT16_MAX ? SECMAILP_SECRET_MAX + 1 : room, rest);
	check_comparison(rest);
	check_wiping(rest);
	return 0;
}
