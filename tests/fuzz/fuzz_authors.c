/* covers: lib/core/mailboxes.c lib/core/authors.c lib/core/lookalike.c lib/private/utf8.c */
/*
 * fuzz_authors.c - an address that was read is read again as the same address
 *
 * The input is the body of one From field. Whatever it is, what comes out is
 * fit for print and look-ups, and there is an author domain only where nothing
 * is ambiguous.
 */
#include <secmail/message.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static secmail_authors *
read_field(const void *body, size_t len)
{
	secmail_authors *authors;

	require(secmail_authors_new(&authors) == SECMAIL_DONE);
	require(secmail_authors_add_field(authors, body, len) == SECMAIL_DONE);
	return authors;
}

static void
check_printable(const char *address)
{
	for (const char *at = address; *at; at++) {
		unsigned char octet = (unsigned char)*at;

		require(octet >= ' ' && octet != 0x7f);
	}
	require(strchr(address, '@'));
}

/* A domain is one that secmail_domain_normalize() would not change. */
static void
check_domain(const char *domain)
{
	char again[SECMAIL_DOMAIN_SIZE];

	require(secmail_domain_normalize(domain, strlen(domain), again) == SECMAIL_DONE);
	require(strcmp(domain, again) == 0);
}

static bool
is_same(const char *one, const char *other)
{
	return one == other || (one && other && strcmp(one, other) == 0);
}

/* Alone, address `index` is read as it was read among the others. */
static void
check_again(const secmail_authors *authors, size_t index)
{
	const char *address = secmail_authors_address(authors, index);
	secmail_authors *again = read_field(address, strlen(address));

	require(secmail_authors_count(again) == 1);
	require(strcmp(secmail_authors_address(again, 0), address) == 0);
	require(is_same(secmail_authors_address_domain(again, 0),
	    secmail_authors_address_domain(authors, index)));
	require(is_same(secmail_authors_domain(again), secmail_authors_address_domain(again, 0)));
	secmail_authors_free(again);
}

static void
check_author_domain(const secmail_authors *authors)
{
	const char *domain = secmail_authors_domain(authors);
	uint32_t flags = secmail_authors_flags(authors);

	if (!domain)
		return;
	require(!(flags & (SECMAIL_MESSAGE_FROM_SYNTAX | SECMAIL_MESSAGE_FROM_DOMAINS)));
	require(secmail_authors_count(authors) > 0);
	for (size_t i = 0; i < secmail_authors_count(authors); i++)
		require(is_same(secmail_authors_address_domain(authors, i), domain));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmail_authors *authors = read_field(data, size);
	size_t count = secmail_authors_count(authors);
	bool is_clean = !(secmail_authors_flags(authors) & SECMAIL_MESSAGE_FROM_SYNTAX);

	require(count <= SECMAIL_MESSAGE_MAX_AUTHORS);
	require(!secmail_authors_address(authors, count));
	for (size_t i = 0; i < count; i++) {
		const char *domain = secmail_authors_address_domain(authors, i);

		check_printable(secmail_authors_address(authors, i));
		if (domain)
			check_domain(domain);
		if (is_clean)
			check_again(authors, i);
	}
	check_author_domain(authors);
	require(secmail_authors_add_field(authors, data, size) == SECMAIL_DONE);
	require(!secmail_authors_domain(authors));
	secmail_authors_free(authors);
	return 0;
}
