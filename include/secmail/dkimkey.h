/**
 * @file dkimkey.h
 * The keys that sign: loaded, made, published (RFC 6376 section 3.6.1, RFC 8301, RFC 8463).
 *
 * A key is one of three things: the private key itself, read from PEM or DER
 * or made here; or the public half of one that lies elsewhere, in a hardware
 * module or with an agent in another process, whose signatures are asked for
 * with SECMAIL_WANT_SIGNATURE (see dkimsign.h).
 *
 * What is read: PKCS #8 (RFC 5208, RFC 5958) with RSA or Ed25519 (RFC 8410), and
 * RSAPrivateKey (RFC 8017 appendix A.1.2), each as DER or as PEM (RFC 7468). A
 * bare Ed25519 seed is no file format of any standard and is not read. Keys
 * under a passphrase are refused: a mail server would have to keep the
 * passphrase beside them.
 *
 * Secrets: octets of a private key that this library holds stand in locked
 * memory that is left out of dumps, and are wiped; the parsed key stands in
 * memory of OpenSSL, which wipes it when the key is freed.
 *
 * Threads: a key belongs to one thread until it is loaded. From then on it does
 * not change, and any number of threads sign with it. A signer that was given
 * the key keeps it alive. After fork both processes may go on with it.
 */
#ifndef SECMAIL_DKIMKEY_H
#define SECMAIL_DKIMKEY_H

#include <secmail/base.h>
#include <secmail/dkim.h>

SECMAIL_BEGIN_DECLS

/** Bits that an RSA key which signs has at least (RFC 8301 section 3.2, its SHOULD). */
#define SECMAIL_DKIM_MIN_SIGNING_BITS 2048

/** Bits that it has at most: what every verifier has to be able to verify (RFC 8301 section 3.2).
 */
#define SECMAIL_DKIM_MAX_SIGNING_BITS 4096

/** Octets that a file or a text with a key may have. */
#define SECMAIL_DKIM_MAX_KEY_FILE 16384

/** Octets that hold the PEM text of any key that is made here. */
#define SECMAIL_DKIM_PEM_SIZE 4096

/** Octets that hold any signature made here. */
#define SECMAIL_DKIM_SIGNATURE_SIZE 512

/** Octets of a digest that is signed: SHA-256. */
#define SECMAIL_DKIM_DIGEST_SIZE 32

/** How a key signs. Values are never renumbered. */
typedef enum secmail_dkim_algorithm {
	SECMAIL_DKIM_NO_ALGORITHM = 0, /**< nothing is loaded */
	SECMAIL_DKIM_RSA_SHA256 = 1,
	SECMAIL_DKIM_ED25519_SHA256 = 2
} secmail_dkim_algorithm;

/** One key that signs, or the public half of one that signs elsewhere. */
typedef struct secmail_dkim_key secmail_dkim_key;

/**
 * Makes a key that is empty yet.
 * @param c  has the OpenSSL context that the key works in; outlives the key and its signers
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_key_new(
    const secmail_dkim_config *c, secmail_dkim_key **out);

/** Releases a key; signers that were given it go on. NULL is allowed. */
SECMAIL_API void secmail_dkim_key_free(secmail_dkim_key *k);

/** What the last failed call was about, in one English line; "" if none failed. Borrowed. */
SECMAIL_API const char *secmail_dkim_key_error(const secmail_dkim_key *k);

/**
 * Lets an RSA key of 1,024 to 2,047 bits be loaded, for a domain whose DNS can't
 * hold a longer one. Ed25519 beside it is the better way. Off by default.
 */
SECMAIL_API void secmail_dkim_key_insecure_allow_short(secmail_dkim_key *k, bool allow);

/** Lets secmail_dkim_key_load_file() read a file whoever may read or change it. Off by default. */
SECMAIL_API void secmail_dkim_key_insecure_allow_open_file(secmail_dkim_key *k, bool allow);

