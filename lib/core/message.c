/* message.c - a message that comes in piece by piece: see <secmail/message.h> */
#include "core_internal.h"

#include <stdlib.h>

#include "private/error.h"

struct secmail_message {
	secmailp_octets octets;
	secmailp_header header;
	secmail_authors *authors;
	uint32_t flags; /* those that are known at the end of the header, or of the message */
	bool has_begun;
	bool has_header; /* the header is complete, and its authors are known */
	bool has_ended;
	secmail_status failure; /* sticky: what the message can't recover from */
	secmailp_error error;
};

secmail_status
secmail_message_new(secmail_message **out)
{
	secmail_message *m = calloc(1, sizeof *m);

	*out = NULL;
	if (!m || secmail_authors_new(&m->authors) != SECMAIL_DONE) {
		free(m);
		return SECMAIL_NO_MEMORY;
	}
	m->octets = secmailp_octets_new();
	m->header = secmailp_header_new();
	*out = m;
	return SECMAIL_DONE;
}

void
secmail_message_free(secmail_message *m)
{
	if (!m)
		return;
	secmailp_header_free(&m->header);
	secmail_authors_free(m->authors);
	free(m);
}

void
secmail_message_reset(secmail_message *m)
{
	secmailp_header_reset(&m->header);
	secmailp_authors_reset(m->authors);
	*m = (secmail_message){
		.octets = secmailp_octets_new(),
		.header = m->header,
		.authors = m->authors,
	};
}

static secmail_status
late(secmail_message *m, const char *what)
{
	secmailp_error_set(&m->error, "%s", what);
	return SECMAIL_LATE;
}

/* After this the message can only be reset or freed. */
static secmail_status
fail(secmail_message *m, secmail_status status)
{
	m->failure = status;
	if (status == SECMAIL_LIMIT)
		secmailp_error_set(&m->error,
		    "the header has more than %d octets or more than %d fields",
		    SECMAIL_MESSAGE_MAX_HEADER, SECMAIL_MESSAGE_MAX_FIELDS);
	else
		secmailp_error_set(&m->error, "%s", secmail_status_text(status));
	return status;
}

secmail_status
secmail_message_set_normalize(secmail_message *m, bool normalize)
{
	if (m->has_begun || m->has_ended)
		return late(m, "line ends can't be chosen once the message has begun");
	m->header.normalize = normalize;
	return SECMAIL_DONE;
}

static bool
has_name(const secmail_message *m, size_t index, secmailp_view name)
{
	return m->header.fields[index].name_len == name.len &&
	       secmailp_view_equal_nocase(secmailp_header_name(&m->header, index), name);
}

/* Adds the addresses of all fields with that name. */
static secmail_status
collect(const secmail_message *m, secmailp_view name, secmail_authors *authors)
{
	secmail_status status = SECMAIL_DONE;

	for (size_t i = 0; i < m->header.count && status == SECMAIL_DONE; i++) {
		if (!has_name(m, i, name))
			continue;

		secmailp_view body = secmailp_header_body(&m->header, i);
		status = secmail_authors_add_field(authors, body.at, body.len);
	}
	return status;
}

static bool
has_field_named(const secmail_message *m, secmailp_view name)
{
	for (size_t i = 0; i < m->header.count; i++)
		if (has_name(m, i, name))
			return true;
	return false;
}

/* Sets `flag` if a field called `name` has an address of another domain than From. */
static secmail_status
compare_with(secmail_message *m, const char *name, uint32_t flag)
{
	secmailp_view wanted = secmailp_view_text(name);
	secmail_authors *others;
	secmail_status status;

	if (!has_field_named(m, wanted))
		return SECMAIL_DONE;
	status = secmail_authors_new(&others);
	if (status == SECMAIL_DONE)
		status = collect(m, wanted, others);
	if (status == SECMAIL_DONE && secmailp_authors_differ(m->authors, others))
		m->flags |= flag;
	secmail_authors_free(others);
	return status;
}

/* The header is complete: who wrote the message, and what is odd about that. */
static secmail_status
judge_header(secmail_message *m)
{
	secmail_status status = collect(m, secmailp_view_text("From"), m->authors);

	if (secmailp_header_hides_from(&m->header))
		secmailp_authors_distrust(m->authors);
	if (status == SECMAIL_DONE)
		status = compare_with(m, "Sender", SECMAIL_MESSAGE_SENDER_DIFFERS);
	if (status == SECMAIL_DONE)
		status = compare_with(m, "Resent-From", SECMAIL_MESSAGE_RESENT_DIFFERS);
	if (!secmailp_utf8_is_valid(secmailp_buffer_view(&m->header.octets)))
		m->flags |= SECMAIL_MESSAGE_HEADER_8BIT;
	if (status != SECMAIL_DONE) {
		secmailp_authors_reset(m->authors);
		return fail(m, status);
	}
	m->has_header = true;
	return SECMAIL_DONE;
}

