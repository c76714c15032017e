/*
 * suffixes.c - organizational domains by the Public Suffix List (RFC 7489 section 3.2)
 *
 * libpsl takes names in lower case without a dot at the end, which names are
 * here, and answers nonsense to addresses, which are kept from it.
 */
#include "suffixes.h"

#include <stdio.h>
#include <stdlib.h>

#include "private/cursor.h"
#include "private/file.h"
#include "private/sha256.h"
#include "suffix_rules.h"

/* How a compiled list begins, and how many octets that takes. */
#define COMPILED ".DAFSA@PSL_"
#define COMPILED_HEAD 16

struct secmail_dmarc_suffixes {
	psl_ctx_t *list; /* NULL: empty */
	char sha256[SECMAILP_SHA256_HEX + 1];
	secmailp_error error;
};

secmail_status
secmail_dmarc_suffixes_new(secmail_dmarc_suffixes **out)
{
	*out = calloc(1, sizeof **out);
	if (!*out)
		return SECMAIL_NO_MEMORY;
	secmailp_sha256_hex(secmailp_view_of(NULL, 0), (*out)->sha256);
	return SECMAIL_DONE;
}

void
secmail_dmarc_suffixes_free(secmail_dmarc_suffixes *s)
{
	if (!s)
		return;
	psl_free(s->list);
	free(s);
}

const char *
secmail_dmarc_suffixes_error(const secmail_dmarc_suffixes *s)
{
	return s->error.text;
}

/* libpsl reads from files only: from the very octets that are hashed. NULL: no memory or no list.
 */
static psl_ctx_t *
read_list(secmailp_view text)
{
	FILE *file = fmemopen((void *)text.at, text.len, "rb");
	psl_ctx_t *list = file ? psl_load_fp(file) : NULL;

	if (file)
		fclose(file);
	return list;
}

static bool
is_compiled(secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	return secmailp_cursor_literal(&c, COMPILED);
}

static secmail_status
check_list(secmail_dmarc_suffixes *s, const psl_ctx_t *list, secmailp_view text)
{
	secmail_status status;
	size_t line = 0;

	if (text.len == 0 || is_compiled(text))
		status = list && text.len > COMPILED_HEAD ? SECMAIL_DONE : SECMAIL_SYNTAX;
	else if (!list)
		status = SECMAIL_NO_MEMORY;
	else
		status = secmailp_dmarc_suffix_rules_check(list, text, &line);
	if (status == SECMAIL_NO_MEMORY)
		secmailp_error_set(&s->error, "line %zu: no memory for a rule", line);
	else if (status != SECMAIL_DONE && line > 0)
		secmailp_error_set(
		    &s->error, "line %zu: this is no rule for public suffixes", line);
	else if (status != SECMAIL_DONE)
		secmailp_error_text(&s->error, "this is no list of public suffixes");
	return status;
}

secmail_status
secmail_dmarc_suffixes_load(secmail_dmarc_suffixes *s, const void *text, size_t len)
{
	secmailp_view v = secmailp_view_of(text, len);
	secmail_status status;
	psl_ctx_t *list;

	secmailp_error_clear(&s->error);
	if (v.len > SECMAIL_DMARC_MAX_SUFFIXES_FILE) {
		secmailp_error_set(&s->error, "a list of public suffixes has at most %d octets",
		    SECMAIL_DMARC_MAX_SUFFIXES_FILE);
		return SECMAIL_LIMIT;
	}
	list = read_list(v);
	status = check_list(s, list, v);
	if (status != SECMAIL_DONE) {
		psl_free(list);
		return status;
	}
	psl_free(s->list);
	s->list = list;
	secmailp_sha256_hex(v, s->sha256);
	return SECMAIL_DONE;
}

secmail_status
secmail_dmarc_suffixes_load_file(secmail_dmarc_suffixes *s, const char *path)
{
	const char *name = path ? path : psl_dist_filename();
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_DMARC_MAX_SUFFIXES_FILE);
	secmail_status status = secmailp_file_read(name, &text);
	secmailp_view v = secmailp_buffer_view(&text);

	if (status == SECMAIL_DONE) {
		status = secmail_dmarc_suffixes_load(s, v.at, v.len);
	} else {
		secmailp_error_set(&s->error, "%s: %s", name, secmail_status_text(status));
	}
	secmailp_buffer_free(&text);
	return status;
}

const char *
secmail_dmarc_suffixes_sha256(const secmail_dmarc_suffixes *s)
{
	return s->sha256;
}

size_t
secmail_dmarc_suffixes_count(const secmail_dmarc_suffixes *s)
{
	int count = s->list ? psl_suffix_count(s->list) : 0;

	return count > 0 ? (size_t)count : 0;
}

/* Without a list the last label is the suffix, as by the rule "*" that ends every list. */
static size_t
registrable_labels(const secmail_dmarc_suffixes *s, const char *name)
{
	const char *found = name;

	if (!s->list)
		return 2;
	found = psl_registrable_domain(s->list, name);
	return found ? secmailp_domain_labels(secmailp_view_text(found)) : SIZE_MAX;
}

secmailp_view
secmailp_dmarc_suffixes_organization(const secmail_dmarc_suffixes *s, secmailp_view name)
{
	secmailp_domain copy;

	if (secmailp_domain_ends_in_number(name) || !secmailp_domain_set(&copy, name))
		return name;
	return secmailp_domain_last(name, registrable_labels(s, copy.text));
}
