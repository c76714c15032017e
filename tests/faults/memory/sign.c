/* sign.c - the life of a signature: keys read, a message signed by both, the fields */
#include <secmail/dkimsign.h>
#include <stdlib.h>
#include <string.h>

#include "lives.h"

#define NOW 1795500000

/* RFC 8410 section 10.3. */
static const char ED25519[] = "-----BEGIN PRIVATE KEY-----\n"
			      "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
			      "-----END PRIVATE KEY-----\n";

/* RFC 6376 appendix C. */
static const char RSA[] = "-----BEGIN RSA PRIVATE KEY-----\n"
			  "MIICXwIBAAKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFC\n"
			  "jxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gb\n"
			  "to/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB\n"
			  "AoGBALmn+XwWk7akvkUlqb+dOxyLB9i5VBVfje89Teolwc9YJT36BGN/l4e0l6QX\n"
			  "/1//6DWUTB3KI6wFcm7TWJcxbS0tcKZX7FsJvUz1SbQnkS54DJck1EZO/BLa5ckJ\n"
			  "gAYIaqlA9C0ZwM6i58lLlPadX/rtHb7pWzeNcZHjKrjM461ZAkEA+itss2nRlmyO\n"
			  "n1/5yDyCluST4dQfO8kAB3toSEVc7DeFeDhnC1mZdjASZNvdHS4gbLIA1hUGEF9m\n"
			  "3hKsGUMMPwJBAPW5v/U+AWTADFCS22t72NUurgzeAbzb1HWMqO4y4+9Hpjk5wvL/\n"
			  "eVYizyuce3/fGke7aRYw/ADKygMJdW8H/OcCQQDz5OQb4j2QDpPZc0Nc4QlbvMsj\n"
			  "7p7otWRO5xRa6SzXqqV3+F0VpqvDmshEBkoCydaYwc2o6WQ5EBmExeV8124XAkEA\n"
			  "qZzGsIxVP+sEVRWZmW6KNFSdVUpk3qzK0Tz/WjQMe5z0UunY9Ax9/4PVhp/j61bf\n"
			  "eAYXunajbBSOLlx4D+TunwJBANkPI5S9iylsbLs6NkaMHV6k5ioHBBmgCak95JGX\n"
			  "GMot/L2x0IYyMLAz6oLWh2hm7zwtb0CgOrPo1ke44hFYnfc=\n"
			  "-----END RSA PRIVATE KEY-----\n";

static const char message[] = "From: Ann <ann@shop.example>\r\nTo: bob@example.net\r\n"
			      "Subject: of this\r\n and that\r\n\r\nHello  Bob\r\n\r\n";

static secmail_status
add_key(const secmail_dkim_config *c, secmail_dkim_signer *signer, const char *pem,
    const char *selector)
{
	secmail_dkim_key *k;
	secmail_status status = secmail_dkim_key_new(c, &k);

	if (status != SECMAIL_DONE)
		return status;
	secmail_dkim_key_insecure_allow_short(k, true);
	status = secmail_dkim_key_load(k, pem, strlen(pem));
	if (status == SECMAIL_DONE)
		status = secmail_dkim_signer_add_key(signer, k, "shop.example", selector, NULL);
	secmail_dkim_key_free(k);
	return status;
}

static secmail_status
feed(secmail_message *m, secmail_dkim_signing *s)
{
	size_t len = sizeof message - 1, body;
	secmail_status status = secmail_message_write(m, message, len, &body);

	if (status == SECMAIL_DONE)
		status = secmail_message_end(m);
	if (status == SECMAIL_DONE)
		status = secmail_dkim_signing_set_message(s, m);
	if (status == SECMAIL_DONE)
		status = secmail_dkim_signing_write_body(s, message + body, len - body);
	if (status == SECMAIL_DONE)
		status = secmail_dkim_signing_end_body(s);
	return status == SECMAIL_DONE ? secmail_dkim_signing_sign(s) : status;
}

static secmail_status
copy_fields(const secmail_dkim_signing *s, char **out)
{
	size_t len;
	const char *fields = secmail_dkim_signing_fields(s, &len);

	*out = malloc(len + 1);
	if (!*out)
		return SECMAIL_NO_MEMORY;
	memcpy(*out, fields, len + 1);
	return SECMAIL_DONE;
}

secmail_status
sign_live(char **out)
{
	secmail_dkim_config *c = NULL;
	secmail_dkim_signer *signer = NULL;
	secmail_dkim_signing *s = NULL;
	secmail_message *m = NULL;
	secmail_status status = secmail_dkim_config_new(&c);

	*out = NULL;
	if (status == SECMAIL_DONE)
		status = secmail_dkim_signer_new(c, &signer);
	if (status == SECMAIL_DONE)
		status = add_key(c, signer, ED25519, "ed");
	if (status == SECMAIL_DONE)
		status = add_key(c, signer, RSA, "rsa");
	if (status == SECMAIL_DONE)
		status = secmail_dkim_signing_new(signer, NOW, &s);
	if (status == SECMAIL_DONE)
		status = secmail_message_new(&m);
	if (status == SECMAIL_DONE)
		status = feed(m, s);
	if (status == SECMAIL_DONE)
		status = copy_fields(s, out);
	secmail_message_free(m);
	secmail_dkim_signing_free(s);
	secmail_dkim_signer_free(signer);
	secmail_dkim_config_free(c);
	return status;
}
