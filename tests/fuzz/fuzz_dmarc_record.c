/* covers: lib/dmarc/record.c */
/*
 * fuzz_dmarc_record.c - a record that was read, written and read again says the same
 *
 * The input is the text of a record, read by both editions of DMARC. What is read from it is
 * written in the plainest form that says so; reading that has to give the same. And some changes to
 * the text must not change, or must change, what it says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dmarc_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_same(const dmarc_record *a, const dmarc_record *b)
{
	return a->p == b->p && a->sp == b->sp && a->np == b->np && a->psd == b->psd &&
	       a->is_usable == b->is_usable && a->is_testing == b->is_testing &&
	       a->dkim_is_strict == b->dkim_is_strict && a->spf_is_strict == b->spf_is_strict &&
	       a->fo == b->fo && a->pct == b->pct && secmailp_view_equal(a->rua, b->rua) &&
	       secmailp_view_equal(a->ruf, b->ruf);
}

static void
write_policy(secmailp_buffer *b, const char *tag, secmail_dmarc_policy policy)
{
	if (policy == SECMAIL_DMARC_POLICY_ABSENT)
		return;
	secmailp_buffer_text(b, tag);
	secmailp_buffer_text(b, secmail_dmarc_policy_name(policy));
}

static void
write_fo(secmailp_buffer *b, uint32_t fo)
{
	static const char letters[] = "01ds";
	const char *before = ";fo=";

	for (unsigned i = 0; i < 4; i++) {
		if ((fo & 1U << i) == 0)
			continue;
		secmailp_buffer_text(b, before);
		secmailp_buffer_byte(b, (uint8_t)letters[i]);
		before = ":";
	}
}

static void
write_list(secmailp_buffer *b, const char *tag, secmailp_view list)
{
	if (list.len == 0)
		return;
	secmailp_buffer_text(b, tag);
	secmailp_buffer_add(b, list);
}

/* An unusable record has no p that could be written. */
static void
write_record(secmailp_buffer *b, const dmarc_record *r)
{
	secmailp_buffer_text(b, "v=DMARC1");
	if (r->is_usable)
		write_policy(b, ";p=", r->p);
	write_policy(b, ";sp=", r->sp);
	write_policy(b, ";np=", r->np);
	if (r->psd != DMARC_SAYS_PSD_U)
		secmailp_buffer_text(b, r->psd == DMARC_SAYS_PSD_Y ? ";psd=y" : ";psd=n");
	secmailp_buffer_text(b, r->is_testing ? ";t=y" : "");
	secmailp_buffer_text(b, r->dkim_is_strict ? ";adkim=s" : "");
	secmailp_buffer_text(b, r->spf_is_strict ? ";aspf=s" : "");
	write_list(b, ";rua=", r->rua);
	write_list(b, ";ruf=", r->ruf);
	if (r->ruf.len > 0)
		write_fo(b, r->fo);
	if (r->pct < 100) {
		secmailp_buffer_text(b, ";pct=");
		secmailp_buffer_number(b, r->pct);
	}
}

static void
check_rewritten(dmarc_edition edition, const dmarc_record *record)
{
	secmailp_buffer written = secmailp_buffer_new(2 * DMARC_MAX_RECORD);
	dmarc_record again;

	write_record(&written, record);
	require(written.status == SECMAIL_DONE);
	require(secmailp_dmarc_record_read(secmailp_buffer_view(&written), edition, &again));
	require(is_same(record, &again));
	secmailp_buffer_free(&written);
}

static void
check_changed(secmailp_view text, dmarc_edition edition, const dmarc_record *record)
{
	secmailp_buffer changed = secmailp_buffer_new(2 * DMARC_MAX_RECORD);
	dmarc_record again;

	secmailp_buffer_add(&changed, text);
	secmailp_buffer_text(&changed, ";x=reject; ;p");
	require(secmailp_dmarc_record_read(secmailp_buffer_view(&changed), edition, &again));
	require(is_same(record, &again));

	secmailp_buffer_reset(&changed);
	secmailp_buffer_byte(&changed, ' ');
	secmailp_buffer_add(&changed, text);
	require(!secmailp_dmarc_record_read(secmailp_buffer_view(&changed), edition, &again));
	secmailp_buffer_free(&changed);
}

static void
check(secmailp_view text, dmarc_edition edition)
{
	dmarc_record record;

	if (!secmailp_dmarc_record_read(text, edition, &record))
		return;
	require(record.p != SECMAIL_DMARC_POLICY_ABSENT);
	require(record.pct <= 100);
	check_rewritten(edition, &record);
	check_changed(text, edition, &record);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	secmailp_view text = secmailp_view_of(data, size);

	if (size > DMARC_MAX_RECORD)
		return 0;
	check(text, DMARC_RFC9989);
	check(text, DMARC_RFC7489);
	secmailp_dmarc_urilist_is_useful(text);
	return 0;
}
