/* test_settings.c - how a resolver is told whom to ask: addresses, numbers, resolv.conf(5) */
#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dns_internal.h"

/* "address port zone", or "" if the text is refused. */
static const struct address {
	const char *text;
	const char *read;
} addresses[] = {
	{ "192.0.2.1", "192.0.2.1 53 0" },
	{ "192.0.2.1:5353", "192.0.2.1 5353 0" },
	{ "2001:db8::1", "2001:db8::1 53 0" },
	{ "::1", "::1 53 0" },
	{ "[2001:db8::1]", "2001:db8::1 53 0" },
	{ "[2001:db8::1]:5353", "2001:db8::1 5353 0" },
	{ "fe80::1%1", "fe80::1 53 1" },
	{ "fe80::1%lo", "fe80::1 53 1" },
	{ "[fe80::1%lo]:53", "fe80::1 53 1" },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1 53 0" },
	{ "", "" },
	{ "localhost", "" },
	{ "192.0.2", "" },
	{ "192.0.2.256", "" },
	{ "192.0.2.1:", "" },
	{ "192.0.2.1:0", "" },
	{ "192.0.2.1:65536", "" },
	{ "192.0.2.1:53x", "" },
	{ " 192.0.2.1", "" },
	{ "[192.0.2.1]:53", "" },
	{ "[2001:db8::1", "" },
	{ "[2001:db8::1]53", "" },
	{ "[2001:db8::1]:", "" },
	{ "2001:db8::1::2", "" },
	{ "fe80::1%", "" },
	{ "fe80::1%no-such-if", "" },
	{ "fe80::1%0", "" },
	{ "fe80::1%4294967296", "" },
	{ "::1 ", "" },
};

static const char *
show(const secmailp_dns_server *s, char *out, size_t size)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	char text[SECMAIL_ADDRESS_SIZE];

	if (s->address.ss_family == AF_INET) {
		memcpy(&v4, &s->address, sizeof v4);
		inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
		snprintf(out, size, "%s %d 0", text, ntohs(v4.sin_port));
	} else {
		memcpy(&v6, &s->address, sizeof v6);
		inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
		snprintf(out, size, "%s %d %lu", text, ntohs(v6.sin6_port),
		    (unsigned long)v6.sin6_scope_id);
	}
	return out;
}

START_TEST(reads_addresses)
{
	const struct address *t = &addresses[_i];
	secmailp_dns_server server;
	char shown[128] = "";

	if (secmailp_dns_server_read(&server, secmailp_view_text(t->text)))
		show(&server, shown, sizeof shown);
	ck_assert_msg(strcmp(shown, t->read) == 0, "'%s': '%s'", t->text, shown);
}
END_TEST

START_TEST(servers_are_limited)
{
	secmail_dns_resolver *r;

	ck_assert_int_eq(secmail_dns_resolver_new(&r), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_add_server(r, "nobody"), SECMAIL_SYNTAX);
	ck_assert_str_eq(secmail_dns_resolver_error(r), "'nobody' is no server address");
	ck_assert_int_eq(secmail_dns_resolver_add_server(r, NULL), SECMAIL_SYNTAX);
	for (int i = 0; i < SECMAIL_DNS_MAX_SERVERS; i++)
		ck_assert_int_eq(secmail_dns_resolver_add_server(r, "127.0.0.1"), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_add_server(r, "127.0.0.1"), SECMAIL_LIMIT);
	secmail_dns_resolver_free(r);
}
END_TEST

START_TEST(numbers_have_a_range)
{
	secmail_dns_resolver *r;

	ck_assert_int_eq(secmail_dns_resolver_new(&r), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, 60001), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, 60000), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_set_tries(r, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dns_resolver_set_tries(r, 11), SECMAIL_ARGUMENT);
	ck_assert_str_eq(secmail_dns_resolver_error(r), "the number of tries is between 1 and 10");
	ck_assert_int_eq(secmail_dns_resolver_set_tries(r, 10), SECMAIL_DONE);
	ck_assert_str_eq(secmail_dns_resolver_error(r), "");
	ck_assert_int_eq(secmail_dns_resolver_set_total_timeout(r, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dns_resolver_set_total_timeout(r, 600001), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dns_resolver_set_total_timeout(r, 600000), SECMAIL_DONE);
	secmail_dns_resolver_free(r);
}
END_TEST

