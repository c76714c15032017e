/* options.h - what the command line of secmail-spf-lint says */
#ifndef SECMAIL_SPF_LINT_OPTIONS_H
#define SECMAIL_SPF_LINT_OPTIONS_H

#include <stdbool.h>

struct options {
	const char *domain; /* NULL: not given */
	const char *record; /* NULL: not given; "-": standard input */
	const char *zone;
	const char *resolver;
	bool offline;
	bool json;
	bool help;
	bool version;
};

/*
 * Reads the command line. Returns false after it has said on standard error
 * what is wrong with it.
 */
bool options_read(struct options *o, int argc, char *const argv[]);

/* Says on standard output how the program is used. */
void options_print_help(void);

#endif
