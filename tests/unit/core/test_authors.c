/* test_authors.c - which addresses a From field has, and what is odd about it */
#include "../suite.h"

#include <secmail/message.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core_internal.h"

#define SYNTAX SECMAIL_MESSAGE_FROM_SYNTAX
#define ADDRESSES SECMAIL_MESSAGE_FROM_ADDRESSES
#define DOMAINS SECMAIL_MESSAGE_FROM_DOMAINS
#define ROUTE SECMAIL_MESSAGE_FROM_ROUTE
#define ENCODED SECMAIL_MESSAGE_FROM_ENCODED
#define DISPLAY SECMAIL_MESSAGE_FROM_DISPLAY
#define QUOTED SECMAIL_MESSAGE_FROM_QUOTED

/* "addresses" are joined by a bar; "domain" is the author domain, NULL where there must be none. */
static const struct reading {
	const char *proves;
	const char *body;
	const char *addresses;
	const char *domain;
	uint32_t flags;
} readings[] = {
	{ "an address may stand alone", "a@example.com", "a@example.com", "example.com", 0 },
	{ "an address may stand in brackets", " <a@example.com>", "a@example.com", "example.com",
	    0 },
	{ "a display name may be words", " Jane Doe <a@example.com>", "a@example.com",
	    "example.com", 0 },
	{ "a display name may have dots (obs-phrase)", "John Q. Public <a@example.com>",
	    "a@example.com", "example.com", 0 },
	{ "a display name may be quoted", "\"Doe, Jane\" <a@example.com>", "a@example.com",
	    "example.com", 0 },
	{ "a display name may be UTF-8", "J\303\266rg <a@example.com>", "a@example.com",
	    "example.com", 0 },
	{ "a display name in another charset does not hide the address", "J\366rg <a@example.com>",
	    "a@example.com", "example.com", 0 },
	{ "comments and folding may stand everywhere",
	    " (c)\r\n\tJane (x (y)) <(a)\r\n a.b (b) @ (c) example.com (d)> (e)", "a.b@example.com",
	    "example.com", 0 },
	{ "a fold may be a bare LF", "Jane\n <a@example.com>", "a@example.com", "example.com", 0 },
	{ "white space may stand around dots (obs-local-part, obs-domain)", "a . b @ example . com",
	    "a.b@example.com", "example.com", 0 },
	{ "a local-part may be quoted", "\"a b\"@example.com", "\"a b\"@example.com", "example.com",
	    0 },
	{ "a part of a local-part may be quoted", "a.\"b\".c@example.com", "a.\"b\".c@example.com",
	    "example.com", 0 },
	{ "a local-part may be UTF-8", "\303\274@example.com", "\303\274@example.com",
	    "example.com", 0 },
	{ "a tab in a quoted local-part becomes a space", "\"a\tb\"@example.com",
	    "\"a b\"@example.com", "example.com", 0 },
	{ "a C1 control character is not printed", "\302\205@example.com", "?@example.com",
	    "example.com", 0 },
	{ "a domain is compared in lower case", "a@EXAMPLE.Com", "a@EXAMPLE.Com", "example.com",
	    0 },
	{ "a domain may end in a dot", "a@example.com.", "a@example.com.", "example.com", 0 },
	{ "a domain may have an underscore", "a@_x.example.com", "a@_x.example.com",
	    "_x.example.com", 0 },
	{ "a U-label becomes an A-label", "a@b\303\274cher.example", "a@b\303\274cher.example",
	    "xn--bcher-kva.example", 0 },
	{ "a domain literal names no domain", "a@[192.0.2.1]", "a@[192.0.2.1]", NULL, 0 },
	{ "a domain literal may be folded", "a@[192.0.\r\n 2.1]", "a@[192.0.2.1]", NULL, 0 },
	{ "empty list elements are passed over (obs-mbox-list)", ", a@example.com,,",
	    "a@example.com", "example.com", 0 },
	{ "two addresses may share a domain", "a@example.com, B <b@Example.COM>",
	    "a@example.com|b@Example.COM", "example.com", ADDRESSES },
	{ "two domains are no author domain", "<a@attack.example>, <b@legit.example>",
	    "a@attack.example|b@legit.example", NULL, ADDRESSES | DOMAINS },
	{ "a literal beside a domain makes two domains", "a@example.com, b@[192.0.2.1]",
	    "a@example.com|b@[192.0.2.1]", NULL, ADDRESSES | DOMAINS },
	{ "a group may be an author (RFC 6854)", "Staff: a@example.com, B <b@example.com>;",
	    "a@example.com|b@example.com", "example.com", ADDRESSES },
	{ "an empty group has no author domain", "Undisclosed:;", "", NULL, 0 },
	{ "a group may stand beside an address", "g: a@example.com; , b@example.com",
	    "a@example.com|b@example.com", "example.com", ADDRESSES },

	{ "an empty field is no mailbox list", "", "", NULL, SYNTAX },
	{ "a comma is no mailbox list", ",", "", NULL, SYNTAX },
	{ "a word is no address", "admin", "", NULL, SYNTAX },
	{ "a word beside an address is no address", "admin, a@example.com", "a@example.com", NULL,
	    SYNTAX },
	{ "a word in brackets is no address", "<admin>", "", NULL, SYNTAX },
	{ "empty brackets are no author", "<>", "", NULL, SYNTAX },
	{ "a local-part is not empty", "<@example.com>", "", NULL, SYNTAX },
	{ "a domain is not empty", "a@", "", NULL, SYNTAX },
	{ "a domain does not start with a dot", "a@.example.com", "", NULL, SYNTAX },
	{ "a domain has no empty label", "a@example..com", "a@example.", NULL, SYNTAX },
	{ "a local-part does not start with a dot", ".a@example.com", ".a@example.com", NULL,
	    SYNTAX },
	{ "a local-part does not end in a dot", "a.@example.com", "a.@example.com", NULL, SYNTAX },
	{ "a local-part has no two dots in a row", "a..b@example.com", "a..b@example.com", NULL,
	    SYNTAX },
	{ "a second at sign is an error", "a@b@example.com", "a@b", NULL, SYNTAX },
	{ "a bracket has to close", "<a@example.com", "a@example.com", NULL, SYNTAX },
	{ "a quote has to close", "\"Jane <a@example.com>", "", NULL, SYNTAX },
	{ "a comment has to close", "a@example.com (Jane", "a@example.com", NULL, SYNTAX },
	{ "a literal has to close", "a@[192.0.2.1", "a@[192.0.2.1", NULL, SYNTAX },
	{ "a group has to close", "g: a@example.com", "a@example.com", NULL, SYNTAX },
	{ "a group has a name", ": a@example.com;", "a@example.com", NULL, SYNTAX },
	{ "a group holds no group", "g: h: a@example.com;;", "a@example.com", NULL, SYNTAX },
	{ "a semicolon ends nothing but a group", "a@example.com;", "a@example.com", NULL, SYNTAX },
	{ "words before a bare address are an error", "Jane a@example.com", "a@example.com", NULL,
	    SYNTAX },
	{ "a closing bracket alone is an error", "a@example.com>", "a@example.com", NULL, SYNTAX },
	{ "a domain of other characters is none", "a@exam'ple.com", "a@exam'ple.com", NULL,
	    SYNTAX },
	{ "a local-part that is no UTF-8 is an error", "\344@example.com", "?@example.com", NULL,
	    SYNTAX },
	{ "a control character is an error", "a@example.com\001", "a@example.com", NULL, SYNTAX },
	{ "a control character in quotes is an error and not printed", "\"a\007\"@example.com",
	    "\"a\"@example.com", NULL, SYNTAX },
	{ "a CR inside a line is an error", "a@example.com\r, b@example.com",
	    "a@example.com|b@example.com", NULL, SYNTAX | ADDRESSES },
	{ "a line end without a fold is an error", "a@example.com\r\n, b@example.com",
	    "a@example.com|b@example.com", NULL, SYNTAX | ADDRESSES },

	{ "a second address may follow brackets unseen", "<a@evil.example>b@victim.example",
	    "a@evil.example|b@victim.example", NULL, SYNTAX | ADDRESSES | DOMAINS },
	{ "a bare address before brackets is an error", "b@victim.example <a@evil.example>",
	    "b@victim.example|a@evil.example", NULL, SYNTAX | ADDRESSES | DOMAINS },
	{ "a bare address before a bracketed one makes two", "b@victim.example,<a@evil.example>",
	    "b@victim.example|a@evil.example", NULL, ADDRESSES | DOMAINS },
	{ "a quoted comma outside quotes is an error", "<b@victim.example>\\,<a@evil.example>",
	    "b@victim.example|a@evil.example", NULL, SYNTAX | ADDRESSES | DOMAINS | QUOTED },
	{ "a quoted local-part may hold an address", "\"a <x@evil.example>\"@victim.example",
	    "\"a <x@evil.example>\"@victim.example", "victim.example", QUOTED },
	{ "a quoted local-part may hold a comma", "\"a,b\"@example.com", "\"a,b\"@example.com",
	    "example.com", QUOTED },
	{ "a quoted dot is nothing special", "\"a.b\"@example.com", "\"a.b\"@example.com",
	    "example.com", 0 },
	{ "special characters in a display name are ordinary", "\"a,b\" <a@example.com>",
	    "a@example.com", "example.com", 0 },
	{ "a quoted pair is kept", "\"a\\\"b\"@example.com", "\"a\\\"b\"@example.com",
	    "example.com", QUOTED },
	{ "a quoted pair in a display name is flagged", "\"a \\\"b\\\"\" <a@example.com>",
	    "a@example.com", "example.com", QUOTED },
	{ "a quoted pair in a comment is flagged", "a@example.com (\\))", "a@example.com",
	    "example.com", QUOTED },
	{ "a quoted pair ends with its octet", "\"a\\", "", NULL, SYNTAX | QUOTED },
	{ "a source route is passed over", "<@evil.example,@other.example:a@example.com>",
	    "a@example.com", "example.com", ROUTE },
	{ "a source route may have comments and empty elements",
	    "<(x) ,, @evil.example (y) , , @[192.0.2.1] : a@example.com>", "a@example.com",
	    "example.com", ROUTE },
	{ "a source route ends in a colon", "<@evil.example a@example.com>", "a@example.com", NULL,
	    SYNTAX },
	{ "a source route stands in brackets", "@evil.example:a@example.com", "a@example.com", NULL,
	    SYNTAX | ROUTE },

	{ "an encoded word with an address is flagged, not read (B)",
	    "=?utf-8?B?PGFkbWluQGxlZ2l0LmV4YW1wbGU+?=,<b@attack.example>", "b@attack.example", NULL,
	    SYNTAX | ENCODED },
	{ "an encoded word with an address is flagged, not read (Q)",
	    "=?utf-8?q?admin=40legit.example?= <b@attack.example>", "b@attack.example",
	    "attack.example", ENCODED },
	{ "an encoded word is looked into in quotes", "\"=?UTF-8?Q?a=40b?=\" <b@example.com>",
	    "b@example.com", "example.com", ENCODED },
	{ "an encoded word is looked into in comments", "b@example.com (=?utf-8?B?YUBi?=)",
	    "b@example.com", "example.com", ENCODED },
	{ "base64 that is not in order is decoded as far as it goes",
	    "=?utf-8?B?Y-U-B-i?= <b@example.com>", "b@example.com", "example.com", ENCODED },
	{ "a wide at sign counts", "=?utf-8?Q?a=EF=BC=A0b?= <b@example.com>", "b@example.com",
	    "example.com", ENCODED },
	{ "an ordinary encoded word is not flagged", "=?utf-8?Q?J=C3=B6rg_M?= <b@example.com>",
	    "b@example.com", "example.com", 0 },
	{ "an ordinary encoded word is not flagged (B)", "=?utf-8?B?SsO2cmc=?= <b@example.com>",
	    "b@example.com", "example.com", 0 },
	{ "the second encoded word is looked into too",
	    "=?utf-8?Q?J?= =?utf-8?Q?a=40b?= <b@example.com>", "b@example.com", "example.com",
	    ENCODED },
	{ "an encoded word without an end is none", "=?utf-8?Q?a=40b <b@example.com>",
	    "b@example.com", "example.com", 0 },
	{ "another encoding is none", "=?utf-8?X?a=40b?= <b@example.com>", "b@example.com",
	    "example.com", 0 },

	{ "a display name with another domain's address is flagged",
	    "\"ceo@victim.example\" <x@evil.example>", "x@evil.example", "evil.example", DISPLAY },
	{ "a display name with the same domain's address is not",
	    "\"info@Shop.example\" <noreply@shop.example>", "noreply@shop.example", "shop.example",
	    0 },
	{ "an at sign without a domain is not", "\"a @ home\" <x@example.com>", "x@example.com",
	    "example.com", 0 },
	{ "a comment with another domain's address is flagged",
	    "x@evil.example (ceo@victim.example)", "x@evil.example", "evil.example", DISPLAY },
	{ "a comment before the address too", "(ceo@victim.example) x@evil.example",
	    "x@evil.example", "evil.example", DISPLAY },
	{ "a comment behind brackets too", "<x@evil.example> (ceo@victim.example)",
	    "x@evil.example", "evil.example", DISPLAY },
	{ "a quotation mark behind the domain does not hide it",
	    "\"\342\200\234ceo@victim.example\342\200\235\" <x@evil.example>", "x@evil.example",
	    "evil.example", DISPLAY },
	{ "a wide at sign in a display name counts",
	    "ceo\357\274\240victim.example <x@evil.example>", "x@evil.example", "evil.example",
	    DISPLAY },
	{ "a small at sign in a display name counts",
	    "ceo\357\271\253victim.example. <x@evil.example>", "x@evil.example", "evil.example",
	    DISPLAY },
	{ "a literal's display name is looked at too", "\"a@example.com\" <x@[192.0.2.1]>",
	    "x@[192.0.2.1]", NULL, DISPLAY },
};

