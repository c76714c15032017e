/* scene.c - see scene.h */
#include "scene.h"

#include <check.h>
#include <stdio.h>

fake_server *server;
loop l;

void
serve(fake_manner manner)
{
	const char *address;

	server = fake_start(manner);
	address = fake_address(server);
	loop_start(&l, &address, 1);
}

void
stop(void)
{
	loop_end(&l);
	fake_stop(server);
}

uint64_t
count(secmail_dns_client_counter counter)
{
	return secmail_dns_client_count(l.client, counter);
}

void
start_and_wait(secmail_answers *a)
{
	waiting w;

	ck_assert_int_eq(loop_ask(&l, a, &w), SECMAIL_WANT_DNS);
	loop_until_told(&l, &w);
	ck_assert_int_eq(w.status, SECMAIL_DONE);
}

void
have_patience(uint32_t try_ms, uint32_t total_ms)
{
	const char *address = fake_address(server);
	secmail_dns_resolver *r = settings_of(&address, 1);

	ck_assert_int_eq(secmail_dns_resolver_set_timeout(r, try_ms), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_resolver_set_total_timeout(r, total_ms), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dns_client_set_resolver(l.client, r), SECMAIL_DONE);
	secmail_dns_resolver_free(r);
}

void
let_file_age(int64_t ms)
{
	l.client->file_looked_at -= ms;
}

void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "%s", text);
	ck_assert_int_eq(fclose(file), 0);
}
