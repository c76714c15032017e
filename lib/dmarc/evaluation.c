/* evaluation.c - what one run of a decision works on */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "dmarc_internal.h"

dmarc_evaluation *
secmailp_dmarc_evaluation_new(secmail_answers *a, secmailp_view author)
{
	dmarc_evaluation *e = malloc(sizeof *e);

	if (!e)
		return NULL;
	/* Names and walks are set when they are added; most messages need few of them. */
	memset(e, 0, offsetof(dmarc_evaluation, names));
	e->answers = a;
	e->author = author;
	e->text = secmailp_buffer_new(DMARC_MAX_RECORD);
	return e;
}

void
secmailp_dmarc_evaluation_free(dmarc_evaluation *e)
{
	secmailp_buffer_free(&e->text);
	free(e);
}
