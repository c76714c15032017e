/*
 * place.h - a directory for one test, and a database in it
 */
#ifndef SECMAIL_TESTS_PLACE_H
#define SECMAIL_TESTS_PLACE_H

#include <secmail/sqlite.h>

typedef struct place {
	char directory[64];
	char file[96];
	secmail_sqlite *sqlite;
} place;

/* Makes an empty directory. */
place place_new(void);

/* Opens the database, with a short wait; what that gives. */
secmail_status place_open(place *p);
void place_close(place *p);

/* Runs SQL on the file, past the library; fails the test if that fails. */
void place_run(const place *p, const char *sql);

/* Closes, and removes all that is there. */
void place_free(place *p);

#endif
