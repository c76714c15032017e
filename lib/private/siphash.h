/*
 * siphash.h - a hash that nobody without the key can steer (SipHash-2-4)
 *
 * Names come from whoever sends mail. In a table that outlives a message, a
 * hash without a key would let them fill one chain on purpose.
 */
#ifndef SECMAILP_SIPHASH_H
#define SECMAILP_SIPHASH_H

#include "private/view.h"

#define SECMAILP_SIPHASH_KEY 16 /* octets of a key */

uint64_t secmailp_siphash(const uint8_t key[SECMAILP_SIPHASH_KEY], secmailp_view v);

#endif
