/*
 * fields.c - the message's fields by name, taken from the bottom up
 *
 * A name that stands in h= several times takes one field after the other,
 * upwards; once none is left it takes nothing, which is how a signer protects
 * a field that must not be added (RFC 6376 sections 3.5 and 5.4.2). With 1,024
 * names and 4,096 fields a search for each would be work for an attacker to
 * give: fields of one name are linked, names are found by a hash.
 */
#include "dkim_internal.h"

#define CACHE_LINE 64  /* octets; another size costs time only */
#define FETCH_MAX 4096 /* octets of a field that are asked for ahead */

static uint32_t
hash_name(secmailp_view name)
{
	uint32_t hash = UINT32_C(2166136261);

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ secmailp_lower(name.at[i])) * UINT32_C(16777619);
	return hash;
}

/* The lowest field of a name, or -1. */
static int32_t
find(const smdkim_fields *f, secmailp_view name, uint32_t hash)
{
	int32_t i = f->bucket[hash % SMDKIM_FIELD_BUCKETS];

	while (
	    i >= 0 && (f->at[i].hash != hash || !secmailp_view_equal_nocase(f->at[i].name, name)))
		i = f->at[i].chain;
	return i;
}

/*
 * Asks for the octets of a field, since a server does other things between
 * scanning a header and verifying it: all of them together take the time of one.
 */
static void
fetch_text(secmailp_view text)
{
	for (size_t i = 0; i < text.len && i < FETCH_MAX; i += CACHE_LINE)
		__builtin_prefetch(text.at + i);
}

static void
place_field(smdkim_field *field, const secmail_message *m, size_t index)
{
	size_t name_len = 0, text_len = 0;
	const void *name = secmail_message_field_name(m, index, &name_len);
	const void *text = secmail_message_field(m, index, &text_len);

	field->name = secmailp_view_of(name, name_len);
	field->text = secmailp_view_of(text, text_len);
	fetch_text(field->text);
}

static void
read_field(smdkim_field *field)
{
	size_t len = field->text.len;

	if (len > 0 && field->text.at[len - 1] == '\n')
		len--;
	if (len > 0 && field->text.at[len - 1] == '\r')
		len--;
	field->text.len = len;
	field->hash = hash_name(field->name);
	field->above = -1;
	field->chain = -1;
	field->next = -1;
}

/* Fields come from the top, so that each new one is the lowest of its name so far. */
static void
link_field(smdkim_fields *f, int32_t index)
{
	smdkim_field *field = &f->at[index];
	int32_t *link = &f->bucket[field->hash % SMDKIM_FIELD_BUCKETS];
	int32_t old = find(f, field->name, field->hash);

	if (old < 0) {
		field->chain = *link;
		*link = index;
		return;
	}
	while (*link != old)
		link = &f->at[*link].chain;
	*link = index;
	field->chain = f->at[old].chain;
	field->above = old;
}

secmail_status
smdkim_fields_index(smdkim_fields *f, const secmail_message *m, secmailp_arena *arena)
{
	memset(f, 0, sizeof *f);
	for (size_t i = 0; i < SMDKIM_FIELD_BUCKETS; i++)
		f->bucket[i] = -1;
	f->count = secmail_message_field_count(m);
	f->at = secmailp_arena_array(arena, f->count, sizeof *f->at);
	if (!f->at)
		return SECMAIL_NO_MEMORY;
	for (size_t i = 0; i < f->count; i++)
		place_field(&f->at[i], m, i);
	for (size_t i = 0; i < f->count; i++) {
		read_field(&f->at[i]);
		if (f->at[i].name.len > 0)
			link_field(f, (int32_t)i);
	}
	return SECMAIL_DONE;
}

void
smdkim_fields_begin(smdkim_fields *f)
{
	f->round++;
}

const smdkim_field *
smdkim_fields_take(smdkim_fields *f, secmailp_view name)
{
	int32_t lowest = name.len > 0 ? find(f, name, hash_name(name)) : -1;
	int32_t taken;

	if (lowest < 0)
		return NULL;
	if (f->at[lowest].round != f->round) {
		f->at[lowest].round = f->round;
		f->at[lowest].next = lowest;
	}
	taken = f->at[lowest].next;
	if (taken < 0)
		return NULL;
	f->at[lowest].next = f->at[taken].above;
	return &f->at[taken];
}
