/* test_request.c - which octets are a request, and what the library writes into one */
#include <check.h>
#include <string.h>

#include "engines_internal.h"
#include "scene.h"

/* Kind, client, HELO, sender, domain. */
#define WHO                                                                                        \
	"\1"                                                                                       \
	"\4\300\0\2\1"                                                                             \
	"\3h.x"                                                                                    \
	"\0\5u@a.b"                                                                                \
	"\3a.b"

static const struct request {
	const char *proves;
	const char *octets;
	size_t len;
	bool is_request;
} requests[] = {
#define BODY(octets) (octets), sizeof(octets) - 1
	{ "no rows", BODY(WHO "\0\0"), true },
	{ "a row without records",
	    BODY(WHO "\0\1"
		     "\0\1\3a.b\0\0\0"),
	    true },
	{ "an address",
	    BODY(WHO "\0\1"
		     "\0\1\3a.b\2\0\1\0\4\1\2\3\4"),
	    true },
	{ "a record",
	    BODY(WHO "\0\1"
		     "\0\20\3a.b\2\0\1\0\6v=spf1"),
	    true },
	{ "a host",
	    BODY(WHO "\0\1"
		     "\0\17\3a.b\2\0\1\0\3c.d"),
	    true },
	{ "nothing", BODY(""), false },
	{ "another engine's",
	    BODY("\2"
		 "\4\300\0\2\1"
		 "\3h.x"
		 "\0\5u@a.b"
		 "\3a.b"
		 "\0\0"),
	    false },
	{ "a client of five octets",
	    BODY("\1"
		 "\5\300\0\2\1\1"
		 "\3h.x"
		 "\0\5u@a.b"
		 "\3a.b"
		 "\0\0"),
	    false },
	{ "a HELO name with a NUL",
	    BODY("\1"
		 "\4\300\0\2\1"
		 "\3h\0x"
		 "\0\5u@a.b"
		 "\3a.b"
		 "\0\0"),
	    false },
	{ "no HELO name",
	    BODY("\1"
		 "\4\300\0\2\1"
		 "\0"
		 "\0\5u@a.b"
		 "\3a.b"
		 "\0\0"),
	    false },
	{ "a sender over its maximum",
	    BODY("\1"
		 "\4\300\0\2\1"
		 "\3h.x"
		 "\2\0u@a.b"
		 "\3a.b"
		 "\0\0"),
	    false },
	{ "a domain that is none",
	    BODY("\1"
		 "\4\300\0\2\1"
		 "\3h.x"
		 "\0\5u@a.b"
		 "\3a.."
		 "\0\0"),
	    false },
	{ "an octet too many", BODY(WHO "\0\0\0"), false },
	{ "a row too few", BODY(WHO "\0\1"), false },
	{ "too many rows", BODY(WHO "\2\1"), false },
	{ "a state past the last",
	    BODY(WHO "\0\1"
		     "\0\1\3a.b\5\0\0"),
	    false },
	{ "records with a state that has none",
	    BODY(WHO "\0\1"
		     "\0\1\3a.b\0\0\1\0\4\1\2\3\4"),
	    false },
	{ "a state of records with none",
	    BODY(WHO "\0\1"
		     "\0\1\3a.b\2\0\0"),
	    false },
	{ "an address of five octets",
	    BODY(WHO "\0\1"
		     "\0\1\3a.b\2\0\1\0\5\1\2\3\4\5"),
	    false },
	{ "an address cut short",
	    BODY(WHO "\0\1"
		     "\0\1\3a.b\2\0\1\0\4\1\2"),
	    false },
	{ "two records of type TXT",
	    BODY(WHO "\0\1"
		     "\0\20\3a.b\2\0\2\0\1v\0\1v"),
	    false },
	{ "a record with a NUL",
	    BODY(WHO "\0\1"
		     "\0\20\3a.b\2\0\1\0\6v=sp\0001"),
	    false },
	{ "a host that is no name",
	    BODY(WHO "\0\1"
		     "\0\17\3a.b\2\0\1\0\3c\0d"),
	    false },
	{ "a type that is not SPF's",
	    BODY(WHO "\0\1"
		     "\0\2\3a.b\0\0\0"),
	    false },
#undef BODY
};

START_TEST(a_request_is_read_whole_or_not_at_all)
{
	const struct request *r = &requests[_i];
	static secmailp_engines_request out;

	ck_assert_msg(secmailp_engines_request_read(secmailp_view_of(r->octets, r->len), &out) ==
			  r->is_request,
	    "%s", r->proves);
}
END_TEST

START_TEST(no_beginning_of_a_request_is_one)
{
	static const char whole[] = WHO "\0\1"
					"\0\1\3a.b\2\0\2\0\4\1\2\3\4\0\4\1\2\3\4";
	static secmailp_engines_request out;

	ck_assert(secmailp_engines_request_read(secmailp_view_of(whole, sizeof whole - 1), &out));
	for (size_t len = 0; len < sizeof whole - 1; len++)
		ck_assert(!secmailp_engines_request_read(secmailp_view_of(whole, len), &out));
}
END_TEST

