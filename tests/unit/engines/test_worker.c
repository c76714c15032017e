/* test_worker.c - whatever a worker does, but for a whole and sound reply, is a temperror with a
 * reason */
#define _GNU_SOURCE /* environ */
#include "scene.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A worker that reads its request, then says these octets. */
#define TAKE "head -c 8 >/dev/null <&0; "
#define SAY(octets) TAKE "printf '" octets "' >&0"
#define PASS "SME\\001\\000\\000\\000\\003\\001\\002\\001"

static const struct behaviour {
	const char *proves;
	const char *script;
	secmail_spf_code code;
	secmail_engine_reason reason;
} behaviours[] = {
	{ "a sound reply is the verdict", SAY(PASS), SECMAIL_SPF_PASS, SECMAIL_ENGINE_DECIDED },
	{ "what follows a whole reply is not waited for", SAY(PASS) "; sleep 60", SECMAIL_SPF_PASS,
	    SECMAIL_ENGINE_DECIDED },
	{ "a limit of the guard's is a permerror",
	    SAY("SME\\001\\000\\000\\000\\003\\001\\006\\002"), SECMAIL_SPF_PERMERROR,
	    SECMAIL_ENGINE_LIMIT },
	{ "a worker that ends at once", "exit 0", SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_DIED },
	{ "a worker that is killed", "kill -9 $$", SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_DIED },
	{ "a worker that closes its socket and lives on", TAKE "exec 0<&- ; exec sleep 60",
	    SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_DIED },
	{ "a worker that stalls", "exec sleep 60", SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_TIMEOUT },
	{ "a worker that stops in the header", TAKE "printf 'SME\\001' >&0; exec sleep 60",
	    SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_TIMEOUT },
	{ "a worker that stops in the body",
	    TAKE "printf 'SME\\001\\000\\000\\000\\003\\001' >&0; exec sleep 60",
	    SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_TIMEOUT },
	{ "a reply cut short", SAY("SME\\001\\000\\000\\000\\003\\001\\002"), SECMAIL_SPF_TEMPERROR,
	    SECMAIL_ENGINE_DIED },
	{ "another version", SAY("SME\\002\\000\\000\\000\\003\\001\\002\\001"),
	    SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_VERSION },
	{ "a header of something else", SAY("HTTP/1.1 200 OK"), SECMAIL_SPF_TEMPERROR,
	    SECMAIL_ENGINE_GARBAGE },
	{ "a reply over its maximum", SAY("SME\\001\\000\\000\\020\\001") "; cat /dev/zero >&0",
	    SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_TOO_LONG },
	{ "a reply of four gigabytes", SAY("SME\\001\\377\\377\\377\\377"), SECMAIL_SPF_TEMPERROR,
	    SECMAIL_ENGINE_TOO_LONG },
	{ "a reply of nothing", SAY("SME\\001\\000\\000\\000\\000"), SECMAIL_SPF_TEMPERROR,
	    SECMAIL_ENGINE_GARBAGE },
	{ "a verdict that is none", SAY("SME\\001\\000\\000\\000\\003\\001\\007\\001"),
	    SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_GARBAGE },
	{ "a pass with a reason that is no decision",
	    SAY("SME\\001\\000\\000\\000\\003\\001\\002\\000"), SECMAIL_SPF_TEMPERROR,
	    SECMAIL_ENGINE_GARBAGE },
	{ "a question that was answered in the request",
	    SAY("SME\\001\\000\\000\\000\\020\\002\\001\\000\\020\\013example.com"),
	    SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_GARBAGE },
	{ "a question of a type that SPF does not ask for",
	    SAY("SME\\001\\000\\000\\000\\020\\002\\001\\000\\002\\013example.com"),
	    SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_GARBAGE },
	{ "a number of questions over the maximum", SAY("SME\\001\\000\\000\\000\\002\\002\\377"),
	    SECMAIL_SPF_TEMPERROR, SECMAIL_ENGINE_GARBAGE },
};

