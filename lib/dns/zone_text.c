/*
 * zone_text.c - master files (RFC 1035 section 5), by ldns's parser
 *
 * ldns knows the many types and their notations. What it hands over is checked
 * once more by the reader of messages, so that a record from a file is no less
 * well-formed than one from the network.
 */
#include <errno.h>
#include <ldns/ldns.h>
#include <stdio.h>

#include "dns_internal.h"

#define DEFAULT_TTL 3600

/* White space inside a line; ldns takes a CR for a space. */
static const secmailp_byteset blank = { { 0x0000000100002200, 0, 0, 0 } };

typedef struct zone_reader {
	secmail_dns_zone *zone;
	FILE *file;
	secmailp_cursor text; /* what ldns has not read yet */
	size_t text_len;
	size_t line;       /* where that begins, from 1 */
	size_t entry_line; /* where the entry at hand begins */
	uint32_t ttl;
	ldns_rdf *origin;
	ldns_rdf *previous; /* the owner of the last record, for lines without one */
	secmailp_buffer data;
} zone_reader;

static secmail_status
syntax_error(zone_reader *r, const char *what)
{
	secmailp_error_set(&r->zone->error, "line %zu: %s", r->entry_line, what);
	return SECMAIL_SYNTAX;
}

/* The parts of a record's data, one after the other, are its wire form. */
static secmail_status
join_data(zone_reader *r, const ldns_rr *rr)
{
	secmailp_buffer joined = secmailp_buffer_new(UINT16_MAX);
	secmail_status status;
	bool sound = true;

	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *part = ldns_rr_rdf(rr, i);

		secmailp_buffer_add(
		    &joined, secmailp_view_of(ldns_rdf_data(part), ldns_rdf_size(part)));
	}
	status = joined.status;
	secmailp_buffer_reset(&r->data);
	if (status == SECMAIL_DONE) {
		secmailp_view view = secmailp_buffer_view(&joined);

		sound = secmailp_dns_rdata(view, (uint16_t)ldns_rr_get_type(rr), view, &r->data) &&
			r->data.len == view.len;
		status = r->data.status;
		sound = sound || status == SECMAIL_NO_MEMORY;
	}
	secmailp_buffer_free(&joined);
	return sound ? status : syntax_error(r, "the data is not of its type's form");
}

/*
 * RFC 6895 section 3.1: zero, OPT and the types of questions are no data. ldns
 * makes the type zero of some words that it doesn't know.
 */
static bool
is_data_type(uint16_t type)
{
	return type > 0 && type != SECMAILP_DNS_TYPE_OPT && (type < 128 || type > 255);
}

static secmail_status
add_record(zone_reader *r, const ldns_rr *rr)
{
	secmailp_dns_zone_record record = { .type = (uint16_t)ldns_rr_get_type(rr),
		.ttl = ldns_rr_ttl(rr) };
	const ldns_rdf *owner = ldns_rr_owner(rr);
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(
	    owner ? ldns_rdf_data(owner) : NULL, owner ? ldns_rdf_size(owner) : 0));
	secmailp_dnsname name;
	secmail_status status;

	if (ldns_rr_get_class(rr) != LDNS_RR_CLASS_IN)
		return syntax_error(r, "a record's class is not IN");
	if (!is_data_type(record.type))
		return syntax_error(r, "a record without a type that zones have");
	if (!secmailp_dnsname_read(&name, &c))
		return syntax_error(r, "a record has no name");
	status = join_data(r, rr);
	if (status != SECMAIL_DONE)
		return status;
	record.ttl = secmailp_dns_ttl(record.ttl);
	record.rdata = secmailp_buffer_view(&r->data);
	return secmailp_dns_zone_add(r->zone, &record, secmailp_dnsname_view(&name));
}

/* Moves to where ldns has read to. */
static void
catch_up(zone_reader *r)
{
	long at = ftell(r->file);
	size_t ahead = secmailp_cursor_left(&r->text);
	size_t left = r->text_len - (at > 0 ? (size_t)at : 0);

	while (ahead > left) {
		if (secmailp_cursor_byte(&r->text) == '\n')
			r->line++;
		ahead--;
	}
}

/* The line of the next record: ldns passes over comments and empty lines on its way there. */
static size_t
line_of_entry(const zone_reader *r)
{
	secmailp_cursor c = r->text;
	size_t line = r->line;

	for (;; line++) {
		(void)secmailp_cursor_while(&c, &blank);
		if (secmailp_cursor_peek(&c) == ';')
			(void)secmailp_cursor_until(&c, '\n');
		if (!secmailp_cursor_skip(&c, '\n'))
			return line;
	}
}

