/* test_explain.c - a verdict in words: every reason has them, in every language, and they keep
 * their manners */
#include <check.h>
#include <secmail/explain.h>
#include <secmail/inbound.h>
#include <stdio.h>
#include <string.h>

#include "../suite.h"
#include "choice.h"
#include "private/utf8.h"
#include "world.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

/* Where no enumerator of a reason is near. */
#define REASONS_END 256

static const catalogue *const catalogues[] = { &secmail_catalogue_en, &secmail_catalogue_de };

/* The names in braces that a sentence may hold, as bits. */
static unsigned
names_in(const char *sentence)
{
	static const char *const known[] = { "{domain}", "{selector}", "{term}", "{policy}",
		"{aligned}", "{client}" };
	unsigned found = 0;

	for (const char *at = strchr(sentence, '{'); at; at = strchr(at + 1, '{')) {
		size_t i = 0;

		while (i < ROWS(known) && strncmp(at, known[i], strlen(known[i])) != 0)
			i++;
		ck_assert_msg(i < ROWS(known), "an unknown name: %s", at);
		found |= 1U << i;
	}
	return found;
}

static void
check_manners(const char *sentence)
{
	static const char *const promises[] = { " safe", "sicher", "harmless", "harmlos", "trust" };
	size_t len = strlen(sentence);

	ck_assert_uint_gt(len, 10);
	ck_assert_uint_lt(len, 400);
	ck_assert_msg(sentence[len - 1] == '.', "no end: %s", sentence);
	ck_assert(secmailp_utf8_is_valid(secmailp_view_text(sentence)));
	for (const char *c = sentence; *c; c++)
		ck_assert_msg((unsigned char)*c >= ' ' && *c != 127, "%s", sentence);
	for (size_t i = 0; i < ROWS(promises); i++)
		ck_assert_msg(!strstr(sentence, promises[i]) || strstr(sentence, "unsafe") ||
				  strstr(sentence, "unsicher"),
		    "a promise: %s", sentence);
}

START_TEST(a_catalogue_is_whole)
{
	const catalogue *c = catalogues[_i];

	for (int id = SAY_NOTHING + 1; id < SAYINGS; id++) {
		const saying *s = &c->sayings[id];

		ck_assert_msg(s->reader != NULL, "%s lacks sentence %d", c->language, id);
		check_manners(s->reader);
		names_in(s->reader);
		if (s->owner)
			check_manners(s->owner);
		if (s->owner)
			names_in(s->owner);
	}
}
END_TEST

START_TEST(a_translation_says_the_same)
{
	const catalogue *c = catalogues[_i];

	for (int id = SAY_NOTHING + 1; id < SAYINGS; id++) {
		const saying *english = &secmail_catalogue_en.sayings[id];
		const saying *other = &c->sayings[id];

		ck_assert_msg(names_in(english->reader) == names_in(other->reader),
		    "sentence %d in %s has other names", id, c->language);
		ck_assert_msg(!english->owner == !other->owner, "advice %d in %s", id, c->language);
		if (english->owner)
			ck_assert_msg(names_in(english->owner) == names_in(other->owner),
			    "advice %d in %s has other names", id, c->language);
		ck_assert_msg(
		    c == &secmail_catalogue_en || strcmp(english->reader, other->reader) != 0,
		    "sentence %d in %s is English", id, c->language);
	}
}
END_TEST

/* True for the word of a reason, false for what stands in where there is none. */
static bool
is_word(const char *word)
{
	return word && strcmp(word, "unknown") != 0 && strcmp(word, "undecided") != 0;
}

