/* evaluation.c - what one run of a decision works on */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "dmarc_internal.h"

/* Names and walks are set when they are added; most messages need few of them. */
static void
begin(dmarc_evaluation *e, secmail_answers *a, secmailp_view author)
{
	memset(e, 0, offsetof(dmarc_evaluation, names));
	e->answers = a;
	e->author = author;
}

dmarc_evaluation *
secmailp_dmarc_evaluation_new(secmail_answers *a, secmailp_view author)
{
	dmarc_evaluation *e = malloc(sizeof *e);

	if (!e)
		return NULL;
	begin(e, a, author);
	e->text = secmailp_buffer_new(DMARC_MAX_RECORD);
	return e;
}

void
secmailp_dmarc_evaluation_again(
    dmarc_evaluation *e, bool keep, secmail_answers *a, secmailp_view author)
{
	const struct secmail_dmarc_suffixes *suffixes = e->suffixes;
	secmailp_buffer text = e->text;
	size_t name_count = keep ? e->name_count : 0;

	begin(e, a, author);
	secmailp_buffer_reset(&text);
	e->text = text;
	e->suffixes = suffixes;
	e->name_count = name_count;
	if (!secmailp_dmarc_walk_refresh(e))
		e->name_count = 0;
}

void
secmailp_dmarc_evaluation_free(dmarc_evaluation *e)
{
	if (!e)
		return;
	secmailp_buffer_free(&e->text);
	free(e);
}
