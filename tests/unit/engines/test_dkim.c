/* test_dkim.c - what of a message an engine is asked about, and what of its answer is believed */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engines_internal.h"
#include "scene.h"

#define NOW 1700000000
#define KEY "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define B32 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define B64                                                                                        \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
#define TAGS "v=1; a=ed25519-sha256; d=a.example; s=s; bh=" B32 "; b=" B64 ";"
#define SIGNED(more) "DKIM-Signature: " TAGS more "\r\n"
#define FROM "From: x@a.example\r\n\r\n"
#define A50 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"

#define TAKE "head -c 8 >/dev/null <&0; "
#define SAY(octets) TAKE "printf '" octets "' >&0"
#define ONE(verdict) "SME\\001\\000\\000\\000\\004\\003\\001" verdict
#define PASS ONE("\\020\\001")

typedef struct mail {
	scene s; /* its engine and table are used */
	secmail_dkim_config *config;
	secmail_message *message;
	secmail_engine_dkim *session;
} mail;

static void
mail_new(mail *m, const char *text)
{
	size_t body;

	memset(m, 0, sizeof *m);
	scene_new(&m->s, NULL);
	must(secmail_dkim_config_new(&m->config));
	must(secmail_message_new(&m->message));
	must(secmail_message_write(m->message, text, strlen(text), &body));
	must(secmail_message_end(m->message));
	must(secmail_engine_dkim_new(m->s.engine, m->config, NOW, &m->session));
	must(secmail_engine_dkim_set_message(m->session, m->message));
	must(secmail_engine_dkim_write_body(m->session, text + body, strlen(text) - body));
}

static void
mail_free(mail *m)
{
	secmail_engine_dkim_free(m->session);
	secmail_message_free(m->message);
	secmail_dkim_config_free(m->config);
	scene_free(&m->s);
}

static void
answer_keys(mail *m, const char *record)
{
	uint8_t rdata[256];
	uint32_t id;

	rdata[0] = (uint8_t)strlen(record);
	memcpy(rdata + 1, record, rdata[0]);
	while (secmail_answers_open(m->s.answers, &id, 1) > 0) {
		must(secmail_answers_add(m->s.answers, id, rdata, rdata[0] + 1u, 60));
		must(secmail_answers_close(m->s.answers, id, 0, SECMAIL_TRUST_UNKNOWN));
	}
}

static secmail_engine_dkim_results *
judge(mail *m, const char *record)
{
	secmail_engine_dkim_results *r;
	secmail_status status;

	must(secmail_engine_dkim_end_body(m->session));
	must(secmail_engine_dkim_ask(m->session, m->s.answers));
	status = secmail_engine_dkim_run(m->session, m->s.answers, &r);
	if (status == SECMAIL_WANT_DNS) {
		answer_keys(m, record);
		status = secmail_engine_dkim_run(m->session, m->s.answers, &r);
	}
	must(status);
	return r;
}

static const struct behaviour {
	const char *proves;
	const char *script;
	secmail_dkim_code code;
	secmail_engine_reason reason;
} behaviours[] = {
	{ "a pass", SAY(PASS), SECMAIL_DKIM_PASS, SECMAIL_ENGINE_DECIDED },
	{ "a fail", SAY(ONE("\\001\\001")), SECMAIL_DKIM_FAIL, SECMAIL_ENGINE_DECIDED },
	{ "a permerror", SAY(ONE("\\005\\001")), SECMAIL_DKIM_PERMERROR, SECMAIL_ENGINE_DECIDED },
	{ "a refusal", SAY(ONE("\\003\\003")), SECMAIL_DKIM_NEUTRAL, SECMAIL_ENGINE_REFUSED },
	{ "a pass that is a refusal", SAY(ONE("\\020\\003")), SECMAIL_DKIM_TEMPERROR,
	    SECMAIL_ENGINE_GARBAGE },
	{ "a pass without a reason", SAY(ONE("\\020\\000")), SECMAIL_DKIM_TEMPERROR,
	    SECMAIL_ENGINE_GARBAGE },
	{ "a code that is none", SAY(ONE("\\021\\001")), SECMAIL_DKIM_TEMPERROR,
	    SECMAIL_ENGINE_GARBAGE },
	{ "verdicts on more signatures than there are",
	    SAY("SME\\001\\000\\000\\000\\006\\003\\002\\020\\001\\020\\001"),
	    SECMAIL_DKIM_TEMPERROR, SECMAIL_ENGINE_GARBAGE },
	{ "verdicts on fewer", SAY("SME\\001\\000\\000\\000\\002\\003\\000"),
	    SECMAIL_DKIM_TEMPERROR, SECMAIL_ENGINE_GARBAGE },
	{ "the reply of another engine", SAY("SME\\001\\000\\000\\000\\003\\001\\002\\001"),
	    SECMAIL_DKIM_TEMPERROR, SECMAIL_ENGINE_GARBAGE },
	{ "a reply over its maximum", SAY("SME\\001\\000\\000\\020\\001"), SECMAIL_DKIM_TEMPERROR,
	    SECMAIL_ENGINE_TOO_LONG },
	{ "another version", SAY("SME\\002\\000\\000\\000\\004\\003\\001\\020\\001"),
	    SECMAIL_DKIM_TEMPERROR, SECMAIL_ENGINE_VERSION },
	{ "a worker that dies", "kill -9 $$", SECMAIL_DKIM_TEMPERROR, SECMAIL_ENGINE_DIED },
	{ "a worker that stalls", "exec sleep 60", SECMAIL_DKIM_TEMPERROR, SECMAIL_ENGINE_TIMEOUT },
};

