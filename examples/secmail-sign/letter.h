/* letter.h - the message that is to be signed: read whole, since its signature goes on top of it */
#ifndef SECMAIL_EXAMPLES_SIGN_LETTER_H
#define SECMAIL_EXAMPLES_SIGN_LETTER_H

#include <secmail/dkimsign.h>

#define LETTER_MAX 67108864 /* octets; no server takes more by default */

struct letter {
	char *text;
	size_t len;
};

/* Reads a file, or standard input for NULL. False with errno set; EFBIG if it is too large. */
bool letter_read(struct letter *l, const char *name);

/* Reads its header, with a bare LF for CRLF, and finds where its body begins. */
secmail_status letter_read_header(const struct letter *l, secmail_message *m, size_t *out_body);

/* Hands it to a signing. What is wrong is said by the one or the other's error. */
secmail_status letter_feed(const struct letter *l, secmail_message *m, secmail_dkim_signing *s);

/* Prints fields with the line ends that the message has, then the message. False with errno set. */
bool letter_print(const struct letter *l, const char *fields);

#endif
