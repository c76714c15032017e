/*
 * bench_inbound.c - a whole verdict: SPF with three includes, an RSA-2048 signature, DMARC, 4 KiB
 *
 * Against the bare cryptography in it, against the chain of other libraries
 * that comes to the same verdict, and by two threads against one.
 */
#include "bench_inbound.h"

int
main(void)
{
	static bench_mail mail;
	secmail_inbound_config *config;
	bench_ours *ours;
	bench_raw *raw;
	bench_chain *chain;

	bench_mail_write(&mail);
	bench_must(secmail_inbound_config_new(&config) == SECMAIL_DONE, "no memory");
	ours = bench_ours_new(&mail, config);
	raw = bench_raw_new(&mail);
	chain = bench_chain_new(&mail);
	bench_compare("inbound.4k", "raw", bench_ours_judge, ours, bench_raw_verify, raw);
	if (chain)
		bench_compare(
		    "inbound.4k", "chain", bench_ours_judge, ours, bench_chain_judge, chain);
	bench_threads(&mail, config);
	if (chain)
		bench_chain_free(chain);
	bench_raw_free(raw);
	bench_ours_free(ours);
	secmail_inbound_config_free(config);
	bench_mail_free(&mail);
	return EXIT_SUCCESS;
}
