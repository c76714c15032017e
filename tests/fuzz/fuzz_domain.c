/* covers: lib/private/domain.c */
/*
 * fuzz_domain.c - a domain is what its grammar says, and its labels add up
 *
 * A line end parts the input in two names.
 */
#include <stdlib.h>

#include "private/domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_label_octet(uint8_t octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
	       (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
}

/* Label by label, with a counter in place of a tokenizer. */
static bool
is_domain(const uint8_t *name, size_t len)
{
	size_t in_label = 0;

	if (len > 0 && name[len - 1] == '.')
		len--;
	for (size_t i = 0; i < len; i++) {
		if (name[i] == '.') {
			if (in_label == 0)
				return false;
			in_label = 0;
		} else if (!is_label_octet(name[i]) || ++in_label > 63) {
			return false;
		}
	}
	return in_label > 0 && len <= 253;
}

static void
check_set(secmailp_domain *d, const uint8_t *name, size_t len)
{
	bool taken = secmailp_domain_set(d, secmailp_view_of(name, len));

	require(taken == is_domain(name, len));
	require(strlen(d->text) == d->len && (taken || d->len == 0));
	require(!taken || secmailp_view_equal_nocase(
			      secmailp_domain_view(d), secmailp_view_of(name, d->len)));
}

/* An allocation of its own, so that a read outside it is seen. */
static secmailp_view
copy(const secmailp_domain *d)
{
	uint8_t *octets = malloc(d->len > 0 ? d->len : 1);

	if (!octets)
		abort();
	memcpy(octets, d->text, d->len);
	return (secmailp_view){ octets, d->len };
}

static void
check_labels(secmailp_view name)
{
	size_t labels = secmailp_domain_labels(name);

	require(secmailp_domain_last(name, 0).len == 0);
	for (size_t i = 1; i <= labels; i++) {
		secmailp_view last = secmailp_domain_last(name, i);

		require(secmailp_domain_labels(last) == i);
		require(secmailp_domain_is_within(name, last));
		require(i == labels || !secmailp_domain_is_within(last, name));
	}
	require(secmailp_view_equal(secmailp_domain_last(name, labels), name));
	require(secmailp_view_equal(secmailp_domain_last(name, labels + 1), name));
}

/* From the back, up to the last dot. */
static void
check_number(secmailp_view name)
{
	size_t digits = 0;
	size_t at = name.len;

	while (at > 0 && name.at[at - 1] >= '0' && name.at[at - 1] <= '9') {
		digits++;
		at--;
	}
	require(secmailp_domain_ends_in_number(name) ==
		(digits > 0 && (at == 0 || name.at[at - 1] == '.')));
}

static void
check_pair(secmailp_view a, secmailp_view b)
{
	secmailp_view end = secmailp_domain_last(a, secmailp_domain_labels(b));

	require(secmailp_domain_is_within(a, b) == (b.len > 0 && secmailp_view_equal(end, b)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
	size_t first = end ? (size_t)(end - data) : size;
	secmailp_domain a, b;
	secmailp_view x, y;

	check_set(&a, data, first);
	check_set(&b, end ? end + 1 : data, end ? size - first - 1 : size);
	x = copy(&a);
	y = copy(&b);
	check_labels(x);
	check_number(x);
	check_pair(x, y);
	check_pair(y, x);
	free((void *)(uintptr_t)x.at);
	free((void *)(uintptr_t)y.at);
	return 0;
}
