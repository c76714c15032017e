/* authres_get.c - the calls that a reader of Authentication-Results makes */
#include "authres_object.h"

static const authres_result *
result_at(const secmail_authres *a, size_t index)
{
	return index < a->count ? a->results[index] : NULL;
}

static const authres_property *
property_at(const secmail_authres *a, size_t index, size_t property)
{
	const authres_result *r = result_at(a, index);

	return r && property < r->property_count ? &r->properties[property] : NULL;
}

const char *
secmail_authres_error(const secmail_authres *a)
{
	return a->error.text;
}

const char *
secmail_authres_authserv_id(const secmail_authres *a)
{
	return a->id ? a->id : "";
}

uint32_t
secmail_authres_version(const secmail_authres *a)
{
	return a->version;
}

size_t
secmail_authres_skipped(const secmail_authres *a)
{
	return a->skipped;
}

size_t
secmail_authres_count(const secmail_authres *a)
{
	return a->count;
}

const char *
secmail_authres_method(const secmail_authres *a, size_t index)
{
	const authres_result *r = result_at(a, index);

	return r ? r->method : NULL;
}

uint32_t
secmail_authres_method_version(const secmail_authres *a, size_t index)
{
	const authres_result *r = result_at(a, index);

	return r ? r->method_version : 0;
}

const char *
secmail_authres_result(const secmail_authres *a, size_t index)
{
	const authres_result *r = result_at(a, index);

	return r ? r->word : NULL;
}

const char *
secmail_authres_reason(const secmail_authres *a, size_t index)
{
	const authres_result *r = result_at(a, index);

	return r ? r->reason : NULL;
}

const char *
secmail_authres_comment(const secmail_authres *a, size_t index)
{
	const authres_result *r = result_at(a, index);

	return r ? r->comment : NULL;
}

size_t
secmail_authres_property_count(const secmail_authres *a, size_t index)
{
	const authres_result *r = result_at(a, index);

	return r ? r->property_count : 0;
}

const char *
secmail_authres_property_type(const secmail_authres *a, size_t index, size_t property)
{
	const authres_property *p = property_at(a, index, property);

	return p ? p->ptype : NULL;
}

const char *
secmail_authres_property_name(const secmail_authres *a, size_t index, size_t property)
{
	const authres_property *p = property_at(a, index, property);

	return p ? p->name : NULL;
}

const char *
secmail_authres_property_value(const secmail_authres *a, size_t index, size_t property)
{
	const authres_property *p = property_at(a, index, property);

	return p ? p->value : NULL;
}

const char *
secmail_authres_find_property(
    const secmail_authres *a, size_t index, const char *ptype, const char *property)
{
	const authres_result *r = result_at(a, index);

	for (size_t i = 0; r && i < r->property_count; i++) {
		const authres_property *p = &r->properties[i];

		if (secmailp_view_is_nocase(secmailp_view_text(p->ptype), ptype) &&
		    secmailp_view_is_nocase(secmailp_view_text(p->name), property))
			return p->value;
	}
	return NULL;
}
