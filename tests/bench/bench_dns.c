/*
 * bench_dns.c - what an answer costs: out of a zone, a message, a cache, and from the network
 */
#include "bench_dns.h"

secmail_dns_client *
bench_client_new(const char *server)
{
	secmail_dns_resolver *settings;
	secmail_dns_client *client = NULL;

	bench_must(secmail_dns_resolver_new(&settings) == SECMAIL_DONE &&
		       secmail_dns_resolver_add_server(settings, server) == SECMAIL_DONE &&
		       secmail_dns_client_new(settings, &client) == SECMAIL_DONE,
	    "no memory");
	secmail_dns_resolver_free(settings);
	return client;
}

int
main(void)
{
	bench_dns_offline();
	bench_dns_cached();
	bench_dns_question();
	bench_dns_message();
	return EXIT_SUCCESS;
}