/**
 * Reads a private key. A signature is made with it and verified, so that parts
 * that don't belong together are found here.
 * @param bytes  PEM, of which the first block counts, or DER; borrowed during the call and never
 *               copied but into locked memory
 * @param len    at most SECMAIL_DKIM_MAX_KEY_FILE octets
 * @return SECMAIL_DONE; SECMAIL_SYNTAX if it is no key, or none of those above;
 *         SECMAIL_LIMIT if it is too long, or RSA with a number of bits that is
 *         not allowed; SECMAIL_LATE if the key is loaded already; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_key_load(
    secmail_dkim_key *k, const void *bytes, size_t len);

/**
 * The same from a file. It has to be a regular file that belongs to root or to
 * the effective user, that only its owner may write, and that nobody may read
 * beside the owner and the group. A symbolic link is followed: what counts is
 * the file it leads to, looked at after it was opened.
 * @return as secmail_dkim_key_load(); SECMAIL_IO if the file can't be read or
 *         others may; the error says which
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_key_load_file(
    secmail_dkim_key *k, const char *path);

/**
 * Takes the public half of a key that signs elsewhere: SubjectPublicKeyInfo or
 * RSAPublicKey, as PEM or DER. What that signs is verified before it is used.
 * @param len  at most SECMAIL_DKIM_MAX_KEY_FILE octets
 * @return as secmail_dkim_key_load()
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_key_load_public(
    secmail_dkim_key *k, const void *bytes, size_t len);

/**
 * Makes a key.
 * @param algorithm  SECMAIL_DKIM_RSA_SHA256 or SECMAIL_DKIM_ED25519_SHA256
 * @param rsa_bits   SECMAIL_DKIM_MIN_SIGNING_BITS to SECMAIL_DKIM_MAX_SIGNING_BITS, a multiple
 *                   of 8; of no meaning for Ed25519
 * @return SECMAIL_DONE, SECMAIL_ARGUMENT, SECMAIL_LATE or SECMAIL_NO_MEMORY
 *
 * An RSA key takes from a tenth of a second to some seconds of processor time.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_key_generate(
    secmail_dkim_key *k, secmail_dkim_algorithm algorithm, unsigned rsa_bits);

/** How the key signs. */
SECMAIL_API secmail_dkim_algorithm secmail_dkim_key_algorithm(const secmail_dkim_key *k);

/** The bits of an RSA modulus, 256 for Ed25519, 0 when nothing is loaded. */
SECMAIL_API unsigned secmail_dkim_key_bits(const secmail_dkim_key *k);

/** True if the private key lies elsewhere. */
SECMAIL_API bool secmail_dkim_key_is_external(const secmail_dkim_key *k);

/**
 * The text of the key's DNS record (RFC 6376 section 3.6.1), in one piece: DNS
 * wants it in strings of at most 255 octets. Printable ASCII, "" when nothing is
 * loaded. Borrowed.
 */
SECMAIL_API const char *secmail_dkim_key_record(const secmail_dkim_key *k);

/**
 * The record as a zone file has it (RFC 1035 section 5.1), cut into strings, with
 * its name, such as "s2026._domainkey.example.com.", and a line end.
 * @param out  receives a text to be released with free()
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if nothing is loaded or one of the names
 *         is none; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_key_zone_text(
    secmail_dkim_key *k, const char *domain, const char *selector, char **out);

/**
 * The private key as PKCS #8 in PEM (RFC 7468 section 10), without a passphrase.
 * @param out      receives the text and a NUL; the caller wipes it
 * @param room     octets there; SECMAIL_DKIM_PEM_SIZE is always enough
 * @param out_len  receives the length without the NUL
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if there is no private key; SECMAIL_LIMIT
 *         if it does not fit; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_key_write_pem(
    secmail_dkim_key *k, void *out, size_t room, size_t *out_len);

/**
 * Writes the same to a new file that only its owner may read, and waits until its
 * octets are on the disk. A file that is there already is never touched, and half a
 * file is not left behind.
 * @return as secmail_dkim_key_write_pem(), or SECMAIL_IO
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_key_save_file(
    secmail_dkim_key *k, const char *path);

/**
 * Signs one digest: what an agent does for a program that has the public half
 * only. RSA signs it by PKCS #1 v1.5 with SHA-256 (RFC 8017 section 8.2), Ed25519
 * as a message of 32 octets (RFC 8463 section 3).
 * @param digest   SECMAIL_DKIM_DIGEST_SIZE octets
 * @param out      receives the signature
 * @param room     octets there; SECMAIL_DKIM_SIGNATURE_SIZE is always enough
 * @param out_len  receives its length
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT if there is no private key, or `len` is
 *         wrong; SECMAIL_LIMIT if it does not fit; SECMAIL_NO_MEMORY
 *
 * Any number of threads may sign with one key.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dkim_key_sign(const secmail_dkim_key *k,
    const void *digest, size_t len, void *out, size_t room, size_t *out_len);

SECMAIL_END_DECLS

#endif
