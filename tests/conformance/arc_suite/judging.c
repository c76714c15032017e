/* judging.c - has a message judged, with the keys of the suite as all the DNS there is */
#include <stdio.h>
#include <string.h>

#include "suite.h"

#define NOW 1700000000
#define MAX_STRING 255
#define MAX_RECORD 4096

static void
add_txt(secmail_answers *answers, uint32_t id, const char *text)
{
	uint8_t rdata[MAX_RECORD];
	size_t left = strlen(text), used = 0;

	if (left > MAX_RECORD / 2)
		suite_broken("a record is too long", text);
	while (left > 0) {
		size_t part = left < MAX_STRING ? left : MAX_STRING;

		rdata[used++] = (uint8_t)part;
		memcpy(rdata + used, text, part);
		used += part;
		text += part;
		left -= part;
	}
	suite_check(secmail_answers_add(answers, id, rdata, used, 300), "record");
}

static void
answer(suite *s, secmail_answers *answers, uint32_t id)
{
	yaml_node_t *record = suite_get(s->doc, s->zone, secmail_answers_qname(answers, id));

	if (record)
		add_txt(answers, id, suite_text(record));
	suite_check(
	    secmail_answers_close(answers, id, record ? 0 : 3, SECMAIL_TRUST_UNKNOWN), "close");
}

secmail_message *
suite_read_header(const char *text, size_t *out_body)
{
	size_t len = strlen(text), at = 0, used = 0;
	secmail_message *m;
	secmail_status status;

	suite_check(secmail_message_new(&m), "message");
	suite_check(secmail_message_set_normalize(m, true), "normalize");
	while (at < len && !secmail_message_header_is_complete(m)) {
		suite_check(secmail_message_write(m, text + at, len - at, &used), "message");
		at += used;
	}
	status = secmail_message_end(m);
	if (status != SECMAIL_DONE && status != SECMAIL_SYNTAX)
		suite_broken("end", secmail_message_error(m));
	*out_body = at;
	return m;
}

static void
write_message(secmail_message *m, secmail_dkim *d, const char *text, size_t at,
    secmail_answers *answers, size_t step)
{
	size_t len = strlen(text);

	suite_check(secmail_dkim_set_message(d, m), "set message");
	suite_check(secmail_dkim_ask(d, answers), "ask");
	for (; at < len; at += step)
		suite_check(
		    secmail_dkim_write_body(d, text + at, step < len - at ? step : len - at),
		    "body");
	suite_check(secmail_dkim_end_body(d), "end of body");
}

static secmail_arc_result *
judge_all(suite *s, secmail_dkim *d, secmail_answers *answers, size_t at_a_time)
{
	uint32_t ids[SUITE_AT_ONCE];
	secmail_arc_result *result = NULL;
	secmail_status status = secmail_arc_judge(d, answers, &result);

	while (status == SECMAIL_WANT_DNS) {
		size_t open = secmail_answers_open(answers, ids, SUITE_AT_ONCE);

		if (open == 0 || open > SUITE_AT_ONCE)
			suite_broken("the number of open questions is wrong", "");
		for (size_t i = 0; i < open && i < at_a_time; i++)
			answer(s, answers, ids[i]);
		status = secmail_arc_judge(d, answers, &result);
	}
	suite_check(status, "judge");
	return result;
}

secmail_arc_result *
suite_judge(suite *s, const char *text, size_t piece, size_t at_a_time)
{
	size_t body;
	secmail_message *m = suite_read_header(text, &body);
	secmail_dkim *d;
	secmail_answers *answers;
	secmail_arc_result *result;

	suite_check(secmail_dkim_new(s->config, NOW, &d), "session");
	suite_check(secmail_answers_new(&answers), "answers");
	write_message(m, d, text, body, answers, piece);
	result = judge_all(s, d, answers, at_a_time);
	secmail_dkim_free(d);
	secmail_message_free(m);
	secmail_answers_free(answers);
	return result;
}
