/* test_session.c - one message from header to results: order, limits, pieces, rounds, misuse */
#include "../suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dkim_internal.h"
#include "signer.h"

#define LETTER "From: Ann <ann@mail.example.com>\r\nSubject: a letter\r\n"
#define BODY "Dear Bob,\r\n\r\n  this is   it.\r\n\r\n"
#define KEY "v=DKIM1; p=" SIGNER_RSA_P
#define TAGS "v=1; a=rsa-sha256; c=relaxed/relaxed; s=sel; h=from:subject; d="
#define JUNK "DKIM-Signature: v=1; a=rsa-sha256; s=sel; h=from; b=AAAA; d="
#define BH "; bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="

/* A message under way, with all that belongs to it. */
typedef struct desk {
	secmail_dkim_config *config;
	secmail_message *message;
	secmail_answers *answers;
	secmail_dkim *dkim;
} desk;

static desk
desk_open(const char *header, size_t len)
{
	desk k = { signer_config(), signer_message(header, len), NULL, NULL };

	ck_assert_int_eq(secmail_answers_new(&k.answers), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_new(k.config, SIGNER_NOW, &k.dkim), SECMAIL_DONE);
	return k;
}

static void
desk_close(desk *k)
{
	secmail_dkim_free(k->dkim);
	secmail_answers_free(k->answers);
	secmail_message_free(k->message);
	secmail_dkim_config_free(k->config);
}

static void
desk_feed(desk *k, const char *body)
{
	ck_assert_int_eq(secmail_dkim_set_message(k->dkim, k->message), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_write_body(k->dkim, body, strlen(body)), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_end_body(k->dkim), SECMAIL_DONE);
}

static secmail_dkim_results *
desk_judge(desk *k, const signer_record *records)
{
	secmail_dkim_results *r = NULL;
	secmail_status status = secmail_dkim_judge(k->dkim, k->answers, &r);

	while (status == SECMAIL_WANT_DNS) {
		ck_assert_uint_gt(signer_answer(k->answers, records), 0);
		status = secmail_dkim_judge(k->dkim, k->answers, &r);
	}
	ck_assert_int_eq(status, SECMAIL_DONE);
	return r;
}

static const signer_record NO_RECORDS[] = { { NULL, NULL } };

/* --- order under the cap ------------------------------------------------- */

static const struct order {
	const char *proves;
	const char *author; /* NULL: the message's own, mail.example.com */
	const char *domains;
	const char *evaluated; /* of each domain, + or - */
} orders[] = {
	{ "the author domain's own goes first", NULL,
	    "a.example.org b.example.org mail.example.com", "+-+" },
	{ "then what has more labels in common", NULL,
	    "a.org example.org b.example.com example.com", "--++" },
	{ "at the same distance the upper one", NULL, "a.example.org b.example.org c.example.org",
	    "++-" },
	{ "the name itself is nearer than a name below it", NULL,
	    "x.mail.example.com y.mail.example.com mail.example.com", "+-+" },
	{ "another author domain can be named", "example.net",
	    "mail.example.com example.com example.net", "+-+" },
	{ "labels are compared whole", NULL, "a.org anexample.com zexample.com example.com",
	    "-+-+" },
};

START_TEST(takes_the_nearest_first)
{
	const struct order *o = &orders[_i];
	secmailp_cursor names = secmailp_cursor_over(secmailp_view_text(o->domains));
	char header[4096], line[256];
	size_t used = 0;
	secmail_dkim_results *r;
	desk k;

	while (secmailp_cursor_left(&names) > 0) {
		secmailp_view name = secmailp_cursor_until(&names, ' ');

		secmailp_cursor_skip(&names, ' ');
		used += (size_t)snprintf(header + used, sizeof header - used, JUNK "%s" BH "\r\n",
		    secmailp_printable(name, line, sizeof line));
	}
	used += (size_t)snprintf(header + used, sizeof header - used, LETTER "\r\n");
	k = desk_open(header, used);
	ck_assert_int_eq(secmail_dkim_config_set_max_signatures(k.config, 2), SECMAIL_DONE);
	if (o->author)
		ck_assert_int_eq(secmail_dkim_set_author_domain(k.dkim, o->author), SECMAIL_DONE);
	desk_feed(&k, "");
	r = desk_judge(&k, NO_RECORDS);
	ck_assert_uint_eq(secmail_dkim_results_count(r), strlen(o->evaluated));
	for (size_t i = 0; i < strlen(o->evaluated); i++)
		ck_assert_msg(
		    secmail_dkim_results_reason(r, i) ==
			(o->evaluated[i] == '+' ? SECMAIL_DKIM_NO_KEY : SECMAIL_DKIM_OVER_LIMIT),
		    "%s: %zu is %s", o->proves, i, secmail_dkim_results_detail(r, i));
	secmail_dkim_results_free(r);
	desk_close(&k);
}
END_TEST

