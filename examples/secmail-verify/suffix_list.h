/* suffix_list.h - the Public Suffix List that a verdict by RFC 7489 rests on */
#ifndef SECMAIL_VERIFY_SUFFIX_LIST_H
#define SECMAIL_VERIFY_SUFFIX_LIST_H

#include <secmail/dmarcpsl.h>

#include "options.h"

/*
 * Reads the list that the options name; NULL in *out if they name none. Where
 * evidence says which list it was, it has to be that one. Returns JUDGED, or an
 * exit status after saying why not.
 */
int suffixes_open(const struct options *o, secmail_dmarc_suffixes **out);

#endif
