/*
 * main.c - a key that signed is nowhere in memory once it is released
 *
 * Usage: dkim_secrets FOLDER
 * For RSA and Ed25519, a key that was read and one that was made: another
 * process has it, signs a message with it, stops, releases it, stops again,
 * and at last forgets to wipe it on purpose, which has to be noticed. Each
 * time all its mappings are read from here.
 *
 * Ends in "N passed, N failed".
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <secmail/dkimsign.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scan.h"

#define MAX_SECRETS 8

static unsigned long passed, failed;

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
done(secmail_status status)
{
	require(status == SECMAIL_DONE);
}

/* --- the process that has the key ---------------------------------------- */

static void
sign_a_message(const secmail_dkim_config *c, secmail_dkim_key *k)
{
	static const char text[] = "From: ann@example.com\r\n\r\nDear Bob\r\n";
	secmail_dkim_signer *signer;
	secmail_dkim_signing *s;
	secmail_message *m;
	size_t body;

	done(secmail_dkim_signer_new(c, &signer));
	done(secmail_dkim_signer_add_key(signer, k, "example.com", "sel", NULL));
	done(secmail_dkim_signing_new(signer, 1700000000, &s));
	done(secmail_message_new(&m));
	done(secmail_message_write(m, text, sizeof text - 1, &body));
	done(secmail_message_end(m));
	done(secmail_dkim_signing_set_message(s, m));
	done(secmail_dkim_signing_write_body(s, text + body, sizeof text - 1 - body));
	done(secmail_dkim_signing_end_body(s));
	done(secmail_dkim_signing_sign(s));
	raise(SIGSTOP);
	secmail_dkim_signing_free(s);
	secmail_dkim_signer_free(signer);
	secmail_message_free(m);
}

/* What a program does that knows no better. */
static void
forget_to_wipe(const char *path)
{
	char *text = calloc(1, 8192);
	FILE *f = fopen(path, "r");

	require(text && f && fread(text, 1, 8191, f) > 0);
	fclose(f);
	raise(SIGSTOP);
	free(text);
}

static int
have_key(const char *how, const char *path)
{
	secmail_dkim_config *c;
	secmail_dkim_key *k;

	done(secmail_dkim_config_new(&c));
	done(secmail_dkim_key_new(c, &k));
	if (strcmp(how, "read") == 0) {
		done(secmail_dkim_key_load_file(k, path));
	} else {
		done(secmail_dkim_key_generate(k,
		    strcmp(how, "rsa") == 0 ? SECMAIL_DKIM_RSA_SHA256 : SECMAIL_DKIM_ED25519_SHA256,
		    strcmp(how, "rsa") == 0 ? 2048 : 0));
		done(secmail_dkim_key_save_file(k, path));
	}
	sign_a_message(c, k);
	secmail_dkim_key_free(k);
	raise(SIGSTOP);
	forget_to_wipe(path);
	secmail_dkim_config_free(c);
	return EXIT_SUCCESS;
}

/* --- who looks on -------------------------------------------------------- */

static size_t
numbers_of(const EVP_PKEY *pkey, scan_secret *secrets)
{
	static const char *const names[] = { OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1,
		OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1,
		OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1 };
	uint8_t octets[SCAN_MAX_SECRET];
	size_t len = sizeof octets, count = 0;

	if (EVP_PKEY_get_raw_private_key(pkey, octets, &len) == 1) {
		scan_prepare(&secrets[0], "seed", octets, len);
		return 1;
	}
	for (; count < sizeof names / sizeof names[0]; count++) {
		BIGNUM *number = NULL;

		require(EVP_PKEY_get_bn_param(pkey, names[count], &number) == 1);
		len = (size_t)BN_bn2bin(number, octets);
		scan_prepare(&secrets[count], names[count], octets, len);
		BN_free(number);
	}
	return count;
}

static size_t
secrets_in(const char *path, scan_secret *secrets)
{
	FILE *f = fopen(path, "r");
	EVP_PKEY *pkey = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
	size_t count;

	require(pkey != NULL);
	fclose(f);
	count = numbers_of(pkey, secrets);
	EVP_PKEY_free(pkey);
	return count;
}

static void
make_file(const char *path, bool is_rsa)
{
	EVP_PKEY *pkey = is_rsa ? EVP_RSA_gen(2048) : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	FILE *f;

	umask(077);
	f = fopen(path, "w");
	require(pkey && f && PEM_write_PrivateKey(f, pkey, NULL, NULL, 0, NULL, NULL) == 1);
	fclose(f);
	EVP_PKEY_free(pkey);
}

static pid_t
start(const char *program, const char *how, const char *path)
{
	pid_t child = fork();

	require(child >= 0);
	if (child == 0) {
		execl(program, program, how, path, (char *)NULL);
		_exit(127);
	}
	return child;
}

static void
expect(bool holds, const char *key, const char *what, long found)
{
	passed += holds;
	failed += !holds;
	printf("%s: %s: %s (%ld forms)\n", holds ? "pass" : "FAIL", key, what, found);
}

static void
await_stop(pid_t child)
{
	int status;

	require(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
}

static void
watch(const char *key, pid_t child, const char *path)
{
	static scan_secret secrets[MAX_SECRETS];
	size_t count;
	int status;
	long found;

	await_stop(child);
	count = secrets_in(path, secrets);
	found = scan_process(child, secrets, count, false);
	expect(found >= (long)count, key, "found while the key is in use", found);
	kill(child, SIGCONT);
	await_stop(child);
	found = scan_process(child, secrets, count, true);
	expect(found == 0, key, "nowhere once it is released", found);
	kill(child, SIGCONT);
	await_stop(child);
	found = scan_process(child, secrets, count, false);
	expect(found > 0, key, "a copy that was not wiped is noticed", found);
	kill(child, SIGCONT);
	require(waitpid(child, &status, 0) == child && WIFEXITED(status));
	require(WEXITSTATUS(status) == EXIT_SUCCESS);
}

int
main(int argc, char **argv)
{
	static const char *const made[] = { "rsa", "ed25519" };
	char path[4096], key[64];

	if (argc == 3)
		return have_key(argv[1], argv[2]);
	require(argc == 2);
	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s-read.pem", argv[1], made[i]);
		snprintf(key, sizeof key, "%s key that was read", made[i]);
		make_file(path, i == 0);
		watch(key, start(argv[0], "read", path), path);
		snprintf(path, sizeof path, "%s/%s-made.pem", argv[1], made[i]);
		snprintf(key, sizeof key, "%s key that was made", made[i]);
		watch(key, start(argv[0], made[i], path), path);
	}
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
