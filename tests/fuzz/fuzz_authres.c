/* covers: lib/core/authres_parse.c lib/core/authres_write.c lib/core/authres_lex.c
 * lib/core/authres_text.c lib/core/authres_claims.c */
/*
 * fuzz_authres.c - a field that was read is written, and read again it says the same
 *
 * A property without a type has no place in the grammar: it is read, not
 * written, and left out of the comparison. Whatever reads as ours is a claim.
 */
#include <secmail/authres.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OURS "mx.example"

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static bool
same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void
same_properties(const secmail_authres *a, const secmail_authres *b, size_t result)
{
	size_t at = 0;

	for (size_t i = 0; i < secmail_authres_property_count(a, result); i++) {
		const char *type = secmail_authres_property_type(a, result, i);

		if (type[0] == '\0')
			continue;
		require(same(type, secmail_authres_property_type(b, result, at)));
		require(same(secmail_authres_property_name(a, result, i),
		    secmail_authres_property_name(b, result, at)));
		require(same(secmail_authres_property_value(a, result, i),
		    secmail_authres_property_value(b, result, at)));
		require(secmail_authres_find_property(
			    a, result, type, secmail_authres_property_name(a, result, i)) != NULL);
		at++;
	}
	require(at == secmail_authres_property_count(b, result));
}

static void
same_field(const secmail_authres *a, const secmail_authres *b)
{
	size_t count = secmail_authres_count(a);

	require(same(secmail_authres_authserv_id(a), secmail_authres_authserv_id(b)));
	require(secmail_authres_version(a) == secmail_authres_version(b));
	require(secmail_authres_skipped(b) == 0);
	require(count == secmail_authres_count(b));
	for (size_t i = 0; i < count; i++) {
		require(same(secmail_authres_method(a, i), secmail_authres_method(b, i)));
		require(
		    secmail_authres_method_version(a, i) == secmail_authres_method_version(b, i));
		require(same(secmail_authres_result(a, i), secmail_authres_result(b, i)));
		require(same(secmail_authres_reason(a, i), secmail_authres_reason(b, i)));
		require(same(secmail_authres_comment(a, i), secmail_authres_comment(b, i)));
		same_properties(a, b, i);
	}
}

/* Lines of at most 998 octets, each folded, none of white space alone, no control but the tab. */
static void
check_lines(const char *field)
{
	size_t line = 0;
	bool is_blank = true;

	for (const char *c = field; *c; c++) {
		if (c[0] == '\r') {
			require(c[1] == '\n' && (c[2] == '\t' || c[2] == ' '));
			require(line <= 998 && !is_blank);
			line = 0;
			is_blank = true;
			c++;
			continue;
		}
		require((uint8_t)*c >= ' ' || (*c == '\t' && line == 0));
		require(*c != 127);
		is_blank &= *c == ' ' || *c == '\t';
		line++;
	}
	require(line <= 998 && !is_blank);
}

static void
check_written(secmail_authres *a)
{
	secmail_authres *b;
	const char *body;

	require(secmail_authres_new(&b) == SECMAIL_DONE);
	require(secmail_authres_write(a) == SECMAIL_DONE);
	check_lines(secmail_authres_field(a));
	body = secmail_authres_body(a);
	if (strlen(body) <= SECMAIL_AUTHRES_MAX_BODY) {
		require(secmail_authres_parse(b, body, strlen(body)) == SECMAIL_DONE);
		same_field(a, b);
		require(secmail_authres_write(b) == SECMAIL_DONE);
		require(same(secmail_authres_field(b), secmail_authres_field(a)));
	}
	require(secmail_authres_claims(body, strlen(body), secmail_authres_authserv_id(a)));
	secmail_authres_free(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmail_authres *a;

	require(secmail_authres_new(&a) == SECMAIL_DONE);
	if (secmail_authres_parse(a, data, size) == SECMAIL_DONE) {
		const char *id = secmail_authres_authserv_id(a);

		require(!same(id, OURS) || secmail_authres_claims(data, size, OURS));
		require(id[0] == '\0' || secmail_authres_claims(data, size, id));
		if (id[0] != '\0')
			check_written(a);
	} else {
		(void)secmail_authres_claims(data, size, OURS);
		require(secmail_authres_count(a) == 0 && secmail_authres_error(a)[0] != '\0');
	}
	secmail_authres_free(a);
	return 0;
}