/* --- limits -------------------------------------------------------------- */

START_TEST(bounds_two_thousand_signatures)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_MESSAGE_MAX_HEADER);
	secmail_dkim_results *r;
	size_t over = 0;
	desk k;

	for (unsigned i = 0; i < 2000; i++) {
		char line[256];

		snprintf(line, sizeof line, JUNK "d%u.example.com" BH "\r\n", i);
		secmailp_buffer_text(&text, line);
	}
	secmailp_buffer_text(&text, LETTER "\r\n");
	k = desk_open((const char *)text.at, text.len);
	desk_feed(&k, BODY);
	r = desk_judge(&k, NO_RECORDS);
	ck_assert_uint_eq(secmail_dkim_results_seen(r), 2000);
	ck_assert_uint_eq(secmail_dkim_results_count(r), SECMAIL_DKIM_MAX_ROWS);
	for (size_t i = 0; i < secmail_dkim_results_count(r); i++)
		over += secmail_dkim_results_reason(r, i) == SECMAIL_DKIM_OVER_LIMIT;
	ck_assert_uint_eq(over, SECMAIL_DKIM_MAX_ROWS - SECMAIL_DKIM_DEFAULT_SIGNATURES);
	ck_assert_uint_eq(
	    secmail_answers_question_count(k.answers), SECMAIL_DKIM_DEFAULT_SIGNATURES);
	secmail_dkim_results_free(r);
	desk_close(&k);
	secmailp_buffer_free(&text);
}
END_TEST

/* `count` names in h=, on a header of 4,000 fields of the same name. */
static secmail_dkim_reason
judge_names(size_t count)
{
	static const signer_record records[] = { { "sel._domainkey.example.com", KEY },
		{ NULL, NULL } };
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_MESSAGE_MAX_HEADER);
	secmail_dkim_results *r;
	secmail_dkim_reason reason;
	desk k;

	secmailp_buffer_text(
	    &text, "DKIM-Signature: v=1; a=rsa-sha256; s=sel; d=example.com" BH "; b=AAAA; h=from");
	for (size_t i = 1; i < count; i++)
		secmailp_buffer_text(&text, i % 30 == 0 ? ":\r\n x" : ":x");
	secmailp_buffer_text(&text, "\r\n" LETTER);
	for (size_t i = 0; i < 4000; i++)
		secmailp_buffer_text(&text, "x: y\r\n");
	secmailp_buffer_text(&text, "\r\n");
	k = desk_open((const char *)text.at, text.len);
	desk_feed(&k, "");
	r = desk_judge(&k, records);
	reason = secmail_dkim_results_reason(r, 0);
	secmail_dkim_results_free(r);
	desk_close(&k);
	secmailp_buffer_free(&text);
	return reason;
}

START_TEST(bounds_names)
{
	ck_assert_int_eq(judge_names(SECMAIL_DKIM_MAX_NAMES), SECMAIL_DKIM_HEADER_CHANGED);
	ck_assert_int_eq(judge_names(SECMAIL_DKIM_MAX_NAMES + 1), SECMAIL_DKIM_OVER_LIMIT);
}
END_TEST

