/*
 * key_record.c - what a key record says about its key (RFC 6376 section 3.6.1)
 *
 * Read once when the record is first seen; what depends on the signature is
 * decided in judge.c with what is kept here.
 */
#include "dkim_internal.h"

static void
bad_record(smdkim_key *key, const char *what)
{
	smdkim_fault(&key->found, SECMAIL_DKIM_KEY_SYNTAX, "the key record: %s", what);
}

/* v= may be left out, but if it is there it comes first and says DKIM1. */
static void
read_version(smdkim_key *key, const smdkim_tags *tags)
{
	if (!tags->has[SMDKIM_TAG_V])
		return;
	if (!secmailp_view_is(tags->first, "v"))
		bad_record(key, "v= is not its first tag");
	else if (!secmailp_view_is(tags->tag[SMDKIM_TAG_V].value, "DKIM1"))
		bad_record(key, "v= is not DKIM1");
}

static void
read_type(smdkim_key *key, const smdkim_tags *tags)
{
	secmailp_view type = tags->tag[SMDKIM_TAG_K].value;

	if (!tags->has[SMDKIM_TAG_K] || secmailp_view_is(type, "rsa"))
		key->type = SMDKIM_KEY_RSA;
	else if (secmailp_view_is(type, "ed25519"))
		key->type = SMDKIM_KEY_ED25519;
	else
		key->type = SMDKIM_KEY_UNKNOWN;
}

static void
read_flags(smdkim_key *key, const smdkim_tags *tags)
{
	secmailp_view flags = tags->tag[SMDKIM_TAG_T].value;
	secmailp_view hashes = tags->tag[SMDKIM_TAG_H].value;
	secmailp_view services = tags->tag[SMDKIM_TAG_S].value;

	key->is_testing = tags->has[SMDKIM_TAG_T] && smdkim_words_have(flags, "y");
	key->is_exact = tags->has[SMDKIM_TAG_T] && smdkim_words_have(flags, "s");
	key->is_for_sha256 = !tags->has[SMDKIM_TAG_H] || smdkim_words_have(hashes, "sha256");
	key->is_for_email = !tags->has[SMDKIM_TAG_S] || smdkim_words_have(services, "*") ||
			    smdkim_words_have(services, "email");
}

void
smdkim_key_record_read(smdkim_key *key, secmailp_view *p)
{
	smdkim_tags tags;
	secmailp_error why;

	*p = secmailp_view_of(NULL, 0);
	if (!smdkim_tags_read(&tags, secmailp_view_of(key->record, key->record_len), &why)) {
		bad_record(key, why.text);
		return;
	}
	read_version(key, &tags);
	read_type(key, &tags);
	read_flags(key, &tags);
	if (key->found.reason != SECMAIL_DKIM_UNDECIDED)
		return;
	*p = tags.tag[SMDKIM_TAG_P].value;
	if (!tags.has[SMDKIM_TAG_P])
		bad_record(key, "p= is missing");
	else if (p->len == 0)
		smdkim_fault(&key->found, SECMAIL_DKIM_KEY_REVOKED,
		    "the key was revoked: p= of its record is empty");
}
