/* engine.c - the configuration: which worker, and what it may use */
#include "engines_internal.h"

#include <stdlib.h>

/* The build says where the worker is installed; for a reader without it, where it is by default. */
#ifndef SECMAILP_ENGINES_PROGRAM
#define SECMAILP_ENGINES_PROGRAM "/usr/local/libexec/secmail/secmail-engine"
#endif

_Static_assert(sizeof SECMAILP_ENGINES_PROGRAM <= SECMAIL_ENGINE_PATH_SIZE, "the path fits");

secmail_status
secmail_engine_new(secmail_engine **out)
{
	static const char program[] = SECMAILP_ENGINES_PROGRAM;
	secmail_engine *e;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	e = calloc(1, sizeof *e);
	if (!e)
		return SECMAIL_NO_MEMORY;
	memcpy(e->program, program, sizeof program);
	e->timeout_ms = SECMAIL_ENGINE_TIMEOUT_MS;
	e->memory_mib = SECMAIL_ENGINE_MEMORY;
	e->body_mib = SECMAIL_ENGINE_BODY;
	*out = e;
	return SECMAIL_DONE;
}

void
secmail_engine_free(secmail_engine *e)
{
	free(e);
}

secmail_status
secmail_engine_set_program(secmail_engine *e, const char *path)
{
	size_t len = path ? strlen(path) : 0;

	if (!e || len == 0 || path[0] != '/')
		return SECMAIL_ARGUMENT;
	if (len >= sizeof e->program)
		return SECMAIL_LIMIT;
	memcpy(e->program, path, len + 1);
	return SECMAIL_DONE;
}

secmail_status
secmail_engine_set_timeout(secmail_engine *e, uint32_t ms)
{
	if (!e || ms == 0 || ms > SECMAIL_ENGINE_MAX_TIMEOUT_MS)
		return SECMAIL_ARGUMENT;
	e->timeout_ms = ms;
	return SECMAIL_DONE;
}

secmail_status
secmail_engine_set_memory(secmail_engine *e, uint32_t mib)
{
	if (!e || mib < SECMAIL_ENGINE_MIN_MEMORY || mib > SECMAIL_ENGINE_MAX_MEMORY)
		return SECMAIL_ARGUMENT;
	e->memory_mib = mib;
	return SECMAIL_DONE;
}

secmail_status
secmail_engine_set_body(secmail_engine *e, uint32_t mib)
{
	if (!e || mib == 0 || mib > SECMAIL_ENGINE_MAX_BODY)
		return SECMAIL_ARGUMENT;
	e->body_mib = mib;
	return SECMAIL_DONE;
}
