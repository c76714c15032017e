/*
 * record.c - what a DMARC policy record says (RFC 9989 sections 4.7, 4.8)
 *
 * Only a wrong version makes a text no record. Whatever else is wrong makes
 * one tag its default, so that a slip of the pen never takes away a policy
 * that can be read; section 4.10.1 says when none can.
 */
#include "dmarc_internal.h"
#include "private/cursor.h"

static const secmailp_byteset SPACE = SECMAILP_WSP;
static const secmailp_byteset LETTER = SECMAILP_ALPHA;
static const secmailp_byteset PRINTABLE = { { 0xffffffff00000000, 0x7fffffffffffffff, 0, 0 } };

typedef struct reader {
	dmarc_record *record;
	dmarc_edition edition;
	uint32_t seen; /* tags that came before: bits, in the order of TAGS */
	bool is_bad;   /* sp or np is there and no policy */
} reader;

static secmail_dmarc_policy
read_policy(secmailp_view value)
{
	if (secmailp_view_is_nocase(value, "reject"))
		return SECMAIL_DMARC_POLICY_REJECT;
	if (secmailp_view_is_nocase(value, "quarantine"))
		return SECMAIL_DMARC_POLICY_QUARANTINE;
	if (secmailp_view_is_nocase(value, "none"))
		return SECMAIL_DMARC_POLICY_NONE;
	return SECMAIL_DMARC_POLICY_ABSENT;
}

static void
take_p(reader *r, secmailp_view value)
{
	r->record->p = read_policy(value);
}

static void
take_sp(reader *r, secmailp_view value)
{
	r->record->sp = read_policy(value);
	r->is_bad |= r->record->sp == SECMAIL_DMARC_POLICY_ABSENT;
}

static void
take_np(reader *r, secmailp_view value)
{
	r->record->np = read_policy(value);
	r->is_bad |= r->record->np == SECMAIL_DMARC_POLICY_ABSENT;
}

static void
take_adkim(reader *r, secmailp_view value)
{
	r->record->dkim_is_strict = secmailp_view_is_nocase(value, "s");
}

static void
take_aspf(reader *r, secmailp_view value)
{
	r->record->spf_is_strict = secmailp_view_is_nocase(value, "s");
}

static void
take_t(reader *r, secmailp_view value)
{
	r->record->is_testing = secmailp_view_is_nocase(value, "y");
}

static void
take_psd(reader *r, secmailp_view value)
{
	if (secmailp_view_is_nocase(value, "y"))
		r->record->psd = DMARC_SAYS_PSD_Y;
	else if (secmailp_view_is_nocase(value, "n"))
		r->record->psd = DMARC_SAYS_PSD_N;
}

/* RFC 7489 section 6.4: 1*3DIGIT; what is more than a hundred is none. */
static void
take_pct(reader *r, secmailp_view value)
{
	secmailp_cursor c = secmailp_cursor_over(value);
	uint64_t pct = secmailp_cursor_number(&c, 100);

	if (secmailp_cursor_done(&c) && value.len <= 3)
		r->record->pct = (unsigned)pct;
}

static void
take_rua(reader *r, secmailp_view value)
{
	r->record->rua = value;
}

static void
take_ruf(reader *r, secmailp_view value)
{
	r->record->ruf = value;
}

static uint32_t
fo_bit(int letter)
{
	switch (letter) {
	case '0':
		return SECMAIL_DMARC_FO_ALL;
	case '1':
		return SECMAIL_DMARC_FO_ANY;
	case 'd':
	case 'D':
		return SECMAIL_DMARC_FO_DKIM;
	case 's':
	case 'S':
		return SECMAIL_DMARC_FO_SPF;
	default:
		return 0;
	}
}

/* dmarc-fo: letters with colons between them, each once, 0 and 1 not together. */
static void
take_fo(reader *r, secmailp_view value)
{
	const uint32_t exclusive = SECMAIL_DMARC_FO_ALL | SECMAIL_DMARC_FO_ANY;
	secmailp_cursor c = secmailp_cursor_over(value);
	uint32_t bits = 0;

	do {
		secmailp_cursor_while(&c, &SPACE);
		uint32_t bit = fo_bit(secmailp_cursor_byte(&c));
		secmailp_cursor_while(&c, &SPACE);
		if (bit == 0 || (bits & bit) != 0)
			return;
		bits |= bit;
	} while (secmailp_cursor_skip(&c, ':'));
	if (secmailp_cursor_done(&c) && (bits & exclusive) != exclusive)
		r->record->fo = bits;
}

