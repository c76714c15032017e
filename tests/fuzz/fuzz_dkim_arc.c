/* covers: lib/dkim/arc_chain.c */
/*
 * fuzz_dkim_arc.c - a chain whose structure is right has whole sets, one for each instance
 *
 * The input is a header. What is found is held against the fields counted by
 * their names: three for each instance, each in its place (RFC 8617 section 5.2).
 */
#include <secmail/arc.h>

#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const NAMES[] = { "ARC-Authentication-Results", "ARC-Message-Signature",
	"ARC-Seal" };

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Which of the three a field is, or 3. */
static size_t
kind_of(const smdkim_field *field)
{
	size_t kind = 0;

	while (kind < 3 && !secmailp_view_is_nocase(field->name, NAMES[kind]))
		kind++;
	return kind;
}

static void
check_set(const smdkim_arc_set *set, const smdkim_fields *fields, unsigned instance)
{
	require(set->aar >= 0 && (size_t)set->aar < fields->count);
	require(kind_of(&fields->at[set->aar]) == 0);
	require(set->ams && set->ams->instance == instance);
	require(kind_of(&fields->at[set->ams->field]) == 1);
	require(set->as && set->as->instance == instance);
	require(kind_of(&fields->at[set->as->field]) == 2);
	require(set->as->cv == (instance == 1 ? SECMAIL_ARC_NONE : SECMAIL_ARC_PASS));
}

static void
check_chain(const smdkim_chain *chain, const smdkim_fields *fields)
{
	size_t count = 0;

	for (size_t i = 0; i < fields->count; i++)
		count += kind_of(&fields->at[i]) < 3;
	require((chain->reason == SECMAIL_ARC_NO_SETS) == (count == 0));
	if (chain->reason != SECMAIL_ARC_UNDECIDED) {
		require(chain->detail.text[0] != '\0');
		return;
	}
	require(chain->instances >= 1 && chain->instances <= SECMAIL_ARC_MAX_INSTANCES);
	require(count == 3 * (size_t)chain->instances);
	for (unsigned i = 1; i <= chain->instances; i++)
		check_set(&chain->sets[i - 1], fields, i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const smdkim_clock clock = { 1700000000, 300 };
	secmailp_arena arena = secmailp_arena_new(SMDKIM_ARENA_MAX);
	smdkim_chain chain = { .sets = NULL };
	smdkim_fields fields;
	secmail_message *m;
	size_t body;

	require(secmail_message_new(&m) == SECMAIL_DONE);
	if (secmail_message_write(m, data, size, &body) == SECMAIL_DONE &&
	    secmail_message_end_header(m) == SECMAIL_DONE) {
		require(smdkim_fields_index(&fields, m, &arena) == SECMAIL_DONE);
		require(smdkim_chain_read(&chain, &fields, m, clock, &arena) == SECMAIL_DONE);
		check_chain(&chain, &fields);
	}
	secmail_message_free(m);
	secmailp_arena_free(&arena);
	return 0;
}
