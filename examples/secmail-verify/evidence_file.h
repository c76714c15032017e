/*
 * evidence_file.h - what a verdict rests on, written so that it can be looked at later
 *
 * It holds addresses and what was asked about them: the file is new, belongs
 * to its writer alone, and is never made unless it was asked for.
 */
#ifndef SECMAIL_VERIFY_EVIDENCE_H
#define SECMAIL_VERIFY_EVIDENCE_H

#include <secmail/answers.h>

#include "options.h"

/* Creates the file, 0600; -1 after saying why not. An existing file is left alone. */
int evidence_create(const char *name);

/* Writes inputs and answers and closes the descriptor. False after saying why not; the file is then
 * gone. */
bool evidence_write(int fd, const struct options *o, const secmail_answers *a);

#endif
