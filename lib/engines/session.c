/* session.c - a transaction as both evaluators are told of it */
#include "engines_internal.h"

#include <stdlib.h>
#include <unistd.h>

#define MAX_REQUEST (SECMAILP_ENGINES_HEADER + SECMAILP_ENGINES_MAX_REQUEST)

secmail_status
secmail_engine_spf_new(const secmail_engine *e, int64_t now, secmail_engine_spf **out)
{
	secmail_engine_spf *s;

	if (!out)
		return SECMAIL_ARGUMENT;
	*out = NULL;
	if (!e)
		return SECMAIL_ARGUMENT;
	s = calloc(1, sizeof *s);
	if (!s || secmail_spf_new(now, &s->native) != SECMAIL_DONE) {
		free(s);
		return SECMAIL_NO_MEMORY;
	}
	s->engine = e;
	s->owner = getpid();
	s->worker.fd = -1;
	s->request = secmailp_buffer_new(MAX_REQUEST);
	*out = s;
	return SECMAIL_DONE;
}

void
secmailp_engines_forget(secmail_engine_spf *s)
{
	if (s->owner == getpid())
		secmailp_engines_worker_stop(&s->worker);
	secmail_spf_result_free(s->result);
	s->result = NULL;
	s->is_decided = false;
	s->runs = 0;
	s->open_count = 0;
}

void
secmail_engine_spf_free(secmail_engine_spf *s)
{
	if (!s)
		return;
	secmailp_engines_forget(s);
	if (s->worker.fd >= 0)
		close(s->worker.fd);
	secmailp_buffer_free(&s->request);
	secmail_spf_free(s->native);
	free(s);
}

void
secmail_engine_spf_reset(secmail_engine_spf *s)
{
	if (!s)
		return;
	secmailp_engines_forget(s);
	secmailp_error_clear(&s->error);
	secmail_spf_reset(s->native);
	s->ip_len = 0;
	s->helo_len = 0;
}

const char *
secmail_engine_spf_error(const secmail_engine_spf *s)
{
	return s ? s->error.text : "";
}

/* Under way: the native evaluator has decided, and the engine has not. */
static secmail_status
check_unsaid(secmail_engine_spf *s)
{
	if (!s)
		return SECMAIL_ARGUMENT;
	if (!s->result)
		return SECMAIL_DONE;
	secmailp_error_set(&s->error, "a verdict is under way");
	return SECMAIL_LATE;
}

/* Hands on what the native session says. */
static secmail_status
as_natively(secmail_engine_spf *s, secmail_status status)
{
	if (status != SECMAIL_DONE)
		secmailp_error_set(&s->error, "%s", secmail_spf_error(s->native));
	return status;
}

/* RFC 7208 section 5: an IPv4-mapped address is the IPv4 address; libspf2 takes it for IPv6. */
static void
keep_client(secmail_engine_spf *s, secmailp_view ip)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	if (ip.len == 16 && memcmp(ip.at, mapped, sizeof mapped) == 0)
		ip = secmailp_view_after(ip, sizeof mapped);
	memcpy(s->ip, ip.at, ip.len);
	s->ip_len = ip.len;
}

secmail_status
secmail_engine_spf_set_client(secmail_engine_spf *s, const uint8_t *ip, size_t len)
{
	secmail_status status = check_unsaid(s);

	if (status != SECMAIL_DONE)
		return status;
	status = as_natively(s, secmail_spf_set_client(s->native, ip, len));
	if (status == SECMAIL_DONE)
		keep_client(s, secmailp_view_of(ip, len));
	return status;
}

secmail_status
secmail_engine_spf_set_helo(secmail_engine_spf *s, const void *helo, size_t len)
{
	secmail_status status = check_unsaid(s);

	if (status != SECMAIL_DONE)
		return status;
	status = as_natively(s, secmail_spf_set_helo(s->native, helo, len));
	s->helo_len = status == SECMAIL_DONE && len <= sizeof s->helo ? len : 0;
	if (s->helo_len > 0)
		memcpy(s->helo, helo, s->helo_len);
	return status;
}

secmail_status
secmail_engine_spf_set_mail_from(secmail_engine_spf *s, const void *path, size_t len)
{
	secmail_status status = check_unsaid(s);

	if (status != SECMAIL_DONE)
		return status;
	return as_natively(s, secmail_spf_set_mail_from(s->native, path, len));
}
