/*
 * secmail-dkim-keygen.c - makes a DKIM key, and prints what has to go into DNS for it
 *
 * The private key goes to a new file that only its owner may read. With -p
 * nothing is made: the record of a key that is there already is printed.
 */
#include <secmail/dkimkey.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* sysexits.h has these numbers, but POSIX does not have sysexits.h. */
enum { MADE = 0, USAGE = 64, TEMPORARY = 75 };

static const char usage[] =
    "usage: secmail-dkim-keygen [-a rsa|ed25519] [-b bits] [-d domain] [-p] [-s selector] file\n";

struct options {
	secmail_dkim_algorithm algorithm;
	unsigned bits;
	const char *domain;
	const char *selector;
	const char *file;
	bool prints_only;
};

static int
complain(int status, const char *about, const char *what)
{
	fprintf(stderr, "secmail-dkim-keygen: %s: %s\n", about, what);
	return status;
}

static bool
read_option(struct options *o, int option, const char *value)
{
	char *end;

	switch (option) {
	case 'a':
		o->algorithm = strcmp(value, "rsa") == 0       ? SECMAIL_DKIM_RSA_SHA256
			       : strcmp(value, "ed25519") == 0 ? SECMAIL_DKIM_ED25519_SHA256
							       : SECMAIL_DKIM_NO_ALGORITHM;
		return o->algorithm != SECMAIL_DKIM_NO_ALGORITHM;
	case 'b':
		o->bits = (unsigned)strtoul(value, &end, 10);
		return end != value && *end == '\0';
	case 'd':
		o->domain = value;
		return true;
	case 's':
		o->selector = value;
		return true;
	case 'p':
		o->prints_only = true;
		return true;
	default:
		return false;
	}
}

static bool
read_options(struct options *o, int argc, char **argv)
{
	int option;

	*o = (struct options){ SECMAIL_DKIM_RSA_SHA256, SECMAIL_DKIM_MIN_SIGNING_BITS, NULL, NULL,
		NULL, false };
	while ((option = getopt(argc, argv, "a:b:d:ps:")) != -1)
		if (!read_option(o, option, optarg))
			return false;
	o->file = argv[optind];
	return optind + 1 == argc && !o->domain == !o->selector;
}

/* Makes the key and its file, or reads it from there. */
static int
get_key(secmail_dkim_key *k, const struct options *o)
{
	secmail_status status;

	if (o->prints_only) {
		status = secmail_dkim_key_load_file(k, o->file);
	} else {
		status = secmail_dkim_key_generate(k, o->algorithm, o->bits);
		if (status == SECMAIL_ARGUMENT)
			return complain(USAGE, "-b", secmail_dkim_key_error(k));
		if (status == SECMAIL_DONE)
			status = secmail_dkim_key_save_file(k, o->file);
	}
	if (status == SECMAIL_DONE)
		return MADE;
	return complain(
	    status == SECMAIL_NO_MEMORY ? TEMPORARY : USAGE, o->file, secmail_dkim_key_error(k));
}

/* As a zone file has it where the name is known, or the text alone. */
static int
print_record(secmail_dkim_key *k, const struct options *o)
{
	char *zone = NULL;
	secmail_status status = SECMAIL_DONE;

	if (o->domain)
		status = secmail_dkim_key_zone_text(k, o->domain, o->selector, &zone);
	if (status != SECMAIL_DONE)
		return complain(status == SECMAIL_NO_MEMORY ? TEMPORARY : USAGE, "-d, -s",
		    secmail_dkim_key_error(k));
	if (zone)
		fputs(zone, stdout);
	else
		puts(secmail_dkim_key_record(k));
	free(zone);
	return fflush(stdout) == 0 ? MADE
				   : complain(TEMPORARY, "standard output", "can't be written");
}

int
main(int argc, char **argv)
{
	secmail_dkim_config *config = NULL;
	secmail_dkim_key *key = NULL;
	struct options o;
	int outcome;

	if (!read_options(&o, argc, argv)) {
		fputs(usage, stderr);
		return USAGE;
	}
	if (secmail_dkim_config_new(&config) || secmail_dkim_key_new(config, &key))
		outcome = complain(TEMPORARY, "memory", secmail_status_text(SECMAIL_NO_MEMORY));
	else
		outcome = get_key(key, &o);
	if (outcome == MADE)
		outcome = print_record(key, &o);
	secmail_dkim_key_free(key);
	secmail_dkim_config_free(config);
	return outcome;
}