/* What is said of a message with this signature, whose field has no line end yet. */
static secmail_dkim_reason
judge_field(secmailp_buffer *field)
{
	secmail_dkim_results *r;
	secmail_dkim_reason reason;
	desk k;

	secmailp_buffer_text(field, "\r\n" LETTER "\r\n");
	k = desk_open((const char *)field->at, field->len);
	desk_feed(&k, "");
	r = desk_judge(&k, NO_RECORDS);
	reason = secmail_dkim_results_reason(r, 0);
	secmail_dkim_results_free(r);
	desk_close(&k);
	secmailp_buffer_free(field);
	return reason;
}

/* A field of `len` octets, of which an unknown tag is the most. */
static secmail_dkim_reason
judge_octets(size_t len)
{
	secmailp_buffer field = secmailp_buffer_new(SECMAIL_MESSAGE_MAX_HEADER);

	secmailp_buffer_text(&field, JUNK "example.com" BH "; zz=");
	while (field.len < len)
		secmailp_buffer_byte(&field, 'z');
	return judge_field(&field);
}

/* A field of `count` tags, the most of them unknown. */
static secmail_dkim_reason
judge_tags(unsigned count)
{
	static const char known[] = JUNK "example.com" BH;
	secmailp_buffer field = secmailp_buffer_new(SECMAIL_MESSAGE_MAX_HEADER);
	unsigned tags = 1;

	for (const char *at = known; *at; at++)
		tags += *at == ';';
	secmailp_buffer_text(&field, known);
	for (; tags < count; tags++) {
		char tag[16];

		snprintf(tag, sizeof tag, "; t%u=", tags);
		secmailp_buffer_text(&field, tag);
	}
	return judge_field(&field);
}

START_TEST(bounds_fields_and_tags)
{
	ck_assert_int_eq(judge_octets(SECMAIL_DKIM_MAX_FIELD), SECMAIL_DKIM_NO_KEY);
	ck_assert_int_eq(judge_octets(SECMAIL_DKIM_MAX_FIELD + 1), SECMAIL_DKIM_OVER_LIMIT);
	ck_assert_int_eq(judge_tags(SECMAIL_DKIM_MAX_TAGS), SECMAIL_DKIM_NO_KEY);
	ck_assert_int_eq(judge_tags(SECMAIL_DKIM_MAX_TAGS + 1), SECMAIL_DKIM_SYNTAX);
}
END_TEST

static const struct hostile {
	const char *proves;
	const char *before; /* of the signature field */
	const char *unit;   /* repeated */
	size_t len;         /* of the unit */
	size_t times;
	const char *after;
	secmail_dkim_reason reason;
} hostiles[] = {
	{ "folds without end between tags", "v=1; a=rsa-sha256; s=sel; h=from; b=AAAA;", "\r\n ", 3,
	    20000, "d=example.com" BH, SECMAIL_DKIM_NO_KEY },
	{ "folds without end inside a list", "v=1; a=rsa-sha256; s=sel; b=AAAA; h=from", "\r\n\t",
	    3, 20000, ":to; d=example.com" BH, SECMAIL_DKIM_NO_KEY },
	{ "folds without end inside base64", "v=1; a=rsa-sha256; s=sel; h=from; b=AA", "\r\n ", 3,
	    20000, "AA; d=example.com" BH, SECMAIL_DKIM_NO_KEY },
	{ "a NUL in a value", "v=1; a=rsa-sha256; s=sel; h=from; b=AA", "\0", 1, 1,
	    "AA; d=example.com" BH, SECMAIL_DKIM_SYNTAX },
	{ "NULs everywhere", "", "\0", 1, 60000, "", SECMAIL_DKIM_SYNTAX },
	{ "empty tags without end", "v=1", ";", 1, 60000, "", SECMAIL_DKIM_SYNTAX },
	{ "colons without end", "v=1; a=rsa-sha256; s=sel; d=example.com; b=AAAA" BH "; h=from",
	    ":", 1, 60000, "", SECMAIL_DKIM_SYNTAX },
	{ "a field as long as a header may be", "v=1; x_1=", "y", 1,
	    SECMAIL_MESSAGE_MAX_HEADER - 1000, "", SECMAIL_DKIM_OVER_LIMIT },
};

