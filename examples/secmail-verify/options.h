/* options.h - what the command line of secmail-verify says */
#ifndef SECMAIL_VERIFY_OPTIONS_H
#define SECMAIL_VERIFY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct options {
	const char *message; /* a file's name; NULL: standard input */
	uint8_t ip[16];
	size_t ip_len; /* 0: not given */
	const char *ip_text;
	const char *helo; /* NULL: not given */
	size_t helo_len;
	const char *mail_from; /* NULL: not given; "" and "<>" are the null sender */
	size_t mail_from_len;
	const char *zone;
	const char *replay; /* evidence, in place of all that is said of client, envelope and DNS */
	const char *resolver;
	const char *suffixes;        /* a file; NULL: RFC 9989 */
	const char *suffixes_sha256; /* of it, as evidence tells; NULL: it tells of none */
	const char *authserv_id;
	const char *evidence;
	int64_t now;
	bool normalize;
	size_t max_authors;
	bool body_changes; /* tell how a body was changed */
	bool json;
	bool explain;
	const char *language; /* of the explanation; NULL: English */
	bool help;
	bool version;
};

/*
 * Reads the command line. Returns false after it has said on standard error
 * what is wrong with it.
 */
bool options_read(struct options *o, int argc, char *const argv[]);

/* Read one value into the options; false after saying what is wrong with it. */
bool options_read_ip(struct options *o, const char *text);
bool options_read_now(struct options *o, const char *text);
bool options_read_max_authors(struct options *o, const char *text);

/* Says on standard output how the program is used. */
void options_print_help(void);

#endif
