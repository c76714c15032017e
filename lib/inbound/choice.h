/* choice.h - which sentence fits what was found */
#ifndef SECMAIL_INBOUND_CHOICE_H
#define SECMAIL_INBOUND_CHOICE_H

#include <secmail/inbound.h>

#include "catalogue.h"

saying_id secmail_choose_headline(const secmail_dmarc_result *dmarc);
saying_id secmail_choose_spf(secmail_spf_code code, secmail_spf_reason reason);
saying_id secmail_choose_dkim(secmail_dkim_reason reason);
saying_id secmail_choose_arc(secmail_arc_reason reason);
saying_id secmail_choose_dmarc(secmail_dmarc_reason reason);
saying_id secmail_choose_flag(secmail_message_flag flag);

/* The catalogue of a language tag (RFC 5646), by its primary subtag; English for any other. */
const catalogue *secmail_choose_language(const char *tag);

#endif
