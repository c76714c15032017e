/*
 * json.h - writes JSON (RFC 8259), enough of it for a verdict
 *
 * Commas are the writer's business: each value goes out with one before it if
 * another stood there in the same object or array. Text is written as UTF-8;
 * octets that are none become U+FFFD, so that no message can break the object.
 */
#ifndef SECMAIL_INBOUND_JSON_H
#define SECMAIL_INBOUND_JSON_H

#include "private/buffer.h"

typedef struct secmail_json {
	secmailp_buffer text;
	bool needs_comma;
} secmail_json;

/* Starts and ends an object or an array; `key` is NULL inside arrays and at the top. */
void secmail_json_open(secmail_json *j, const char *key, char bracket);
void secmail_json_close(secmail_json *j, char bracket);

/* Values. A NULL text is null. */
void secmail_json_text(secmail_json *j, const char *key, const char *text);
void secmail_json_number(secmail_json *j, const char *key, uint64_t number);
void secmail_json_bool(secmail_json *j, const char *key, bool value);
void secmail_json_null(secmail_json *j, const char *key);

#endif