/* ldns takes some refused allocations for mistakes in the text, and passes over others. */
static ldns_status
read_once(zone_reader *r, ldns_rr **rr)
{
	ldns_status said;

	*rr = NULL;
	errno = 0;
	said = ldns_rr_new_frm_fp_l(rr, r->file, &r->ttl, &r->origin, &r->previous, NULL);
	if (errno != ENOMEM)
		return said;
	ldns_rr_free(*rr);
	*rr = NULL;
	return LDNS_STATUS_MEM_ERR;
}

/* Not every refusal is left in errno, which ldns sets to zero here and there: a mistake is made
 * twice. */
static ldns_status
read_again(zone_reader *r, ldns_status said)
{
	long start = (long)(r->text_len - secmailp_cursor_left(&r->text));
	ldns_rr *rr = NULL;
	ldns_status again = LDNS_STATUS_MEM_ERR;

	if (fseek(r->file, start, SEEK_SET) == 0)
		again = read_once(r, &rr);
	ldns_rr_free(rr);
	return again == said ? said : LDNS_STATUS_MEM_ERR;
}

static secmail_status
refuse(zone_reader *r, ldns_status said)
{
	if (read_again(r, said) == LDNS_STATUS_MEM_ERR)
		return SECMAIL_NO_MEMORY;
	return syntax_error(r, ldns_get_errorstr_by_id(said));
}

/* Reads up to the end of one record, directive or empty line. */
static secmail_status
read_entry(zone_reader *r)
{
	ldns_rr *rr = NULL;
	ldns_status said;
	secmail_status status;

	catch_up(r);
	r->entry_line = line_of_entry(r);
	said = read_once(r, &rr);
	switch (said) {
	case LDNS_STATUS_OK:
		status = add_record(r, rr);
		ldns_rr_free(rr);
		return status;
	case LDNS_STATUS_SYNTAX_EMPTY:
	case LDNS_STATUS_SYNTAX_TTL:
	case LDNS_STATUS_SYNTAX_ORIGIN:
		return SECMAIL_DONE; /* ldns's way to say that it has taken it */
	case LDNS_STATUS_SYNTAX_INCLUDE:
	case LDNS_STATUS_SYNTAX_INCLUDE_ERR_NOTIMPL:
		return syntax_error(r, "$INCLUDE is not allowed");
	case LDNS_STATUS_MEM_ERR:
		return SECMAIL_NO_MEMORY;
	default:
		return refuse(r, said);
	}
}

static secmail_status
read_all(zone_reader *r)
{
	secmail_status status = SECMAIL_DONE;

	while (status == SECMAIL_DONE && !feof(r->file)) {
		status = read_entry(r);
		if (status == SECMAIL_DONE && ferror(r->file))
			status = SECMAIL_IO;
	}
	return status;
}

static secmail_status
read_text(secmail_dns_zone *z, secmailp_view text, const char *origin)
{
	zone_reader r = { .zone = z,
		.text = secmailp_cursor_over(text),
		.text_len = text.len,
		.line = 1,
		.ttl = DEFAULT_TTL,
		.data = secmailp_buffer_new(UINT16_MAX) };
	secmail_status status = secmailp_dns_zone_check(&z->error, text);
	secmailp_dnsname name;

	if (status != SECMAIL_DONE || text.len == 0)
		return status;
	if (!secmailp_dns_name_from_text(secmailp_view_text(origin ? origin : "."), &name)) {
		secmailp_error_set(&z->error, "the origin is no domain name");
		return SECMAIL_ARGUMENT;
	}
	r.origin = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, name.len, name.wire);
	if (!r.origin)
		return SECMAIL_NO_MEMORY;
	/* A stream for reading takes no const; nothing is written through it. */
	r.file = fmemopen((void *)(uintptr_t)text.at, text.len, "r");
	status = r.file ? read_all(&r) : SECMAIL_NO_MEMORY;
	if (r.file)
		fclose(r.file);
	ldns_rdf_deep_free(r.origin);
	ldns_rdf_deep_free(r.previous);
	secmailp_buffer_free(&r.data);
	return status;
}

secmail_status
secmail_dns_zone_load(secmail_dns_zone *z, const void *text, size_t len, const char *origin)
{
	size_t before = z->count;
	secmail_status status;

	secmailp_error_clear(&z->error);
	if (len > SECMAIL_DNS_MAX_ZONE_TEXT) {
		secmailp_error_set(&z->error, "longer than %d octets", SECMAIL_DNS_MAX_ZONE_TEXT);
		return SECMAIL_LIMIT;
	}
	status = read_text(z, secmailp_view_of(text, len), origin);
	if (status == SECMAIL_DONE)
		secmailp_dns_zone_sort(z);
	else
		z->count = before;
	return status;
}
