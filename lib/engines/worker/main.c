/*
 * main.c - secmail-engine: judges one request of the library's, with a foreign engine
 *
 * Usage: secmail-engine ENGINE MEMORY SECONDS, with the request on descriptor 0, a socket.
 * ENGINE is 1 for SPF, 2 for DKIM; MEMORY is in MiB, SECONDS of processor time. It is started by
 * the library; there is nothing for a person to do with it. It ends with 0 after its reply, else
 * with 1, and says nothing: the library tells a worker that said nothing from one that did.
 */
#include "worker.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_SECONDS 86400

/* Octets of a message's body that are read at a time. */
#define CHUNK 65536

/* All that a request needs, in one piece. */
typedef struct desk {
	uint8_t body[SECMAILP_ENGINES_MAX_REQUEST];
	secmailp_engines_request request;
	worker_guard guard;
	secmailp_engines_letter letter;
	secmailp_engines_verdicts verdicts;
	uint8_t chunk[CHUNK];
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
read_header(size_t max, size_t *out_len)
{
	uint8_t header[SECMAILP_ENGINES_HEADER];

	return read_all(header, sizeof header) &&
	       secmailp_engines_header_read(header, max, out_len) == SECMAIL_ENGINE_DECIDED;
}

static bool
write_reply(const secmailp_buffer *b)
{
	uint8_t header[SECMAILP_ENGINES_HEADER];

	if (b->status != SECMAILP_DONE)
		return false;
	secmailp_engines_header_write(b->len, header);
	return write_all(secmailp_view_of(header, sizeof header)) &&
	       write_all(secmailp_buffer_view(b));
}

/* The order is the point: first nothing is left to lose, then the request is read. */
static bool
serve_spf(desk *d, secmailp_buffer *out)
{
	secmailp_engines_reply reply = { 0 };
	worker_spf *spf = worker_spf_new();
	size_t len;

	if (!spf || !worker_confine() || !read_header(sizeof d->body, &len) ||
	    !read_all(d->body, len) ||
	    !secmailp_engines_request_read(secmailp_view_of(d->body, len), &d->request))
		return false;
	worker_spf_judge(spf, &d->request, &d->guard, &reply);
	secmailp_engines_reply_write(&reply, out);
	return true;
}

/* Reads what stands before the body, and says in *left how long that is. */
static bool
read_letter(desk *d, size_t *left)
{
	uint8_t prefix[SECMAILP_ENGINES_DKIM_PREFIX];
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(prefix, sizeof prefix));
	size_t all, head;

	if (!read_header(SECMAILP_ENGINES_MAX_DKIM, &all) || all < sizeof prefix ||
	    !read_all(prefix, sizeof prefix) || secmailp_cursor_byte(&c) != SECMAILP_ENGINES_DKIM)
		return false;
	head = (size_t)secmailp_engines_take(&c, 4);
	all -= sizeof prefix;
	if (head > all || head > sizeof d->body || !read_all(d->body, head))
		return false;
	*left = all - head;
	return secmailp_engines_letter_read(secmailp_view_of(d->body, head), &d->letter);
}

/* Goes on reading when the engine has refused, since the library goes on writing. */
static bool
read_body(desk *d, worker_dkim *dkim, size_t left, bool *is_taken)
{
	while (left > 0) {
		size_t len = left < sizeof d->chunk ? left : sizeof d->chunk;

		if (!read_all(d->chunk, len))
			return false;
		left -= len;
		*is_taken = *is_taken && worker_dkim_body(dkim, secmailp_view_of(d->chunk, len));
	}
	return true;
}

/* What the engine says of a message that it does not take: the same of each signature. */
static void
refuse_all(desk *d)
{
	d->verdicts.count = d->letter.count;
	for (size_t i = 0; i < d->verdicts.count; i++)
		d->verdicts.at[i] =
		    (secmailp_engines_verdict){ SECMAIL_DKIM_PERMERROR, SECMAIL_ENGINE_DECIDED };
}

static bool
serve_dkim(desk *d, secmailp_buffer *out)
{
	worker_dkim *dkim = worker_dkim_new();
	bool is_taken;
	size_t left;

	if (!dkim || !worker_confine() || !read_letter(d, &left))
		return false;
	is_taken = worker_dkim_begin(dkim, &d->letter);
	if (!read_body(d, dkim, left, &is_taken))
		return false;
	if (!is_taken || !worker_dkim_end(dkim, &d->verdicts))
		refuse_all(d);
	secmailp_engines_verdicts_write(&d->verdicts, out);
	return true;
}

static bool
serve(unsigned engine, unsigned memory, unsigned seconds)
{
	secmailp_buffer out = secmailp_buffer_new(SECMAILP_ENGINES_MAX_REPLY);
	bool is_served = false;
	desk *d;

	if (!worker_close() || !worker_limit(memory, seconds))
		return false;
	d = calloc(1, sizeof *d);
	if (d && engine == SECMAILP_ENGINES_SPF)
		is_served = serve_spf(d, &out);
	else if (d)
		is_served = serve_dkim(d, &out);
	is_served = is_served && write_reply(&out);
	secmailp_buffer_free(&out);
	free(d);
	return is_served;
}

int
main(int argc, char **argv)
{
	unsigned engine, memory, seconds;

	if (argc != 4 || !read_number(argv[1], SECMAILP_ENGINES_DKIM, &engine) ||
	    !read_number(argv[2], SECMAIL_ENGINE_MAX_MEMORY, &memory) ||
	    !read_number(argv[3], MAX_SECONDS, &seconds))
		return 1;
	return serve(engine, memory, seconds) ? 0 : 1;
}