static secmail_authors *
read_field(const void *body, size_t len)
{
	secmail_authors *authors;

	ck_assert_int_eq(secmail_authors_new(&authors), SECMAIL_DONE);
	ck_assert_int_eq(secmail_authors_add_field(authors, body, len), SECMAIL_DONE);
	return authors;
}

static void
join_addresses(const secmail_authors *authors, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < secmail_authors_count(authors); i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? "|" : "",
		    secmail_authors_address(authors, i));
}

START_TEST(reads_a_field)
{
	const struct reading *r = &readings[_i];
	secmail_authors *authors = read_field(r->body, strlen(r->body));
	const char *domain = secmail_authors_domain(authors);
	char addresses[256];

	join_addresses(authors, addresses, sizeof addresses);
	ck_assert_msg(strcmp(addresses, r->addresses) == 0, "%s: '%s'", r->proves, addresses);
	ck_assert_msg(r->domain ? domain && strcmp(domain, r->domain) == 0 : !domain,
	    "%s: domain %s", r->proves, domain ? domain : "NULL");
	ck_assert_msg(secmail_authors_flags(authors) == r->flags, "%s: flags %#x, not %#x",
	    r->proves, secmail_authors_flags(authors), r->flags);
	secmail_authors_free(authors);
}
END_TEST

