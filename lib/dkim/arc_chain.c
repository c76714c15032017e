/*
 * arc_chain.c - collects the ARC sets of a message and checks their structure
 *
 * RFC 8617 section 5.2 steps 1 to 3, and as much of the later steps as can be
 * seen without keys: a seal that can't be read fails the chain, whatever DNS
 * would say.
 */
#include "dkim_internal.h"

#define FIELDS_PER_SET 3

static const char AAR[] = "ARC-Authentication-Results";
static const char AMS[] = "ARC-Message-Signature";
static const char AS[] = "ARC-Seal";

static const secmailp_byteset SPACE = SECMAILP_FWS;
static const secmailp_byteset DIGIT = SECMAILP_DIGIT;

typedef struct collection {
	smdkim_chain *chain;
	const smdkim_fields *fields;
	const secmail_message *message;
	smdkim_clock clock;
	secmailp_arena *arena;
	unsigned total;
} collection;

/* "ARC-Seal of instance 3 is missing". The first fault stands. */
static void
fault(smdkim_chain *chain, secmail_arc_reason reason, const char *field, unsigned instance,
    const char *what)
{
	if (chain->reason != SECMAIL_ARC_UNDECIDED)
		return;
	chain->reason = reason;
	secmailp_error_set(&chain->detail, "%s of instance %u %s", field, instance, what);
}

unsigned
smdkim_instance_read(secmailp_view digits)
{
	secmailp_cursor c = secmailp_cursor_over(digits);
	uint64_t instance = secmailp_cursor_number(&c, SECMAIL_ARC_MAX_INSTANCES);

	return digits.len <= 2 && secmailp_cursor_done(&c) ? (unsigned)instance : 0;
}

/* A comment and those inside it, to a named depth (RFC 5322 section 3.2.2). */
static void
skip_comment(secmailp_cursor *c)
{
	unsigned depth = 0;

	do {
		uint8_t byte = secmailp_cursor_byte(c);

		if (byte == '\\')
			secmailp_cursor_byte(c);
		else if (byte == '(' && ++depth > SMDKIM_MAX_COMMENTS)
			c->bad = true;
		else if (byte == ')')
			depth--;
	} while (depth > 0 && !c->bad);
}

static void
skip_cfws(secmailp_cursor *c)
{
	secmailp_cursor_while(c, &SPACE);
	while (secmailp_cursor_peek(c) == '(') {
		skip_comment(c);
		secmailp_cursor_while(c, &SPACE);
	}
}

unsigned
smdkim_aar_instance(secmailp_view body)
{
	secmailp_cursor c = secmailp_cursor_over(body);
	secmailp_view digits;

	skip_cfws(&c);
	secmailp_cursor_expect(&c, 'i');
	skip_cfws(&c);
	secmailp_cursor_expect(&c, '=');
	skip_cfws(&c);
	digits = secmailp_cursor_while(&c, &DIGIT);
	skip_cfws(&c);
	secmailp_cursor_expect(&c, ';');
	return c.bad ? 0 : smdkim_instance_read(digits);
}

/* The set of an instance, or NULL with the fault set. */
static smdkim_arc_set *
set_of(collection *all, unsigned instance, const char *field)
{
	smdkim_chain *chain = all->chain;

	if (instance == 0 && chain->reason == SECMAIL_ARC_UNDECIDED) {
		chain->reason = SECMAIL_ARC_SYNTAX;
		secmailp_error_set(&chain->detail, "%s has no instance from 1 to %d", field,
		    SECMAIL_ARC_MAX_INSTANCES);
	}
	if (instance == 0)
		return NULL;
	if (instance > chain->instances)
		chain->instances = instance;
	return &chain->sets[instance - 1];
}

static void
add_aar(collection *all, size_t index)
{
	size_t len = 0;
	const void *body = secmail_message_field_body(all->message, index, &len);
	unsigned instance = smdkim_aar_instance(secmailp_view_of(body, len));
	smdkim_arc_set *set = set_of(all, instance, AAR);

	if (!set)
		return;
	if (set->aar >= 0)
		fault(all->chain, SECMAIL_ARC_STRUCTURE, AAR, instance, "is there twice");
	else
		set->aar = (int32_t)index;
}

static secmail_status
add_signature(collection *all, size_t index, smdkim_kind kind)
{
	const char *field = kind == SMDKIM_AS ? AS : AMS;
	smdkim_signature *s = secmailp_arena_alloc(all->arena, sizeof *s);
	smdkim_signature **place;
	smdkim_arc_set *set;

	if (!s || smdkim_signature_read(s, kind, all->message, index, all->clock, all->arena))
		return SECMAIL_NO_MEMORY;
	s->is_evaluated = true;
	set = set_of(all, s->instance, field);
	if (!set)
		return SECMAIL_DONE;
	place = kind == SMDKIM_AS ? &set->as : &set->ams;
	if (*place)
		fault(all->chain, SECMAIL_ARC_STRUCTURE, field, s->instance, "is there twice");
	else
		*place = s;
	return SECMAIL_DONE;
}

