/* scene.c - see scene.h */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
must(secmail_status status)
{
	ck_assert_int_eq(status, SECMAIL_DONE);
}

static void
answer_record(scene *s, const char *record)
{
	uint8_t rdata[256];
	size_t len = strlen(record);
	uint32_t id;

	ck_assert_uint_lt(len, sizeof rdata);
	rdata[0] = (uint8_t)len;
	memcpy(rdata + 1, record, len);
	must(secmail_answers_ask(
	    s->answers, "example.com", 11, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED, &id));
	must(secmail_answers_add(s->answers, id, rdata, len + 1, 60));
	must(secmail_answers_close(s->answers, id, 0, SECMAIL_TRUST_UNKNOWN));
}

void
scene_new(scene *s, const char *record)
{
	static const uint8_t client[] = { 192, 0, 2, 1 };

	memset(s, 0, sizeof *s);
	must(secmail_engine_new(&s->engine));
	must(secmail_engine_spf_new(s->engine, 1700000000, &s->session));
	must(secmail_answers_new(&s->answers));
	must(secmail_engine_spf_set_client(s->session, client, sizeof client));
	must(secmail_engine_spf_set_helo(s->session, "mail.example.com", 16));
	must(secmail_engine_spf_set_mail_from(s->session, "user@example.com", 16));
	if (record)
		answer_record(s, record);
}

static void
path_of(const scene *s, char out[128])
{
	snprintf(out, 128, "%s/worker", s->folder);
}

void
scene_worker(scene *s, const char *script)
{
	char path[128];
	FILE *f;

	if (s->folder[0] == '\0') {
		snprintf(s->folder, sizeof s->folder, "/tmp/unit_engines.XXXXXX");
		ck_assert_ptr_nonnull(mkdtemp(s->folder));
	}
	path_of(s, path);
	f = fopen(path, "we");
	ck_assert_ptr_nonnull(f);
	fprintf(f, "#!/bin/sh\nPATH=/usr/bin:/bin\n%s\n", script);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod(path, 0700), 0);
	must(secmail_engine_set_program(s->engine, path));
}

void
scene_free(scene *s)
{
	char path[128];

	secmail_engine_spf_free(s->session);
	secmail_engine_free(s->engine);
	secmail_answers_free(s->answers);
	if (s->folder[0] == '\0')
		return;
	path_of(s, path);
	(void)unlink(path);
	(void)rmdir(s->folder);
}

void
scene_answer_nothing(scene *s)
{
	uint32_t ids[16];
	size_t open = secmail_answers_open(s->answers, ids, 16);

	for (size_t i = 0; i < open && i < 16; i++)
		must(secmail_answers_close(s->answers, ids[i], 3, SECMAIL_TRUST_UNKNOWN));
}

secmail_engine_spf_result *
scene_run(scene *s)
{
	secmail_engine_spf_result *r;

	must(secmail_engine_spf_run(s->session, s->answers, &r));
	ck_assert_ptr_nonnull(r);
	return r;
}
