/*
 * test_private_key.c - keys that sign: read, refused, made, published, written
 *
 * The texts are those of RFC 8410 section 10.3 and RFC 6376 appendix C; what no
 * RFC has is made by OpenSSL's own encoders.
 */
#include "../suite.h"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <secmail/dkimkey.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dkim_internal.h"
#include "signer.h"

#define ED25519_SEED "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
#define ED25519_P "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
#define PRIVATE(base64) "-----BEGIN PRIVATE KEY-----\n" base64 "-----END PRIVATE KEY-----\n"

static const char ED25519_PUBLIC[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
    "-----END PUBLIC KEY-----\n";

static const char ED25519_RECORD[] = "v=DKIM1; k=ed25519; p=" ED25519_P;

/* --- texts --------------------------------------------------------------- */

static const struct text {
	const char *proves;
	const char *text;
	secmail_status status;
	const char *error; /* a part of it */
} texts[] = {
	{ "an Ed25519 key is read from PKCS #8", PRIVATE(ED25519_SEED), SECMAIL_DONE, "" },
	{ "so it is with attributes and its public key behind it",
	    PRIVATE("MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
		    "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n"
		    "Z9w7lshQhqowtrbLDFw4rXAxZuE=\n"),
	    SECMAIL_DONE, "" },
	{ "a public key beside it that is another's is refused",
	    PRIVATE("MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
		    "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n"
		    "Z9w7lshQhqowtrbLDFw4rXAxZuI=\n"),
	    SECMAIL_SYNTAX, "don't belong together" },
	{ "a public key needs version 1",
	    PRIVATE("MHICAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
		    "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n"
		    "Z9w7lshQhqowtrbLDFw4rXAxZuE=\n"),
	    SECMAIL_SYNTAX, "no key" },
	{ "explanation before the block is passed over", "Our key\r\n\n" PRIVATE(ED25519_SEED),
	    SECMAIL_DONE, "" },
	{ "of two blocks the first counts", PRIVATE(ED25519_SEED) "-----BEGIN X-----\n",
	    SECMAIL_DONE, "" },
	{ "CRLF ends lines as well",
	    "-----BEGIN PRIVATE KEY-----\r\n"
	    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\r\n"
	    "-----END PRIVATE KEY-----\r\n",
	    SECMAIL_DONE, "" },
	{ "an encrypted key is refused by its label",
	    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4=\n-----END ENCRYPTED PRIVATE KEY-----\n",
	    SECMAIL_SYNTAX, "is encrypted" },
	{ "an encrypted key is refused by its header",
	    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"
	    "MC4=\n-----END RSA PRIVATE KEY-----\n",
	    SECMAIL_SYNTAX, "is encrypted" },
	{ "a public key is refused", ED25519_PUBLIC, SECMAIL_SYNTAX, "public key" },
	{ "X25519 is refused",
	    PRIVATE("MC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"),
	    SECMAIL_SYNTAX, "neither RSA nor Ed25519" },
	{ "an elliptic curve key of its own form is refused",
	    "-----BEGIN EC PRIVATE KEY-----\nMAcCAQEEAgEC\n-----END EC PRIVATE KEY-----\n",
	    SECMAIL_SYNTAX, "neither RSA nor Ed25519" },
	{ "a seed of 31 octets is refused",
	    PRIVATE("MC0CAQAwBQYDK2VwBCEEH9Ructv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVg=\n"),
	    SECMAIL_SYNTAX, "32 octets" },
	{ "an octet behind the key is refused",
	    PRIVATE("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCAA==\n"),
	    SECMAIL_SYNTAX, "no key" },
	{ "a key that is cut off is refused",
	    PRIVATE("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdQ==\n"),
	    SECMAIL_SYNTAX, "no key" },
	{ "a length not in its shortest form is refused",
	    PRIVATE("MIEuAgEAMAUGAytlcAQiBCDU7nLb+RNYStW22PH3afitOv58KMvx1Pvgl6iPRHVYQg==\n"),
	    SECMAIL_SYNTAX, "no key" },
	{ "a bare seed as base64 is refused",
	    "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", SECMAIL_SYNTAX, "no key" },
	{ "a block without an end is refused", "-----BEGIN PRIVATE KEY-----\n" ED25519_SEED,
	    SECMAIL_SYNTAX, "PEM text is broken" },
	{ "an end of another label is refused",
	    "-----BEGIN PRIVATE KEY-----\n" ED25519_SEED "-----END RSA PRIVATE KEY-----\n",
	    SECMAIL_SYNTAX, "PEM text is broken" },
	{ "a header that nobody knows is refused",
	    "-----BEGIN PRIVATE KEY-----\nComment: mine\n\n" ED25519_SEED
	    "-----END PRIVATE KEY-----\n",
	    SECMAIL_SYNTAX, "PEM text is broken" },
	{ "what is not base64 is refused", PRIVATE("MC4C*QAw\n"), SECMAIL_SYNTAX, "not base64" },
	{ "nothing is refused", "", SECMAIL_SYNTAX, "no key" },
	{ "a short RSA key is refused", SIGNER_RSA_KEY, SECMAIL_LIMIT, "has 1024 bits" },
};

static secmail_dkim_key *
new_key(const secmail_dkim_config *c)
{
	secmail_dkim_key *k;

	ck_assert_int_eq(secmail_dkim_key_new(c, &k), SECMAIL_DONE);
	return k;
}

START_TEST(reads_texts)
{
	const struct text *t = &texts[_i];
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c);
	secmail_status status = secmail_dkim_key_load(k, t->text, strlen(t->text));

	ck_assert_msg(status == t->status, "%s: %s, %s", t->proves, secmail_status_text(status),
	    secmail_dkim_key_error(k));
	ck_assert_msg(strstr(secmail_dkim_key_error(k), t->error) != NULL, "%s: %s", t->proves,
	    secmail_dkim_key_error(k));
	ck_assert_str_eq(secmail_dkim_key_record(k), status == SECMAIL_DONE ? ED25519_RECORD : "");
	ck_assert_uint_eq(secmail_dkim_key_bits(k), status == SECMAIL_DONE ? 256 : 0);
	ck_assert_int_eq(secmail_dkim_key_algorithm(k),
	    status == SECMAIL_DONE ? SECMAIL_DKIM_ED25519_SHA256 : SECMAIL_DKIM_NO_ALGORITHM);
	ck_assert(!secmail_dkim_key_is_external(k));
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

START_TEST(a_short_key_is_read_where_that_is_allowed)
{
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c);

	secmail_dkim_key_insecure_allow_short(k, true);
	ck_assert_int_eq(
	    secmail_dkim_key_load(k, SIGNER_RSA_KEY, strlen(SIGNER_RSA_KEY)), SECMAIL_DONE);
	ck_assert_str_eq(secmail_dkim_key_record(k), "v=DKIM1; k=rsa; p=" SIGNER_RSA_P);
	ck_assert_uint_eq(secmail_dkim_key_bits(k), 1024);
	ck_assert_int_eq(
	    secmail_dkim_key_load(k, SIGNER_RSA_KEY, strlen(SIGNER_RSA_KEY)), SECMAIL_LATE);
	ck_assert_int_eq(
	    secmail_dkim_key_generate(k, SECMAIL_DKIM_ED25519_SHA256, 0), SECMAIL_LATE);
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

START_TEST(what_is_too_long_is_not_read)
{
	static char text[SECMAIL_DKIM_MAX_KEY_FILE + 1];
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c);

	memset(text, '\n', sizeof text);
	memcpy(text, texts[0].text, strlen(texts[0].text));
	ck_assert_int_eq(secmail_dkim_key_load(k, text, sizeof text), SECMAIL_LIMIT);
	ck_assert_int_eq(secmail_dkim_key_load(k, text, sizeof text - 1), SECMAIL_DONE);
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

/* --- RSA in all its shapes ----------------------------------------------- */

typedef struct octets {
	uint8_t *at;
	size_t len;
} octets;

static octets
taken_from(BIO *bio)
{
	char *data;
	long len = BIO_get_mem_data(bio, &data);
	octets o = { malloc((size_t)len), (size_t)len };

	memcpy(o.at, data, o.len);
	BIO_free(bio);
	return o;
}

static octets
pkcs8_pem(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());

	ck_assert(PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL));
	return taken_from(bio);
}

