/* bench_spf_zone.c - a zone in memory: answers found by name and type, for every side alike */
#include <string.h>
#include <strings.h>

#include "bench_spf.h"

static void *
grown(void *at, size_t count, size_t size)
{
	/* Full at each power of two. */
	if ((count & (count - 1)) == 0)
		at = realloc(at, (count ? 2 * count : 1) * size);
	bench_must(at != NULL, "no memory");
	return at;
}

/* Lower case, without a dot at the end. */
static void
keep_name(char out[BENCH_NAME_SIZE], const char *name)
{
	size_t len = strlen(name);

	if (len > 0 && name[len - 1] == '.')
		len--;
	if (len >= BENCH_NAME_SIZE)
		len = BENCH_NAME_SIZE - 1;
	for (size_t i = 0; i < len; i++)
		out[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 32) : name[i];
	out[len] = '\0';
}

bench_answer *
bench_zone_add(bench_zone *zone, const char *name, uint16_t type)
{
	bench_answer *added;

	zone->answers = grown(zone->answers, zone->count, sizeof *added);
	added = &zone->answers[zone->count++];
	*added = (bench_answer){ .type = type };
	keep_name(added->name, name);
	return added;
}

void
bench_answer_add(bench_answer *answer, const void *rdata, size_t len)
{
	bench_octets *record;

	answer->records = grown(answer->records, answer->count, sizeof *record);
	record = &answer->records[answer->count++];
	record->len = len;
	record->at = malloc(len + 1);
	bench_must(record->at != NULL, "no memory");
	if (len > 0)
		memcpy(record->at, rdata, len);
}

void
bench_answer_add_text(bench_answer *answer, const char *text, size_t string)
{
	size_t left = strlen(text);
	uint8_t *rdata = malloc(2 * left + 1);
	size_t len = 0;

	bench_must(rdata != NULL, "no memory");
	for (size_t piece; left > 0; left -= piece, text += piece) {
		piece = left < string ? left : string;
		rdata[len++] = (uint8_t)piece;
		memcpy(rdata + len, text, piece);
		len += piece;
	}
	bench_answer_add(answer, rdata, len);
	free(rdata);
}

static int
by_name_and_type(const void *a, const void *b)
{
	const bench_answer *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->type - y->type;
}

void
bench_zone_sort(bench_zone *zone)
{
	if (zone->count > 0)
		qsort(zone->answers, zone->count, sizeof zone->answers[0], by_name_and_type);
}

const bench_answer *
bench_zone_find(const bench_zone *zone, const char *name, uint16_t type)
{
	bench_answer wanted;

	keep_name(wanted.name, name);
	wanted.type = type;
	if (zone->count == 0)
		return NULL;
	return bsearch(
	    &wanted, zone->answers, zone->count, sizeof zone->answers[0], by_name_and_type);
}

void
bench_zone_give(const bench_zone *zone, secmail_answers *a, uint32_t id)
{
	bench_octets wire;
	char name[BENCH_NAME_SIZE];
	const bench_answer *answer;

	wire.at = (uint8_t *)secmail_answers_qname_wire(a, id, &wire.len);
	bench_name(&wire, 0, name);
	answer = bench_zone_find(zone, name, secmail_answers_qtype(a, id));
	if (answer && answer->is_failure) {
		bench_must_be_done(secmail_answers_fail(a, id, SECMAIL_DNS_TIMEOUT));
		return;
	}
	for (size_t i = 0; answer && i < answer->count; i++)
		bench_must_be_done(
		    secmail_answers_add(a, id, answer->records[i].at, answer->records[i].len, 300));
	bench_must_be_done(secmail_answers_close(a, id, answer ? 0 : 3, SECMAIL_TRUST_UNKNOWN));
}

void
bench_zone_free(bench_zone *zone)
{
	for (size_t i = 0; i < zone->count; i++) {
		for (size_t n = 0; n < zone->answers[i].count; n++)
			free(zone->answers[i].records[n].at);
		free(zone->answers[i].records);
	}
	free(zone->answers);
	*zone = (bench_zone){ NULL, 0 };
}

size_t
bench_joined(const bench_octets *rdata, uint8_t *out, size_t size)
{
	size_t len = 0;

	for (size_t at = 0; at < rdata->len; at += 1u + rdata->at[at]) {
		size_t string = rdata->at[at];

		if (string >= rdata->len - at || string >= size - len)
			break;
		memcpy(out + len, rdata->at + at + 1, string);
		len += string;
	}
	out[len] = '\0';
	return len;
}

void
bench_name(const bench_octets *rdata, size_t offset, char out[BENCH_NAME_SIZE])
{
	size_t len = 0;

	for (size_t at = offset; at < rdata->len && rdata->at[at] > 0; at += 1u + rdata->at[at]) {
		size_t label = rdata->at[at];

		if (label >= rdata->len - at || len + label + 2 > BENCH_NAME_SIZE)
			break;
		if (len > 0)
			out[len++] = '.';
		memcpy(out + len, rdata->at + at + 1, label);
		len += label;
	}
	out[len] = '\0';
}

size_t
bench_wire(const char *name, uint8_t out[BENCH_NAME_SIZE])
{
	size_t len = 0;

	while (*name) {
		size_t label = strcspn(name, ".");

		bench_must(label < 64 && len + label + 2 <= BENCH_NAME_SIZE, "no domain name");
		out[len++] = (uint8_t)label;
		memcpy(out + len, name, label);
		len += label;
		name += label + (name[label] == '.');
	}
	out[len++] = 0;
	return len;
}
