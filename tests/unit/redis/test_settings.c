/* test_settings.c - addresses, logins and ranges that are taken or refused */
#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "redis_internal.h"

TCase *settings_tests(void);

static const struct address {
	const char *proves;
	const char *text;
	const char *read; /* family, address, port; NULL: refused */
} addresses[] = {
	{ "an IPv4 address with a port", "192.0.2.1:6379", "4 192.0.2.1 6379" },
	{ "an IPv6 address in brackets with a port", "[2001:db8::1]:1", "6 2001:db8::1 1" },
	{ "the highest port", "127.0.0.1:65535", "4 127.0.0.1 65535" },
	{ "a Unix socket by its path", "unix:/run/redis.sock", "u /run/redis.sock 0" },
	{ "nothing is no address", "", NULL },
	{ "a port is needed", "127.0.0.1", NULL },
	{ "a port is no empty text", "127.0.0.1:", NULL },
	{ "there is no port 0", "127.0.0.1:0", NULL },
	{ "a port has 16 bits", "127.0.0.1:65536", NULL },
	{ "nothing follows the port", "127.0.0.1:6379 ", NULL },
	{ "names are not looked up", "localhost:6379", NULL },
	{ "an IPv6 address needs its brackets", "::1:6379", NULL },
	{ "and both of them", "[::1:6379", NULL },
	{ "a port is needed there too", "[::1]", NULL },
	{ "an IPv4 address has no brackets", "[127.0.0.1]:6379", NULL },
	{ "a path begins at the root", "unix:redis.sock", NULL },
	{ "a path is not empty", "unix:", NULL },
	{ "a path fits into a socket's address",
	    "unix:/0123456789012345678901234567890123456789012345678901234567890123456789"
	    "012345678901234567890123456789012345678901",
	    NULL },
};

static const char *
shown(const secmailp_redis_address *a)
{
	static char text[160];
	char address[SECMAIL_ADDRESS_SIZE] = "";
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&a->at;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&a->at;

	if (a->at.ss_family == AF_UNIX) {
		snprintf(
		    text, sizeof text, "u %s 0", ((const struct sockaddr_un *)&a->at)->sun_path);
	} else if (a->at.ss_family == AF_INET) {
		inet_ntop(AF_INET, &v4->sin_addr, address, sizeof address);
		snprintf(text, sizeof text, "4 %s %u", address, ntohs(v4->sin_port));
	} else {
		inet_ntop(AF_INET6, &v6->sin6_addr, address, sizeof address);
		snprintf(text, sizeof text, "6 %s %u", address, ntohs(v6->sin6_port));
	}
	return text;
}

START_TEST(address_is_read_or_refused)
{
	const struct address *a = &addresses[_i];
	secmailp_redis_address read;
	bool is_read = secmailp_redis_address_read(&read, secmailp_view_text(a->text));

	ck_assert_msg(is_read == (a->read != NULL), "%s", a->proves);
	if (a->read)
		ck_assert_msg(
		    strcmp(shown(&read), a->read) == 0, "%s: %s", a->proves, shown(&read));
}
END_TEST

START_TEST(what_is_out_of_range_is_refused)
{
	char text[SECMAIL_REDIS_MAX_PASSWORD + 2];
	secmail_redis *r;

	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	ck_assert_int_eq(secmail_redis_new(&r), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_address(r, "nowhere"), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_redis_set_address(r, NULL), SECMAIL_SYNTAX);
	ck_assert_int_eq(secmail_redis_set_database(r, 65535), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_database(r, 65536), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_set_timeout(r, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_set_timeout(r, 60000), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_timeout(r, 60001), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_set_connections(r, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_set_connections(r, 64), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_connections(r, 65), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_set_prefix(r, ""), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_prefix(r, text + sizeof text - 65), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_prefix(r, text + sizeof text - 66), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_set_login(r, NULL, text, 512), SECMAIL_DONE);
	ck_assert_int_eq(secmail_redis_set_login(r, NULL, text, 513), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_set_login(r, NULL, text, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_set_login(r, "", text, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_redis_set_login(r, "ann", NULL, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_redis_set_login(r, text + sizeof text - 129, text, 1), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_redis_set_login(r, text + sizeof text - 130, text, 1), SECMAIL_ARGUMENT);
	secmail_redis_free(r);
	secmail_redis_free(NULL);
}
END_TEST

START_TEST(a_password_has_memory_of_its_own)
{
	char password[] = "open sesame";
	secmail_redis *r;

	ck_assert_int_eq(secmail_redis_new(&r), SECMAIL_DONE);
	ck_assert(!secmail_redis_is_password_locked(r));
	ck_assert_int_eq(secmail_redis_set_login(r, "ann", password, 11), SECMAIL_DONE);
	memset(password, 0, sizeof password);
	ck_assert(secmailp_view_is(r->password, "open sesame"));
	ck_assert_ptr_eq(r->password.at, r->secrets.pages);
	ck_assert_int_eq(secmail_redis_is_password_locked(r), r->secrets.is_locked);
	ck_assert_int_eq(secmail_redis_set_login(r, NULL, NULL, 0), SECMAIL_DONE);
	ck_assert_uint_eq(r->password.len, 0);
	ck_assert_str_eq(r->user, "");
	ck_assert(!secmail_redis_is_password_locked(r));
	secmail_redis_free(r);
}
END_TEST

TCase *
settings_tests(void)
{
	TCase *t = tcase_create("settings");

	tcase_add_loop_test(
	    t, address_is_read_or_refused, 0, sizeof addresses / sizeof addresses[0]);
	tcase_add_test(t, what_is_out_of_range_is_refused);
	tcase_add_test(t, a_password_has_memory_of_its_own);
	return t;
}