static secmail_status
add_field(collection *all, size_t index)
{
	secmailp_view name = all->fields->at[index].name;
	bool is_aar = secmailp_view_is_nocase(name, AAR);
	bool is_ams = secmailp_view_is_nocase(name, AMS);

	if (!is_aar && !is_ams && !secmailp_view_is_nocase(name, AS))
		return SECMAIL_DONE;
	if (++all->total > FIELDS_PER_SET * SECMAIL_ARC_MAX_INSTANCES) {
		all->chain->reason = SECMAIL_ARC_TOO_MANY_SETS;
		secmailp_error_set(&all->chain->detail, "there are more than %d ARC sets",
		    SECMAIL_ARC_MAX_INSTANCES);
		return SECMAIL_DONE;
	}
	if (!is_aar)
		return add_signature(all, index, is_ams ? SMDKIM_AMS : SMDKIM_AS);
	add_aar(all, index);
	return SECMAIL_DONE;
}

static secmail_status
make_sets(smdkim_chain *chain, secmailp_arena *arena)
{
	chain->sets = secmailp_arena_array(arena, SECMAIL_ARC_MAX_INSTANCES, sizeof *chain->sets);
	if (!chain->sets)
		return SECMAIL_NO_MEMORY;
	for (unsigned i = 0; i < SECMAIL_ARC_MAX_INSTANCES; i++)
		chain->sets[i].aar = -1;
	return SECMAIL_DONE;
}

/* Step 2: the newest set may say itself that the chain is broken, whatever else is wrong. */
static bool
is_marked_failed(const smdkim_chain *chain)
{
	const smdkim_signature *as =
	    chain->instances > 0 ? chain->sets[chain->instances - 1].as : NULL;

	return as && as->found.reason == SECMAIL_DKIM_UNDECIDED && as->cv == SECMAIL_ARC_FAIL;
}

static void
check_set(smdkim_chain *chain, unsigned instance)
{
	const smdkim_arc_set *set = &chain->sets[instance - 1];
	secmail_arc_code cv = instance == 1 ? SECMAIL_ARC_NONE : SECMAIL_ARC_PASS;

	if (set->aar < 0)
		fault(chain, SECMAIL_ARC_STRUCTURE, AAR, instance, "is missing");
	else if (!set->ams)
		fault(chain, SECMAIL_ARC_STRUCTURE, AMS, instance, "is missing");
	else if (!set->as)
		fault(chain, SECMAIL_ARC_STRUCTURE, AS, instance, "is missing");
	else if (set->as->found.reason == SECMAIL_DKIM_SYNTAX)
		fault(chain, SECMAIL_ARC_SYNTAX, AS, instance, "can't be read");
	else if (set->as->cv != cv)
		fault(chain, SECMAIL_ARC_CV_MISMATCH, AS, instance, "has a cv= of another place");
}

/* What is known to fail needs neither body nor key. */
static void
check_chain(smdkim_chain *chain)
{
	if (chain->reason != SECMAIL_ARC_TOO_MANY_SETS && is_marked_failed(chain)) {
		chain->reason = SECMAIL_ARC_UNDECIDED;
		fault(chain, SECMAIL_ARC_MARKED_FAILED, AS, chain->instances, "says cv=fail");
	}
	for (unsigned i = chain->instances; i > 0 && chain->reason == SECMAIL_ARC_UNDECIDED; i--)
		check_set(chain, i);
}

secmail_status
smdkim_chain_read(smdkim_chain *chain, const smdkim_fields *fields, const secmail_message *m,
    smdkim_clock clock, secmailp_arena *arena)
{
	collection all = { chain, fields, m, clock, arena, 0 };

	if (make_sets(chain, arena))
		return SECMAIL_NO_MEMORY;
	/* After a fault too: who seals has to know the highest instance, and what its seal says. */
	for (size_t i = 0; i < fields->count && chain->reason != SECMAIL_ARC_TOO_MANY_SETS; i++)
		if (add_field(&all, i))
			return SECMAIL_NO_MEMORY;
	if (all.total == 0) {
		chain->reason = SECMAIL_ARC_NO_SETS;
		secmailp_error_text(&chain->detail, "the message has no ARC fields");
		return SECMAIL_DONE;
	}
	check_chain(chain);
	return SECMAIL_DONE;
}

void
smdkim_chain_canonical(
    secmailp_buffer *out, const smdkim_chain *chain, const smdkim_fields *fields, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const smdkim_arc_set *set = &chain->sets[i];

		smdkim_canon_line(out, fields->at[set->aar].text, true);
		smdkim_canon_line(out, set->ams->text, true);
		smdkim_canon_line(out, set->as->text, true);
	}
}
