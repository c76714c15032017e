/* covers: lib/private/taglist.c */
/*
 * fuzz_taglist.c - tags are what stands between semicolons, and a list written anew is the same
 */
#include <stdlib.h>

#include "private/buffer.h"
#include "private/taglist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 4096

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_space(uint8_t octet)
{
	return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

static bool
is_letter(uint8_t octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
}

static secmailp_view
trimmed(secmailp_view v)
{
	while (v.len > 0 && is_space(v.at[0]))
		v = secmailp_view_after(v, 1);
	while (v.len > 0 && is_space(v.at[v.len - 1]))
		v.len--;
	return v;
}

/* What a segment between semicolons says, by looking for its first equals sign. */
static bool
split(secmailp_view segment, secmailp_view *name, secmailp_view *value)
{
	const uint8_t *equals = segment.len > 0 ? memchr(segment.at, '=', segment.len) : NULL;
	size_t at = equals ? (size_t)(equals - segment.at) : 0;

	*name = trimmed(secmailp_view_first(segment, at));
	*value = trimmed(secmailp_view_after(segment, at + 1));
	if (!equals || name->len == 0 || !is_letter(name->at[0]))
		return false;
	for (size_t i = 0; i < name->len; i++)
		if (!is_letter(name->at[i]) && name->at[i] != '_' &&
		    (name->at[i] < '0' || name->at[i] > '9'))
			return false;
	for (size_t i = 0; i < value->len; i++)
		if ((value->at[i] < ' ' && !is_space(value->at[i])) || value->at[i] == 127)
			return false;
	return true;
}

static void
check_tag(secmailp_view list, const secmailp_tag *tag, secmailp_view name, secmailp_view value)
{
	require(secmailp_view_equal(tag->name, name) && secmailp_view_equal(tag->value, value));
	require(secmailp_view_equal(
	    secmailp_view_first(secmailp_view_after(list, tag->offset), name.len), name));
}

/* Reads tag after tag both ways; returns whether all of it was a list, and writes it anew. */
static bool
check_list(secmailp_view text, secmailp_buffer *out)
{
	secmailp_taglist list = secmailp_taglist_over(text);
	secmailp_view rest = text, name, value;
	secmailp_tag tag;

	while (trimmed(rest).len > 0) {
		const uint8_t *end = memchr(rest.at, ';', rest.len);
		size_t len = end ? (size_t)(end - rest.at) : rest.len;
		bool is_tag = split(secmailp_view_first(rest, len), &name, &value);

		require(secmailp_taglist_next(&list, &tag) == is_tag);
		if (!is_tag) {
			require(secmailp_taglist_is_bad(&list));
			return false;
		}
		check_tag(text, &tag, name, value);
		secmailp_buffer_add(out, name);
		secmailp_buffer_byte(out, '=');
		secmailp_buffer_add(out, value);
		secmailp_buffer_byte(out, ';');
		rest = secmailp_view_after(rest, len + 1);
	}
	require(!secmailp_taglist_next(&list, &tag) && !secmailp_taglist_is_bad(&list));
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_buffer once = secmailp_buffer_new(2 * INPUT_MAX);
	secmailp_buffer twice = secmailp_buffer_new(2 * INPUT_MAX);

	if (size <= INPUT_MAX && check_list(secmailp_view_of(data, size), &once)) {
		require(check_list(secmailp_buffer_view(&once), &twice));
		require(
		    secmailp_view_equal(secmailp_buffer_view(&once), secmailp_buffer_view(&twice)));
	}
	secmailp_buffer_free(&once);
	secmailp_buffer_free(&twice);
	return 0;
}
