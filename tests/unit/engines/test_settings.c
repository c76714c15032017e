/* test_settings.c - what a configuration takes, and what handles do with nothing */
#include "scene.h"

#include <string.h>

static const struct number {
	uint32_t value;
	secmail_status timeout;
	secmail_status memory;
} numbers[] = {
	{ 0, SECMAIL_ARGUMENT, SECMAIL_ARGUMENT },
	{ 1, SECMAIL_DONE, SECMAIL_ARGUMENT },
	{ SECMAIL_ENGINE_MIN_MEMORY, SECMAIL_DONE, SECMAIL_DONE },
	{ SECMAIL_ENGINE_MAX_MEMORY, SECMAIL_DONE, SECMAIL_DONE },
	{ SECMAIL_ENGINE_MAX_MEMORY + 1, SECMAIL_DONE, SECMAIL_ARGUMENT },
	{ SECMAIL_ENGINE_MAX_TIMEOUT_MS, SECMAIL_DONE, SECMAIL_ARGUMENT },
	{ SECMAIL_ENGINE_MAX_TIMEOUT_MS + 1, SECMAIL_ARGUMENT, SECMAIL_ARGUMENT },
	{ UINT32_MAX, SECMAIL_ARGUMENT, SECMAIL_ARGUMENT },
};

START_TEST(numbers_are_taken_within_their_range)
{
	secmail_engine *e;

	must(secmail_engine_new(&e));
	ck_assert_int_eq(secmail_engine_set_timeout(e, numbers[_i].value), numbers[_i].timeout);
	ck_assert_int_eq(secmail_engine_set_memory(e, numbers[_i].value), numbers[_i].memory);
	secmail_engine_free(e);
}
END_TEST

START_TEST(a_program_is_named_by_an_absolute_path)
{
	char path[SECMAIL_ENGINE_PATH_SIZE + 1];
	secmail_engine *e;

	memset(path, 'x', sizeof path);
	path[0] = '/';
	must(secmail_engine_new(&e));
	ck_assert_int_eq(secmail_engine_set_program(e, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_set_program(e, ""), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_set_program(e, "secmail-engine"), SECMAIL_ARGUMENT);
	path[SECMAIL_ENGINE_PATH_SIZE] = '\0';
	ck_assert_int_eq(secmail_engine_set_program(e, path), SECMAIL_LIMIT);
	path[SECMAIL_ENGINE_PATH_SIZE - 1] = '\0';
	must(secmail_engine_set_program(e, path));
	secmail_engine_free(e);
}
END_TEST

START_TEST(nothing_is_a_handle_too)
{
	secmail_engine_spf_result *r = (void *)&r;
	secmail_engine_spf *s = (void *)&s;

	secmail_engine_free(NULL);
	secmail_engine_spf_free(NULL);
	secmail_engine_spf_reset(NULL);
	secmail_engine_spf_result_free(NULL);
	ck_assert_int_eq(secmail_engine_new(NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_set_timeout(NULL, 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_spf_new(NULL, 0, &s), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(s);
	ck_assert_int_eq(secmail_engine_spf_judge(NULL, NULL, &r), SECMAIL_ARGUMENT);
	ck_assert_ptr_null(r);
	ck_assert_int_eq(secmail_engine_spf_run(NULL, NULL, NULL), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_spf_set_helo(NULL, "x", 1), SECMAIL_ARGUMENT);
	ck_assert_int_eq(secmail_engine_spf_descriptor(NULL), -1);
	ck_assert_int_eq(secmail_engine_spf_wait(NULL), -1);
	ck_assert_str_eq(secmail_engine_spf_error(NULL), "");
	ck_assert_int_eq(secmail_engine_spf_result_code(NULL), SECMAIL_SPF_TEMPERROR);
	ck_assert_int_eq(secmail_engine_spf_result_reason(NULL), SECMAIL_ENGINE_DIED);
	ck_assert_uint_eq(secmail_engine_spf_result_runs(NULL), 0);
	ck_assert_ptr_null(secmail_engine_spf_result_native(NULL));
}
END_TEST

START_TEST(a_transaction_is_told_whole_or_not_judged)
{
	secmail_engine_spf_result *r;
	scene s;

	scene_new(&s, NULL);
	ck_assert_int_eq(
	    secmail_engine_spf_set_client(s.session, (const uint8_t *)"x", 1), SECMAIL_ARGUMENT);
	ck_assert_str_ne(secmail_engine_spf_error(s.session), "");
	secmail_engine_spf_reset(s.session);
	ck_assert_str_eq(secmail_engine_spf_error(s.session), "");
	ck_assert_int_eq(secmail_engine_spf_judge(s.session, s.answers, &r), SECMAIL_ARGUMENT);
	ck_assert_str_ne(secmail_engine_spf_error(s.session), "");
	scene_free(&s);
}
END_TEST

START_TEST(every_reason_has_a_word_of_its_own)
{
	for (int a = SECMAIL_ENGINE_NOT_RUN; a <= SECMAIL_ENGINE_TOO_LARGE; a++) {
		const char *name = secmail_engine_reason_name((secmail_engine_reason)a);

		ck_assert_str_ne(name, "unknown");
		for (int b = SECMAIL_ENGINE_NOT_RUN; b < a; b++)
			ck_assert_str_ne(
			    name, secmail_engine_reason_name((secmail_engine_reason)b));
	}
	ck_assert_str_eq(
	    secmail_engine_reason_name((secmail_engine_reason)(SECMAIL_ENGINE_TOO_LARGE + 1)),
	    "unknown");
	ck_assert_str_eq(secmail_engine_reason_name((secmail_engine_reason)-1), "unknown");
}
END_TEST

TCase *
settings_tests(void)
{
	TCase *tc = tcase_create("settings");

	tcase_add_loop_test(
	    tc, numbers_are_taken_within_their_range, 0, (int)(sizeof numbers / sizeof numbers[0]));
	tcase_add_test(tc, a_program_is_named_by_an_absolute_path);
	tcase_add_test(tc, nothing_is_a_handle_too);
	tcase_add_test(tc, a_transaction_is_told_whole_or_not_judged);
	tcase_add_test(tc, every_reason_has_a_word_of_its_own);
	return tc;
}