/* Servers as show() writes them, then timeout, tries, trust. */
static const struct conf {
	const char *proves;
	const char *text;
	const char *read;
} confs[] = {
	{ "servers keep their order", "nameserver 192.0.2.1\nnameserver 192.0.2.2\n",
	    "192.0.2.1 53 0, 192.0.2.2 53 0, 3000 3 0" },
	{ "a file without servers means this host", "search example\n",
	    "127.0.0.1 53 0, 3000 3 0" },
	{ "so does an empty one", "", "127.0.0.1 53 0, 3000 3 0" },
	{ "options are taken", "nameserver ::1\noptions timeout:2 attempts:4 trust-ad\n",
	    "::1 53 0, 2000 4 1" },
	{ "on several lines, in any place",
	    "options rotate timeout:1\nnameserver ::1\noptions edns0 attempts:1",
	    "::1 53 0, 1000 1 0" },
	{ "large numbers are cut", "nameserver ::1\noptions timeout:99 attempts:99\n",
	    "::1 53 0, 30000 5 0" },
	{ "zero and nonsense are passed over",
	    "nameserver ::1\noptions timeout:0 attempts:x timeout: ndots:3\n",
	    "::1 53 0, 3000 3 0" },
	{ "comments are passed over", "# nameserver 192.0.2.9\n; x\nnameserver 192.0.2.1 # this\n",
	    "192.0.2.1 53 0, 3000 3 0" },
	{ "tabs, spaces and CR are space", "\tnameserver\t 192.0.2.1 \r\n",
	    "192.0.2.1 53 0, 3000 3 0" },
	{ "a server too many is passed over",
	    "nameserver ::1\nnameserver ::2\nnameserver ::3\nnameserver ::4\nnameserver ::5\n"
	    "nameserver ::6\nnameserver ::7\nnameserver ::8\nnameserver ::9\n",
	    "::1 53 0, ::2 53 0, ::3 53 0, ::4 53 0, ::5 53 0, ::6 53 0, ::7 53 0, ::8 53 0, "
	    "3000 3 0" },
	{ "what is no address is named with its line", "options timeout:1\nnameserver nobody\n",
	    "line 2" },
	{ "an address may not be missing", "nameserver\n", "line 1" },
};

static void
write_file(char *path, const char *text, size_t len)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
}

START_TEST(reads_resolv_conf)
{
	const struct conf *t = &confs[_i];
	char path[] = "/tmp/secmail-test-XXXXXX";
	char all[1024] = "", one[128];
	size_t used = 0;
	secmail_dns_resolver *r;

	write_file(path, t->text, strlen(t->text));
	ck_assert_int_eq(secmail_dns_resolver_new(&r), SECMAIL_DONE);
	if (secmail_dns_resolver_load_resolv_conf(r, path) == SECMAIL_DONE) {
		for (size_t i = 0; i < r->server_count; i++)
			used += (size_t)snprintf(all + used, sizeof all - used, "%s, ",
			    show(&r->servers[i], one, sizeof one));
		snprintf(all + used, sizeof all - used, "%lu %lu %d", (unsigned long)r->timeout,
		    (unsigned long)r->tries, r->trust_ad);
	} else {
		ck_assert_uint_eq(r->server_count, 0);
		ck_assert_uint_eq(r->timeout, 3000);
		snprintf(all, sizeof all, "%s",
		    strstr(secmail_dns_resolver_error(r), t->read) ? t->read : "another error");
	}
	ck_assert_msg(strcmp(all, t->read) == 0, "%s: '%s'", t->proves, all);
	secmail_dns_resolver_free(r);
	unlink(path);
}
END_TEST

START_TEST(says_which_file_is_not_there)
{
	secmail_dns_resolver *r;

	ck_assert_int_eq(secmail_dns_resolver_new(&r), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dns_resolver_load_resolv_conf(r, "/nonexistent/x"), SECMAIL_NOT_FOUND);
	ck_assert_ptr_nonnull(strstr(secmail_dns_resolver_error(r), "/nonexistent/x"));
	ck_assert_int_eq(secmail_dns_resolver_load_resolv_conf(r, "/"), SECMAIL_IO);
	secmail_dns_resolver_free(r);
}
END_TEST

START_TEST(a_file_has_a_limit)
{
	static char text[SECMAIL_DNS_MAX_RESOLV_CONF + 1];
	char path[] = "/tmp/secmail-test-XXXXXX";
	secmail_dns_resolver *r;

	memset(text, '\n', sizeof text);
	write_file(path, text, sizeof text);
	ck_assert_int_eq(secmail_dns_resolver_new(&r), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_load_resolv_conf(r, path), SECMAIL_LIMIT);
	secmail_dns_resolver_free(r);
	unlink(path);
}
END_TEST

TCase *
settings_tests(void)
{
	TCase *t = tcase_create("settings");

	tcase_add_loop_test(t, reads_addresses, 0, sizeof addresses / sizeof addresses[0]);
	tcase_add_test(t, servers_are_limited);
	tcase_add_test(t, numbers_have_a_range);
	tcase_add_loop_test(t, reads_resolv_conf, 0, sizeof confs / sizeof confs[0]);
	tcase_add_test(t, says_which_file_is_not_there);
	tcase_add_test(t, a_file_has_a_limit);
	return t;
}
