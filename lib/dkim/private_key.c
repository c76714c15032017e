/*
 * private_key.c - a key that signs: loaded or made once, then shared
 *
 * Whatever a key comes from, it ends as numbers, from which its DNS record is
 * written; the public half is read from that record as a verifier would read
 * it, and has to accept a signature of the private one.
 */
#include "private_key.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#include "private/base64.h"

secmail_status
smdkim_private_refuse(secmail_dkim_key *k, secmail_status status, const char *why)
{
	secmailp_error_set(&k->error, "%s", why);
	return status;
}

secmail_status
secmail_dkim_key_new(const secmail_dkim_config *c, secmail_dkim_key **out)
{
	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!c)
		return SECMAIL_ARGUMENT;
	*out = calloc(1, sizeof **out);
	if (!*out)
		return SECMAIL_NO_MEMORY;
	(*out)->users = 1;
	(*out)->crypto = &c->crypto;
	return SECMAIL_DONE;
}

secmail_dkim_key *
smdkim_private_use(secmail_dkim_key *k)
{
	__atomic_add_fetch(&k->users, 1, __ATOMIC_RELAXED);
	return k;
}

/* Forgets what was loaded. */
static void
unload(secmail_dkim_key *k)
{
	EVP_PKEY_free(k->pkey);
	smdkim_key_drop(k->half);
	free(k->record);
	k->pkey = NULL;
	k->half = NULL;
	k->record = NULL;
	k->type = SMDKIM_KEY_UNKNOWN;
	k->bits = 0;
}

