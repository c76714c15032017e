/* base.c - what every module shares: see <secmail/base.h> */
#include <secmail/base.h>

#include "private/status.h"

_Static_assert((int)SECMAIL_DONE == SECMAILP_DONE && (int)SECMAIL_NO_MEMORY == SECMAILP_NO_MEMORY &&
		   (int)SECMAIL_LIMIT == SECMAILP_LIMIT && (int)SECMAIL_IO == SECMAILP_IO &&
		   (int)SECMAIL_NOT_FOUND == SECMAILP_NOT_FOUND,
    "what a private helper returns is handed on as a secmail_status");

#define TEXT_OF(number) #number
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

const char *
secmail_status_text(secmail_status status)
{
	switch (status) {
	case SECMAIL_DONE:
		return "done";
	case SECMAIL_WANT_DNS:
		return "wants answers from DNS";
	case SECMAIL_WANT_BODY:
		return "wants the rest of the message";
	case SECMAIL_WANT_SIGNATURE:
		return "wants a signature";
	case SECMAIL_WANT_READ:
		return "wants a descriptor to be readable";
	case SECMAIL_WANT_WRITE:
		return "wants a descriptor to be writable";
	case SECMAIL_NO_MEMORY:
		return "out of memory";
	case SECMAIL_ARGUMENT:
		return "wrong use of a function";
	case SECMAIL_LIMIT:
		return "over a limit";
	case SECMAIL_IO:
		return "input or output failed";
	case SECMAIL_SYNTAX:
		return "syntax error";
	case SECMAIL_LATE:
		return "too late: already decided";
	case SECMAIL_NOT_FOUND:
		return "not found";
	}
	return "unknown status";
}

const char *
secmail_version(void)
{
	return VERSION_TEXT(SECMAIL_VERSION_MAJOR, SECMAIL_VERSION_MINOR, SECMAIL_VERSION_PATCH);
}