/* Each costs what its octets cost: read a fixed number of times, whatever they are. */
START_TEST(hostile_fields_get_a_verdict)
{
	const struct hostile *h = &hostiles[_i];
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_MESSAGE_MAX_HEADER);
	secmail_dkim_results *r;
	desk k;

	secmailp_buffer_text(&text, "DKIM-Signature: ");
	secmailp_buffer_text(&text, h->before);
	for (size_t i = 0; i < h->times; i++)
		secmailp_buffer_add(&text, secmailp_view_of(h->unit, h->len));
	secmailp_buffer_text(&text, h->after);
	secmailp_buffer_text(&text, "\r\n" LETTER "\r\n");
	k = desk_open((const char *)text.at, text.len);
	desk_feed(&k, "");
	r = desk_judge(&k, NO_RECORDS);
	ck_assert_msg(secmail_dkim_results_reason(r, 0) == h->reason, "%s: %s", h->proves,
	    secmail_dkim_results_detail(r, 0));
	secmail_dkim_results_free(r);
	desk_close(&k);
	secmailp_buffer_free(&text);
}
END_TEST

START_TEST(bounds_key_records)
{
	secmailp_buffer text = secmailp_buffer_new(2 * SECMAIL_DKIM_MAX_RECORD);
	char *field = signer_sign(TAGS "example.com", LETTER, BODY), header[4096];
	signer_record records[] = { { "sel._domainkey.example.com", NULL }, { NULL, NULL } };

	snprintf(header, sizeof header, "%s" LETTER "\r\n", field);
	secmailp_buffer_text(&text, KEY "; n=");
	for (size_t over = 0; over < 2; over++) {
		desk k = desk_open(header, strlen(header));
		secmail_dkim_results *r;

		while (text.len < SECMAIL_DKIM_MAX_RECORD + over)
			secmailp_buffer_byte(&text, 'n');
		secmailp_buffer_byte(&text, '\0');
		records[0].text = (const char *)text.at;
		desk_feed(&k, BODY);
		r = desk_judge(&k, records);
		ck_assert_int_eq(secmail_dkim_results_reason(r, 0),
		    over ? SECMAIL_DKIM_OVER_LIMIT : SECMAIL_DKIM_VERIFIED);
		secmail_dkim_results_free(r);
		desk_close(&k);
		text.len--;
	}
	secmailp_buffer_free(&text);
	free(field);
}
END_TEST

START_TEST(says_when_questions_are_used_up)
{
	static const char header[] =
	    JUNK "a.example" BH "\r\n" JUNK "b.example" BH "\r\n" LETTER "\r\n";
	desk k = desk_open(header, strlen(header));
	secmail_dkim_results *r;

	ck_assert_int_eq(secmail_answers_set_max_questions(k.answers, 1), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_set_message(k.dkim, k.message), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_ask(k.dkim, k.answers), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_end_body(k.dkim), SECMAIL_DONE);
	r = desk_judge(&k, NO_RECORDS);
	ck_assert_int_eq(secmail_dkim_results_reason(r, 0), SECMAIL_DKIM_NO_KEY);
	ck_assert_int_eq(secmail_dkim_results_reason(r, 1), SECMAIL_DKIM_OVER_LIMIT);
	secmail_dkim_results_free(r);
	desk_close(&k);
}
END_TEST

/* --- pieces and rounds --------------------------------------------------- */

/* Four signatures that need both canonicalizations and three lengths. */
static char *
four_signatures(void)
{
	static const char *const tags[] = { TAGS "a.example", TAGS "b.example; l=9",
		"v=1; a=ed25519-sha256; s=ed; h=from; d=c.example; l=30",
		"v=1; a=rsa-sha256; s=sel; h=from; d=d.example" };
	char *header = calloc(1, 8192);
	size_t used = 0;

	ck_assert_ptr_nonnull(header);
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		char *field = signer_sign(tags[i], LETTER, BODY);

		used += (size_t)snprintf(header + used, 8192 - used, "%s", field);
		free(field);
	}
	snprintf(header + used, 8192 - used, LETTER "\r\n");
	return header;
}