START_TEST(every_reason_has_words)
{
	for (int i = 0; i < REASONS_END; i++) {
		if (is_word(secmail_spf_reason_name((secmail_spf_reason)i)))
			ck_assert_int_ne(
			    secmail_choose_spf(SECMAIL_SPF_FAIL, (secmail_spf_reason)i),
			    SAY_SPF_OTHER);
		if (is_word(secmail_dkim_reason_name((secmail_dkim_reason)i)))
			ck_assert_int_ne(
			    secmail_choose_dkim((secmail_dkim_reason)i), SAY_DKIM_OTHER);
		if (is_word(secmail_arc_reason_name((secmail_arc_reason)i)))
			ck_assert_int_ne(secmail_choose_arc((secmail_arc_reason)i), SAY_ARC_OTHER);
		if (is_word(secmail_dmarc_reason_name((secmail_dmarc_reason)i)))
			ck_assert_int_ne(
			    secmail_choose_dmarc((secmail_dmarc_reason)i), SAY_DMARC_OTHER);
	}
	for (uint32_t flag = 1; flag != 0; flag <<= 1)
		if (secmail_message_flag_name(flag))
			ck_assert_int_ne(
			    secmail_choose_flag((secmail_message_flag)flag), SAY_FLAG_OTHER);
}
END_TEST

START_TEST(what_nobody_knows_has_words_too)
{
	ck_assert_int_eq(
	    secmail_choose_spf(SECMAIL_SPF_FAIL, (secmail_spf_reason)1000), SAY_SPF_OTHER);
	ck_assert_int_eq(secmail_choose_dkim((secmail_dkim_reason)1000), SAY_DKIM_OTHER);
	ck_assert_int_eq(secmail_choose_arc((secmail_arc_reason)1000), SAY_ARC_OTHER);
	ck_assert_int_eq(secmail_choose_dmarc((secmail_dmarc_reason)1000), SAY_DMARC_OTHER);
	ck_assert_int_eq(secmail_choose_flag((secmail_message_flag)0x80000000), SAY_FLAG_OTHER);
}
END_TEST

static const struct tag {
	const char *tag;
	const char *language;
} tags[] = {
	{ NULL, "en" },
	{ "", "en" },
	{ "en", "en" },
	{ "EN-gb", "en" },
	{ "de", "de" },
	{ "DE", "de" },
	{ "de-AT", "de" },
	{ "de_CH.UTF-8", "de" },
	{ "den", "en" },
	{ "d", "en" },
	{ "fr", "en" },
};

START_TEST(a_tag_finds_its_language)
{
	ck_assert_str_eq(secmail_choose_language(tags[_i].tag)->language, tags[_i].language);
}
END_TEST

static secmail_explanation *
explain(const char *path, const char *message, const char *language)
{
	secmail_verdict *v = world_judge(path, message);
	secmail_explanation *e;

	ck_assert_int_eq(secmail_explain(v, language, &e), SECMAIL_DONE);
	secmail_verdict_free(v);
	return e;
}

static const struct words {
	const char *proves;
	const char *path;
	const char *message;
	const char *headline;
} words[] = {
	{ "a pass names who stands behind it", "a@shop.example", "From: a@shop.example\r\n\r\n",
	    "shop.example stands behind this message: it was sent or signed on that domain's "
	    "behalf." },
	{ "a fail says what is asked", "a@bulk.example", "From: a@shop.example\r\n\r\n",
	    "Nothing shows that shop.example sent this message, and shop.example asks that such "
	    "mail be rejected." },
	{ "an author without a record is named", "a@none.example", "From: a@none.example\r\n\r\n",
	    "none.example publishes no policy by which this message could be judged." },
	{ "two authors can't be judged", "a@shop.example",
	    "From: a@shop.example\r\nFrom: b@evil.example\r\n\r\n",
	    "This message does not name exactly one author's domain, so nobody can be asked about "
	    "it." },
};

START_TEST(speaks_plainly)
{
	const struct words *w = &words[_i];
	secmail_explanation *e = explain(w->path, w->message, NULL);

	ck_assert_msg(strcmp(secmail_explanation_headline(e), w->headline) == 0, "%s: %s",
	    w->proves, secmail_explanation_headline(e));
	ck_assert_str_eq(secmail_explanation_language(e), "en");
	ck_assert_uint_ge(secmail_explanation_count(e), 4);
	for (size_t i = 0; i < secmail_explanation_count(e); i++) {
		const char *sentence = secmail_explanation_sentence(e, i);

		ck_assert_ptr_nonnull(secmail_explanation_subject(e, i));
		ck_assert_ptr_nonnull(secmail_explanation_reason(e, i));
		ck_assert_msg(!strchr(sentence, '{') && !strchr(sentence, '?'), "%s", sentence);
		check_manners(sentence);
	}
	secmail_explanation_free(e);
}
END_TEST