START_TEST(a_nul_is_an_error)
{
	secmail_authors *authors = read_field("a@example.com\0.evil.example", 27);

	ck_assert_uint_ne(secmail_authors_flags(authors) & SYNTAX, 0);
	ck_assert_ptr_null(secmail_authors_domain(authors));
	ck_assert_str_eq(secmail_authors_address(authors, 0), "a@example.com");
	secmail_authors_free(authors);
}
END_TEST

START_TEST(an_empty_list_has_no_from)
{
	secmail_authors *authors;

	ck_assert_int_eq(secmail_authors_new(&authors), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_authors_flags(authors), SECMAIL_MESSAGE_NO_FROM);
	ck_assert_uint_eq(secmail_authors_count(authors), 0);
	ck_assert_ptr_null(secmail_authors_domain(authors));
	ck_assert_ptr_null(secmail_authors_address(authors, 0));
	ck_assert_ptr_null(secmail_authors_address_domain(authors, 0));
	secmail_authors_free(authors);
	secmail_authors_free(NULL);
}
END_TEST

START_TEST(two_fields_of_one_domain_have_no_author_domain)
{
	secmail_authors *authors = read_field("a@example.com", 13);

	ck_assert_int_eq(secmail_authors_add_field(authors, "b@example.com", 13), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_authors_flags(authors),
	    SECMAIL_MESSAGE_REPEATED_FROM | SECMAIL_MESSAGE_FROM_ADDRESSES);
	ck_assert_ptr_null(secmail_authors_domain(authors));
	ck_assert_str_eq(secmail_authors_address_domain(authors, 1), "example.com");
	secmail_authors_free(authors);
}
END_TEST