static const signer_record FOUR_KEYS[] = {
	{ "sel._domainkey.a.example", KEY },
	{ "sel._domainkey.b.example", KEY },
	{ "ed._domainkey.c.example", "k=ed25519; p=" SIGNER_ED25519_P },
	{ "sel._domainkey.d.example", KEY },
	{ NULL, NULL },
};

static void
expect_four(const secmail_dkim_results *r)
{
	static const secmail_dkim_reason expected[] = { SECMAIL_DKIM_VERIFIED,
		SECMAIL_DKIM_PARTIAL_BODY, SECMAIL_DKIM_VERIFIED, SECMAIL_DKIM_VERIFIED };

	for (size_t i = 0; i < 4; i++)
		ck_assert_msg(secmail_dkim_results_reason(r, i) == expected[i], "%zu: %s", i,
		    secmail_dkim_results_detail(r, i));
	ck_assert(secmail_dkim_results_covers_whole_body(r, 2));
	ck_assert_int_eq(secmail_dkim_results_best(r), SECMAIL_DKIM_PASS);
}

START_TEST(takes_the_body_in_any_pieces)
{
	char *header = four_signatures();

	for (size_t piece = 1; piece <= strlen(BODY); piece++) {
		desk k = desk_open(header, strlen(header));
		secmail_dkim_results *r;

		ck_assert_int_eq(secmail_dkim_set_message(k.dkim, k.message), SECMAIL_DONE);
		for (size_t at = 0; at < strlen(BODY); at += piece)
			ck_assert_int_eq(secmail_dkim_write_body(k.dkim, &BODY[at],
					     strlen(BODY) - at < piece ? strlen(BODY) - at : piece),
			    SECMAIL_DONE);
		ck_assert_int_eq(secmail_dkim_end_body(k.dkim), SECMAIL_DONE);
		r = desk_judge(&k, FOUR_KEYS);
		expect_four(r);
		secmail_dkim_results_free(r);
		desk_close(&k);
	}
	free(header);
}
END_TEST

/* One answer a round, the last question first. */
START_TEST(judges_the_same_however_answers_come)
{
	char *header = four_signatures();
	desk k = desk_open(header, strlen(header));
	secmail_dkim_results *r = NULL;
	unsigned rounds = 0;

	desk_feed(&k, BODY);
	while (secmail_dkim_judge(k.dkim, k.answers, &r) == SECMAIL_WANT_DNS) {
		uint32_t ids[8];
		size_t open = secmail_answers_open(k.answers, ids, 8);
		const char *name = secmail_answers_qname(k.answers, ids[open - 1]);
		const signer_record *record = FOUR_KEYS;
		uint8_t rdata[512];

		while (strcmp(record->name, name) != 0)
			record++;
		ck_assert_uint_le(strlen(record->text), 255);
		rdata[0] = (uint8_t)strlen(record->text);
		memcpy(rdata + 1, record->text, rdata[0]);
		ck_assert_int_eq(
		    secmail_answers_add(k.answers, ids[open - 1], rdata, rdata[0] + 1u, 1),
		    SECMAIL_DONE);
		ck_assert_int_eq(
		    secmail_answers_close(k.answers, ids[open - 1], 0, SECMAIL_TRUST_UNKNOWN),
		    SECMAIL_DONE);
		rounds++;
	}
	ck_assert_uint_eq(rounds, 4);
	expect_four(r);
	secmail_dkim_results_free(r);
	desk_close(&k);
	free(header);
}
END_TEST