static octets
pkcs8_der(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());

	ck_assert(i2d_PKCS8PrivateKey_bio(bio, key, NULL, NULL, 0, NULL, NULL));
	return taken_from(bio);
}

static octets
traditional_pem(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());

	ck_assert(PEM_write_bio_PrivateKey_traditional(bio, key, NULL, NULL, 0, NULL, NULL));
	return taken_from(bio);
}

static octets
traditional_der(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());

	ck_assert(i2d_PrivateKey_bio(bio, key));
	return taken_from(bio);
}

static const struct shape {
	const char *name;
	octets (*write)(EVP_PKEY *);
} shapes[] = {
	{ "PKCS #8 in PEM", pkcs8_pem },
	{ "PKCS #8 in DER", pkcs8_der },
	{ "RSAPrivateKey in PEM", traditional_pem },
	{ "RSAPrivateKey in DER", traditional_der },
};

static const unsigned sizes[] = { 2048, 3072 };

/* Each shape is read, has the same record, and signs what the public key verifies. */
START_TEST(rsa_is_read_in_every_shape)
{
	EVP_PKEY *pkey = EVP_RSA_gen(sizes[_i]);
	secmail_dkim_config *c = signer_config();
	char *p = signer_public_key(pkey, false), record[1024];

	snprintf(record, sizeof record, "v=DKIM1; k=rsa; p=%s", p);
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		octets text = shapes[i].write(pkey);
		secmail_dkim_key *k = new_key(c);

		ck_assert_msg(secmail_dkim_key_load(k, text.at, text.len) == SECMAIL_DONE, "%s: %s",
		    shapes[i].name, secmail_dkim_key_error(k));
		ck_assert_str_eq(secmail_dkim_key_record(k), record);
		ck_assert_uint_eq(secmail_dkim_key_bits(k), sizes[_i]);
		ck_assert_int_eq(secmail_dkim_key_algorithm(k), SECMAIL_DKIM_RSA_SHA256);
		secmail_dkim_key_free(k);
		free(text.at);
	}
	free(p);
	EVP_PKEY_free(pkey);
	secmail_dkim_config_free(c);
}
END_TEST

