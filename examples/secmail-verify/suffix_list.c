/* suffix_list.c - see suffix_list.h */
#include "suffix_list.h"

#include <stdio.h>
#include <string.h>

#include "outcome.h"

static int
load(secmail_dmarc_suffixes *s, const char *path)
{
	secmail_status status = secmail_dmarc_suffixes_load_file(s, path);

	if (status == SECMAIL_NO_MEMORY)
		return out_of_memory();
	return status == SECMAIL_DONE
		   ? JUDGED
		   : complain(USAGE, "--public-suffixes", secmail_dmarc_suffixes_error(s));
}

/* Another list may give another verdict, so the one of the first verdict is asked for by its hash.
 */
static int
compare(const struct options *o, const secmail_dmarc_suffixes *s)
{
	const char *wanted = o->suffixes_sha256;
	const char *given = s ? secmail_dmarc_suffixes_sha256(s) : NULL;

	if (!o->replay || (!wanted && !given) || (wanted && given && strcmp(wanted, given) == 0))
		return JUDGED;
	if (!wanted)
		return complain(
		    USAGE, o->replay, "the verdict was one by RFC 9989, without --public-suffixes");
	fprintf(stderr,
	    "secmail-verify: %s: the verdict was one by RFC 7489: name its list with\n"
	    "--public-suffixes; its SHA-256 is %s%s%s\n",
	    o->replay, wanted, given ? ", and not " : "", given ? given : "");
	return USAGE;
}

int
suffixes_open(const struct options *o, secmail_dmarc_suffixes **out)
{
	int outcome;

	*out = NULL;
	if (!o->suffixes)
		return compare(o, NULL);
	if (secmail_dmarc_suffixes_new(out) != SECMAIL_DONE)
		return out_of_memory();
	outcome = load(*out, o->suffixes);
	return outcome == JUDGED ? compare(o, *out) : outcome;
}
