/*
 * lives.h - whole lives of objects, from new to free, told by a text
 *
 * A life returns what became of it, and sets *out to all that can be seen of
 * the outcome, a refusal's sentence included, for free(); or to NULL when it
 * returns SECMAIL_NO_MEMORY.
 */
#ifndef SECMAIL_TESTS_LIVES_H
#define SECMAIL_TESTS_LIVES_H

#include <secmail/base.h>

typedef secmail_status (*life_fn)(char **out);

/* judge.c: a message with the DNS it is judged by, as files. False if they can't be read. */
bool judge_prepare(const char *message, const char *zone);
secmail_status judge_live(char **out);
secmail_status judge_live_by_list(char **out);
secmail_status judge_changed_live(char **out);
void judge_clean_up(void);

/* lint.c: what is to be mended in SPF records. False if their zone can't be read. */
bool lint_prepare(void);
secmail_status lint_live(char **out);
void lint_clean_up(void);

/* sign.c */
secmail_status sign_live(char **out);

/* seal.c */
secmail_status seal_live(char **out);

/* dns.c: a file in the form of resolv.conf; the rest needs no file. */
void dns_prepare(const char *resolv_conf);
secmail_status dns_live_zone(char **out);
secmail_status dns_live_broken_zone(char **out);
secmail_status dns_live_evidence(char **out);
secmail_status dns_live_broken_evidence(char **out);
secmail_status dns_live_message(char **out);
secmail_status dns_live_resolv_conf(char **out);

/* client.c: a resolver that asks a server of the test's own. False if that can't be started. */
bool client_prepare(void);
secmail_status client_live(char **out);
void client_clean_up(void);

/* engine.c: the path of a worker, any program that replies with a verdict. */
void engine_prepare(const char *worker);
secmail_status engine_live(char **out);

/* reports.c */
secmail_status reports_live_destinations(char **out);

#endif
