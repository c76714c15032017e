/* authres_object.c - how a field is put together: see authres_object.h */
#include "authres_object.h"

#include <stdlib.h>

#include "authres_text.h"

/* Octets that results and text may take: those of a whole field, and the records beside them. */
#define ARENA_MAX (4 * (size_t)SECMAIL_AUTHRES_MAX_BODY)

secmail_status
secmail_authres_new(secmail_authres **out)
{
	secmail_authres *a = calloc(1, sizeof *a);

	*out = a;
	if (!a)
		return SECMAIL_NO_MEMORY;
	a->arena = secmailp_arena_new(ARENA_MAX);
	a->field = secmailp_buffer_new(4 * (size_t)SECMAIL_AUTHRES_MAX_BODY);
	a->version = 1;
	return SECMAIL_DONE;
}

void
secmail_authres_free(secmail_authres *a)
{
	if (!a)
		return;
	secmailp_arena_free(&a->arena);
	secmailp_buffer_free(&a->field);
	free(a);
}

void
secmail_authres_reset(secmail_authres *a)
{
	secmailp_arena_empty(&a->arena);
	secmailp_buffer_reset(&a->field);
	secmailp_error_clear(&a->error);
	a->id = NULL;
	a->version = 1;
	a->skipped = 0;
	a->count = 0;
}

secmail_status
secmailp_authres_fail(secmail_authres *a, secmail_status status, const char *what, const char *why)
{
	secmailp_error_set(&a->error, "%s %s", what, why);
	return status;
}

/* Why the arena gave nothing. */
static secmail_status
no_room(secmail_authres *a)
{
	return secmailp_authres_fail(a, a->arena.status, "the field",
	    a->arena.status == SECMAIL_LIMIT ? "is too long" : "does not fit into memory");
}

static secmail_status
keep(secmail_authres *a, secmailp_view text, char **out)
{
	*out = secmailp_arena_text(&a->arena, text);
	return *out ? SECMAIL_DONE : no_room(a);
}

secmail_status
secmailp_authres_keep_text(
    secmail_authres *a, const char *what, secmailp_view text, const char **out)
{
	secmail_status status;
	char *kept;

	if (text.len > SECMAIL_AUTHRES_MAX_VALUE)
		return secmailp_authres_fail(a, SECMAIL_LIMIT, what, "is too long");
	if (!secmailp_authres_is_clean(text))
		return secmailp_authres_fail(
		    a, SECMAIL_SYNTAX, what, "is not UTF-8, or holds a control character");
	status = keep(a, text, &kept);
	if (status == SECMAIL_DONE)
		*out = kept;
	return status;
}

static secmail_status
keep_keyword(secmail_authres *a, const char *what, secmailp_view word, const char **out)
{
	secmail_status status;
	char *kept;

	if (word.len > SECMAIL_AUTHRES_MAX_KEYWORD)
		return secmailp_authres_fail(a, SECMAIL_LIMIT, what, "is too long");
	if (!secmailp_authres_is_keyword(word))
		return secmailp_authres_fail(a, SECMAIL_SYNTAX, what, "is not a keyword");
	status = keep(a, word, &kept);
	if (status != SECMAIL_DONE)
		return status;
	for (size_t i = 0; i < word.len; i++)
		kept[i] = (char)secmailp_lower((uint8_t)kept[i]);
	*out = kept;
	return SECMAIL_DONE;
}

secmail_status
secmailp_authres_new_result(
    secmail_authres *a, secmailp_view method, secmailp_view word, authres_result **out)
{
	authres_result *r;
	secmail_status status;

	*out = NULL;
	if (a->count == SECMAIL_AUTHRES_MAX_RESULTS)
		return secmailp_authres_fail(a, SECMAIL_LIMIT, "the field", "has too many results");
	r = secmailp_arena_alloc(&a->arena, sizeof *r);
	if (!r)
		return no_room(a);
	r->method_version = 1;
	status = keep_keyword(a, "the method", method, &r->method);
	if (status == SECMAIL_DONE)
		status = keep_keyword(a, "the result", word, &r->word);
	if (status != SECMAIL_DONE)
		return status;
	a->results[a->count++] = r;
	*out = r;
	return SECMAIL_DONE;
}

secmail_status
secmailp_authres_new_property(secmail_authres *a, authres_result *r, secmailp_view ptype,
    secmailp_view name, secmailp_view value)
{
	authres_property kept = { .ptype = "" };
	secmail_status status = SECMAIL_DONE;

	if (r->property_count == SECMAIL_AUTHRES_MAX_PROPERTIES)
		return secmailp_authres_fail(
		    a, SECMAIL_LIMIT, "the result", "has too many properties");
	if (ptype.len > 0)
		status = keep_keyword(a, "the property type", ptype, &kept.ptype);
	if (status == SECMAIL_DONE)
		status = keep_keyword(a, "the property", name, &kept.name);
	if (status == SECMAIL_DONE)
		status = secmailp_authres_keep_text(a, "the value", value, &kept.value);
	if (status == SECMAIL_DONE)
		r->properties[r->property_count++] = kept;
	return status;
}