START_TEST(a_distrusted_list_has_no_author_domain)
{
	secmail_authors *authors = read_field("a@example.com", 13);

	ck_assert_str_eq(secmail_authors_domain(authors), "example.com");
	secmailp_authors_distrust(authors);
	ck_assert_ptr_null(secmail_authors_domain(authors));
	secmailp_authors_reset(authors);
	ck_assert_uint_eq(secmail_authors_flags(authors), SECMAIL_MESSAGE_NO_FROM);
	secmail_authors_free(authors);
}
END_TEST

static const struct domains {
	const char *proves;
	const char *body;
	const char *domains; /* joined by "|" */
} several[] = {
	{ "one", "a@example.com", "example.com" },
	{ "two of one domain are one", "a@example.com, b@EXAMPLE.com", "example.com" },
	{ "two, in their order", "a@b.example, c@a.example", "b.example|a.example" },
	{ "each once", "a@b.example, c@a.example, d@B.example, e@c.example",
	    "b.example|a.example|c.example" },
	{ "a literal beside a domain makes none", "a@example.com, b@[192.0.2.1]", "" },
	{ "what can't be read makes none", "a@b.example, @, c@a.example", "" },
};

START_TEST(distinct_domains_are_counted)
{
	const struct domains *d = &several[_i];
	secmail_authors *authors = read_field(d->body, strlen(d->body));
	char found[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < secmail_authors_domain_count(authors); i++)
		used += (size_t)snprintf(found + used, sizeof found - used, "%s%s",
		    i > 0 ? "|" : "", secmail_authors_domain_at(authors, i));
	ck_assert_msg(strcmp(found, d->domains) == 0, "%s: %s", d->proves, found);
	ck_assert_ptr_null(
	    secmail_authors_domain_at(authors, secmail_authors_domain_count(authors)));
	secmailp_authors_distrust(authors);
	ck_assert_uint_eq(secmail_authors_domain_count(authors), 0);
	secmail_authors_free(authors);
}
END_TEST

