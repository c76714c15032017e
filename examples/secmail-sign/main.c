/*
 * main.c - secmail-sign: signs one message with any number of keys, or seals it with one
 *
 * The flow is that of any embedder: keys and signer once, then the message, then
 * signatures, of which some may come from an agent.
 */
#define _GNU_SOURCE /* getopt_long */
#include <errno.h>
#include <getopt.h>
#include <secmail/dkimsign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"
#include "arc.h"
#include "letter.h"
#include "outcome.h"

static const char usage[] =
    "usage: secmail-sign [-A socket] [-c header/body] [-d domain] [-i identity] [-k keyfile]\n"
    "                    [-p public] [-s selector] [-t now] [-x seconds] [message]\n"
    "       secmail-sign --arc authserv-id [--zone file | --resolver address[:port]] [-A socket]\n"
    "                    -d domain -s selector -k keyfile | -p public [-t now] [message]\n";

/* Letters that no short option has. */
enum { ARC = 'a', ZONE = 'z', RESOLVER = 'r' };

static const struct option long_options[] = {
	{ "arc", required_argument, NULL, ARC },
	{ "zone", required_argument, NULL, ZONE },
	{ "resolver", required_argument, NULL, RESOLVER },
	{ NULL, 0, NULL, 0 },
};

struct job {
	const char *domain, *selector, *identity; /* of the keys that follow */
	secmail_dkim_canonicalization header, body;
	const char *agent;
	int64_t now;
	uint32_t lifetime;
	secmail_dkim_config *config;
	secmail_dkim_signer *signer;
	secmail_dkim_signing *signing;
	secmail_message *message;
	size_t keys;
	struct arc_options arc; /* with the last key */
	bool signs_as;          /* options that a seal has no place for */
};

/* --- keys ---------------------------------------------------------------- */

static secmail_status
load_public(secmail_dkim_key *k, const char *path)
{
	char text[SECMAIL_DKIM_MAX_KEY_FILE];
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(text, 1, sizeof text, file) : 0;

	if (file)
		fclose(file);
	return secmail_dkim_key_load_public(k, text, len);
}

/* Adds a loaded key with the options that stood before it. */
static int
add_key(struct job *job, secmail_dkim_key *k)
{
	size_t index;
	secmail_status status =
	    secmail_dkim_signer_add_key(job->signer, k, job->domain, job->selector, &index);

	if (status == SECMAIL_DONE)
		status = secmail_dkim_signer_set_canonicalization(
		    job->signer, index, job->header, job->body);
	if (status == SECMAIL_DONE)
		status = secmail_dkim_signer_set_identity(job->signer, index, job->identity);
	job->keys++;
	return outcome_of(status, USAGE, "key", secmail_dkim_signer_error(job->signer));
}

static int
read_key(struct job *job, const char *path, bool is_public)
{
	secmail_dkim_key *k;
	int outcome;

	if (secmail_dkim_key_new(job->config, &k) != SECMAIL_DONE)
		return complain(TEMPORARY, "memory", secmail_status_text(SECMAIL_NO_MEMORY));
	outcome = outcome_of(is_public ? load_public(k, path) : secmail_dkim_key_load_file(k, path),
	    USAGE, path, secmail_dkim_key_error(k));
	if (outcome == SIGNED)
		outcome = add_key(job, k);
	secmail_dkim_key_free(job->arc.key);
	job->arc.key = k; /* the signer keeps it as well */
	job->arc.domain = job->domain;
	job->arc.selector = job->selector;
	return outcome;
}

/* --- options ------------------------------------------------------------- */

static bool
read_canonicalization(const char *name, size_t len, secmail_dkim_canonicalization *out)
{
	*out = len == 6 ? SECMAIL_DKIM_SIMPLE : SECMAIL_DKIM_RELAXED;
	return (len == 6 && strncmp(name, "simple", 6) == 0) ||
	       (len == 7 && strncmp(name, "relaxed", 7) == 0);
}

static bool
read_number(const char *text, long long most, long long *out)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *out >= 0 && *out <= most;
}

/* Options that say how keys sign. Returns false for a value that makes no sense. */
static bool
read_value(struct job *job, int option, const char *value)
{
	size_t slash = strcspn(value, "/");
	long long number;

	switch (option) {
	case 'c':
		return value[slash] == '/' && read_canonicalization(value, slash, &job->header) &&
		       read_canonicalization(
			   value + slash + 1, strlen(value + slash + 1), &job->body);
	case 't':
		if (!read_number(value, 999999999999, &number))
			return false;
		job->now = number;
		return true;
	case 'x':
		if (!read_number(value, SECMAIL_DKIM_MAX_LIFETIME, &number))
			return false;
		job->lifetime = (uint32_t)number;
		return true;
	default:
		return false;
	}
}

static const char **
text_option(struct job *job, int option)
{
	switch (option) {
	case 'A':
		return &job->agent;
	case 'd':
		return &job->domain;
	case 'i':
		return &job->identity;
	case 's':
		return &job->selector;
	case ARC:
		return &job->arc.authserv_id;
	case ZONE:
		return &job->arc.zone;
	case RESOLVER:
		return &job->arc.resolver;
	default:
		return NULL;
	}
}

static int
complain_of_usage(void)
{
	fputs(usage, stderr);
	return USAGE;
}