START_TEST(a_worker_is_believed_only_when_it_speaks_of_each_signature)
{
	const struct behaviour *b = &behaviours[_i];
	secmail_engine_dkim_results *r;
	mail m;

	mail_new(&m, SIGNED(" h=from") FROM "body\r\n");
	scene_worker(&m.s, b->script);
	must(secmail_engine_set_timeout(
	    m.s.engine, b->reason == SECMAIL_ENGINE_TIMEOUT ? 300 : 20000));
	r = judge(&m, KEY);
	ck_assert_uint_eq(secmail_engine_dkim_results_count(r), 1);
	ck_assert_msg(secmail_engine_dkim_results_code(r, 0) == b->code &&
			  secmail_engine_dkim_results_reason(r, 0) == b->reason,
	    "%s: code %d, %s", b->proves, secmail_engine_dkim_results_code(r, 0),
	    secmail_engine_reason_name(secmail_engine_dkim_results_reason(r, 0)));
	ck_assert_int_eq(
	    secmail_dkim_results_code(secmail_engine_dkim_results_native(r), 0), SECMAIL_DKIM_FAIL);
	ck_assert_uint_eq(secmail_engine_dkim_results_runs(r), 1);
	secmail_engine_dkim_results_free(r);
	mail_free(&m);
}
END_TEST

static const struct unasked {
	const char *proves;
	const char *text;
	const char *record;
	secmail_dkim_code code;
	secmail_engine_reason reason;
} unasked[] = {
	{ "a signature that is none", "DKIM-Signature: v=1\r\n" FROM, KEY, SECMAIL_DKIM_PERMERROR,
	    SECMAIL_ENGINE_NOT_RUN },
	{ "a key that is none", SIGNED(" h=from") FROM, "v=DKIM1; p=!", SECMAIL_DKIM_PERMERROR,
	    SECMAIL_ENGINE_NOT_RUN },
	{ "a revoked key", SIGNED(" h=from") FROM, "p=", SECMAIL_DKIM_PERMERROR,
	    SECMAIL_ENGINE_NOT_RUN },
	{ "an expired signature", SIGNED(" h=from; t=1; x=2") FROM, KEY, SECMAIL_DKIM_FAIL,
	    SECMAIL_ENGINE_NOT_RUN },
	{ "a bare LF", SIGNED(" h=from") FROM "a\nb\r\n", KEY, SECMAIL_DKIM_NEUTRAL,
	    SECMAIL_ENGINE_REFUSED },
	{ "a bare CR", SIGNED(" h=from") FROM "a\rb\r\n", KEY, SECMAIL_DKIM_NEUTRAL,
	    SECMAIL_ENGINE_REFUSED },
	{ "a bare CR at the end", SIGNED(" h=from") FROM "a\r", KEY, SECMAIL_DKIM_NEUTRAL,
	    SECMAIL_ENGINE_REFUSED },
	{ "a long identity", SIGNED(" h=from; i=" A50 A50 A50 A50 "@a.example") FROM, KEY,
	    SECMAIL_DKIM_NEUTRAL, SECMAIL_ENGINE_REFUSED },
	{ "a signature of signatures beside one that is none",
	    SIGNED(" h=from : DKIM-signature") "DKIM-Signature: v=1\r\n" FROM, KEY,
	    SECMAIL_DKIM_NEUTRAL, SECMAIL_ENGINE_REFUSED },
};

START_TEST(what_is_not_for_an_engine_reaches_no_worker)
{
	const struct unasked *u = &unasked[_i];
	secmail_engine_dkim_results *r;
	mail m;

	mail_new(&m, u->text);
	scene_worker(&m.s, SAY(PASS));
	r = judge(&m, u->record);
	ck_assert_msg(secmail_engine_dkim_results_code(r, 0) == u->code &&
			  secmail_engine_dkim_results_reason(r, 0) == u->reason,
	    "%s: code %d, %s", u->proves, secmail_engine_dkim_results_code(r, 0),
	    secmail_engine_reason_name(secmail_engine_dkim_results_reason(r, 0)));
	ck_assert_uint_eq(secmail_engine_dkim_results_runs(r), 0);
	secmail_engine_dkim_results_free(r);
	mail_free(&m);
}
END_TEST