secmail_status
secmail_message_write(secmail_message *m, const void *bytes, size_t len, size_t *out_body)
{
	secmailp_view piece = secmailp_view_of(bytes, len);

	*out_body = len;
	if (!bytes && len > 0) {
		secmailp_error_set(&m->error, "octets without a place");
		return SECMAIL_ARGUMENT;
	}
	if (m->has_ended)
		return late(m, "the message has ended");
	if (m->failure != SECMAIL_DONE)
		return m->failure;
	m->has_begun |= len > 0;
	secmailp_octets_take(&m->octets, piece);
	if (m->has_header) {
		*out_body = 0;
		return SECMAIL_DONE;
	}
	*out_body = secmailp_header_take(&m->header, piece);
	if (m->header.status != SECMAIL_DONE)
		return fail(m, m->header.status);
	return m->header.is_complete ? judge_header(m) : SECMAIL_DONE;
}

secmail_status
secmail_message_end_header(secmail_message *m)
{
	if (m->has_ended)
		return late(m, "the message has ended");
	if (m->failure != SECMAIL_DONE)
		return m->failure;
	if (m->has_header)
		return SECMAIL_DONE;
	m->has_begun = true;
	secmailp_octets_end(&m->octets);
	secmailp_header_end(&m->header);
	if (m->header.status != SECMAIL_DONE)
		return fail(m, m->header.status);
	return judge_header(m);
}

static bool
has_field(const secmailp_header *h)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->fields[i].name_len > 0)
			return true;
	return false;
}

secmail_status
secmail_message_end(secmail_message *m)
{
	secmail_status status = SECMAIL_DONE;

	if (m->has_ended)
		return late(m, "the message has ended");
	if (m->failure == SECMAIL_DONE && !m->has_header) {
		m->flags |= SECMAIL_MESSAGE_TRUNCATED_HEADER;
		status = secmail_message_end_header(m);
	}
	if (m->failure != SECMAIL_DONE)
		return m->failure;
	secmailp_octets_end(&m->octets);
	m->has_ended = true;
	if (status == SECMAIL_DONE && !has_field(&m->header)) {
		secmailp_error_set(&m->error, "no message: it has no header field");
		status = SECMAIL_SYNTAX;
	}
	return status;
}

const char *
secmail_message_error(const secmail_message *m)
{
	return m->error.text;
}

bool
secmail_message_header_is_complete(const secmail_message *m)
{
	return m->has_header;
}

size_t
secmail_message_field_count(const secmail_message *m)
{
	return m->header.count;
}

/* What a getter hands out of field `index`, which `part` takes from the header. */
static const void *
part_of_field(const secmail_message *m, size_t index, size_t *out_len,
    secmailp_view (*part)(const secmailp_header *h, size_t index))
{
	secmailp_view v;

	*out_len = 0;
	if (index >= m->header.count)
		return NULL;
	v = part(&m->header, index);
	*out_len = v.len;
	return v.at;
}

const void *
secmail_message_field(const secmail_message *m, size_t index, size_t *out_len)
{
	return part_of_field(m, index, out_len, secmailp_header_field);
}

const void *
secmail_message_field_name(const secmail_message *m, size_t index, size_t *out_len)
{
	return part_of_field(m, index, out_len, secmailp_header_name);
}

const void *
secmail_message_field_body(const secmail_message *m, size_t index, size_t *out_len)
{
	return part_of_field(m, index, out_len, secmailp_header_body);
}

bool
secmail_message_find_above(const secmail_message *m, const char *name, size_t *index)
{
	size_t at = *index < m->header.count ? *index : m->header.count;
	secmailp_view wanted = secmailp_view_text(name);

	while (wanted.len > 0 && at > 0) {
		at--;
		if (has_name(m, at, wanted)) {
			*index = at;
			return true;
		}
	}
	return false;
}

uint32_t
secmail_message_flags(const secmail_message *m)
{
	uint32_t flags = m->flags | m->octets.flags | m->header.flags;

	return m->has_header ? flags | secmail_authors_flags(m->authors) : flags;
}

const secmail_authors *
secmail_message_authors(const secmail_message *m)
{
	return m->authors;
}