START_TEST(two_fields_have_no_distinct_domains)
{
	secmail_authors *authors = read_field("a@example.com", 13);

	ck_assert_int_eq(secmail_authors_add_field(authors, "b@a.example", 11), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_authors_domain_count(authors), 0);
	secmail_authors_free(authors);
}
END_TEST

/* `count` times "a@example.com," */
static secmail_authors *
read_many(size_t count)
{
	static const char one[] = "a@example.com,";
	size_t len = sizeof one - 1;
	char *body = malloc(count * len);
	secmail_authors *authors;

	ck_assert_ptr_nonnull(body);
	for (size_t i = 0; i < count; i++)
		memcpy(body + i * len, one, len);
	authors = read_field(body, count * len);
	free(body);
	return authors;
}

START_TEST(as_many_addresses_as_the_limit_says_are_read)
{
	secmail_authors *authors = read_many(SECMAIL_MESSAGE_MAX_AUTHORS);

	ck_assert_uint_eq(secmail_authors_count(authors), SECMAIL_MESSAGE_MAX_AUTHORS);
	ck_assert_str_eq(secmail_authors_domain(authors), "example.com");
	secmail_authors_free(authors);
}
END_TEST

START_TEST(one_address_more_leaves_no_author_domain)
{
	secmail_authors *authors = read_many(SECMAIL_MESSAGE_MAX_AUTHORS + 1);

	ck_assert_uint_eq(secmail_authors_count(authors), SECMAIL_MESSAGE_MAX_AUTHORS);
	ck_assert_uint_eq(secmail_authors_flags(authors), ADDRESSES | SYNTAX);
	ck_assert_ptr_null(secmail_authors_domain(authors));
	secmail_authors_free(authors);
}
END_TEST

/* A body of `count` octets `fill` between two texts. */
static secmail_authors *
read_filled(const char *before, char fill, size_t count, const char *after)
{
	size_t head = strlen(before), tail = strlen(after);
	char *body = malloc(head + count + tail);
	secmail_authors *authors;

	ck_assert_ptr_nonnull(body);
	memcpy(body, before, head);
	memset(body + head, fill, count);
	memcpy(body + head + count, after, tail);
	authors = read_field(body, head + count + tail);
	free(body);
	return authors;
}

static const struct filled {
	const char *proves;
	const char *before;
	char fill;
	size_t count;
	const char *after;
	size_t addresses;
	bool has_domain;
} filled[] = {
	{ "a local-part has 4096 octets", "", 'a', 4096, "@example.com", 1, true },
	{ "a local-part has no more", "", 'a', 4097, "@example.com", 0, false },
	{ "a display name may be longer", "", 'a', 100000, " <a@example.com>", 1, true },
	{ "a label has no more than 63 octets", "a@", 'a', 64, ".example.com", 1, false },
	{ "a domain has a limit too", "a@", 'a', 100000, ".example.com", 0, false },
	{ "comments nest at most 32 deep", "a@example.com ", '(', 33, "", 1, false },
	{ "comments that open without end are no address", "", '(', 100000, "a@example.com", 0,
	    false },
	{ "backslashes without end are no address", "", '\\', 100000, "a@example.com", 1, false },
	{ "brackets without end are passed over", "", '<', 100000, "a@example.com>", 1, false },
	{ "at signs in a display name are not looked at without end", "\"", '@', 100000,
	    "\" <a@example.com>", 1, true },
};

