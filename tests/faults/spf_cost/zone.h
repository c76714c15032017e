/* zone.h - writing the answers of a hostile zone into a table */
#ifndef SPF_COST_ZONE_H
#define SPF_COST_ZONE_H

#include <secmail/answers.h>
#include <stdbool.h>

/* Whether question `id` is for records of this type. */
bool is_type(const secmail_answers *a, uint32_t id, uint16_t type);
/* Adds a TXT record; its text is cut into strings of `string` octets. */
void add_txt(secmail_answers *a, uint32_t id, const char *text, size_t string);
/* Adds a record as it is; false once the table has no room for more. */
bool add_raw(secmail_answers *a, uint32_t id, const void *rdata, size_t len);
/* Adds `count` addresses beside each other, none of which is the client's. */
void add_addresses(secmail_answers *a, uint32_t id, size_t count, uint32_t apart);
/* Adds a PTR record, or an MX record. */
void add_name(secmail_answers *a, uint32_t id, const char *name);
/* Ends the answer; without records the name exists all the same. */
void end(secmail_answers *a, uint32_t id);

/* A text that grows; what is over its room is an error of the test. */
typedef struct text {
	char at[70000];
	size_t len;
} text;

void text_begin(text *t, const char *words);
void text_add(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds the words over and over while they fit in `max` octets, and leaves room for `behind` more.
 */
void text_fill(text *t, const char *words, size_t max, size_t behind);

#endif