START_TEST(does_no_operation_twice)
{
	char *header = four_signatures();
	desk k = desk_open(header, strlen(header));
	secmail_dkim_results *r;
	smdkim_key *key;

	desk_feed(&k, BODY);
	secmail_dkim_results_free(desk_judge(&k, FOUR_KEYS));
	key = k.dkim->rows[0].key;
	ck_assert_int_eq(k.dkim->rows[0].operation, SMDKIM_ACCEPTED);
	/* What was kept decides, as long as DNS gives the same record. */
	k.dkim->rows[0].operation = SMDKIM_REFUSED;
	r = desk_judge(&k, FOUR_KEYS);
	ck_assert_ptr_eq(k.dkim->rows[0].key, key);
	ck_assert_int_eq(secmail_dkim_results_reason(r, 0), SECMAIL_DKIM_HEADER_CHANGED);
	secmail_dkim_results_free(r);
	desk_close(&k);
	free(header);
}
END_TEST

START_TEST(takes_the_next_message)
{
	char *header = four_signatures();
	desk k = desk_open(header, strlen(header));
	secmail_dkim_results *first, *second;

	desk_feed(&k, "another body\r\n");
	first = desk_judge(&k, FOUR_KEYS);
	secmail_dkim_reset(k.dkim, SIGNER_NOW);
	desk_feed(&k, BODY);
	second = desk_judge(&k, FOUR_KEYS);
	ck_assert_int_eq(secmail_dkim_results_reason(first, 0), SECMAIL_DKIM_BODY_CHANGED);
	expect_four(second);
	secmail_dkim_results_free(first);
	secmail_dkim_results_free(second);
	desk_close(&k);
	free(header);
}
END_TEST

/* A body in Unix lines verifies when normalized, and the results say that it was. */
START_TEST(normalizes_by_choice)
{
	static const signer_record records[] = { { "sel._domainkey.example.com", KEY },
		{ NULL, NULL } };
	char *field = signer_sign(TAGS "example.com", LETTER, BODY), header[4096];

	snprintf(header, sizeof header, "%s" LETTER "\r\n", field);
	for (int normalize = 0; normalize < 2; normalize++) {
		desk k = desk_open(header, strlen(header));
		secmail_dkim_results *r;

		secmail_dkim_config_set_normalize(k.config, normalize);
		secmail_dkim_reset(k.dkim, SIGNER_NOW);
		desk_feed(&k, "Dear Bob,\n\n  this is   it.\n");
		r = desk_judge(&k, records);
		ck_assert_int_eq(secmail_dkim_results_reason(r, 0),
		    normalize ? SECMAIL_DKIM_VERIFIED : SECMAIL_DKIM_BODY_CHANGED);
		ck_assert(secmail_dkim_results_is_normalized(r) == normalize);
		secmail_dkim_results_free(r);
		desk_close(&k);
	}
	free(field);
}
END_TEST

/* --- threads ------------------------------------------------------------- */

#define THREADS 4
#define ROUNDS 40

typedef struct worker {
	const secmail_dkim_config *config;
	const char *header;
	unsigned passes;
} worker;

static void *
verify_again_and_again(void *arg)
{
	worker *w = arg;

	for (unsigned i = 0; i < ROUNDS; i++) {
		secmail_dkim_results *r = signer_judge(w->config, w->header, BODY, FOUR_KEYS);

		w->passes += secmail_dkim_results_code(r, 0) == SECMAIL_DKIM_PASS &&
			     secmail_dkim_results_code(r, 2) == SECMAIL_DKIM_PASS;
		secmail_dkim_results_free(r);
	}
	return NULL;
}

