/* source.c - see source.h */
#include "source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outcome.h"

/* What became of reading a file that the user named. */
static int
outcome_of(secmail_status status, const char *name, const char *error)
{
	if (status == SECMAIL_NO_MEMORY)
		return out_of_memory();
	return status == SECMAIL_DONE ? JUDGED : complain(USAGE, name, error);
}

static int
load_evidence(struct source *s, const char *name)
{
	size_t len;
	char *text = look_up_read_file(name, &len);
	secmail_status status;

	if (!text)
		return complain(USAGE, name, strerror(errno));
	status = secmail_dns_evidence_new(&s->evidence);
	if (status == SECMAIL_DONE)
		status = secmail_dns_evidence_load(s->evidence, text, len);
	free(text);
	return outcome_of(status, name, secmail_dns_evidence_error(s->evidence));
}

/* What looking up says, said by us. */
static int
pass_on(const struct source *s, int outcome)
{
	return outcome == LOOK_UP_DONE ? JUDGED
				       : complain(outcome, s->look_up.about, s->look_up.why);
}

int
source_open(struct source *s, const struct options *o)
{
	if (o->replay)
		return load_evidence(s, o->replay);
	return pass_on(s, look_up_open(&s->look_up, o->zone, o->resolver));
}

/* Evidence that lacks an answer belongs to another message, or to another version. */
static int
answer_from_evidence(secmail_dns_evidence *e, secmail_answers *a)
{
	secmail_status status = secmail_dns_evidence_answer(e, a);

	if (status == SECMAIL_NOT_FOUND)
		return complain(NOT_A_MESSAGE, "--replay", secmail_dns_evidence_error(e));
	return status == SECMAIL_DONE ? JUDGED : out_of_memory();
}

int
source_answer(struct source *s, secmail_answers *a)
{
	if (s->evidence)
		return answer_from_evidence(s->evidence, a);
	return pass_on(s, look_up_answer(&s->look_up, a));
}

void
source_close(struct source *s)
{
	secmail_dns_evidence_free(s->evidence);
	look_up_close(&s->look_up);
}