/* One octet of a key changed, here and there: what is read all the same is the same key. */
START_TEST(a_changed_key_is_another_or_none)
{
	EVP_PKEY *pkey = EVP_RSA_gen(2048);
	octets der = pkcs8_der(pkey);
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *first = new_key(c);

	ck_assert_int_eq(secmail_dkim_key_load(first, der.at, der.len), SECMAIL_DONE);
	for (size_t i = 0; i < der.len; i += 31) {
		secmail_dkim_key *k = new_key(c);
		secmail_status status;

		der.at[i] ^= 0x10;
		status = secmail_dkim_key_load(k, der.at, der.len);
		der.at[i] ^= 0x10;
		if (status == SECMAIL_DONE)
			ck_assert_str_eq(
			    secmail_dkim_key_record(k), secmail_dkim_key_record(first));
		secmail_dkim_key_free(k);
	}
	secmail_dkim_key_free(first);
	free(der.at);
	EVP_PKEY_free(pkey);
	secmail_dkim_config_free(c);
}
END_TEST

START_TEST(a_key_of_more_bits_than_verifiers_take_is_refused)
{
	EVP_PKEY *pkey = EVP_RSA_gen(4104);
	octets der = traditional_der(pkey);
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c);

	ck_assert_int_eq(secmail_dkim_key_load(k, der.at, der.len), SECMAIL_LIMIT);
	ck_assert_ptr_nonnull(strstr(secmail_dkim_key_error(k), "4104 bits"));
	secmail_dkim_key_free(k);
	free(der.at);
	EVP_PKEY_free(pkey);
	secmail_dkim_config_free(c);
}
END_TEST

/* --- making, writing, publishing ----------------------------------------- */

static const struct made {
	secmail_dkim_algorithm algorithm;
	unsigned bits;
} made[] = {
	{ SECMAIL_DKIM_ED25519_SHA256, 0 },
	{ SECMAIL_DKIM_RSA_SHA256, 2048 },
	{ SECMAIL_DKIM_RSA_SHA256, 4096 },
};

/* What is written is what OpenSSL writes, and is read as the same key. */
START_TEST(a_key_that_is_made_is_written_and_read)
{
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c), *again = new_key(c);
	char pem[SECMAIL_DKIM_PEM_SIZE];
	EVP_PKEY *pkey;
	octets theirs;
	size_t len;
	BIO *bio;

	ck_assert_int_eq(
	    secmail_dkim_key_generate(k, made[_i].algorithm, made[_i].bits), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_key_write_pem(k, pem, sizeof pem, &len), SECMAIL_DONE);
	ck_assert_uint_eq(len, strlen(pem));
	bio = BIO_new_mem_buf(pem, (int)len);
	pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(pkey);
	theirs = pkcs8_pem(pkey);
	ck_assert_uint_eq(theirs.len, len);
	ck_assert_mem_eq(theirs.at, pem, len);
	ck_assert_int_eq(secmail_dkim_key_load(again, pem, len), SECMAIL_DONE);
	ck_assert_str_eq(secmail_dkim_key_record(again), secmail_dkim_key_record(k));
	ck_assert_int_eq(secmail_dkim_key_write_pem(k, pem, len, &len), SECMAIL_LIMIT);
	ck_assert_uint_eq(len, 0);
	BIO_free(bio);
	EVP_PKEY_free(pkey);
	free(theirs.at);
	secmail_dkim_key_free(again);
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

