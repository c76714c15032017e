/*
 * bench_inbound_raw.c - the bare cryptography in a verdict
 *
 * SHA-256 of the canonical body and of the signed header octets, and one
 * verification with a parsed key, by EVP with contexts that are set up once.
 */
#include <openssl/rsa.h>

#include "bench_inbound.h"

struct bench_raw {
	const bench_mail *mail;
	EVP_MD *sha256;
	EVP_MD_CTX *hash;
	EVP_PKEY_CTX *rsa;
	size_t next;
};

bench_raw *
bench_raw_new(const bench_mail *m)
{
	bench_raw *r = calloc(1, sizeof *r);

	bench_must(r != NULL, "no memory");
	r->mail = m;
	r->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	r->hash = EVP_MD_CTX_new();
	r->rsa = EVP_PKEY_CTX_new(m->key, NULL);
	bench_must(r->sha256 && r->hash && r->rsa && EVP_PKEY_verify_init(r->rsa) > 0 &&
		       EVP_PKEY_CTX_set_rsa_padding(r->rsa, RSA_PKCS1_PADDING) > 0 &&
		       EVP_PKEY_CTX_set_signature_md(r->rsa, r->sha256) > 0,
	    "OpenSSL can't verify");
	return r;
}

void
bench_raw_free(bench_raw *r)
{
	EVP_PKEY_CTX_free(r->rsa);
	EVP_MD_CTX_free(r->hash);
	EVP_MD_free(r->sha256);
	free(r);
}

static void
hash(bench_raw *r, const bench_text *text, unsigned char out[32])
{
	bench_must(EVP_DigestInit_ex2(r->hash, r->sha256, NULL) > 0 &&
		       EVP_DigestUpdate(r->hash, text->at, text->len) > 0 &&
		       EVP_DigestFinal_ex(r->hash, out, NULL) > 0,
	    "OpenSSL can't hash");
}

void
bench_raw_verify(void *raw)
{
	bench_raw *r = raw;
	const bench_letter *l = &r->mail->letters[r->next];
	unsigned char digest[32];

	r->next = (r->next + 1) % BENCH_LETTERS;
	hash(r, &l->body, digest);
	hash(r, &l->signed_header, digest);
	bench_must(
	    EVP_PKEY_verify(r->rsa, l->signature, sizeof l->signature, digest, sizeof digest) == 1,
	    "not verified");
}
