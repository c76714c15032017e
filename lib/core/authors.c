/*
 * authors.c - the author addresses of a message, and whether they are of one domain
 *
 * RFC 9989 section 5.3.1: without exactly one author domain DMARC can't be
 * evaluated. What could be read in two ways therefore has no author domain.
 */
#include "core_internal.h"

#include <stdlib.h>

/* Octets that the addresses and domains of one list may take. */
#define MAX_OCTETS SECMAIL_MESSAGE_MAX_HEADER

typedef struct author {
	const char *address;
	const char *domain; /* normalized; NULL for a literal or what is no domain name */
} author;

struct secmail_authors {
	author list[SECMAIL_MESSAGE_MAX_AUTHORS];
	size_t count;
	size_t fields;
	uint32_t flags; /* what was odd in the fields; see secmail_authors_flags() for the rest */
	bool is_full;   /* there were more addresses than are kept */
	bool is_distrusted;
	secmailp_arena arena;
};

secmail_status
secmail_authors_new(secmail_authors **out)
{
	secmail_authors *authors = calloc(1, sizeof *authors);

	*out = authors;
	if (!authors)
		return SECMAIL_NO_MEMORY;
	authors->arena = secmailp_arena_new(MAX_OCTETS);
	return SECMAIL_DONE;
}

void
secmail_authors_free(secmail_authors *authors)
{
	if (!authors)
		return;
	secmailp_arena_free(&authors->arena);
	free(authors);
}

void
secmailp_authors_reset(secmail_authors *authors)
{
	secmailp_arena_empty(&authors->arena);
	*authors = (secmail_authors){ .arena = authors->arena };
}

void
secmailp_authors_distrust(secmail_authors *authors)
{
	authors->is_distrusted = true;
}

/* Adds text that is safe to print: what is no UTF-8, and control characters, become "?". */
static void
add_printable(secmailp_buffer *out, secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	while (secmailp_cursor_left(&c) > 0) {
		secmailp_view rest = secmailp_cursor_rest(&c);
		int32_t code = secmailp_utf8_take(&c);

		if (code < ' ' || (code >= 0x7f && code <= 0x9f))
			secmailp_buffer_byte(out, '?');
		else
			secmailp_buffer_add(
			    out, secmailp_view_first(rest, rest.len - secmailp_cursor_left(&c)));
	}
}

/* Copies text into the list's memory. */
static secmail_status
keep_text(secmail_authors *authors, secmailp_view text, const char **out)
{
	*out = secmailp_arena_text(&authors->arena, text);
	return *out ? SECMAIL_DONE : authors->arena.status;
}

static secmail_status
keep_address(secmail_authors *authors, secmailp_view local, secmailp_view domain, const char **out)
{
	secmailp_buffer text = secmailp_buffer_new(local.len + 1 + domain.len);
	secmail_status status;

	add_printable(&text, local);
	secmailp_buffer_byte(&text, '@');
	add_printable(&text, domain);
	status = text.status;
	if (status == SECMAIL_DONE)
		status = keep_text(authors, secmailp_buffer_view(&text), out);
	secmailp_buffer_free(&text);
	return status;
}

/* The domain that DNS can be asked for; *out stays NULL for a literal and what is none. */
static secmail_status
keep_domain(secmail_authors *authors, secmailp_view domain, const char **out)
{
	char name[SECMAIL_DOMAIN_SIZE];
	secmail_status status;

	*out = NULL;
	if (secmailp_view_is(secmailp_view_first(domain, 1), "["))
		return SECMAIL_DONE;
	status = secmail_domain_normalize(domain.at, domain.len, name);
	if (status == SECMAIL_SYNTAX) {
		authors->flags |= SECMAIL_MESSAGE_FROM_SYNTAX;
		return SECMAIL_DONE;
	}
	if (status == SECMAIL_DONE)
		status = keep_text(authors, secmailp_view_text(name), out);
	return status;
}

/* Flags what stands beside the mailbox and shows another domain. */
static secmail_status
look_beside(secmail_authors *authors, const secmailp_mailboxes *box, const char *domain)
{
	bool before, after = false;
	secmail_status status = secmailp_shows_other_domain(box->before, domain, &before);

	if (status == SECMAIL_DONE)
		status = secmailp_shows_other_domain(box->after, domain, &after);
	if (before || after)
		authors->flags |= SECMAIL_MESSAGE_FROM_DISPLAY;
	return status;
}