START_TEST(a_body_over_its_limit_is_not_kept)
{
	static uint8_t mib[1 << 20];
	secmail_engine_dkim_results *r;
	mail m;

	mail_new(&m, SIGNED(" h=from") FROM "body\r\n");
	scene_worker(&m.s, SAY(PASS));
	must(secmail_engine_set_body(m.s.engine, 1));
	secmail_engine_dkim_free(m.session);
	must(secmail_engine_dkim_new(m.s.engine, m.config, NOW, &m.session));
	must(secmail_engine_dkim_set_message(m.session, m.message));
	must(secmail_engine_dkim_write_body(m.session, mib, sizeof mib));
	ck_assert_uint_eq(m.session->body.len, sizeof mib);
	must(secmail_engine_dkim_write_body(m.session, "x", 1));
	ck_assert_uint_eq(m.session->body.room, 0);
	r = judge(&m, KEY);
	ck_assert_int_eq(secmail_engine_dkim_results_code(r, 0), SECMAIL_DKIM_NEUTRAL);
	ck_assert_int_eq(secmail_engine_dkim_results_reason(r, 0), SECMAIL_ENGINE_TOO_LARGE);
	secmail_engine_dkim_results_free(r);
	mail_free(&m);
}
END_TEST

START_TEST(of_an_unsigned_message_nothing_is_kept)
{
	secmail_engine_dkim_results *r;
	mail m;

	mail_new(&m, FROM "body\r\n");
	ck_assert_uint_eq(m.session->body.len, 0);
	r = judge(&m, KEY);
	ck_assert_uint_eq(secmail_engine_dkim_results_count(r), 0);
	ck_assert_int_eq(secmail_engine_dkim_results_code(r, 0), SECMAIL_DKIM_NONE);
	secmail_engine_dkim_results_free(r);
	mail_free(&m);
}
END_TEST

