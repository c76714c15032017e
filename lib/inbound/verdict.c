/* verdict.c - what was decided about one message */
#include <stdatomic.h>
#include <stdlib.h>

#include "inbound_internal.h"

secmail_verdict *
secmail_verdict_new(const char *authserv_id)
{
	size_t size = strlen(authserv_id) + 1;
	secmail_verdict *v = calloc(1, sizeof *v + size);

	if (v)
		v->authserv_id = memcpy(v + 1, authserv_id, size);
	return v;
}

void
secmail_verdict_drop_authors(secmail_verdict *v)
{
	while (v->author_count > 0)
		secmail_dmarc_result_free(v->authors[--v->author_count]);
	v->dmarc = NULL;
}

void
secmail_verdict_free(secmail_verdict *v)
{
	if (!v)
		return;
	secmail_spf_result_free(v->spf);
	secmail_dkim_results_free(v->dkim);
	secmail_arc_result_free(v->arc);
	secmail_verdict_drop_authors(v);
	free(atomic_load(&v->field));
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

/* Many a verdict is never asked for it. Of several threads that are first, one's text stays. */
const char *
secmail_verdict_authentication_results(const secmail_verdict *v)
{
	_Atomic(char *) *place = &((secmail_verdict *)(uintptr_t)v)->field;
	char *found = atomic_load(place), *written;

	if (found || secmail_verdict_write_field(v, &written) != SECMAIL_DONE)
		return found;
	if (atomic_compare_exchange_strong(place, &found, written))
		return written;
	free(written);
	return found;
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