/* A set has one key, and a signature nothing to look up. */
static bool
fits_together(const struct job *job)
{
	if (job->arc.zone && job->arc.resolver)
		return false;
	if (job->arc.authserv_id)
		return job->keys == 1 && !job->signs_as;
	return job->keys > 0 && !job->arc.zone && !job->arc.resolver;
}

/* Options are read in order: a key takes what stood before it. */
static int
read_options(struct job *job, int argc, char **argv)
{
	int option, outcome = SIGNED;

	while (outcome == SIGNED &&
	       (option = getopt_long(argc, argv, "A:c:d:i:k:p:s:t:x:", long_options, NULL)) != -1) {
		const char **text = text_option(job, option);

		job->signs_as |= option == 'c' || option == 'i' || option == 'x';
		if (text)
			*text = optarg;
		else if (option == 'k' || option == 'p')
			outcome = read_key(job, optarg, option == 'p');
		else if (option == '?' || !read_value(job, option, optarg))
			return complain_of_usage();
	}
	return outcome == SIGNED && (argc - optind > 1 || !fits_together(job)) ? complain_of_usage()
									       : outcome;
}

/* --- signatures ---------------------------------------------------------- */

/* Has each key that lies elsewhere sign. */
static int
ask_agent(struct job *job)
{
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	int fd = job->agent ? agent_connect(job->agent) : -1, outcome = SIGNED;

	if (!job->agent)
		return complain(USAGE, "-p", "wants an agent: -A");
	if (fd < 0)
		return complain(TEMPORARY, job->agent, strerror(errno));
	for (size_t i = 0; i < job->keys && outcome == SIGNED; i++) {
		size_t len, signature_len;
		const void *digest = secmail_dkim_signing_digest(job->signing, i, &len);

		if (!digest)
			continue;
		if (!agent_sign(fd, digest, len, signature, sizeof signature, &signature_len))
			outcome = complain(TEMPORARY, job->agent, "the agent does not sign");
		else
			outcome = outcome_of(secmail_dkim_signing_set_signature(
						 job->signing, i, signature, signature_len),
			    TEMPORARY, job->agent, secmail_dkim_signing_error(job->signing));
	}
	close(fd);
	return outcome;
}

static int
sign(struct job *job)
{
	secmail_status status = secmail_dkim_signing_sign(job->signing);

	if (status == SECMAIL_WANT_SIGNATURE) {
		int outcome = ask_agent(job);

		if (outcome != SIGNED)
			return outcome;
		status = secmail_dkim_signing_sign(job->signing);
	}
	return outcome_of(status, TEMPORARY, "signing", secmail_dkim_signing_error(job->signing));
}

static int
feed(struct job *job, const struct letter *l)
{
	secmail_status status = letter_feed(l, job->message, job->signing);
	const char *why = secmail_dkim_signing_error(job->signing);

	return outcome_of(
	    status, NOT_A_MESSAGE, "message", *why ? why : secmail_message_error(job->message));
}

static int
sign_letter(struct job *job, const struct letter *l)
{
	size_t len;
	int outcome = feed(job, l);

	if (outcome == SIGNED)
		outcome = sign(job);
	if (outcome == SIGNED && !letter_print(l, secmail_dkim_signing_fields(job->signing, &len)))
		outcome = complain(TEMPORARY, "standard output", strerror(errno));
	return outcome;
}

static int
treat_letter(struct job *job, const char *name)
{
	struct letter l;
	int outcome;

	job->arc.agent = job->agent;
	job->arc.now = job->now;
	if (!letter_read(&l, name))
		outcome = complain(TEMPORARY, name ? name : "standard input", strerror(errno));
	else if (job->arc.authserv_id)
		outcome = arc_seal(&job->arc, job->config, &l);
	else
		outcome = sign_letter(job, &l);
	free(l.text);
	return outcome;
}

static int
set_up(struct job *job)
{
	if (secmail_dkim_config_new(&job->config) ||
	    secmail_dkim_signer_new(job->config, &job->signer) ||
	    secmail_message_new(&job->message))
		return complain(TEMPORARY, "memory", secmail_status_text(SECMAIL_NO_MEMORY));
	secmail_dkim_config_set_normalize(job->config, true);
	return SIGNED;
}

int
main(int argc, char **argv)
{
	struct job job = { .header = SECMAIL_DKIM_RELAXED,
		.body = SECMAIL_DKIM_RELAXED,
		.now = (int64_t)time(NULL) };
	int outcome = set_up(&job);

	if (outcome == SIGNED)
		outcome = read_options(&job, argc, argv);
	if (outcome == SIGNED)
		outcome = outcome_of(secmail_dkim_signer_set_lifetime(job.signer, job.lifetime),
		    USAGE, "-x", secmail_dkim_signer_error(job.signer));
	if (outcome == SIGNED)
		outcome = outcome_of(secmail_dkim_signing_new(job.signer, job.now, &job.signing),
		    USAGE, "-t", "the time is none that a signature can have");
	if (outcome == SIGNED)
		outcome = treat_letter(&job, optind < argc ? argv[optind] : NULL);
	secmail_dkim_key_free(job.arc.key);
	secmail_dkim_signing_free(job.signing);
	secmail_message_free(job.message);
	secmail_dkim_signer_free(job.signer);
	secmail_dkim_config_free(job.config);
	return outcome;
}