/* Only the key itself: neither notes nor flags of the record in DNS. */
START_TEST(a_key_record_is_made_anew)
{
	secmail_engine_dkim_results *r;
	secmailp_engines_letter letter;
	secmailp_view head;
	mail m;

	mail_new(&m, "DKIM-Signature: v=1\r\n" SIGNED(" h=from") "no field\r\n" FROM);
	scene_worker(&m.s, "exec sleep 60");
	must(secmail_engine_dkim_end_body(m.session));
	(void)!secmail_engine_dkim_judge(m.session, m.s.answers, &r);
	answer_keys(&m, "v=DKIM1; n=note; t=y; k=ed25519; h=sha256; "
			"p=11qYAYKx CrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
	ck_assert_int_eq(secmail_engine_dkim_judge(m.session, m.s.answers, &r), SECMAIL_WANT_READ);
	head = secmailp_view_after(secmailp_buffer_view(&m.session->head),
	    SECMAILP_ENGINES_HEADER + SECMAILP_ENGINES_DKIM_PREFIX);
	ck_assert(secmailp_engines_letter_read(head, &letter));
	ck_assert_uint_eq(letter.count, 1);
	ck_assert(secmailp_view_is(letter.keys[0], KEY));
	ck_assert_uint_eq(letter.field_count, 2);
	ck_assert_uint_eq(letter.now, NOW);
	mail_free(&m);
}
END_TEST

#define HEAD "\0\0\0\0\0\0\0\1\0\1\0\1k"
#define SIG "\0\0\0\20DKIM-Signature:x"

static const struct head {
	const char *proves;
	const char *octets;
	size_t len;
	bool is_head;
} heads[] = {
#define OF(octets) (octets), sizeof(octets) - 1
	{ "a key, a signature", OF(HEAD "\0\1" SIG), true },
	{ "another field beside", OF(HEAD "\0\2" SIG "\0\0\0\4a : "), true },
	{ "nothing", OF(""), false },
	{ "a choice that is none", OF("\0\0\0\0\0\0\0\1\2\1\0\1k\0\1" SIG), false },
	{ "no keys", OF("\0\0\0\0\0\0\0\1\0\0\0\1" SIG), false },
	{ "too many keys", OF("\0\0\0\0\0\0\0\1\0\101\0\1k"), false },
	{ "a key with a NUL", OF("\0\0\0\0\0\0\0\1\0\1\0\1\0\0\1" SIG), false },
	{ "a key without a signature", OF(HEAD "\0\1\0\0\0\3a:b"), false },
	{ "a signature without a key", OF(HEAD "\0\2" SIG SIG), false },
	{ "a field with a NUL", OF(HEAD "\0\2" SIG "\0\0\0\3a:\0"), false },
	{ "a field without a colon", OF(HEAD "\0\2" SIG "\0\0\0\2ab"), false },
	{ "a field without a name", OF(HEAD "\0\2" SIG "\0\0\0\2:b"), false },
	{ "a semicolon in a name", OF(HEAD "\0\2" SIG "\0\0\0\4a;:b"), false },
	{ "a field cut short", OF(HEAD "\0\2" SIG "\0\0\0\4a:b"), false },
	{ "an octet too many", OF(HEAD "\0\1" SIG "x"), false },
#undef OF
};

START_TEST(a_head_is_read_whole_or_not_at_all)
{
	const struct head *h = &heads[_i];
	secmailp_engines_letter out;

	ck_assert_msg(
	    secmailp_engines_letter_read(secmailp_view_of(h->octets, h->len), &out) == h->is_head,
	    "%s", h->proves);
}
END_TEST

START_TEST(a_session_is_ended_at_any_time)
{
	secmail_engine_dkim_results *r;
	mail m;

	mail_new(&m, SIGNED(" h=from") FROM "body\r\n");
	scene_worker(&m.s, "exec sleep 60");
	ck_assert_int_eq(secmail_engine_dkim_judge(m.session, m.s.answers, &r), SECMAIL_ARGUMENT);
	ck_assert_str_ne(secmail_engine_dkim_error(m.session), "");
	must(secmail_engine_dkim_end_body(m.session));
	ck_assert_int_eq(secmail_engine_dkim_judge(m.session, m.s.answers, &r), SECMAIL_WANT_DNS);
	answer_keys(&m, KEY);
	ck_assert_int_eq(secmail_engine_dkim_judge(m.session, m.s.answers, &r), SECMAIL_WANT_READ);
	ck_assert_int_ge(secmail_engine_dkim_descriptor(m.session), 0);
	ck_assert_int_gt(secmail_engine_dkim_wait(m.session), 0);
	secmail_engine_dkim_reset(m.session, NOW);
	ck_assert_int_eq(secmail_engine_dkim_descriptor(m.session), -1);
	ck_assert_int_eq(secmail_engine_dkim_wait(m.session), -1);
	ck_assert_str_eq(secmail_engine_dkim_error(m.session), "");
	mail_free(&m);
}
END_TEST

START_TEST(no_message_is_a_handle_too)
{
	secmail_engine_dkim *s;

	secmail_engine_dkim_free(NULL);
	secmail_engine_dkim_reset(NULL, 0);
	secmail_engine_dkim_results_free(NULL);
	ck_assert_int_eq(secmail_engine_dkim_new(NULL, NULL, 0, &s), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_dkim_set_message(NULL, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_dkim_write_body(NULL, "", 0), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_dkim_end_body(NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_dkim_ask(NULL, NULL), SECMAIL_ARGUMENT);
	ck_assert_str_eq(secmail_engine_dkim_error(NULL), "");
	ck_assert_int_eq(secmail_engine_dkim_descriptor(NULL), -1);
	ck_assert_int_eq(secmail_engine_dkim_wait(NULL), -1);
	ck_assert_uint_eq(secmail_engine_dkim_results_count(NULL), 0);
	ck_assert_uint_eq(secmail_engine_dkim_results_runs(NULL), 0);
	ck_assert_ptr_null(secmail_engine_dkim_results_native(NULL));
	ck_assert_int_eq(secmail_engine_dkim_results_reason(NULL, 0), SECMAIL_ENGINE_NOT_RUN);
	ck_assert_str_ne(secmail_engine_reason_detail(SECMAIL_ENGINE_TOO_LARGE), "");
	ck_assert_int_eq(secmail_engine_set_body(NULL, 1), SECMAIL_ARGUMENT);
}
END_TEST

#define COUNT(list) (int)(sizeof(list) / sizeof((list)[0]))

TCase *
dkim_tests(void)
{
	TCase *tc = tcase_create("dkim");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(
	    tc, a_worker_is_believed_only_when_it_speaks_of_each_signature, 0, COUNT(behaviours));
	tcase_add_loop_test(tc, what_is_not_for_an_engine_reaches_no_worker, 0, COUNT(unasked));
	tcase_add_test(tc, a_body_over_its_limit_is_not_kept);
	tcase_add_test(tc, of_an_unsigned_message_nothing_is_kept);
	tcase_add_test(tc, a_key_record_is_made_anew);
	tcase_add_loop_test(tc, a_head_is_read_whole_or_not_at_all, 0, COUNT(heads));
	tcase_add_test(tc, a_session_is_ended_at_any_time);
	tcase_add_test(tc, no_message_is_a_handle_too);
	return tc;
}