/* Finding `index` as one text: subject, reason, evidence. */
static const char *
tell(const secmail_explanation *e, size_t index)
{
	static char text[512];
	const char *evidence = secmail_explanation_evidence(e, index);

	snprintf(text, sizeof text, "%s %s: %s", secmail_explanation_subject(e, index),
	    secmail_explanation_reason(e, index), evidence ? evidence : "-");
	return text;
}

START_TEST(names_what_it_rests_on)
{
	secmail_explanation *e =
	    explain("a@bulk.example", "From: a@shop.example\r\nFrom: a@shop.example\r\n\r\n", NULL);

	ck_assert_str_eq(
	    tell(e, 0), "SPF matched: bulk.example TXT \"v=spf1 ip4:192.0.2.25 -all\"");
	ck_assert_str_eq(tell(e, 1), "DKIM unsigned: -");
	ck_assert_str_eq(tell(e, 2), "ARC no-sets: -");
	ck_assert_str_eq(tell(e, 4), "message repeated-from: From");
	secmail_explanation_free(e);
}
END_TEST

START_TEST(names_the_policy)
{
	secmail_explanation *e = explain("a@bulk.example", "From: a@shop.example\r\n\r\n", NULL);

	ck_assert_msg(
	    strncmp(tell(e, 3), "DMARC not-aligned: _dmarc.shop.example TXT \"v=DMARC1;", 50) == 0,
	    "%s", tell(e, 3));
	secmail_explanation_free(e);
}
END_TEST

START_TEST(advises_whoever_runs_the_domain)
{
	secmail_explanation *e = explain("a@bulk.example", "From: a@shop.example\r\n\r\n", NULL);

	ck_assert_ptr_null(secmail_explanation_advice(e, 0));
	ck_assert_str_eq(secmail_explanation_advice(e, 3),
	    "If this mail is yours, sign it with d=shop.example, or send it with a MAIL FROM of "
	    "shop.example.");
	secmail_explanation_free(e);
}
END_TEST

START_TEST(speaks_german)
{
	secmail_explanation *e = explain("a@bulk.example", "From: a@shop.example\r\n\r\n", "de-AT");

	ck_assert_str_eq(secmail_explanation_language(e), "de");
	ck_assert_str_eq(secmail_explanation_headline(e),
	    "Nichts belegt, dass shop.example diese Nachricht gesendet hat, und shop.example "
	    "bittet, solche Post abzulehnen.");
	for (size_t i = 0; i < secmail_explanation_count(e); i++)
		check_manners(secmail_explanation_sentence(e, i));
	secmail_explanation_free(e);
}
END_TEST

START_TEST(past_the_end_is_nothing)
{
	secmail_explanation *e = explain("a@shop.example", "From: a@shop.example\r\n\r\n", NULL);
	size_t end = secmail_explanation_count(e);

	ck_assert_ptr_null(secmail_explanation_subject(e, end));
	ck_assert_ptr_null(secmail_explanation_reason(e, end));
	ck_assert_ptr_null(secmail_explanation_sentence(e, end));
	ck_assert_ptr_null(secmail_explanation_advice(e, end));
	ck_assert_ptr_null(secmail_explanation_evidence(e, end));
	secmail_explanation_free(e);
	secmail_explanation_free(NULL);
}
END_TEST

TCase *
explain_tests(void)
{
	TCase *t = tcase_create("explain");

	tcase_add_loop_test(t, a_catalogue_is_whole, 0, ROWS(catalogues));
	tcase_add_loop_test(t, a_translation_says_the_same, 0, ROWS(catalogues));
	tcase_add_test(t, every_reason_has_words);
	tcase_add_test(t, what_nobody_knows_has_words_too);
	tcase_add_loop_test(t, a_tag_finds_its_language, 0, ROWS(tags));
	tcase_add_loop_test(t, speaks_plainly, 0, ROWS(words));
	tcase_add_test(t, names_what_it_rests_on);
	tcase_add_test(t, names_the_policy);
	tcase_add_test(t, advises_whoever_runs_the_domain);
	tcase_add_test(t, speaks_german);
	tcase_add_test(t, past_the_end_is_nothing);
	return t;
}
