/* verdict.c - what was decided about one message */
#include <stdlib.h>

#include "inbound_internal.h"

void
secmail_verdict_free(secmail_verdict *v)
{
	if (!v)
		return;
	secmail_spf_result_free(v->spf);
	secmail_dkim_results_free(v->dkim);
	secmail_arc_result_free(v->arc);
	for (size_t i = 0; i < v->author_count; i++)
		secmail_dmarc_result_free(v->authors[i]);
	free(v->authentication_results);
	free(v);
}

const secmail_spf_result *
secmail_verdict_spf(const secmail_verdict *v)
{
	return v->spf;
}

const secmail_dkim_results *
secmail_verdict_dkim(const secmail_verdict *v)
{
	return v->dkim;
}

const secmail_arc_result *
secmail_verdict_arc(const secmail_verdict *v)
{
	return v->arc;
}

const secmail_dmarc_result *
secmail_verdict_dmarc(const secmail_verdict *v)
{
	return v->dmarc;
}

size_t
secmail_verdict_author_count(const secmail_verdict *v)
{
	return v->author_count;
}

const secmail_dmarc_result *
secmail_verdict_author_dmarc(const secmail_verdict *v, size_t index)
{
	return index < v->author_count ? v->authors[index] : NULL;
}

const char *
secmail_verdict_authentication_results(const secmail_verdict *v)
{
	return v->authentication_results;
}

size_t
secmail_verdict_questions(const secmail_verdict *v)
{
	return v->questions;
}

uint32_t
secmail_verdict_message_flags(const secmail_verdict *v)
{
	return v->message_flags;
}

bool
secmail_verdict_is_secure(const secmail_verdict *v)
{
	return v->is_secure;
}
