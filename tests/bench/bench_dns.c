/*
 * bench_dns.c - what an answer costs: out of a zone, a message, a cache, and from the network
 */
#include "bench_dns.h"

int
main(void)
{
	bench_dns_offline();
	bench_dns_question();
	bench_dns_message();
	return EXIT_SUCCESS;
}