/* Adds the mailbox that was read last. */
static secmail_status
add_mailbox(secmail_authors *authors, const secmailp_mailboxes *box)
{
	secmailp_view local = secmailp_buffer_view(&box->local);
	secmailp_view domain = secmailp_buffer_view(&box->domain);
	author found = { 0 };
	secmail_status status;

	if (authors->count == SECMAIL_MESSAGE_MAX_AUTHORS) {
		authors->is_full = true;
		return SECMAIL_LIMIT;
	}
	if (!secmailp_utf8_is_valid(local))
		authors->flags |= SECMAIL_MESSAGE_FROM_SYNTAX;
	status = keep_domain(authors, domain, &found.domain);
	if (status == SECMAIL_DONE)
		status = look_beside(authors, box, found.domain);
	if (status == SECMAIL_DONE)
		status = keep_address(authors, local, domain, &found.address);
	if (status == SECMAIL_DONE)
		authors->list[authors->count++] = found;
	return status;
}

secmail_status
secmail_authors_add_field(secmail_authors *authors, const void *body, size_t len)
{
	secmailp_view text = secmailp_view_of(body, len);
	secmailp_mailboxes box = secmailp_mailboxes_over(text);
	secmail_status status = SECMAIL_DONE;

	authors->fields++;
	while (status == SECMAIL_DONE && secmailp_mailboxes_next(&box))
		status = add_mailbox(authors, &box);
	if (status == SECMAIL_DONE)
		status = box.status;
	authors->flags |= box.flags;
	/* What was not read to its end has no author domain. */
	if (status != SECMAIL_DONE)
		authors->flags |= SECMAIL_MESSAGE_FROM_SYNTAX;
	if (secmailp_encoded_word_hides_at(text))
		authors->flags |= SECMAIL_MESSAGE_FROM_ENCODED;
	secmailp_mailboxes_free(&box);
	return status == SECMAIL_LIMIT ? SECMAIL_DONE : status;
}

static bool
is_same_domain(const char *one, const char *other)
{
	return one == other || (one && other && strcmp(one, other) == 0);
}

uint32_t
secmail_authors_flags(const secmail_authors *authors)
{
	uint32_t flags = authors->flags;

	if (authors->fields == 0)
		flags |= SECMAIL_MESSAGE_NO_FROM;
	if (authors->fields > 1)
		flags |= SECMAIL_MESSAGE_REPEATED_FROM;
	if (authors->count > 1)
		flags |= SECMAIL_MESSAGE_FROM_ADDRESSES;
	for (size_t i = 1; i < authors->count; i++)
		if (!is_same_domain(authors->list[0].domain, authors->list[i].domain))
			flags |= SECMAIL_MESSAGE_FROM_DOMAINS;
	return flags;
}

size_t
secmail_authors_count(const secmail_authors *authors)
{
	return authors->count;
}

const char *
secmail_authors_address(const secmail_authors *authors, size_t index)
{
	return index < authors->count ? authors->list[index].address : NULL;
}

const char *
secmail_authors_address_domain(const secmail_authors *authors, size_t index)
{
	return index < authors->count ? authors->list[index].domain : NULL;
}

/* True if there is but one way to read who the authors are. */
static bool
are_plain(const secmail_authors *authors)
{
	const uint32_t ambiguous =
	    SECMAIL_MESSAGE_NO_FROM | SECMAIL_MESSAGE_REPEATED_FROM | SECMAIL_MESSAGE_FROM_SYNTAX;

	return !authors->is_distrusted && (secmail_authors_flags(authors) & ambiguous) == 0;
}

const char *
secmail_authors_domain(const secmail_authors *authors)
{
	if (!are_plain(authors) ||
	    (secmail_authors_flags(authors) & SECMAIL_MESSAGE_FROM_DOMAINS) != 0)
		return NULL;
	return secmail_authors_address_domain(authors, 0);
}

/* True if an address before this one has the same domain. */
static bool
is_repeated(const secmail_authors *authors, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_same_domain(authors->list[i].domain, authors->list[index].domain))
			return true;
	return false;
}

size_t
secmail_authors_domain_count(const secmail_authors *authors)
{
	size_t count = 0;

	if (!are_plain(authors) || authors->is_full)
		return 0;
	for (size_t i = 0; i < authors->count; i++) {
		if (!authors->list[i].domain)
			return 0;
		count += !is_repeated(authors, i);
	}
	return count;
}

const char *
secmail_authors_domain_at(const secmail_authors *authors, size_t index)
{
	if (index >= secmail_authors_domain_count(authors))
		return NULL;
	for (size_t i = 0; i < authors->count; i++)
		if (!is_repeated(authors, i) && index-- == 0)
			return authors->list[i].domain;
	return NULL;
}

bool
secmailp_authors_differ(const secmail_authors *authors, const secmail_authors *others)
{
	if (others->is_full)
		return true;
	for (size_t i = 0; i < others->count; i++) {
		const char *domain = others->list[i].domain;

		if (authors->count == 0)
			return true;
		for (size_t j = 0; j < authors->count; j++)
			if (!is_same_domain(domain, authors->list[j].domain))
				return true;
	}
	return false;
}
