/*
 * status.h - what becomes of a helper's work
 *
 * The helpers know no public header, so that each can be read and tested
 * alone. These are the few values of secmail_status that they have use for,
 * under the same numbers, which core asserts: a caller hands them on as they are.
 */
#ifndef SECMAILP_STATUS_H
#define SECMAILP_STATUS_H

typedef int secmailp_status;

enum {
	SECMAILP_DONE = 0,
	SECMAILP_NO_MEMORY = -1,
	SECMAILP_LIMIT = -3,
	SECMAILP_IO = -4,
	SECMAILP_NOT_FOUND = -7
};

#if defined(__GNUC__)
#define SECMAILP_MUST_CHECK __attribute__((warn_unused_result))
#else
#define SECMAILP_MUST_CHECK
#endif

#endif
