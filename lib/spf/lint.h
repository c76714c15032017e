/*
 * lint.h - what the files that look for faults in records share
 *
 * A record is walked from the top, and whatever it leads to with it, in the
 * order of an evaluation that no mechanism ends. While an answer is missing the
 * walk goes on, to see what else can be asked at once, and keeps no finding.
 * The last walk misses none: so the findings hang on the answers and not on
 * the order in which they came.
 */
#ifndef SECMAILP_SPF_LINT_H
#define SECMAILP_SPF_LINT_H

#include <secmail/spflint.h>

#include "ranges.h"
#include "spf_internal.h"

/* Octets that name the records on the way to a place. */
#define SECMAILP_SPF_LINT_MAX_PATH 300

/* --- what is found (lint_say.c, lint_findings.c, lint_words.c) --- */

typedef struct secmailp_spf_lint_item {
	secmail_spf_finding code;
	secmail_spf_severity severity;
	size_t record; /* its place among the records */
	const char *term;
	size_t offset;
	const char *sentence;
	const char *advice;
} secmailp_spf_lint_item;

typedef struct secmailp_spf_lint_entry {
	const char *domain;
	const char *text;
	const char *term; /* that led to it */
	size_t depth;
	size_t lookups;
} secmailp_spf_lint_entry;

struct secmail_spf_findings {
	secmailp_arena arena; /* every text */
	size_t count;
	size_t record_count;
	size_t lookups;
	size_t void_lookups;
	uint64_t ip4_count;
	uint64_t ip6_count;
	secmailp_spf_lint_entry records[SECMAIL_SPF_LINT_MAX_RECORDS];
	secmailp_spf_lint_item items[SECMAIL_SPF_LINT_MAX_FINDINGS + 1];
};

/* Which limit of ours cut the walk. */
typedef enum secmailp_spf_lint_limit {
	SECMAILP_SPF_LINT_RECORDS,
	SECMAILP_SPF_LINT_DEPTH,
	SECMAILP_SPF_LINT_TERMS,
	SECMAILP_SPF_LINT_NETWORKS,
	SECMAILP_SPF_LINT_QUESTIONS,
	SECMAILP_SPF_LINT_TABLE,
	SECMAILP_SPF_LINT_LIMITS
} secmailp_spf_lint_limit;

/* Where something is found. */
typedef struct secmailp_spf_lint_place {
	size_t record;
	bool is_foreign;    /* another domain's: see spflint.h */
	bool is_muted;      /* its record was looked at before */
	secmailp_view term; /* empty: the record as a whole */
	size_t offset;
} secmailp_spf_lint_place;

typedef struct secmailp_spf_lint_network {
	secmailp_spf_lint_place place;
	bool is_host; /* an address that a or mx leads to, with the network around it */
	secmail_spf_code gives;
	uint8_t address[16];
	size_t len;
	unsigned prefix;
} secmailp_spf_lint_network;

/* What is always said of a finding: name, section, advice unless there is a better one. */
typedef struct secmailp_spf_lint_words {
	const char *name;
	const char *section;
	const char *advice;
	bool is_for_all; /* foreign records change nothing in it */
} secmailp_spf_lint_words;

const secmailp_spf_lint_words *secmailp_spf_lint_words_of(secmail_spf_finding code);

/* The walk through a record and what it leads to. */
typedef struct secmailp_spf_lint {
	secmail_answers *answers; /* NULL: nothing is asked */
	secmail_spf_findings *found;
	secmail_status status; /* SECMAIL_DONE unless memory is short */
	bool is_waiting;       /* an answer is missing: nothing is kept any more */
	bool is_exhausted;     /* a limit of ours was reached: nothing more is asked */
	bool has_said[SECMAILP_SPF_LINT_LIMITS];
	secmailp_spf_lint_item *last; /* what was said last; NULL: it was not kept */
	bool is_last_foreign;
	size_t questions;
	uint64_t reached[SECMAIL_ANSWERS_MAX_QUESTIONS / 64 + 1];
	secmailp_spf_name root; /* the domain; empty: not known */
	size_t lookups;
	size_t voids[2]; /* met by a client with IPv4, with IPv6 */
	secmailp_spf_lint_place
	    limit;                /* the first record's term that leads over the limit of terms */
	secmailp_view limit_term; /* the term that is one too many */
	uint8_t limit_path[SECMAILP_SPF_LINT_MAX_PATH]; /* the records on the way to that */
	size_t limit_path_len;
	size_t network_count;
	secmailp_spf_lint_network networks[SECMAIL_SPF_LINT_MAX_NETWORKS];
	secmailp_spf_ranges ip4;
	secmailp_spf_ranges ip6;
	uint8_t expansion[SECMAIL_SPF_MAX_EXPANSION];
} secmailp_spf_lint;

/*
 * Keeps a finding; the sentence is made as printf does. Foreign records have
 * their warnings made notes, and their notes left out.
 */
