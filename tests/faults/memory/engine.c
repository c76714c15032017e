/* engine.c - the life of a session of a second engine, whose worker asks for one more record */
#include <secmail/engines.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lives.h"

#define MAX_ROUNDS 8

static const char record[] = "v=spf1 -all";
static const char *worker;

void
engine_prepare(const char *path)
{
	worker = path;
}

/* The record of the sender's domain; nothing else is there. */
static secmail_status
answer(secmail_answers *a, uint32_t id)
{
	uint8_t rdata[sizeof record];
	secmail_status status = SECMAIL_DONE;
	bool is_record = secmail_answers_qtype(a, id) == SECMAIL_DNS_TXT;

	rdata[0] = sizeof record - 1;
	memcpy(rdata + 1, record, sizeof record - 1);
	if (is_record)
		status = secmail_answers_add(a, id, rdata, sizeof rdata, 60);
	if (status != SECMAIL_DONE)
		return status;
	return secmail_answers_close(a, id, is_record ? 0 : 3, SECMAIL_TRUST_UNKNOWN);
}

static secmail_status
set_up(secmail_engine_spf *s)
{
	static const uint8_t client[] = { 192, 0, 2, 1 };
	secmail_status status = secmail_engine_spf_set_client(s, client, sizeof client);

	if (status == SECMAIL_DONE)
		status = secmail_engine_spf_set_helo(s, "mail.example.com", 16);
	if (status == SECMAIL_DONE)
		status = secmail_engine_spf_set_mail_from(s, "user@example.com", 16);
	return status;
}

static secmail_status
judge(secmail_engine_spf *s, secmail_answers *a, secmail_engine_spf_result **out)
{
	secmail_status status = set_up(s);
	uint32_t id;

	if (status == SECMAIL_DONE)
		status = secmail_engine_spf_run(s, a, out);
	for (size_t i = 0; i < MAX_ROUNDS && status == SECMAIL_WANT_DNS; i++) {
		if (secmail_answers_open(a, &id, 1) == 0)
			return SECMAIL_ARGUMENT;
		status = answer(a, id);
		if (status == SECMAIL_DONE)
			status = secmail_engine_spf_run(s, a, out);
	}
	return status;
}

static secmail_status
tell(const secmail_engine_spf_result *r, char **out)
{
	char text[256];

	snprintf(text, sizeof text, "%s, %s, %zu runs, natively %s",
	    secmail_spf_code_name(secmail_engine_spf_result_code(r)),
	    secmail_engine_reason_name(secmail_engine_spf_result_reason(r)),
	    secmail_engine_spf_result_runs(r),
	    secmail_spf_result_detail(secmail_engine_spf_result_native(r)));
	*out = strdup(text);
	return *out ? SECMAIL_DONE : SECMAIL_NO_MEMORY;
}

secmail_status
engine_live(char **out)
{
	secmail_engine *e = NULL;
	secmail_engine_spf *s = NULL;
	secmail_answers *a = NULL;
	secmail_engine_spf_result *r = NULL;
	secmail_status status = secmail_engine_new(&e);

	*out = NULL;
	if (status == SECMAIL_DONE)
		status = secmail_engine_set_program(e, worker);
	if (status == SECMAIL_DONE)
		status = secmail_engine_set_timeout(e, SECMAIL_ENGINE_MAX_TIMEOUT_MS);
	if (status == SECMAIL_DONE)
		status = secmail_engine_spf_new(e, 1700000000, &s);
	if (status == SECMAIL_DONE)
		status = secmail_answers_new(&a);
	if (status == SECMAIL_DONE)
		status = judge(s, a, &r);
	if (status == SECMAIL_DONE)
		status = tell(r, out);
	secmail_engine_spf_result_free(r);
	secmail_answers_free(a);
	secmail_engine_spf_free(s);
	secmail_engine_free(e);
	return status;
}
