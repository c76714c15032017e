/*
 * fields.c - the message's fields by name, taken from the bottom up
 *
 * A name that stands in h= several times takes one field after the other,
 * upwards; once none is left it takes nothing, which is how a signer protects
 * a field that must not be added (RFC 6376 sections 3.5 and 5.4.2). With 1,024
 * names and 4,096 fields a search for each would be work for an attacker to
 * give: fields of one name are linked, and names are found by a hash. He can
 * choose names of one hash, so each bucket is sorted: of 4,096 names one is
 * found with 13 comparisons at most, whatever they are.
 */
#include "dkim_internal.h"

#define CACHE_LINE 64  /* octets; another size costs time only */
#define HASHED 4       /* octets of a name */
#define FETCH_MAX 4096 /* octets of a field that are asked for ahead */

/* Of a name's end, where names differ most: it has to be quick, the order does the rest. */
static uint32_t
hash_name(secmailp_view name)
{
	uint32_t hash = (uint32_t)name.len;

	for (size_t i = name.len < HASHED ? 0 : name.len - HASHED; i < name.len; i++)
		hash = (hash ^ secmailp_lower(name.at[i])) * UINT32_C(16777619);
	return hash;
}

static smdkim_bucket *
bucket_of(smdkim_fields *f, uint32_t hash)
{
	return &f->buckets[hash % SMDKIM_FIELD_BUCKETS];
}

/* By hash, then by length, then as octets of lower case: below 0 if `a` goes first, 0 if equal. */
static int
compare(smdkim_fields *f, const smdkim_field *a, const smdkim_field *b)
{
	const uint8_t *x = a->name.at, *y = b->name.at;
	size_t i = 0;

	f->compared++;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->name.len != b->name.len)
		return a->name.len < b->name.len ? -1 : 1;
	while (i < a->name.len && (x[i] == y[i] || secmailp_lower(x[i]) == secmailp_lower(y[i])))
		i++;
	return i < a->name.len ? secmailp_lower(x[i]) - secmailp_lower(y[i]) : 0;
}

/* The lowest field of a name, or -1. */
static int32_t
find(smdkim_fields *f, secmailp_view name)
{
	const smdkim_field wanted = { .name = name, .hash = hash_name(name) };
	const smdkim_bucket *bucket = bucket_of(f, wanted.hash);
	size_t low = bucket->first, high = low + bucket->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(f, &wanted, &f->at[f->names[middle]]);

		if (order == 0)
			return f->names[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
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
	field->next = -1;
}

/* Makes one sorted run of two, the second from `half` on; of equal names the first stays first. */
static void
merge(smdkim_fields *f, int32_t *out, const int32_t *runs, size_t half, size_t count)
{
	size_t first = 0, second = half;

	for (size_t i = 0; i < count; i++) {
		bool is_second = first == half;

		if (first < half && second < count)
			is_second = compare(f, &f->at[runs[second]], &f->at[runs[first]]) < 0;
		out[i] = runs[is_second ? second++ : first++];
	}
}

/* Not qsort(), which promises neither a bound nor the order of equal names. */
static void
sort(smdkim_fields *f, int32_t *at, size_t count, int32_t *spare)
{
	for (size_t half = 1; half < count; half *= 2) {
		for (size_t i = 0; i < count; i += 2 * half) {
			size_t left = count - i;

			merge(f, spare + i, at + i, half < left ? half : left,
			    2 * half < left ? 2 * half : left);
		}
		memcpy(at, spare, count * sizeof *at);
	}
}

/* Links the fields of one name, which lie side by side, and keeps the lowest of them. */
static void
link_names(smdkim_fields *f, smdkim_bucket *bucket)
{
	int32_t *names = f->names + bucket->first;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < bucket->count; i++) {
		smdkim_field *field = &f->at[names[i]];

		if (kept > 0 && compare(f, &f->at[names[kept - 1]], field) == 0)
			field->above = names[--kept];
		names[kept++] = (int32_t)(field - f->at);
	}
	bucket->count = kept;
}

static void
sort_bucket(smdkim_fields *f, smdkim_bucket *bucket)
{
	if (bucket->count < 2)
		return;
	/* The second half of `names` is for this. */
	sort(f, f->names + bucket->first, bucket->count, f->names + f->count);
	link_names(f, bucket);
}

/* Each field that has a name goes to its bucket, in the order of the header. */
static void
fill_buckets(smdkim_fields *f)
{
	uint32_t next = 0;

	for (size_t i = 0; i < f->count; i++)
		bucket_of(f, f->at[i].hash)->count += f->at[i].name.len > 0;
	for (size_t i = 0; i < f->count; i++) {
		smdkim_bucket *bucket = bucket_of(f, f->at[i].hash);

		if (f->at[i].name.len == 0)
			continue;
		if (bucket->filled == 0) {
			bucket->first = next;
			next += bucket->count;
		}
		f->names[bucket->first + bucket->filled++] = (int32_t)i;
		if (bucket->filled == bucket->count)
			sort_bucket(f, bucket);
	}
}

secmail_status
smdkim_fields_index(smdkim_fields *f, const secmail_message *m, secmailp_arena *arena)
{
	memset(f, 0, sizeof *f);
	f->count = secmail_message_field_count(m);
	f->at = secmailp_arena_array(arena, f->count, sizeof *f->at);
	f->names = secmailp_arena_array(arena, 2 * f->count, sizeof *f->names);
	if (!f->at || !f->names)
		return SECMAIL_NO_MEMORY;
	for (size_t i = 0; i < f->count; i++)
		place_field(&f->at[i], m, i);
	for (size_t i = 0; i < f->count; i++)
		read_field(&f->at[i]);
	fill_buckets(f);
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
	int32_t lowest = name.len > 0 ? find(f, name) : -1;
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
