/* file.h - a whole file in memory, up to a maximum */
#ifndef SECMAILP_FILE_H
#define SECMAILP_FILE_H

#include "private/buffer.h"

/*
 * Adds the octets of a file to a buffer, whose maximum is the file's.
 * SECMAILP_NOT_FOUND if there is no such file, SECMAILP_IO if it can't be read,
 * SECMAILP_LIMIT, SECMAILP_NO_MEMORY.
 */
SECMAILP_MUST_CHECK secmailp_status secmailp_file_read(const char *path, secmailp_buffer *out);

#endif