START_TEST(no_key_is_made_of_other_kinds_and_sizes)
{
	static const struct made wrong[] = {
		{ SECMAIL_DKIM_RSA_SHA256, 1024 },
		{ SECMAIL_DKIM_RSA_SHA256, 2040 },
		{ SECMAIL_DKIM_RSA_SHA256, 2049 },
		{ SECMAIL_DKIM_RSA_SHA256, 4104 },
		{ SECMAIL_DKIM_NO_ALGORITHM, 2048 },
	};
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c);

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		ck_assert_int_eq(secmail_dkim_key_generate(k, wrong[i].algorithm, wrong[i].bits),
		    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_key_generate(k, SECMAIL_DKIM_RSA_SHA256, 2056), SECMAIL_DONE);
	ck_assert_uint_eq(secmail_dkim_key_bits(k), 2056);
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

/* The strings of a zone text, joined. */
static void
join_strings(char *out, const char *text)
{
	for (; (text = strchr(text, '"')) != NULL; text++) {
		size_t len = strcspn(++text, "\"");

		ck_assert_uint_le(len, 255);
		memcpy(out, text, len);
		out += len;
		text += len;
	}
	*out = '\0';
}

START_TEST(the_zone_text_holds_the_record_in_strings)
{
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c);
	char joined[1024], *text;

	ck_assert_int_eq(
	    secmail_dkim_key_zone_text(k, "example.com", "s1", &text), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(text);
	ck_assert_int_eq(secmail_dkim_key_generate(k, SECMAIL_DKIM_RSA_SHA256, 4096), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dkim_key_zone_text(k, "B\303\274cher.example.", "S1", &text), SECMAIL_DONE);
	ck_assert_ptr_eq(
	    strstr(text, "s1._domainkey.xn--bcher-kva.example. IN TXT ( \"v=DKIM1; k=rsa; p=MII"),
	    text);
	ck_assert_str_eq(text + strlen(text) - 4, "\" )\n");
	join_strings(joined, text);
	ck_assert_str_eq(joined, secmail_dkim_key_record(k));
	free(text);
	ck_assert_int_eq(
	    secmail_dkim_key_zone_text(k, "example com", "s1", &text), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_key_zone_text(k, "example.com", "", &text), SECMAIL_ARGUMENT);
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

/* --- the public half, and signing for others ------------------------------ */

START_TEST(the_public_half_is_read_and_signs_nothing)
{
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c);
	uint8_t digest[32] = { 0 }, signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	char pem[SECMAIL_DKIM_PEM_SIZE];
	size_t len;

	ck_assert_int_eq(
	    secmail_dkim_key_load_public(k, texts[0].text, strlen(texts[0].text)), SECMAIL_SYNTAX);
	ck_assert_int_eq(
	    secmail_dkim_key_load_public(k, ED25519_PUBLIC, strlen(ED25519_PUBLIC)), SECMAIL_DONE);
	ck_assert(secmail_dkim_key_is_external(k));
	ck_assert_str_eq(secmail_dkim_key_record(k), ED25519_RECORD);
	ck_assert_int_eq(secmail_dkim_key_sign(k, digest, 32, signature, sizeof signature, &len),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_key_write_pem(k, pem, sizeof pem, &len), SECMAIL_ARGUMENT);
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

START_TEST(a_digest_is_signed)
{
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c);
	uint8_t digest[32] = { 7 }, signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t point[32];
	EVP_PKEY *pkey;
	size_t len;

	ck_assert_int_eq(EVP_DecodeBlock(signature, (const uint8_t *)ED25519_P, 44), 33);
	memcpy(point, signature, sizeof point);
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, point, sizeof point);
	ck_assert_int_eq(
	    secmail_dkim_key_load(k, texts[0].text, strlen(texts[0].text)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_key_sign(k, digest, 31, signature, sizeof signature, &len),
	    SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_key_sign(k, digest, 32, signature, 63, &len), SECMAIL_LIMIT);
	ck_assert_int_eq(
	    secmail_dkim_key_sign(k, digest, 32, signature, sizeof signature, &len), SECMAIL_DONE);
	ck_assert_uint_eq(len, 64);
	ck_assert_int_eq(EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey), 1);
	ck_assert_int_eq(EVP_DigestVerify(context, signature, len, digest, sizeof digest), 1);
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pkey);
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

