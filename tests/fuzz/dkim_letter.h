/* dkim_letter.h - a fuzzed message on its way to a signer or a verifier, and the one key there is
 */
#ifndef SECMAIL_FUZZ_DKIM_LETTER_H
#define SECMAIL_FUZZ_DKIM_LETTER_H

#include <secmail/answers.h>
#include <secmail/message.h>

#include <string.h>

#include "private/view.h"
#include "require.h"

/* RFC 8410 section 10.3. */
#define LETTER_KEY                                                                                 \
	"-----BEGIN PRIVATE KEY-----\n"                                                            \
	"MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"                       \
	"-----END PRIVATE KEY-----\n"
#define LETTER_PUBLIC                                                                              \
	"-----BEGIN PUBLIC KEY-----\n"                                                             \
	"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"                           \
	"-----END PUBLIC KEY-----\n"

/* The header, and where the body begins; NULL if it is no header. */
static inline secmail_message *
letter_read(secmailp_view text, bool normalize, secmailp_view *body)
{
	secmail_message *m;
	size_t start;

	require(secmail_message_new(&m) == SECMAIL_DONE);
	require(secmail_message_set_normalize(m, normalize) == SECMAIL_DONE);
	if (secmail_message_write(m, text.at, text.len, &start) != SECMAIL_DONE ||
	    secmail_message_end(m) != SECMAIL_DONE) {
		secmail_message_free(m);
		return NULL;
	}
	*body = secmailp_view_after(text, start);
	return m;
}

/* Every selector of example.com has the key, and nobody else has any. */
static inline void
letter_answer(secmail_answers *a)
{
	static const char record[] =
	    "\x42v=DKIM1; k=ed25519; p=Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
	uint32_t ids[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t open = secmail_answers_open(a, ids, SECMAIL_ANSWERS_MAX_QUESTIONS);

	for (size_t i = 0; i < open; i++) {
		if (strstr(secmail_answers_qname(a, ids[i]), "_domainkey.example.com"))
			require(secmail_answers_add(a, ids[i], record, sizeof record - 1, 60) ==
				SECMAIL_DONE);
		require(secmail_answers_close(a, ids[i], 0, SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE);
	}
}

#endif
