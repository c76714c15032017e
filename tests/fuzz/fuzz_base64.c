/* covers: lib/private/base64.c */
/*
 * fuzz_base64.c - what decodes is the one spelling of its octets, and every octet string has one
 *
 * The first octet chooses whether folding is allowed and how much too small
 * the room is; the rest is decoded as text, and encoded as octets.
 */
#include <stdlib.h>

#include "private/base64.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 4096

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* The text without white space, where that is allowed in it. */
static secmailp_view
unfolded(secmailp_view text, secmailp_base64_space space, uint8_t *out)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		if (space == SECMAILP_BASE64_PLAIN || text.at[i] == 0 ||
		    !strchr(" \t\r\n", text.at[i]))
			out[len++] = text.at[i];
	return secmailp_view_of(out, len);
}

/* Whether it could be base64, said from the end: padding, digits, and zero bits. */
static bool
is_base64(secmailp_view text)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t padding = 0;
	const char *last;

	while (padding < 2 && padding < text.len && text.at[text.len - 1 - padding] == '=')
		padding++;
	if (text.len % 4 != 0)
		return false;
	for (size_t i = 0; i < text.len - padding; i++)
		if (text.at[i] == 0 || !strchr(digits, text.at[i]))
			return false;
	if (padding == 0)
		return true;
	last = strchr(digits, text.at[text.len - 1 - padding]);
	return (last - digits) % (padding == 1 ? 4 : 16) == 0;
}

static void
check_decoding(secmailp_view text, secmailp_base64_space space, size_t missing)
{
	uint8_t plain[INPUT_MAX];
	secmailp_view digits = unfolded(text, space, plain);
	size_t room = secmailp_base64_room(digits.len), len = 1;
	uint8_t *out;

	room = missing < room ? room - missing : 0;
	out = malloc(room > 0 ? room : 1);
	if (!out)
		return;
	if (secmailp_base64_decode(text, space, out, room, &len)) {
		secmailp_buffer b = secmailp_buffer_new(2 * INPUT_MAX);

		require(is_base64(digits) && len <= room);
		secmailp_base64_encode(&b, secmailp_view_of(out, len));
		require(secmailp_view_equal(secmailp_buffer_view(&b), digits));
		secmailp_buffer_free(&b);
	} else {
		require(len == 0);
		require(missing > 0 || !is_base64(digits));
	}
	free(out);
}

static void
check_encoding(secmailp_view octets)
{
	secmailp_buffer b = secmailp_buffer_new(2 * INPUT_MAX);
	uint8_t back[INPUT_MAX];
	size_t len;

	secmailp_base64_encode(&b, octets);
	require(secmailp_buffer_view(&b).len == (octets.len + 2) / 3 * 4);
	require(secmailp_base64_decode(
	    secmailp_buffer_view(&b), SECMAILP_BASE64_PLAIN, back, octets.len, &len));
	require(secmailp_view_equal(secmailp_view_of(back, len), octets));
	secmailp_buffer_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_view text;

	if (size < 1 || size > INPUT_MAX)
		return 0;
	text = secmailp_view_of(data + 1, size - 1);
	check_decoding(
	    text, data[0] % 2 ? SECMAILP_BASE64_FOLDED : SECMAILP_BASE64_PLAIN, data[0] / 2);
	check_encoding(text);
	return 0;
}
