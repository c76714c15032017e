/**
 * @file secmail.h
 * Every header of libsecmail, for programs and bindings that take the whole:
 * `pkg-config secmail` links its modules, `dlopen("libsecmail.so.0")` loads them.
 * A program that wants one module includes that one's headers instead.
 */
#ifndef SECMAIL_SECMAIL_H
#define SECMAIL_SECMAIL_H

#include <secmail/answers.h>
#include <secmail/arc.h>
#include <secmail/arcseal.h>
#include <secmail/authres.h>
#include <secmail/base.h>
#include <secmail/dkim.h>
#include <secmail/dkimkey.h>
#include <secmail/dkimsign.h>
#include <secmail/dmarc.h>
#include <secmail/dmarcpsl.h>
#include <secmail/dmarcreport.h>
#include <secmail/dns.h>
#include <secmail/dnscache.h>
#include <secmail/dnsclient.h>
#include <secmail/explain.h>
#include <secmail/inbound.h>
#include <secmail/message.h>
#include <secmail/redis.h>
#include <secmail/spf.h>
#include <secmail/spflint.h>
#include <secmail/sqlite.h>
#include <secmail/store.h>

#endif