#define TAG(text, take, editions)                                                                  \
	{                                                                                          \
		{ (const uint8_t *)(text), sizeof(text) - 1 }, take, editions                      \
	}

#define NEW (1U << DMARC_RFC9989)
#define OLD (1U << DMARC_RFC7489)

static const struct tag {
	secmailp_view name;
	void (*take)(reader *r, secmailp_view value);
	unsigned editions; /* that know it */
} TAGS[] = {
	TAG("p", take_p, NEW | OLD),
	TAG("sp", take_sp, NEW | OLD),
	TAG("np", take_np, NEW),
	TAG("adkim", take_adkim, NEW | OLD),
	TAG("aspf", take_aspf, NEW | OLD),
	TAG("t", take_t, NEW),
	TAG("psd", take_psd, NEW),
	TAG("rua", take_rua, NEW | OLD),
	TAG("ruf", take_ruf, NEW | OLD),
	TAG("fo", take_fo, NEW | OLD),
	TAG("pct", take_pct, OLD),
};

/* Of a tag that comes twice the first counts; others than these are ignored. */
static void
take_tag(reader *r, secmailp_view name, secmailp_view value)
{
	for (uint32_t i = 0; i < sizeof TAGS / sizeof TAGS[0]; i++) {
		if (!secmailp_view_equal_nocase(name, TAGS[i].name))
			continue;
		if ((r->seen & 1U << i) == 0 && (TAGS[i].editions & 1U << r->edition) != 0)
			TAGS[i].take(r, value);
		r->seen |= 1U << i;
	}
}

/* What is left, without white space at its end; nothing if an octet in it can't be in a value. */
static secmailp_view
read_value(secmailp_cursor *c)
{
	secmailp_view value = secmailp_cursor_rest(c);

	while (value.len > 0 && secmailp_byteset_has(&SPACE, value.at[value.len - 1]))
		value.len--;
	secmailp_cursor inside = secmailp_cursor_over(value);
	secmailp_cursor_while(&inside, &PRINTABLE);
	return secmailp_cursor_done(&inside) ? value : secmailp_view_of(NULL, 0);
}

/* dmarc-tag, with the white space around it; what is none is passed over. */
static void
read_tag(reader *r, secmailp_view part)
{
	secmailp_cursor c = secmailp_cursor_over(part);

	secmailp_cursor_while(&c, &SPACE);
	secmailp_view name = secmailp_cursor_while(&c, &LETTER);
	secmailp_cursor_while(&c, &SPACE);
	secmailp_cursor_expect(&c, '=');
	secmailp_cursor_while(&c, &SPACE);
	secmailp_view value = read_value(&c);
	if (!c.bad)
		take_tag(r, name, value);
}

/* dmarc-version, up to and over the semicolon behind it. */
static bool
read_version(secmailp_cursor *c)
{
	if (!secmailp_cursor_literal_nocase(c, "v"))
		return false;
	secmailp_cursor_while(c, &SPACE);
	secmailp_cursor_expect(c, '=');
	secmailp_cursor_while(c, &SPACE);
	if (!secmailp_cursor_literal(c, "DMARC1"))
		return false;
	secmailp_cursor_while(c, &SPACE);
	return secmailp_cursor_skip(c, ';') || secmailp_cursor_done(c);
}

/* Section 4.10.1: without a policy to act on, a record that asks for reports means p=none. */
static void
settle(reader *r)
{
	dmarc_record *record = r->record;

	record->is_usable = true;
	if (record->ruf.len == 0)
		record->fo = 0;
	if (record->p != SECMAIL_DMARC_POLICY_ABSENT && !r->is_bad)
		return;
	record->is_usable = secmailp_dmarc_urilist_is_useful(record->rua);
	record->p = SECMAIL_DMARC_POLICY_NONE;
	record->sp = record->np = SECMAIL_DMARC_POLICY_ABSENT;
}

bool
secmailp_dmarc_record_read(secmailp_view text, dmarc_edition edition, dmarc_record *out)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	reader r = { out, edition, 0, false };

	*out = (dmarc_record){ .psd = DMARC_SAYS_PSD_U,
		.pct = 100,
		.fo = SECMAIL_DMARC_FO_ALL,
		.rua = secmailp_view_of(NULL, 0),
		.ruf = secmailp_view_of(NULL, 0) };
	if (!read_version(&c))
		return false;
	while (secmailp_cursor_left(&c) > 0) {
		read_tag(&r, secmailp_cursor_until(&c, ';'));
		secmailp_cursor_skip(&c, ';');
	}
	settle(&r);
	return true;
}