static size_t
open_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t count = 0;

	ck_assert_ptr_nonnull(d);
	while (readdir(d))
		count++;
	closedir(d);
	return count;
}

START_TEST(a_worker_is_believed_only_when_its_reply_is_sound)
{
	const struct behaviour *b = &behaviours[_i];
	size_t before = open_descriptors();
	secmail_engine_spf_result *r;
	scene s;

	scene_new(&s, "v=spf1 ip4:192.0.2.2 -all");
	scene_worker(&s, b->script);
	must(secmail_engine_set_timeout(
	    s.engine, b->reason == SECMAIL_ENGINE_TIMEOUT ? 300 : 20000));
	r = scene_run(&s);
	ck_assert_msg(secmail_engine_spf_result_code(r) == b->code &&
			  secmail_engine_spf_result_reason(r) == b->reason,
	    "%s: code %d, %s", b->proves, secmail_engine_spf_result_code(r),
	    secmail_engine_reason_name(secmail_engine_spf_result_reason(r)));
	ck_assert_msg(
	    secmail_spf_result_code(secmail_engine_spf_result_native(r)) == SECMAIL_SPF_FAIL,
	    "%s: the native verdict stands beside", b->proves);
	secmail_engine_spf_result_free(r);
	ck_assert_msg(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "%s: no process is left",
	    b->proves);
	ck_assert_msg(open_descriptors() == before, "%s: no descriptor is left", b->proves);
	scene_free(&s);
}
END_TEST

START_TEST(a_program_that_is_not_there_is_a_temperror)
{
	secmail_engine_spf_result *r;
	scene s;

	scene_new(&s, "v=spf1 -all");
	must(secmail_engine_set_program(s.engine, "/nonexistent/secmail-engine"));
	r = scene_run(&s);
	ck_assert_int_eq(secmail_engine_spf_result_code(r), SECMAIL_SPF_TEMPERROR);
	ck_assert_int_eq(secmail_engine_spf_result_reason(r), SECMAIL_ENGINE_NO_WORKER);
	secmail_engine_spf_result_free(r);
	scene_free(&s);
}
END_TEST

static const struct unrun {
	const char *record;
	secmail_spf_code code;
} unrun[] = {
	{ "v=spf1 a: -all", SECMAIL_SPF_PERMERROR },
	{ "v=spf1 redirect=a.example redirect=b.example", SECMAIL_SPF_PERMERROR },
	{ "no record of ours", SECMAIL_SPF_NONE },
};

START_TEST(what_the_native_parser_refuses_reaches_no_worker)
{
	secmail_engine_spf_result *r;
	scene s;

	scene_new(&s, unrun[_i].record);
	scene_worker(&s, SAY(PASS));
	r = scene_run(&s);
	ck_assert_int_eq(secmail_engine_spf_result_reason(r), SECMAIL_ENGINE_NOT_RUN);
	ck_assert_int_eq(secmail_engine_spf_result_code(r), unrun[_i].code);
	ck_assert_uint_eq(secmail_engine_spf_result_runs(r), 0);
	secmail_engine_spf_result_free(r);
	scene_free(&s);
}
END_TEST

START_TEST(a_question_of_the_worker_is_asked_and_its_answer_begins_another_run)
{
	secmail_engine_spf_result *r;
	uint32_t id;
	scene s;

	scene_new(&s, "v=spf1 -all");
	scene_worker(&s, SAY("SME\\001\\000\\000\\000\\014\\002\\001\\000\\001\\007a.b.com"));
	ck_assert_int_eq(secmail_engine_spf_run(s.session, s.answers, &r), SECMAIL_WANT_DNS);
	ck_assert_uint_eq(secmail_answers_open(s.answers, &id, 1), 1);
	ck_assert_str_eq(secmail_answers_qname(s.answers, id), "a.b.com");
	ck_assert(secmail_answers_is_needed(s.answers, id));
	ck_assert_int_eq(secmail_engine_spf_run(s.session, s.answers, &r), SECMAIL_WANT_DNS);
	scene_answer_nothing(&s);
	scene_worker(&s, SAY(PASS));
	r = scene_run(&s);
	ck_assert_int_eq(secmail_engine_spf_result_code(r), SECMAIL_SPF_PASS);
	ck_assert_uint_eq(secmail_engine_spf_result_runs(r), 2);
	secmail_engine_spf_result_free(r);
	scene_free(&s);
}
END_TEST

