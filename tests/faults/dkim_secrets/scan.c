/* scan.c - see scan.h */
#define _GNU_SOURCE /* memmem */
#include "scan.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE (1u << 20)

static void
add_form(scan_secret *s, const void *octets, size_t len)
{
	memcpy(s->form[s->forms].octets, octets, len);
	s->form[s->forms++].len = len;
}

static void
add_hex(scan_secret *s, const uint8_t *octets, size_t len, const char *digits)
{
	char text[2 * SCAN_MAX_SECRET];

	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[octets[i] >> 4];
		text[2 * i + 1] = digits[octets[i] & 15];
	}
	add_form(s, text, 2 * len);
}

/* Whole groups of three octets only: what stands before and behind is not known. */
static void
add_base64(scan_secret *s, const uint8_t *octets, size_t len)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char text[2 * SCAN_MAX_SECRET];
	size_t used = 0;

	/* A PEM line has 64 characters: more than 16 may be cut by its end. */
	for (size_t i = 0; i + 2 < len && used < 16; i += 3) {
		unsigned group = octets[i] * 65536u + octets[i + 1] * 256u + octets[i + 2];

		for (int shift = 18; shift >= 0; shift -= 6)
			text[used++] = digits[group >> shift & 63];
	}
	add_form(s, text, used);
}

void
scan_prepare(scan_secret *s, const char *name, const uint8_t *octets, size_t len)
{
	uint8_t reversed[SCAN_MAX_SECRET];

	*s = (scan_secret){ .name = name };
	for (size_t i = 0; i < len; i++)
		reversed[i] = octets[len - 1 - i];
	add_form(s, octets, len);
	add_form(s, reversed, len);
	add_hex(s, octets, len, "0123456789abcdef");
	add_hex(s, octets, len, "0123456789ABCDEF");
	for (size_t start = 0; start < 3; start++)
		add_base64(s, octets + start, len - start);
}

static long
scan_octets(
    const uint8_t *at, size_t len, const scan_secret *secrets, size_t count, bool is_telling)
{
	long found = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < secrets[i].forms; k++) {
			if (!memmem(at, len, secrets[i].form[k].octets, secrets[i].form[k].len))
				continue;
			found++;
			if (is_telling)
				printf("    found: %s, form %zu\n", secrets[i].name, k);
		}
	return found;
}

/* One mapping, in pieces that overlap by a form's length. */
static long
scan_mapping(int memory, unsigned long start, unsigned long end, const scan_secret *secrets,
    size_t count, bool is_telling)
{
	static uint8_t piece[PIECE + SCAN_MAX_FORM];
	long found = 0;

	for (unsigned long at = start; at < end; at += PIECE) {
		unsigned long want = end - at < sizeof piece ? end - at : sizeof piece;
		ssize_t got = pread(memory, piece, want, (off_t)at);

		if (got > 0)
			found += scan_octets(piece, (size_t)got, secrets, count, is_telling);
	}
	return found;
}

/* Reads the addresses that a line of /proc/PID/maps begins with. */
static bool
read_range(const char *line, unsigned long *start, unsigned long *end)
{
	char *at;

	*start = strtoul(line, &at, 16);
	if (*at != '-')
		return false;
	*end = strtoul(at + 1, &at, 16);
	return *at == ' ';
}

long
scan_process(pid_t process, const scan_secret *secrets, size_t count, bool is_telling)
{
	char path[64], line[512];
	unsigned long start, end;
	long found = 0;
	FILE *maps;
	int memory;

	snprintf(path, sizeof path, "/proc/%ld/mem", (long)process);
	memory = open(path, O_RDONLY);
	snprintf(path, sizeof path, "/proc/%ld/maps", (long)process);
	maps = fopen(path, "r");
	if (memory < 0 || !maps)
		return -1;
	while (fgets(line, sizeof line, maps))
		if (read_range(line, &start, &end) && !strstr(line, "[vvar"))
			found += scan_mapping(memory, start, end, secrets, count, is_telling);
	fclose(maps);
	close(memory);
	return found;
}
