/* dkim_result.c - what both evaluators say of each signature */
#include "engines_internal.h"

#include <stdlib.h>

void
secmail_engine_dkim_results_free(secmail_engine_dkim_results *r)
{
	if (!r)
		return;
	secmail_dkim_results_free(r->native);
	free(r);
}

size_t
secmail_engine_dkim_results_count(const secmail_engine_dkim_results *r)
{
	return r ? r->verdicts.count : 0;
}

secmail_dkim_code
secmail_engine_dkim_results_code(const secmail_engine_dkim_results *r, size_t index)
{
	return r && index < r->verdicts.count ? r->verdicts.at[index].code : SECMAIL_DKIM_NONE;
}

secmail_engine_reason
secmail_engine_dkim_results_reason(const secmail_engine_dkim_results *r, size_t index)
{
	return r && index < r->verdicts.count ? r->verdicts.at[index].reason
					      : SECMAIL_ENGINE_NOT_RUN;
}

size_t
secmail_engine_dkim_results_runs(const secmail_engine_dkim_results *r)
{
	return r ? r->runs : 0;
}

const secmail_dkim_results *
secmail_engine_dkim_results_native(const secmail_engine_dkim_results *r)
{
	return r ? r->native : NULL;
}