/* One configuration, with room for fewer keys than are in use, so that they are pushed out. */
START_TEST(shares_a_configuration_among_threads)
{
	char *header = four_signatures();
	secmail_dkim_config *c = signer_config();
	pthread_t threads[THREADS];
	worker workers[THREADS];

	ck_assert_int_eq(secmail_dkim_config_set_key_cache(c, 1), SECMAIL_DONE);
	for (size_t i = 0; i < THREADS; i++) {
		workers[i] = (worker){ c, header, 0 };
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, verify_again_and_again, &workers[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++) {
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
		ck_assert_uint_eq(workers[i].passes, ROUNDS);
	}
	secmail_dkim_config_free(c);
	free(header);
}
END_TEST

/* --- results, misuse, trace ---------------------------------------------- */

START_TEST(tells_rows_apart)
{
	static const char header[] =
	    "DKIM-Signature: v=1; a=rsa-sha256; s=sel; h=from; d=a.example" BH
	    "; b=AAAA BBBBCCCC\r\n"
	    "DKIM-Signature: v=1; a=rsa-sha256; s=sel; h=from; d=a.example" BH
	    "; b=AAAABBBBDDDD\r\n"
	    "DKIM-Signature: v=1; a=rsa-sha256; s=sel; h=from; d=a.example" BH "; b=EEEE\r\n"
	    "DKIM-Signature: broken; b=FFFFFFFFFFFF\r\n" LETTER "\r\n";
	desk k = desk_open(header, strlen(header));
	secmail_dkim_results *r;

	desk_feed(&k, "");
	r = desk_judge(&k, NO_RECORDS);
	ck_assert_str_eq(secmail_dkim_results_signature_start(r, 0), "AAAABBBBC");
	ck_assert_str_eq(secmail_dkim_results_signature_start(r, 1), "AAAABBBBD");
	ck_assert_str_eq(secmail_dkim_results_signature_start(r, 2), "EEEE");
	ck_assert_str_eq(secmail_dkim_results_signature_start(r, 3), "");
	ck_assert_ptr_null(secmail_dkim_results_domain(r, 3));
	ck_assert_int_eq(secmail_dkim_results_best(r), SECMAIL_DKIM_PERMERROR);
	/* There is no row 4. */
	ck_assert_int_eq(secmail_dkim_results_code(r, 4), SECMAIL_DKIM_NONE);
	ck_assert_int_eq(secmail_dkim_results_reason(r, 4), SECMAIL_DKIM_UNDECIDED);
	ck_assert_str_eq(secmail_dkim_results_detail(r, 4), "");
	ck_assert_ptr_null(secmail_dkim_results_selector(r, 4));
	secmail_dkim_results_free(r);
	desk_close(&k);
}
END_TEST

START_TEST(judges_unsigned_mail)
{
	desk k = desk_open(LETTER "\r\n", strlen(LETTER "\r\n"));
	secmail_dkim_results *r;

	desk_feed(&k, BODY);
	r = desk_judge(&k, NO_RECORDS);
	ck_assert_uint_eq(secmail_dkim_results_count(r), 0);
	ck_assert_int_eq(secmail_dkim_results_best(r), SECMAIL_DKIM_NONE);
	ck_assert_uint_eq(secmail_answers_question_count(k.answers), 0);
	secmail_dkim_results_free(r);
	desk_close(&k);
}
END_TEST

START_TEST(refuses_misuse)
{
	desk k = desk_open(LETTER "\r\n", strlen(LETTER "\r\n"));
	secmail_dkim_results *r = NULL;
	secmail_message *unfinished;
	secmail_dkim *none;

	ck_assert_int_eq(secmail_dkim_new(NULL, 0, &none), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(none);
	ck_assert_int_eq(secmail_message_new(&unfinished), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_write_body(k.dkim, "", 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_end_body(k.dkim), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_ask(k.dkim, k.answers), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_judge(k.dkim, k.answers, &r), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_set_message(k.dkim, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_set_message(k.dkim, unfinished), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_set_author_domain(k.dkim, "a..b"), SECMAIL_SYNTAX);
	ck_assert_str_ne(secmail_dkim_error(k.dkim), "");
	ck_assert_int_eq(secmail_dkim_set_message(k.dkim, k.message), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_set_message(k.dkim, k.message), SECMAIL_LATE);
	ck_assert_int_eq(secmail_dkim_set_author_domain(k.dkim, "a.b"), SECMAIL_LATE);
	ck_assert_int_eq(secmail_dkim_judge(k.dkim, k.answers, &r), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_end_body(k.dkim), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_end_body(k.dkim), SECMAIL_LATE);
	ck_assert_int_eq(secmail_dkim_write_body(k.dkim, "", 0), SECMAIL_LATE);
	secmail_message_free(unfinished);
	desk_close(&k);
	secmail_dkim_free(NULL);
	secmail_dkim_results_free(NULL);
	secmail_dkim_config_free(NULL);
}
END_TEST

START_TEST(bounds_settings)
{
	secmail_dkim_config *c = signer_config();

	ck_assert_str_eq(secmail_dkim_config_error(c), "");
	ck_assert_int_eq(secmail_dkim_config_set_min_rsa_bits(c, 8192), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_config_set_min_rsa_bits(c, 8193), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_config_set_clock_drift(c, 86400), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_config_set_clock_drift(c, 86401), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_config_set_max_signatures(c, 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_config_set_max_signatures(c, 64), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_config_set_max_signatures(c, 65), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_config_set_key_cache(c, 65537), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_dkim_config_set_key_cache(c, 0), SECMAIL_DONE);
	secmail_dkim_config_free(c);
}
END_TEST

static void
hear(void *arg, secmail_event event, const char *subject, int64_t number)
{
	char *heard = arg;
	size_t used = strlen(heard);

	(void)number;
	if (event == SECMAIL_EVENT_ROUND || event == SECMAIL_EVENT_VERDICT)
		snprintf(heard + used, 256 - used, "%s;", subject);
}

START_TEST(tells_its_trace)
{
	static const char header[] = JUNK "a.example" BH "\r\n" LETTER "\r\n";
	desk k = desk_open(header, strlen(header));
	char heard[256] = "";

	secmail_dkim_config_set_trace(k.config, hear, heard);
	desk_feed(&k, "");
	secmail_dkim_results_free(desk_judge(&k, NO_RECORDS));
	ck_assert_str_eq(heard, "dkim;dkim;dkim=permerror reason=no-key d=a.example;");
	desk_close(&k);
}
END_TEST

/* Every reason has a word of its own. */
START_TEST(names_its_reasons)
{
	for (int a = SECMAIL_DKIM_VERIFIED; a <= SECMAIL_DKIM_PARTIAL_BODY; a++) {
		ck_assert_str_ne(secmail_dkim_reason_name((secmail_dkim_reason)a), "undecided");
		for (int b = SECMAIL_DKIM_VERIFIED; b < a; b++)
			ck_assert_str_ne(secmail_dkim_reason_name((secmail_dkim_reason)a),
			    secmail_dkim_reason_name((secmail_dkim_reason)b));
	}
	ck_assert_str_eq(secmail_dkim_reason_name((secmail_dkim_reason)999), "undecided");
	ck_assert_str_eq(secmail_dkim_code_name((secmail_dkim_code)999), "permerror");
	ck_assert_str_eq(secmail_dkim_code_name(SECMAIL_DKIM_PASS), "pass");
	ck_assert_str_eq(secmail_dkim_code_name(SECMAIL_DKIM_NONE), "none");
}
END_TEST

TCase *
session_tests(void)
{
	TCase *tc = tcase_create("session");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, takes_the_nearest_first, 0, sizeof orders / sizeof orders[0]);
	tcase_add_test(tc, bounds_two_thousand_signatures);
	tcase_add_test(tc, bounds_names);
	tcase_add_test(tc, bounds_fields_and_tags);
	tcase_add_loop_test(
	    tc, hostile_fields_get_a_verdict, 0, sizeof hostiles / sizeof hostiles[0]);
	tcase_add_test(tc, bounds_key_records);
	tcase_add_test(tc, says_when_questions_are_used_up);
	tcase_add_test(tc, takes_the_body_in_any_pieces);
	tcase_add_test(tc, judges_the_same_however_answers_come);
	tcase_add_test(tc, does_no_operation_twice);
	tcase_add_test(tc, takes_the_next_message);
	tcase_add_test(tc, normalizes_by_choice);
	tcase_add_test(tc, shares_a_configuration_among_threads);
	tcase_add_test(tc, tells_rows_apart);
	tcase_add_test(tc, judges_unsigned_mail);
	tcase_add_test(tc, refuses_misuse);
	tcase_add_test(tc, bounds_settings);
	tcase_add_test(tc, tells_its_trace);
	tcase_add_test(tc, names_its_reasons);
	return tc;
}
