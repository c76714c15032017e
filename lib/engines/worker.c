/*
 * worker.c - a worker at work, from its start to its reply
 *
 * The reply is taken as it comes, its header first, so that nothing over its
 * maximum is ever read. What follows a whole reply is not looked at: the worker is
 * killed then, whatever it is doing.
 */
#include "engines_internal.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t
secmailp_engines_clock(void)
{
	struct timespec now = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

secmail_status
secmailp_engines_worker_start(secmailp_engines_worker *w, const secmail_engine *e, uint32_t engine)
{
	int ends[2];
	secmail_status status;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return SECMAIL_IO;
	w->deadline = secmailp_engines_clock() + e->timeout_ms;
	status = secmailp_engines_process_start(e, engine, ends[1], &w->process);
	close(ends[1]);
	if (status != SECMAIL_DONE) {
		close(ends[0]);
		return status;
	}
	w->fd = ends[0];
	w->sent = 0;
	w->got = 0;
	w->wanted = SECMAILP_ENGINES_HEADER;
	return SECMAIL_DONE;
}

void
secmailp_engines_worker_stop(secmailp_engines_worker *w)
{
	if (w->fd < 0)
		return;
	close(w->fd);
	w->fd = -1;
	secmailp_engines_process_end(&w->process);
}

static bool
is_not_now(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* What is to be sent next: the rest of the one piece, or of the other. */
static secmailp_view
to_send(const secmailp_engines_worker *w, secmailp_engines_parcel request)
{
	if (w->sent < request.head.len)
		return secmailp_view_after(request.head, w->sent);
	return secmailp_view_after(request.rest, w->sent - request.head.len);
}

/* A worker that takes no more may have replied before: what it said decides. */
static secmail_status
send_some(secmailp_engines_worker *w, secmailp_engines_parcel request)
{
	size_t len = request.head.len + request.rest.len;

	while (w->sent < len) {
		secmailp_view next = to_send(w, request);
		ssize_t sent = send(w->fd, next.at, next.len, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0 && is_not_now())
			return SECMAIL_WANT_WRITE;
		if (sent < 0)
			w->sent = len;
		else
			w->sent += (size_t)sent;
	}
	return SECMAIL_DONE;
}

/* The header is whole: how much is to follow. */
static secmail_engine_reason
read_header(secmailp_engines_worker *w)
{
	size_t len;
	secmail_engine_reason reason =
	    secmailp_engines_header_read(w->reply, SECMAILP_ENGINES_MAX_REPLY, &len);

	if (reason == SECMAIL_ENGINE_DECIDED && len == 0)
		return SECMAIL_ENGINE_GARBAGE;
	w->wanted += len;
	return reason;
}

static secmail_status
take_some(secmailp_engines_worker *w, secmail_engine_reason *why)
{
	*why = SECMAIL_ENGINE_DECIDED;
	while (w->got < w->wanted) {
		ssize_t got = recv(w->fd, w->reply + w->got, w->wanted - w->got, MSG_DONTWAIT);

		if (got < 0 && is_not_now())
			return SECMAIL_WANT_READ;
		if (got <= 0) {
			*why = SECMAIL_ENGINE_DIED;
			return SECMAIL_DONE;
		}
		w->got += (size_t)got;
		if (w->got == SECMAILP_ENGINES_HEADER)
			*why = read_header(w);
		if (*why != SECMAIL_ENGINE_DECIDED)
			return SECMAIL_DONE;
	}
	return SECMAIL_DONE;
}

secmail_status
secmailp_engines_worker_go(
    secmailp_engines_worker *w, secmailp_engines_parcel request, secmail_engine_reason *why)
{
	secmail_status status = send_some(w, request);

	if (status == SECMAIL_DONE)
		status = take_some(w, why);
	if (status == SECMAIL_DONE || secmailp_engines_clock() < w->deadline)
		return status;
	*why = SECMAIL_ENGINE_TIMEOUT;
	return SECMAIL_DONE;
}

int
secmailp_engines_worker_wait(const secmailp_engines_worker *w)
{
	int64_t left;

	if (w->fd < 0)
		return -1;
	left = w->deadline - secmailp_engines_clock();
	return left > 0 ? (int)left : 0;
}

void
secmailp_engines_worker_poll(const secmailp_engines_worker *w, secmail_status what)
{
	struct pollfd p = { .fd = w->fd, .events = what == SECMAIL_WANT_READ ? POLLIN : POLLOUT };

	(void)poll(
	    &p, 1, secmailp_engines_worker_wait(w)); /* what it says shows in the next step */
}

secmailp_view
secmailp_engines_worker_said(const secmailp_engines_worker *w)
{
	return secmailp_view_after(secmailp_view_of(w->reply, w->got), SECMAILP_ENGINES_HEADER);
}
