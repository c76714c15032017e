/* destinations.h - what was found about where reports may go: the object behind dmarcreport.h */
#ifndef SECMAILP_DMARC_DESTINATIONS_H
#define SECMAILP_DMARC_DESTINATIONS_H

#include <secmail/dmarcreport.h>

#include "dmarc_internal.h"

/* Empty; NULL if memory is short. */
secmail_dmarc_destinations *secmailp_dmarc_destinations_new(void);

/*
 * Adds one, unless there is no more room. `uri` may be NULL and `host` empty
 * where nothing may be sent. What is copied is made printable. Whether memory
 * was short is asked once, at the end.
 */
void secmailp_dmarc_destinations_add(secmail_dmarc_destinations *d, secmail_dmarc_consent consent,
    const dmarc_uri *uri, secmailp_view written, secmailp_view host);
bool secmailp_dmarc_destinations_are_whole(const secmail_dmarc_destinations *d);

#endif