START_TEST(has_limits)
{
	const struct filled *f = &filled[_i];
	secmail_authors *authors = read_filled(f->before, f->fill, f->count, f->after);

	ck_assert_msg(secmail_authors_count(authors) == f->addresses, "%s: %zu addresses",
	    f->proves, secmail_authors_count(authors));
	ck_assert_msg((secmail_authors_domain(authors) != NULL) == f->has_domain, "%s", f->proves);
	secmail_authors_free(authors);
}
END_TEST

START_TEST(comments_may_nest_to_the_limit)
{
	char body[128] = "a@example.com ";

	memset(body + 14, '(', 32);
	memset(body + 46, ')', 32);
	secmail_authors *authors = read_field(body, 78);
	ck_assert_str_eq(secmail_authors_domain(authors), "example.com");
	secmail_authors_free(authors);
	memset(body + 14, '(', 33);
	memset(body + 47, ')', 33);
	authors = read_field(body, 80);
	ck_assert_ptr_null(secmail_authors_domain(authors));
	secmail_authors_free(authors);
}
END_TEST

/* RFC 3629 sections 3 and 4: the borders of each length, and what is no UTF-8. */
static const struct utf8 {
	const char *proves;
	const char *text;
	int32_t code; /* of the first character; -1: the text is no UTF-8 */
} utf8[] = {
	{ "ASCII is UTF-8", "a", 'a' },
	{ "the least of two octets", "\302\200", 0x80 },
	{ "the greatest of two octets", "\337\277", 0x7ff },
	{ "the least of three octets", "\340\240\200", 0x800 },
	{ "the greatest before the surrogates", "\355\237\277", 0xd7ff },
	{ "the least behind the surrogates", "\356\200\200", 0xe000 },
	{ "the greatest of three octets", "\357\277\277", 0xffff },
	{ "the least of four octets", "\360\220\200\200", 0x10000 },
	{ "the greatest code point", "\364\217\277\277", 0x10ffff },
	{ "an overlong form of two octets", "\301\277", -1 },
	{ "an overlong form of three octets", "\340\237\277", -1 },
	{ "an overlong form of four octets", "\360\217\277\277", -1 },
	{ "a surrogate", "\355\240\200", -1 },
	{ "over the greatest code point", "\364\220\200\200", -1 },
	{ "a first octet that there is not", "\365\200\200\200", -1 },
	{ "a continuation alone", "\200", -1 },
	{ "an end too early", "\342\202", -1 },
	{ "a continuation that is missing", "\342\202a", -1 },
};

START_TEST(knows_utf8)
{
	const struct utf8 *u = &utf8[_i];
	secmailp_view text = secmailp_view_text(u->text);
	secmailp_cursor c = secmailp_cursor_over(text);

	ck_assert_msg(secmailp_utf8_take(&c) == u->code, "%s", u->proves);
	ck_assert_msg(secmailp_utf8_is_valid(text) == (u->code >= 0), "%s", u->proves);
	ck_assert_msg(text.len - secmailp_cursor_left(&c) == (u->code >= 0 ? text.len : 1),
	    "%s: it goes on behind it", u->proves);
}
END_TEST

TCase *authors_tests(void);

TCase *
authors_tests(void)
{
	TCase *tests = tcase_create("authors");

	tcase_add_loop_test(tests, reads_a_field, 0, sizeof readings / sizeof readings[0]);
	tcase_add_test(tests, a_nul_is_an_error);
	tcase_add_test(tests, an_empty_list_has_no_from);
	tcase_add_test(tests, two_fields_of_one_domain_have_no_author_domain);
	tcase_add_test(tests, a_distrusted_list_has_no_author_domain);
	tcase_add_loop_test(
	    tests, distinct_domains_are_counted, 0, sizeof several / sizeof several[0]);
	tcase_add_test(tests, two_fields_have_no_distinct_domains);
	tcase_add_test(tests, as_many_addresses_as_the_limit_says_are_read);
	tcase_add_test(tests, one_address_more_leaves_no_author_domain);
	tcase_add_loop_test(tests, has_limits, 0, sizeof filled / sizeof filled[0]);
	tcase_add_test(tests, comments_may_nest_to_the_limit);
	tcase_add_loop_test(tests, knows_utf8, 0, sizeof utf8 / sizeof utf8[0]);
	return tests;
}