START_TEST(a_worker_that_never_stops_asking_is_given_up)
{
	secmail_engine_spf_result *r;
	secmail_status status;
	size_t rounds = 0;
	scene s;

	scene_new(&s, "v=spf1 -all");
	scene_worker(&s,
	    "head -c 8 >/dev/null; printf 'SME\\001\\000\\000\\000\\014\\002\\001\\000\\001\\007"
	    "%05d.d' $(($$ % 100000)) >&0");
	while ((status = secmail_engine_spf_run(s.session, s.answers, &r)) == SECMAIL_WANT_DNS) {
		scene_answer_nothing(&s);
		ck_assert_uint_le(++rounds, SECMAIL_SPF_MAX_QUESTIONS + 1);
	}
	must(status);
	ck_assert_int_eq(secmail_engine_spf_result_reason(r), SECMAIL_ENGINE_GARBAGE);
	secmail_engine_spf_result_free(r);
	scene_free(&s);
}
END_TEST

START_TEST(a_free_session_leaves_no_worker)
{
	secmail_engine_spf_result *r;
	secmail_status status;
	scene s;

	scene_new(&s, "v=spf1 -all");
	scene_worker(&s, "exec sleep 60");
	status = secmail_engine_spf_judge(s.session, s.answers, &r);
	ck_assert_int_eq(status, SECMAIL_WANT_READ);
	ck_assert_int_ge(secmail_engine_spf_descriptor(s.session), 0);
	ck_assert_int_gt(secmail_engine_spf_wait(s.session), 0);
	ck_assert_int_eq(secmail_engine_spf_set_helo(s.session, "other.example", 13), SECMAIL_LATE);
	if (_i == 0) {
		secmail_engine_spf_reset(s.session);
		ck_assert_int_eq(secmail_engine_spf_descriptor(s.session), -1);
		ck_assert_int_eq(secmail_engine_spf_wait(s.session), -1);
		ck_assert_int_eq(
		    secmail_engine_spf_judge(s.session, s.answers, &r), SECMAIL_ARGUMENT);
	} else {
		secmail_engine_spf_free(s.session);
		s.session = NULL;
	}
	ck_assert(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
	scene_free(&s);
}
END_TEST

/* The request is larger than a socket holds, and the worker reads none of it. */
START_TEST(a_request_that_nobody_reads_waits_for_the_deadline)
{
	static uint8_t rdata[16];
	secmail_engine_spf_result *r;
	uint32_t id;
	scene s;

	scene_new(&s, "v=spf1 -all");
	for (int i = 0; i < 300; i++) {
		char name[] = "x000.example";

		name[1] = (char)('0' + i / 100);
		name[2] = (char)('0' + i / 10 % 10);
		name[3] = (char)('0' + i % 10);
		must(secmail_answers_ask(s.answers, name, sizeof name - 1, SECMAIL_DNS_AAAA,
		    SECMAIL_ANSWERS_NEEDED, &id));
		for (int j = 0; j < 64; j++)
			must(secmail_answers_add(s.answers, id, rdata, 16, 60));
		must(secmail_answers_close(s.answers, id, 0, SECMAIL_TRUST_UNKNOWN));
	}
	scene_worker(&s, "exec sleep 60");
	must(secmail_engine_set_timeout(s.engine, 300));
	ck_assert_int_eq(secmail_engine_spf_judge(s.session, s.answers, &r), SECMAIL_WANT_WRITE);
	r = scene_run(&s);
	ck_assert_int_eq(secmail_engine_spf_result_reason(r), SECMAIL_ENGINE_TIMEOUT);
	secmail_engine_spf_result_free(r);
	scene_worker(&s, "exit 0");
	r = scene_run(&s); /* and no SIGPIPE */
	ck_assert_int_eq(secmail_engine_spf_result_reason(r), SECMAIL_ENGINE_DIED);
	secmail_engine_spf_result_free(r);
	scene_free(&s);
}
END_TEST

static void
ignore(int signal_number)
{
	const struct sigaction action = { .sa_handler = SIG_IGN };

	ck_assert_int_eq(sigaction(signal_number, &action, NULL), 0);
}

START_TEST(a_program_that_collects_all_children_does_no_harm)
{
	secmail_engine_spf_result *r;
	scene s;

	ignore(SIGCHLD);
	scene_new(&s, "v=spf1 -all");
	scene_worker(&s, SAY(PASS));
	r = scene_run(&s);
	ck_assert_int_eq(secmail_engine_spf_result_code(r), SECMAIL_SPF_PASS);
	secmail_engine_spf_result_free(r);
	scene_free(&s);
}
END_TEST

START_TEST(the_worker_has_the_signals_and_environment_of_nobody)
{
	static char variable[] = "LEAK=1";
	static char *variables[] = { variable, NULL };
	secmail_engine_spf_result *r;
	scene s;

	ignore(SIGTERM);
	environ = variables;
	scene_new(&s, "v=spf1 -all");
	scene_worker(
	    &s, TAKE "[ -z \"$LEAK\" ] || exit 1; (kill $$); sleep 1; printf '" PASS "' >&0");
	r = scene_run(&s);
	ck_assert_int_eq(secmail_engine_spf_result_reason(r), SECMAIL_ENGINE_DIED);
	secmail_engine_spf_result_free(r);
	scene_free(&s);
}
END_TEST

/* The child has the handle, and not the worker. */
START_TEST(a_child_may_only_free_a_session)
{
	secmail_engine_spf_result *r;
	int status;
	pid_t child;
	scene s;

	scene_new(&s, "v=spf1 -all");
	scene_worker(&s, TAKE "sleep 1; printf '" PASS "' >&0");
	ck_assert_int_eq(secmail_engine_spf_judge(s.session, s.answers, &r), SECMAIL_WANT_READ);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		status = secmail_engine_spf_judge(s.session, s.answers, &r);
		secmail_engine_spf_free(s.session);
		_exit(status == SECMAIL_ARGUMENT ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	r = scene_run(&s);
	ck_assert_int_eq(secmail_engine_spf_result_code(r), SECMAIL_SPF_PASS);
	secmail_engine_spf_result_free(r);
	scene_free(&s);
}
END_TEST

TCase *
worker_tests(void)
{
	TCase *tc = tcase_create("worker");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, a_worker_is_believed_only_when_its_reply_is_sound, 0,
	    (int)(sizeof behaviours / sizeof behaviours[0]));
	tcase_add_test(tc, a_program_that_is_not_there_is_a_temperror);
	tcase_add_loop_test(tc, what_the_native_parser_refuses_reaches_no_worker, 0,
	    (int)(sizeof unrun / sizeof unrun[0]));
	tcase_add_test(tc, a_question_of_the_worker_is_asked_and_its_answer_begins_another_run);
	tcase_add_test(tc, a_worker_that_never_stops_asking_is_given_up);
	tcase_add_loop_test(tc, a_free_session_leaves_no_worker, 0, 2);
	tcase_add_test(tc, a_request_that_nobody_reads_waits_for_the_deadline);
	tcase_add_test(tc, a_program_that_collects_all_children_does_no_harm);
	tcase_add_test(tc, the_worker_has_the_signals_and_environment_of_nobody);
	tcase_add_test(tc, a_child_may_only_free_a_session);
	return tc;
}