void
secmail_dkim_key_free(secmail_dkim_key *k)
{
	if (!k || __atomic_sub_fetch(&k->users, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	unload(k);
	free(k);
}

const char *
secmail_dkim_key_error(const secmail_dkim_key *k)
{
	return k ? k->error.text : "";
}

void
secmail_dkim_key_insecure_allow_short(secmail_dkim_key *k, bool allow)
{
	k->allows_short = allow;
}

void
secmail_dkim_key_insecure_allow_open_file(secmail_dkim_key *k, bool allow)
{
	k->allows_open_file = allow;
}

static secmail_status
check_size(secmail_dkim_key *k, const smdkim_numbers *n)
{
	unsigned least =
	    k->allows_short ? SECMAIL_DKIM_MIN_RSA_BITS : SECMAIL_DKIM_MIN_SIGNING_BITS;
	unsigned bits = n->type == SMDKIM_KEY_RSA ? smdkim_bits_of(n->part[SMDKIM_PART_N]) : 256;

	k->bits = bits;
	if (n->type != SMDKIM_KEY_RSA || (bits >= least && bits <= SECMAIL_DKIM_MAX_SIGNING_BITS))
		return SECMAIL_DONE;
	secmailp_error_set(&k->error, "the RSA key has %u bits: from %u to %d are allowed", bits,
	    least, SECMAIL_DKIM_MAX_SIGNING_BITS);
	return SECMAIL_LIMIT;
}

/* Record and public half, from the public numbers. */
static secmail_status
publish(secmail_dkim_key *k, const smdkim_numbers *n)
{
	k->type = n->type;
	if (smdkim_record_write(n, &k->record) ||
	    smdkim_key_new(&k->half, secmailp_view_text(k->record), k->crypto))
		return smdkim_private_refuse(k, SECMAIL_NO_MEMORY, "no memory");
	if (k->half->found.reason != SECMAIL_DKIM_UNDECIDED)
		return smdkim_private_refuse(k, SECMAIL_SYNTAX, k->half->found.detail.text);
	return SECMAIL_DONE;
}

/* Whether the public half takes what the private one signs. */
static bool
halves_fit(const secmail_dkim_key *k)
{
	static const uint8_t digest[SMDKIM_DIGEST] = { 1 };
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	smdkim_operation said = SMDKIM_REFUSED;
	smdkim_pen pen = { NULL, NULL };
	size_t len;

	if (smdkim_pen_sign(&pen, k, digest, signature, &len) ||
	    smdkim_key_verify(k->half, digest, secmailp_view_of(signature, len), &said))
		said = SMDKIM_REFUSED;
	smdkim_pen_free(&pen);
	return said == SMDKIM_ACCEPTED;
}

/* The point of an Ed25519 key follows from its seed; one that stands beside it has to be the same.
 */
static bool
find_point(secmail_dkim_key *k, smdkim_numbers *n, uint8_t point[SMDKIM_ED25519_KEY])
{
	size_t len = SMDKIM_ED25519_KEY;

	if (n->type != SMDKIM_KEY_ED25519)
		return true;
	if (EVP_PKEY_get_raw_public_key(k->pkey, point, &len) <= 0)
		return false;
	if (n->point.len > 0 && !secmailp_view_equal(n->point, secmailp_view_of(point, len)))
		return false;
	n->point = secmailp_view_of(point, len);
	return true;
}

/* One try to make it a key that signs. */
static secmail_status
open_key(secmail_dkim_key *k, smdkim_numbers n, secmailp_secret_pool *work)
{
	uint8_t point[SMDKIM_ED25519_KEY];
	secmail_status status;

	k->pkey = smdkim_private_open(&n, work, k->crypto);
	if (!k->pkey || !find_point(k, &n, point))
		return smdkim_private_refuse(
		    k, SECMAIL_SYNTAX, "the numbers of the key don't belong together");
	status = publish(k, &n);
	if (status == SECMAIL_DONE && !halves_fit(k))
		status = smdkim_private_refuse(
		    k, SECMAIL_SYNTAX, "the numbers of the key don't belong together");
	return status;
}

/* Whether OpenSSL takes a key that is good for sure. */
static bool
openssl_works(secmail_dkim_key *k, smdkim_key_type type, secmailp_secret_pool *work)
{
	uint8_t room[SMDKIM_KNOWN_KEY_ROOM];
	smdkim_numbers known;
	bool works =
	    smdkim_known_key_read(&known, type, room) && open_key(k, known, work) == SECMAIL_DONE;

	unload(k);
	return works;
}

/* What was refused is tried once more; then it is the key, or OpenSSL has no memory. */
static secmail_status
open_surely(secmail_dkim_key *k, const smdkim_numbers *n, secmailp_secret_pool *work)
{
	secmail_status status = open_key(k, *n, work);
	secmailp_error why;

	if (status != SECMAIL_SYNTAX)
		return status;
	unload(k);
	status = open_key(k, *n, work);
	if (status != SECMAIL_SYNTAX)
		return status;
	unload(k);
	why = k->error;
	if (!openssl_works(k, n->type, work))
		return smdkim_private_refuse(k, SECMAIL_NO_MEMORY, "no memory");
	k->error = why;
	return SECMAIL_SYNTAX;
}

static secmail_status
adopt(secmail_dkim_key *k, const smdkim_numbers *n, secmailp_secret_pool *work)
{
	secmail_status status = check_size(k, n);

	if (status == SECMAIL_DONE)
		status = open_surely(k, n, work);
	if (status == SECMAIL_DONE)
		k->bits = n->type == SMDKIM_KEY_RSA ? k->half->bits : 256;
	else
		unload(k);
	return status;
}

/* The DER inside PEM, or what was given. Returns in words what is wrong. */
static const char *
unwrap(secmailp_view text, secmailp_view *der, secmailp_secret_pool *work)
{
	size_t room = secmailp_base64_room(text.len), len;
	smdkim_pem pem;
	uint8_t *octets;

	*der = text;
	switch (smdkim_pem_find(&pem, text)) {
	case SMDKIM_PEM_NONE:
		return NULL;
	case SMDKIM_PEM_WHOLE:
		break;
	case SMDKIM_PEM_ENCRYPTED:
		return "the key is encrypted: decrypt it first";
	case SMDKIM_PEM_BROKEN:
		return "the PEM text is broken";
	}
	octets = secmailp_secret_alloc(work, room);
	if (!octets ||
	    !secmailp_base64_decode(pem.base64, SECMAILP_BASE64_FOLDED, octets, room, &len))
		return "the PEM text is not base64";
	*der = secmailp_view_of(octets, len);
	return NULL;
}

static secmail_status
load_private(secmail_dkim_key *k, secmailp_view text, secmailp_secret_pool *work)
{
	secmailp_view der;
	smdkim_numbers n;
	const char *why = unwrap(text, &der, work);

	if (!why)
		why = smdkim_private_read(&n, der);
	return why ? smdkim_private_refuse(k, SECMAIL_SYNTAX, why) : adopt(k, &n, work);
}

static secmail_status
load_public(secmail_dkim_key *k, secmailp_view text, secmailp_secret_pool *work)
{
	secmailp_view der;
	smdkim_numbers n;
	const char *why = unwrap(text, &der, work);
	secmail_status status;

	if (!why)
		why = smdkim_public_read(&n, der);
	if (why)
		return smdkim_private_refuse(k, SECMAIL_SYNTAX, why);
	status = check_size(k, &n);
	if (status == SECMAIL_DONE)
		status = publish(k, &n);
	if (status != SECMAIL_DONE)
		unload(k);
	return status;
}

typedef secmail_status (*loader)(secmail_dkim_key *, secmailp_view, secmailp_secret_pool *);

/* What comes before and after all loading. */
static secmail_status
load(secmail_dkim_key *k, const void *bytes, size_t len, loader how)
{
	secmailp_secret_pool work;
	secmail_status status;

	if (k->type != SMDKIM_KEY_UNKNOWN)
		return smdkim_private_refuse(k, SECMAIL_LATE, "the key is loaded already");
	if (len > SECMAIL_DKIM_MAX_KEY_FILE)
		return smdkim_private_refuse(k, SECMAIL_LIMIT, "this is too long for a key");
	if (secmailp_secret_pool_open(&work, SMDKIM_PRIVATE_ROOM))
		return smdkim_private_refuse(k, SECMAIL_NO_MEMORY, "no memory");
	ERR_set_mark();
	status = how(k, secmailp_view_of(bytes, len), &work);
	ERR_pop_to_mark();
	secmailp_secret_pool_close(&work);
	return status;
}

secmail_status
secmail_dkim_key_load(secmail_dkim_key *k, const void *bytes, size_t len)
{
	return load(k, bytes, len, load_private);
}

secmail_status
secmail_dkim_key_load_public(secmail_dkim_key *k, const void *bytes, size_t len)
{
	return load(k, bytes, len, load_public);
}

/* Makes a key, and takes it apart again to load it as any other. */
static secmail_status
make(secmail_dkim_key *k, smdkim_key_type type, unsigned bits)
{
	secmailp_secret_pool work;
	smdkim_numbers n;
	EVP_PKEY *pkey;
	secmail_status status = SECMAIL_NO_MEMORY;

	if (secmailp_secret_pool_open(&work, SMDKIM_PRIVATE_ROOM))
		return SECMAIL_NO_MEMORY;
	pkey = type == SMDKIM_KEY_RSA
		   ? EVP_PKEY_Q_keygen(k->crypto->library, NULL, "RSA", (size_t)bits)
		   : EVP_PKEY_Q_keygen(k->crypto->library, NULL, "ED25519");
	if (pkey && smdkim_private_numbers(&n, pkey, type, &work))
		status = adopt(k, &n, &work);
	EVP_PKEY_free(pkey);
	secmailp_secret_pool_close(&work);
	/* What OpenSSL has just made is good: if it can't be used, it is for want of memory. */
	return status == SECMAIL_SYNTAX ? SECMAIL_NO_MEMORY : status;
}

static bool
is_size(unsigned bits)
{
	return bits >= SECMAIL_DKIM_MIN_SIGNING_BITS && bits <= SECMAIL_DKIM_MAX_SIGNING_BITS &&
	       bits % 8 == 0;
}

secmail_status
secmail_dkim_key_generate(secmail_dkim_key *k, secmail_dkim_algorithm algorithm, unsigned rsa_bits)
{
	bool is_rsa = algorithm == SECMAIL_DKIM_RSA_SHA256;
	secmail_status status;

	if (k->type != SMDKIM_KEY_UNKNOWN)
		return smdkim_private_refuse(k, SECMAIL_LATE, "the key is loaded already");
	if (!is_rsa && algorithm != SECMAIL_DKIM_ED25519_SHA256)
		return smdkim_private_refuse(k, SECMAIL_ARGUMENT, "there is no such algorithm");
	if (is_rsa && !is_size(rsa_bits))
		return smdkim_private_refuse(
		    k, SECMAIL_ARGUMENT, "an RSA key is made with 2048 to 4096 bits, in octets");
	ERR_set_mark();
	status = make(k, is_rsa ? SMDKIM_KEY_RSA : SMDKIM_KEY_ED25519, rsa_bits);
	ERR_pop_to_mark();
	return status == SECMAIL_DONE ? status : smdkim_private_refuse(k, status, "no memory");
}

secmail_dkim_algorithm
secmail_dkim_key_algorithm(const secmail_dkim_key *k)
{
	switch (k->type) {
	case SMDKIM_KEY_RSA:
		return SECMAIL_DKIM_RSA_SHA256;
	case SMDKIM_KEY_ED25519:
		return SECMAIL_DKIM_ED25519_SHA256;
	case SMDKIM_KEY_UNKNOWN:
		break;
	}
	return SECMAIL_DKIM_NO_ALGORITHM;
}

unsigned
secmail_dkim_key_bits(const secmail_dkim_key *k)
{
	return k->bits;
}

bool
secmail_dkim_key_is_external(const secmail_dkim_key *k)
{
	return k->type != SMDKIM_KEY_UNKNOWN && !k->pkey;
}

const char *
secmail_dkim_key_record(const secmail_dkim_key *k)
{
	return k->record ? k->record : "";
}

secmail_status
secmail_dkim_key_sign(const secmail_dkim_key *k, const void *digest, size_t len, void *out,
    size_t room, size_t *out_len)
{
	uint8_t signature[SECMAIL_DKIM_SIGNATURE_SIZE];
	smdkim_pen pen = { NULL, NULL };
	secmail_status status;

	*out_len = 0;
	if (!k->pkey || !digest || len != SMDKIM_DIGEST)
		return SECMAIL_ARGUMENT;
	status = smdkim_pen_sign(&pen, k, digest, signature, &len);
	smdkim_pen_free(&pen);
	if (status != SECMAIL_DONE)
		return status;
	if (len > room)
		return SECMAIL_LIMIT;
	memcpy(out, signature, len);
	*out_len = len;
	return SECMAIL_DONE;
}
