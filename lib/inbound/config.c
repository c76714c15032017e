/* config.c - what holds for all messages */
#include <stdlib.h>

#include "inbound_internal.h"

static char *
copy_of(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);

	if (copy)
		memcpy(copy, text, size);
	return copy;
}

secmail_status
secmail_inbound_config_new(secmail_inbound_config **out)
{
	secmail_inbound_config *c = calloc(1, sizeof *c);

	*out = NULL;
	if (!c)
		return SECMAIL_NO_MEMORY;
	c->max_authors = 1;
	c->authserv_id = copy_of("localhost");
	if (!c->authserv_id || secmail_dkim_config_new(&c->dkim) != SECMAIL_DONE) {
		secmail_inbound_config_free(c);
		return SECMAIL_NO_MEMORY;
	}
	*out = c;
	return SECMAIL_DONE;
}

void
secmail_inbound_config_free(secmail_inbound_config *c)
{
	if (!c)
		return;
	secmail_dkim_config_free(c->dkim);
	free(c->authserv_id);
	free(c);
}

const char *
secmail_inbound_config_error(const secmail_inbound_config *c)
{
	return c->error.text;
}

/* Whether the field writer takes the id, tried here so that no message is judged in vain. */
static secmail_status
try_authserv_id(secmail_inbound_config *c, const char *id)
{
	secmail_authres *field;
	secmail_status status = secmail_authres_new(&field);

	if (status != SECMAIL_DONE)
		return status;
	status = secmail_authres_set_authserv_id(field, id);
	if (status != SECMAIL_DONE)
		secmailp_error_set(&c->error, "authserv-id: %s", secmail_authres_error(field));
	secmail_authres_free(field);
	return status;
}

secmail_status
secmail_inbound_config_set_authserv_id(secmail_inbound_config *c, const char *id)
{
	secmail_status status = try_authserv_id(c, id);
	char *copy;

	if (status != SECMAIL_DONE)
		return status;
	copy = copy_of(id);
	if (!copy)
		return SECMAIL_NO_MEMORY;
	free(c->authserv_id);
	c->authserv_id = copy;
	return SECMAIL_DONE;
}

void
secmail_inbound_config_set_normalize(secmail_inbound_config *c, bool normalize)
{
	c->normalize = normalize;
	secmail_dkim_config_set_normalize(c->dkim, normalize);
}

secmail_status
secmail_inbound_config_set_max_authors(secmail_inbound_config *c, size_t max)
{
	if (max < 1 || max > SECMAIL_INBOUND_MAX_AUTHORS) {
		secmailp_error_set(&c->error, "the cap on author domains is between 1 and %d",
		    SECMAIL_INBOUND_MAX_AUTHORS);
		return SECMAIL_ARGUMENT;
	}
	c->max_authors = max;
	return SECMAIL_DONE;
}

void
secmail_inbound_config_set_suffixes(secmail_inbound_config *c, const secmail_dmarc_suffixes *s)
{
	c->suffixes = s;
}

void
secmail_inbound_config_set_trace(secmail_inbound_config *c, secmail_trace_fn trace, void *arg)
{
	c->trace = trace;
	c->trace_arg = arg;
	secmail_dkim_config_set_trace(c->dkim, trace, arg);
}

secmail_dkim_config *
secmail_inbound_config_dkim(secmail_inbound_config *c)
{
	return c->dkim;
}