/* --- files --------------------------------------------------------------- */

static const struct mode {
	const char *proves;
	mode_t mode;
	bool is_allowed;
	secmail_status status;
} modes[] = {
	{ "a file of its owner's is read", 0600, false, SECMAIL_DONE },
	{ "the group may read", 0640, false, SECMAIL_DONE },
	{ "others must not read", 0604, false, SECMAIL_IO },
	{ "the group must not write", 0620, false, SECMAIL_IO },
	{ "others must not write", 0602, false, SECMAIL_IO },
	{ "all of it can be allowed", 0666, true, SECMAIL_DONE },
};

/* The name of a file that is not there, in a folder of its own. */
static void
scratch_file(char *out, size_t size)
{
	char folder[] = "dkim_key_XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(out, size, "%s/key", folder);
}

static void
remove_scratch(char *path)
{
	unlink(path);
	*strrchr(path, '/') = '\0';
	ck_assert_int_eq(rmdir(path), 0);
}

START_TEST(who_may_read_a_file_decides_on_it)
{
	const struct mode *m = &modes[_i];
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c), *again = new_key(c);
	char path[64], target[80];
	struct stat s;

	scratch_file(path, sizeof path);
	ck_assert_int_eq(secmail_dkim_key_save_file(k, path), SECMAIL_ARGUMENT);
	ck_assert_int_eq(
	    secmail_dkim_key_generate(k, SECMAIL_DKIM_ED25519_SHA256, 0), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_key_save_file(k, path), SECMAIL_DONE);
	ck_assert_int_eq(stat(path, &s), 0);
	ck_assert_uint_eq(s.st_mode & 0777, 0600);
	ck_assert_int_eq(secmail_dkim_key_save_file(k, path), SECMAIL_IO);
	ck_assert_int_eq(chmod(path, m->mode), 0);
	secmail_dkim_key_insecure_allow_open_file(again, m->is_allowed);
	snprintf(target, sizeof target, "%s.link", path);
	ck_assert_int_eq(symlink("key", target), 0);
	ck_assert_msg(secmail_dkim_key_load_file(again, target) == m->status, "%s: %s", m->proves,
	    secmail_dkim_key_error(again));
	if (m->status == SECMAIL_DONE)
		ck_assert_str_eq(secmail_dkim_key_record(again), secmail_dkim_key_record(k));
	unlink(target);
	remove_scratch(path);
	secmail_dkim_key_free(again);
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

START_TEST(what_is_no_file_is_not_read)
{
	secmail_dkim_config *c = signer_config();
	secmail_dkim_key *k = new_key(c);
	char path[64];

	scratch_file(path, sizeof path);
	ck_assert_int_eq(secmail_dkim_key_load_file(k, path), SECMAIL_IO);
	ck_assert_str_eq(secmail_dkim_key_error(k), "there is no such file");
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(secmail_dkim_key_load_file(k, path), SECMAIL_IO);
	ck_assert_str_eq(secmail_dkim_key_error(k), "this is no regular file");
	ck_assert_int_eq(secmail_dkim_key_load_file(k, NULL), SECMAIL_ARGUMENT);
	remove_scratch(path);
	secmail_dkim_key_free(k);
	secmail_dkim_config_free(c);
}
END_TEST

TCase *
private_key_tests(void)
{
	TCase *tc = tcase_create("private_key");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, reads_texts, 0, sizeof texts / sizeof texts[0]);
	tcase_add_test(tc, a_short_key_is_read_where_that_is_allowed);
	tcase_add_test(tc, what_is_too_long_is_not_read);
	tcase_add_loop_test(tc, rsa_is_read_in_every_shape, 0, sizeof sizes / sizeof sizes[0]);
	tcase_add_test(tc, a_changed_key_is_another_or_none);
	tcase_add_test(tc, a_key_of_more_bits_than_verifiers_take_is_refused);
	tcase_add_loop_test(
	    tc, a_key_that_is_made_is_written_and_read, 0, sizeof made / sizeof made[0]);
	tcase_add_test(tc, no_key_is_made_of_other_kinds_and_sizes);
	tcase_add_test(tc, the_zone_text_holds_the_record_in_strings);
	tcase_add_test(tc, the_public_half_is_read_and_signs_nothing);
	tcase_add_test(tc, a_digest_is_signed);
	tcase_add_loop_test(
	    tc, who_may_read_a_file_decides_on_it, 0, sizeof modes / sizeof modes[0]);
	tcase_add_test(tc, what_is_no_file_is_not_read);
	return tc;
}
