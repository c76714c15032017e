/* suffix_rules.h - whether libpsl took a whole list */
#ifndef SECMAILP_DMARC_SUFFIX_RULES_H
#define SECMAILP_DMARC_SUFFIX_RULES_H

#include <libpsl.h>
#include <secmail/base.h>

#include "private/view.h"

/*
 * Whether a text in the list's own form has rules, and `list`, made of it, knows
 * each. SECMAIL_SYNTAX: one is no rule, or there is none; SECMAIL_NO_MEMORY: one
 * is not known. *out_line is its line, 0 if there is none.
 */
secmail_status secmailp_dmarc_suffix_rules_check(
    const psl_ctx_t *list, secmailp_view text, size_t *out_line);

#endif
