/* result.c - both verdicts, and the engine's in words */
#include "engines_internal.h"

#include <stdlib.h>

static const struct words {
	const char *name;
	const char *detail;
} words[] = {
	[SECMAIL_ENGINE_NOT_RUN] = { "not-run",
	    "there was nothing for the engine to judge; the native result stands" },
	[SECMAIL_ENGINE_DECIDED] = { "decided", "the engine decided" },
	[SECMAIL_ENGINE_LIMIT] = { "limit",
	    "the engine went over a limit of RFC 7208 section 4.6.4" },
	[SECMAIL_ENGINE_REFUSED] = { "refused",
	    "a record, a sender or a signature is not of a kind that an engine is given" },
	[SECMAIL_ENGINE_INCOMPLETE] = { "incomplete", "the engine dropped a part of a record" },
	[SECMAIL_ENGINE_NO_WORKER] = { "no-worker", "no worker could be started" },
	[SECMAIL_ENGINE_DIED] = { "died", "the worker ended without a reply" },
	[SECMAIL_ENGINE_TIMEOUT] = { "timeout", "the worker did not reply in time" },
	[SECMAIL_ENGINE_GARBAGE] = { "garbage", "the worker's reply is none" },
	[SECMAIL_ENGINE_TOO_LONG] = { "too-long", "the worker's reply is over its maximum" },
	[SECMAIL_ENGINE_VERSION] = { "version", "the worker is of another version" },
	[SECMAIL_ENGINE_TOO_LARGE] = { "too-large",
	    "the body is longer than what is kept for an engine" },
};

static const struct words *
words_of(secmail_engine_reason reason)
{
	static const struct words unknown = { "unknown", "unknown" };

	if ((int)reason < 0 || (size_t)reason >= sizeof words / sizeof words[0])
		return &unknown;
	return &words[reason];
}

const char *
secmail_engine_reason_detail(secmail_engine_reason reason)
{
	return words_of(reason)->detail;
}

const char *
secmail_engine_reason_name(secmail_engine_reason reason)
{
	return words_of(reason)->name;
}

void
secmail_engine_spf_result_free(secmail_engine_spf_result *r)
{
	if (!r)
		return;
	secmail_spf_result_free(r->native);
	free(r);
}

secmail_spf_code
secmail_engine_spf_result_code(const secmail_engine_spf_result *r)
{
	return r ? r->code : SECMAIL_SPF_TEMPERROR;
}

secmail_engine_reason
secmail_engine_spf_result_reason(const secmail_engine_spf_result *r)
{
	return r ? r->reason : SECMAIL_ENGINE_DIED;
}

const char *
secmail_engine_spf_result_detail(const secmail_engine_spf_result *r)
{
	return words_of(secmail_engine_spf_result_reason(r))->detail;
}

size_t
secmail_engine_spf_result_runs(const secmail_engine_spf_result *r)
{
	return r ? r->runs : 0;
}

const secmail_spf_result *
secmail_engine_spf_result_native(const secmail_engine_spf_result *r)
{
	return r ? r->native : NULL;
}