static uint32_t
ask(secmail_answers *a, const char *name, uint16_t type)
{
	uint32_t id;

	must(secmail_answers_ask(a, name, strlen(name), type, SECMAIL_ANSWERS_NEEDED, &id));
	return id;
}

static void
add(secmail_answers *a, uint32_t id, const char *rdata, size_t len)
{
	must(secmail_answers_add(a, id, rdata, len, 60));
}

static void
fill(secmail_answers *a)
{
	uint32_t id = ask(a, "mx.example", SECMAIL_DNS_MX);

	add(a, id, "\0\12\1A\7Example\0", 13);
	add(a, id, "\0\12\3a.b\7example\0", 15); /* no text stands for it */
	add(a, id, "\0\12\0", 3);
	must(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN));
	id = ask(a, "a.example", SECMAIL_DNS_A);
	add(a, id, "\1\2\3\4", 4);
	add(a, id, "\1\2\3", 3);
	must(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN));
	must(secmail_answers_fail(a, ask(a, "f.example", SECMAIL_DNS_A), SECMAIL_DNS_SERVFAIL));
	must(secmail_answers_close(
	    a, ask(a, "n.example", SECMAIL_DNS_AAAA), 3, SECMAIL_TRUST_UNKNOWN));
	(void)ask(a, "open.example", SECMAIL_DNS_A);
	must(secmail_answers_close(a, ask(a, "other.example", 33), 3, SECMAIL_TRUST_UNKNOWN));
}

START_TEST(the_table_is_written_as_far_as_an_engine_can_ask)
{
	static secmailp_engines_request out;
	secmailp_cursor records;
	scene s;

	scene_new(&s, "v=spf1 exp=e.example mx -all");
	fill(s.answers);
	must(secmailp_engines_request_write(s.session, s.answers));
	ck_assert(secmailp_engines_request_read(
	    secmailp_view_after(secmailp_buffer_view(&s.session->request), SECMAILP_ENGINES_HEADER),
	    &out));
	ck_assert(secmailp_view_is(out.sender, "user@example.com"));
	ck_assert(secmailp_view_is(out.domain, "example.com"));
	ck_assert(secmailp_view_is(out.helo, "mail.example.com"));
	ck_assert_uint_eq(out.count, 5);
	records = secmailp_cursor_over(out.rows[0].records);
	ck_assert(secmailp_view_is(secmailp_engines_record_next(&records), "v=spf1 mx -all"));
	ck_assert_uint_eq(out.rows[1].count, 1);
	records = secmailp_cursor_over(out.rows[1].records);
	ck_assert(secmailp_view_is(secmailp_engines_record_next(&records), "a.example"));
	ck_assert_uint_eq(out.rows[2].count, 1);
	ck_assert_int_eq(out.rows[3].state, SECMAILP_ENGINES_FAILED);
	ck_assert_int_eq(out.rows[4].state, SECMAILP_ENGINES_VOID);
	scene_free(&s);
}
END_TEST

static const struct sender {
	const char *proves;
	const char *path;
	secmail_status status;
} senders[] = {
	{ "a plain one", "user@example.com", SECMAIL_DONE },
	{ "a space in it", "\"a b\"@example.com", SECMAIL_DONE },
	{ "none: postmaster", "", SECMAIL_DONE },
	{ "an octet that is not ASCII", "\xc3\xa9@example.com", SECMAIL_SYNTAX },
	{ "a tabulator", "\"a\tb\"@example.com", SECMAIL_SYNTAX },
};

START_TEST(a_sender_that_no_engine_is_given_makes_no_request)
{
	const struct sender *t = &senders[_i];
	scene s;

	scene_new(&s, "v=spf1 -all");
	must(secmail_engine_spf_set_mail_from(s.session, t->path, strlen(t->path)));
	ck_assert_msg(
	    secmailp_engines_request_write(s.session, s.answers) == t->status, "%s", t->proves);
	scene_free(&s);
}
END_TEST

START_TEST(a_mapped_client_is_the_ipv4_client)
{
	static const uint8_t mapped[16] = { [10] = 0xff, [11] = 0xff, 192, 0, 2, 9 };
	scene s;

	scene_new(&s, "v=spf1 -all");
	must(secmail_engine_spf_set_client(s.session, mapped, sizeof mapped));
	ck_assert_uint_eq(s.session->ip_len, 4);
	ck_assert_mem_eq(s.session->ip, mapped + 12, 4);
	scene_free(&s);
}
END_TEST

TCase *
request_tests(void)
{
	TCase *tc = tcase_create("request");

	tcase_add_loop_test(tc, a_request_is_read_whole_or_not_at_all, 0,
	    (int)(sizeof requests / sizeof requests[0]));
	tcase_add_test(tc, no_beginning_of_a_request_is_one);
	tcase_add_test(tc, the_table_is_written_as_far_as_an_engine_can_ask);
	tcase_add_loop_test(tc, a_sender_that_no_engine_is_given_makes_no_request, 0,
	    (int)(sizeof senders / sizeof senders[0]));
	tcase_add_test(tc, a_mapped_client_is_the_ipv4_client);
	return tc;
}
