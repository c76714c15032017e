/* covers: lib/private/dnsname.c */
/*
 * fuzz_dnsname.c - a name is the same from its labels, from the wire and from its text
 *
 * The first octet chooses whether the rest is labels with dots or a wire name.
 */
#include <stdlib.h>

#include "private/dnsname.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* One octet of presentation form, escapes resolved; *is_dot tells a dot that parts labels. */
static const char *
unescape(const char *at, uint8_t *out, bool *is_dot)
{
	*is_dot = *at == '.';
	if (*at != '\\') {
		*out = (uint8_t)*at;
		return at + 1;
	}
	if (at[1] < '0' || at[1] > '9') {
		*out = (uint8_t)at[1];
		return at + 2;
	}
	*out = (uint8_t)((at[1] - '0') * 100 + (at[2] - '0') * 10 + (at[3] - '0'));
	return at + 4;
}

/* The wire form again, made from the text alone. */
static size_t
wire_of(const char *text, uint8_t wire[SECMAILP_DNSNAME_TEXT])
{
	size_t used = 1, label = 0;
	bool is_dot;
	uint8_t octet;

	wire[0] = 0;
	if (strcmp(text, ".") == 0)
		return 1;
	while (*text) {
		text = unescape(text, &octet, &is_dot);
		if (is_dot)
			label = used;
		else
			wire[label]++;
		wire[used++] = is_dot ? 0 : octet;
	}
	wire[used++] = 0;
	return used;
}

static void
check_name(const secmailp_dnsname *n)
{
	char text[SECMAILP_DNSNAME_TEXT];
	uint8_t wire[SECMAILP_DNSNAME_TEXT];
	secmailp_cursor c = secmailp_cursor_over(secmailp_dnsname_view(n));
	secmailp_dnsname again;
	size_t len;

	require(n->len > 0 && n->len <= SECMAILP_DNSNAME_MAX);
	secmailp_dnsname_text(secmailp_dnsname_view(n), text);
	len = wire_of(text, wire);
	require(secmailp_view_equal(secmailp_view_of(wire, len), secmailp_dnsname_view(n)));
	require(secmailp_dnsname_read(&again, &c) && secmailp_cursor_done(&c));
	require(secmailp_view_equal(secmailp_dnsname_view(&again), secmailp_dnsname_view(n)));
}

/* What the labels come to, one octet after the other. */
static bool
are_labels(secmailp_view v)
{
	size_t label = 0;

	if (v.len > 0 && v.at[v.len - 1] == '.')
		v.len--;
	for (size_t i = 0; i < v.len; i++) {
		label = v.at[i] == '.' ? 0 : label + 1;
		if (label > 63 || (label == 0 && (i == 0 || v.at[i - 1] == '.')))
			return false;
	}
	return v.len == 0 || (label > 0 && v.len <= 253);
}

static void
check_labels(secmailp_view labels)
{
	secmailp_dnsname n;
	bool made = secmailp_dnsname_from_labels(&n, labels);

	require(made == are_labels(labels));
	if (made)
		check_name(&n);
	else
		require(n.len == 0);
}

static void
check_wire(secmailp_view wire)
{
	secmailp_cursor c = secmailp_cursor_over(wire);
	secmailp_dnsname n;
	bool made = secmailp_dnsname_read(&n, &c);
	char text[SECMAILP_DNSNAME_TEXT];

	require(made == !c.bad);
	if (made) {
		require(wire.len - secmailp_cursor_left(&c) == n.len);
		require(secmailp_view_equal_nocase(
		    secmailp_view_first(wire, n.len), secmailp_dnsname_view(&n)));
		check_name(&n);
	} else {
		require(n.len == 0);
	}
	secmailp_dnsname_text(wire, text);
	require(strlen(text) < sizeof text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_view rest;

	if (size < 1)
		return 0;
	rest = secmailp_view_of(data + 1, size - 1);
	if (data[0] % 2)
		check_labels(rest);
	else
		check_wire(rest);
	return 0;
}
