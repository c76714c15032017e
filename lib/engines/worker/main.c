/*
 * main.c - secmail-engine: judges one request of the library's, with a foreign engine
 *
 * Usage: secmail-engine MEMORY SECONDS, with the request on descriptor 0, a socket.
 * MEMORY is in MiB, SECONDS of processor time. It is started by the library; there
 * is nothing for a person to do with it. It ends with 0 after its reply, else with
 * 1, and says nothing: the library tells a worker that said nothing from one that did.
 */
#include "worker.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_SECONDS 86400

/* All that a request needs, in one piece. */
typedef struct desk {
	uint8_t body[SECMAILP_ENGINES_MAX_REQUEST];
	secmailp_engines_request request;
	worker_guard guard;
} desk;

static bool
read_number(const char *text, uint64_t max, unsigned *out)
{
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_text(text));

	*out = (unsigned)secmailp_cursor_number(&c, max);
	return secmailp_cursor_done(&c) && *out > 0;
}

static bool
read_all(uint8_t *out, size_t len)
{
	while (len > 0) {
		ssize_t got = read(0, out, len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		out += got;
		len -= (size_t)got;
	}
	return true;
}

static bool
write_all(secmailp_view v)
{
	while (v.len > 0) {
		ssize_t put = write(0, v.at, v.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		v = secmailp_view_after(v, (size_t)put);
	}
	return true;
}

static bool
read_request(desk *d)
{
	uint8_t header[SECMAILP_ENGINES_HEADER];
	size_t len;

	return read_all(header, sizeof header) &&
	       secmailp_engines_header_read(header, sizeof d->body, &len) ==
		   SECMAIL_ENGINE_DECIDED &&
	       read_all(d->body, len) &&
	       secmailp_engines_request_read(secmailp_view_of(d->body, len), &d->request);
}

static bool
write_reply(const secmailp_engines_reply *reply)
{
	uint8_t header[SECMAILP_ENGINES_HEADER];
	secmailp_buffer b = secmailp_buffer_new(SECMAILP_ENGINES_MAX_REPLY);

	secmailp_engines_reply_write(reply, &b);
	if (b.status != SECMAILP_DONE)
		return false;
	secmailp_engines_header_write(b.len, header);
	return write_all(secmailp_view_of(header, sizeof header)) &&
	       write_all(secmailp_buffer_view(&b));
}

/* The order is the point: first nothing is left to lose, then the request is read. */
static bool
serve_at(desk *d)
{
	secmailp_engines_reply reply = { 0 };
	worker_spf *spf = worker_spf_new();

	if (!spf || !worker_confine() || !read_request(d))
		return false;
	worker_spf_judge(spf, &d->request, &d->guard, &reply);
	return write_reply(&reply);
}

static bool
serve(unsigned memory, unsigned seconds)
{
	bool is_served = false;
	desk *d;

	if (!worker_close() || !worker_limit(memory, seconds))
		return false;
	d = calloc(1, sizeof *d);
	if (d)
		is_served = serve_at(d);
	free(d);
	return is_served;
}

int
main(int argc, char **argv)
{
	unsigned memory, seconds;

	if (argc != 3 || !read_number(argv[1], SECMAIL_ENGINE_MAX_MEMORY, &memory) ||
	    !read_number(argv[2], MAX_SECONDS, &seconds))
		return 1;
	return serve(memory, seconds) ? 0 : 1;
}
