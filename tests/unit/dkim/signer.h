/*
 * signer.h - signs messages for the tests, and has them judged
 *
 * The signer canonicalizes with the reference, so that what the library
 * verifies was not made by its own code.
 */
#ifndef SECMAIL_TESTS_DKIM_SIGNER_H
#define SECMAIL_TESTS_DKIM_SIGNER_H

#include <secmail/arc.h>
#include <secmail/dkim.h>

#include <openssl/evp.h>

#define SIGNER_NOW 1700000000

/* The keys of RFC 6376 appendix C (RSA, 1,024 bits) and RFC 8463 appendix A (Ed25519). */
#define SIGNER_RSA_P                                                                               \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkM"                         \
	"oGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/R"                         \
	"tdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToI"                         \
	"MmPSPDdQPNUYckcQ2QIDAQAB"
#define SIGNER_RSA_KEY                                                                             \
	"-----BEGIN RSA PRIVATE KEY-----\n"                                                        \
	"MIICXwIBAAKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFC\n"                       \
	"jxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gb\n"                       \
	"to/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB\n"                       \
	"AoGBALmn+XwWk7akvkUlqb+dOxyLB9i5VBVfje89Teolwc9YJT36BGN/l4e0l6QX\n"                       \
	"/1//6DWUTB3KI6wFcm7TWJcxbS0tcKZX7FsJvUz1SbQnkS54DJck1EZO/BLa5ckJ\n"                       \
	"gAYIaqlA9C0ZwM6i58lLlPadX/rtHb7pWzeNcZHjKrjM461ZAkEA+itss2nRlmyO\n"                       \
	"n1/5yDyCluST4dQfO8kAB3toSEVc7DeFeDhnC1mZdjASZNvdHS4gbLIA1hUGEF9m\n"                       \
	"3hKsGUMMPwJBAPW5v/U+AWTADFCS22t72NUurgzeAbzb1HWMqO4y4+9Hpjk5wvL/\n"                       \
	"eVYizyuce3/fGke7aRYw/ADKygMJdW8H/OcCQQDz5OQb4j2QDpPZc0Nc4QlbvMsj\n"                       \
	"7p7otWRO5xRa6SzXqqV3+F0VpqvDmshEBkoCydaYwc2o6WQ5EBmExeV8124XAkEA\n"                       \
	"qZzGsIxVP+sEVRWZmW6KNFSdVUpk3qzK0Tz/WjQMe5z0UunY9Ax9/4PVhp/j61bf\n"                       \
	"eAYXunajbBSOLlx4D+TunwJBANkPI5S9iylsbLs6NkaMHV6k5ioHBBmgCak95JGX\n"                       \
	"GMot/L2x0IYyMLAz6oLWh2hm7zwtb0CgOrPo1ke44hFYnfc=\n"                                       \
	"-----END RSA PRIVATE KEY-----\n"
#define SIGNER_ED25519_P "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

/*
 * A DKIM-Signature field over a header and a body. `tags` is the list without
 * bh= and b=, which are appended; what to do is read from its a=, c=, h= and
 * l=. Returns a string to be released with free().
 */
char *signer_sign(const char *tags, const char *header, const char *body);

/* The same with a key of one's own, of any kind that a= fits. */
char *signer_sign_with(EVP_PKEY *key, const char *tags, const char *header, const char *body);

/* The same as signer_sign() for a field of another name, as ARC-Message-Signature is one. */
char *signer_sign_as(const char *name, const char *tags, const char *header, const char *body);

/* An ARC-Seal field over the fields of its sets, which stand in `fields` in the order of sealing.
 */
char *signer_seal(const char *tags, const char *fields);

/* The p= of an RSA key as SubjectPublicKeyInfo or as RSAPublicKey, to be released with free(). */
char *signer_public_key(EVP_PKEY *key, bool is_bare);

/* A TXT record for a name; records end where a name is NULL. A NULL text is a server's failure. */
typedef struct signer_record {
	const char *name;
	const char *text;
} signer_record;

/* A configuration with the defaults; ends the test if there is no memory. */
secmail_dkim_config *signer_config(void);

/* Reads a complete header. */
secmail_message *signer_message(const char *header, size_t len);

/* Answers all open questions; what no record is for does not exist. Returns how many there were. */
size_t signer_answer(secmail_answers *answers, const signer_record *records);

/* Runs a whole message through a session and returns its results. */
secmail_dkim_results *signer_judge(const secmail_dkim_config *c, const char *header,
    const char *body, const signer_record *records);

#endif
