/* suffixes.h - the Public Suffix List, for those who evaluate by it */
#ifndef SECMAILP_DMARC_SUFFIXES_H
#define SECMAILP_DMARC_SUFFIXES_H

#include <secmail/dmarcpsl.h>

#include "dmarc_internal.h"

/* The organizational domain of a checked name, as the end of it. */
secmailp_view secmailp_dmarc_suffixes_organization(
    const secmail_dmarc_suffixes *s, secmailp_view name);

#endif
