/*
 * scan.h - looks for octets in all memory of another process
 *
 * A secret is looked for as it is, in the reverse order of its octets (as
 * numbers lie in memory on a little-endian machine), in hexadecimal of either
 * case, and in base64 wherever it may start in it.
 */
#ifndef DKIM_SECRETS_SCAN_H
#define DKIM_SECRETS_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SCAN_MAX_FORMS 8
#define SCAN_MAX_SECRET 512
#define SCAN_MAX_FORM 1100

typedef struct scan_secret {
	const char *name;
	struct {
		uint8_t octets[SCAN_MAX_FORM];
		size_t len;
	} form[SCAN_MAX_FORMS];
	size_t forms;
} scan_secret;

/* Makes the forms of a secret of 16 to SCAN_MAX_SECRET octets. */
void scan_prepare(scan_secret *s, const char *name, const uint8_t *octets, size_t len);

/* How many forms of all secrets stand in the mappings of a stopped process; -1 if it can't be read.
 */
long scan_process(pid_t process, const scan_secret *secrets, size_t count, bool is_telling);

#endif
