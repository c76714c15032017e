/* replay.c - see replay.h */
#include "replay.h"

#include <secmail/base.h>
#include <stdio.h>
#include <string.h>

#include "outcome.h"

/* An input that is text; NULL if there is none, "" if it holds a NUL, which none of these may. */
static const char *
text_input(const secmail_dns_evidence *e, const char *name)
{
	size_t len;
	const char *value = secmail_dns_evidence_input(e, name, &len);

	return value && strlen(value) != len ? "" : value;
}

/* True for a switch that is said rightly. Evidence that says nothing of it leaves it as it is. */
static bool
take_switch(const char *value, bool *out)
{
	if (value)
		*out = strcmp(value, "1") == 0;
	return !value || *out || strcmp(value, "0") == 0;
}

/* Inputs that every verdict has, those that older ones don't say, and the list. */
static bool
take_settings(const secmail_dns_evidence *e, struct options *o)
{
	const char *now = text_input(e, "now");
	const char *normalize = text_input(e, "normalize");
	const char *max_authors = text_input(e, "max-authors");

	o->authserv_id = text_input(e, "authserv-id");
	o->suffixes_sha256 = text_input(e, "public-suffixes");
	if (!now || !normalize || !o->authserv_id)
		return false;
	return take_switch(normalize, &o->normalize) &&
	       take_switch(text_input(e, "body-changes"), &o->body_changes) &&
	       options_read_now(o, now) &&
	       (!max_authors || options_read_max_authors(o, max_authors));
}

/* Those that a verdict may have been made without. */
static bool
take_envelope(const secmail_dns_evidence *e, struct options *o)
{
	const char *address = text_input(e, "client-address");

	o->helo = secmail_dns_evidence_input(e, "helo", &o->helo_len);
	o->mail_from = secmail_dns_evidence_input(e, "mail-from", &o->mail_from_len);
	return !address || options_read_ip(o, address);
}

int
replay_options(const secmail_dns_evidence *e, struct options *o)
{
	const char *version = secmail_dns_evidence_version(e);

	if (!take_settings(e, o) || !take_envelope(e, o))
		return complain(USAGE, o->replay,
		    "its now, authserv-id, normalize, max-authors, body-changes or client-address "
		    "is "
		    "missing or malformed");
	if (strcmp(version, secmail_version()) != 0)
		fprintf(stderr,
		    "secmail-verify: %s: written by version %s, and this is %s: the verdict may "
		    "differ\n",
		    o->replay, version, secmail_version());
	return JUDGED;
}
