/*
 * bench_inbound.c - a whole verdict against the bare cryptography in it
 *
 * The message is the honest example: SPF by an include, an RSA-2048 and an
 * Ed25519 signature, DMARC; 1.6 KB, answers in memory. The primitive is what
 * no verifier can do without: SHA-256 of the body once and of the signed
 * fields twice, and one verification with each key, parsed before. Reading
 * the message, evaluating, and writing the field are ours on top.
 */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <secmail/dns.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define MAX_FILE 65536
#define NOW 1795500000
#define BODY 200   /* octets of the example's body, about */
#define HEADER 700 /* and of its signed fields with one signature field */
#define RSA_BITS 2048

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_inbound: %s\n", what);
	exit(EXIT_FAILURE);
}

struct whole {
	char message[MAX_FILE];
	size_t message_len;
	secmail_dns_zone *zone;
	secmail_inbound_config *config;
	secmail_inbound *inbound;
	secmail_answers *answers;
};

static size_t
read_file(const char *name, char *out)
{
	FILE *file = fopen(name, "rb");
	size_t len = file ? fread(out, 1, MAX_FILE, file) : 0;

	must(file && len > 0, "the example is missing: run it from the top of the tree");
	fclose(file);
	return len;
}

static void
set_up(struct whole *w)
{
	static char zone[MAX_FILE];
	static const uint8_t ip[4] = { 192, 0, 2, 25 };
	size_t len = read_file("examples/messages/honest.zone", zone);

	w->message_len = read_file("examples/messages/honest.eml", w->message);
	must(secmail_dns_zone_new(&w->zone) == SECMAIL_DONE &&
		 secmail_dns_zone_load(w->zone, zone, len, NULL) == SECMAIL_DONE &&
		 secmail_inbound_config_new(&w->config) == SECMAIL_DONE &&
		 secmail_inbound_new(w->config, NOW, &w->inbound) == SECMAIL_DONE &&
		 secmail_inbound_set_client(w->inbound, ip, 4, "out1.mail.shop.example", 22) ==
		     SECMAIL_DONE &&
		 secmail_answers_new(&w->answers) == SECMAIL_DONE,
	    "no memory");
}

static void
judge(void *arg)
{
	struct whole *w = arg;
	secmail_verdict *v = NULL;

	secmail_inbound_reset(w->inbound, NOW);
	secmail_answers_reset(w->answers);
	must(secmail_inbound_set_mail_from(w->inbound, "bounce@shop.example", 19) == SECMAIL_DONE &&
		 secmail_inbound_write(w->inbound, w->message, w->message_len) == SECMAIL_DONE &&
		 secmail_inbound_end(w->inbound) == SECMAIL_DONE,
	    "the message is refused");
	while (secmail_inbound_judge(w->inbound, w->answers, &v) == SECMAIL_WANT_DNS)
		must(secmail_dns_zone_answer(w->zone, w->answers) == SECMAIL_DONE, "no answers");
	must(v && secmail_dmarc_result_code(secmail_verdict_dmarc(v)) == SECMAIL_DMARC_PASS,
	    "not a pass");
	secmail_verdict_free(v);
}

struct raw {
	EVP_MD *sha256;
	EVP_MD_CTX *hash;
	EVP_PKEY_CTX *rsa;
	EVP_MD_CTX *ed25519;
	EVP_PKEY *ed25519_key;
	uint8_t text[HEADER];
	uint8_t digest[32];
	uint8_t rsa_signature[RSA_BITS / 8];
	size_t rsa_len;
	uint8_t ed25519_signature[64];
};

static void
make_keys(struct raw *r)
{
	EVP_PKEY *rsa = EVP_RSA_gen(RSA_BITS);
	EVP_PKEY_CTX *signer = EVP_PKEY_CTX_new(rsa, NULL);
	EVP_MD_CTX *ed25519_signer = EVP_MD_CTX_new();
	size_t len = sizeof r->ed25519_signature;

	r->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	r->hash = EVP_MD_CTX_new();
	r->rsa_len = sizeof r->rsa_signature;
	must(EVP_PKEY_sign_init(signer) > 0 &&
		 EVP_PKEY_CTX_set_rsa_padding(signer, RSA_PKCS1_PADDING) > 0 &&
		 EVP_PKEY_CTX_set_signature_md(signer, r->sha256) > 0 &&
		 EVP_PKEY_sign(signer, r->rsa_signature, &r->rsa_len, r->digest, sizeof r->digest) >
		     0,
	    "OpenSSL can't sign with RSA");
	r->rsa = EVP_PKEY_CTX_new(rsa, NULL);
	must(EVP_PKEY_verify_init(r->rsa) > 0 &&
		 EVP_PKEY_CTX_set_rsa_padding(r->rsa, RSA_PKCS1_PADDING) > 0 &&
		 EVP_PKEY_CTX_set_signature_md(r->rsa, r->sha256) > 0,
	    "OpenSSL can't verify RSA");
	r->ed25519_key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	must(EVP_DigestSignInit(ed25519_signer, NULL, NULL, NULL, r->ed25519_key) > 0 &&
		 EVP_DigestSign(
		     ed25519_signer, r->ed25519_signature, &len, r->digest, sizeof r->digest) > 0,
	    "OpenSSL can't sign with Ed25519");
	r->ed25519 = EVP_MD_CTX_new();
	EVP_MD_CTX_free(ed25519_signer);
	EVP_PKEY_CTX_free(signer);
	EVP_PKEY_free(rsa);
}

static void
hash(struct raw *r, size_t len)
{
	uint8_t digest[32];

	must(EVP_DigestInit_ex2(r->hash, r->sha256, NULL) > 0 &&
		 EVP_DigestUpdate(r->hash, r->text, len) > 0 &&
		 EVP_DigestFinal_ex(r->hash, digest, NULL) > 0,
	    "OpenSSL can't hash");
	r->text[0] ^= digest[0];
}

static void
verify(void *arg)
{
	struct raw *r = arg;

	hash(r, BODY);
	hash(r, HEADER);
	hash(r, HEADER);
	must(
	    EVP_PKEY_verify(r->rsa, r->rsa_signature, r->rsa_len, r->digest, sizeof r->digest) == 1,
	    "RSA");
	must(EVP_DigestVerifyInit(r->ed25519, NULL, NULL, NULL, r->ed25519_key) > 0 &&
		 EVP_DigestVerify(r->ed25519, r->ed25519_signature, sizeof r->ed25519_signature,
		     r->digest, sizeof r->digest) == 1,
	    "Ed25519");
	EVP_MD_CTX_reset(r->ed25519);
}

int
main(void)
{
	static struct whole w;
	static struct raw r;

	set_up(&w);
	make_keys(&r);
	bench_compare("inbound.honest_2k", "raw", judge, &w, verify, &r);
	secmail_answers_free(w.answers);
	secmail_inbound_free(w.inbound);
	secmail_inbound_config_free(w.config);
	secmail_dns_zone_free(w.zone);
	EVP_PKEY_CTX_free(r.rsa);
	EVP_MD_CTX_free(r.ed25519);
	EVP_PKEY_free(r.ed25519_key);
	EVP_MD_CTX_free(r.hash);
	EVP_MD_free(r.sha256);
	return 0;
}