void secmailp_spf_lint_say(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    secmail_spf_finding code, secmail_spf_severity severity, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Puts a better advice to what was said last. */
void secmailp_spf_lint_advise(secmailp_spf_lint *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Says that a limit of ours cut the walk, once for each limit. */
void secmailp_spf_lint_say_limit(
    secmailp_spf_lint *l, const secmailp_spf_lint_place *where, secmailp_spf_lint_limit which);
/* A printable copy that lives as long as the findings; cut at `max` octets. */
const char *secmailp_spf_lint_keep(secmailp_spf_lint *l, secmailp_view v, size_t max);
/* Puts what was found in the order of the records. */
void secmailp_spf_lint_sort(secmail_spf_findings *f);

/* --- records on the way (lint_follow.c, lint_select.c, lint_strings.c, lint_almost.c) --- */

typedef struct secmailp_spf_lint_frame {
	const struct secmailp_spf_lint_frame *outer; /* NULL: the first record */
	secmailp_spf_name name;                      /* empty: not known */
	secmailp_view text;
	size_t record; /* its place among the records */
	size_t depth;  /* of records around it */
	bool is_foreign;
	bool is_muted;
	bool is_behind_include; /* an include, not a redirect, led here */
	bool is_included;       /* an include did, from here or farther out: only passes count */
	secmail_spf_code gives; /* what a pass in it comes to; NONE: nothing */
	secmailp_spf_lint_place leader; /* the term of the first record that led here */
} secmailp_spf_lint_frame;

/* What a match with this qualifier comes to in the end; NONE: nothing. */
secmail_spf_code secmailp_spf_lint_gives(
    const secmailp_spf_lint_frame *frame, secmail_spf_code qualifier);
/* The place of a term, or with an empty view of the record as a whole. */
secmailp_spf_lint_place secmailp_spf_lint_place_of(
    const secmailp_spf_lint_frame *frame, secmailp_view term, size_t offset);
/* Lists the record of a frame among those looked at; false if there is no room. */
bool secmailp_spf_lint_enter(
    secmailp_spf_lint *l, secmailp_spf_lint_frame *frame, const secmailp_spf_lint_place *leader);
/* The record of the domain itself, published or given. */
void secmailp_spf_lint_first(secmailp_spf_lint *l, const secmailp_view *given);
/* Goes into the record that an include or a redirect names. This nests
 * SECMAIL_SPF_LINT_MAX_DEPTH deep at most. */
void secmailp_spf_lint_follow(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, const secmailp_spf_term *term);
/* Finds the record among the answers to `id`. False: there is none, which was said if `is_said`. */
bool secmailp_spf_lint_select(
    secmailp_spf_lint *l, secmailp_spf_lint_frame *frame, uint32_t id, bool *is_said);
/* The text of record `index`, its strings joined; empty if it is too long. */
secmailp_view secmailp_spf_lint_txt(
    secmailp_spf_lint *l, uint32_t id, size_t index, bool *is_too_long);
/* Looks at where the strings of a record join. */
void secmailp_spf_lint_strings(
    secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame, secmailp_view rdata);
/* Why a text that means to be a record is none; NULL if it does not look like one. */
const char *secmailp_spf_lint_why_almost(secmailp_view text);

/* --- one record (lint_record.c, lint_syntax.c) --- */

/* Reads the record of a frame term by term, and goes where they lead. */
void secmailp_spf_lint_record(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame);
/* Says what is wrong with a malformed term, and what may have been meant. */
void secmailp_spf_lint_syntax(
    secmailp_spf_lint *l, const secmailp_spf_lint_place *where, const char *why);
/* Says that a modifier is passed over, and what may have been meant. */
void secmailp_spf_lint_modifier(secmailp_spf_lint *l, const secmailp_spf_lint_place *where);

/* --- DNS (lint_ask.c, lint_name.c, lint_hosts.c, lint_explanation.c) --- */

/* Looks a name up. NOT_YET: now, or without table or beyond a limit at all. */
secmailp_spf_found secmailp_spf_lint_ask(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    secmailp_view name, uint16_t type, uint32_t *out_id);
/* Says that DNS failed. */
void secmailp_spf_lint_say_failure(
    secmailp_spf_lint *l, const secmailp_spf_lint_place *where, uint32_t id);
/* Says that a name can't be asked for. */
void secmailp_spf_lint_say_bad_name(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    const secmailp_spf_name *name, secmail_spf_severity severity);
/* Counts a term that queries DNS. */
void secmailp_spf_lint_count_term(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where);
/* The name of a term, which without a domain-spec is the record's. False: it can't be known. */
bool secmailp_spf_lint_target(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, secmailp_view spec, secmailp_spf_name *out);
/* Looks at a, mx, ptr and exists. */
void secmailp_spf_lint_hosts(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, const secmailp_spf_term *term);
/* Looks at the text that exp leads to. */
void secmailp_spf_lint_explanation(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, secmailp_view spec);

/* --- addresses (lint_networks.c, lint_special.c, lint_overlap.c, lint_needless.c) --- */

/* Looks at the network of ip4 or ip6. */
void secmailp_spf_lint_network_of(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where, const secmailp_spf_term *term);
/* Looks at the prefix length of a, mx, ip4 or ip6, for addresses of `len` octets. */
void secmailp_spf_lint_prefix(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    size_t len, unsigned prefix, secmail_spf_code gives);
/* Looks at an address of a host and counts the network around it. */
void secmailp_spf_lint_address(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    secmailp_view address, unsigned prefix, secmail_spf_code gives);
/* What a network is reserved for, in words; NULL: it is of the Internet. */
const char *secmailp_spf_lint_special(secmailp_view address, unsigned prefix);
/* True if every address of a network is one of the other. */
bool secmailp_spf_lint_is_inside(
    const secmailp_spf_lint_network *inner, const secmailp_spf_lint_network *outer);
/* Compares the networks of all records. */
void secmailp_spf_lint_overlap(secmailp_spf_lint *l);
/* Looks for a and mx whose hosts are all in networks that are named. */
void secmailp_spf_lint_needless(secmailp_spf_lint *l);

/* --- the whole (lint_totals.c) --- */

/* Says what is to be said of the sums, and keeps them. */
void secmailp_spf_lint_totals(secmailp_spf_lint *l);

#endif
