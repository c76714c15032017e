/*
 * spf_internal.h - what the files of the SPF module share
 *
 * A record is read whole, so that a malformed term anywhere is found before any
 * look-up (RFC 7208 section 4.6). Its mechanisms that can come to decide are
 * kept: networks that the client is not in never do, nor does what stands
 * behind a match. What was read, and which question a name is, stays in the
 * session from round to round, for the answers are final; the decision alone is
 * made anew. No record costs an allocation, unless it is long.
 *
 * The evaluation goes strictly from the top until an answer is missing. From
 * there on it only pretends that the missing answer does not match, to find
 * what else can be asked at once: nothing that happens then decides.
 */
#ifndef SECMAIL_SPF_INTERNAL_H
#define SECMAIL_SPF_INTERNAL_H

#include <secmail/answers.h>
#include <secmail/spf.h>
#include <stdalign.h>
#include <stddef.h>

#include "private/arena.h"
#include "private/cursor.h"
#include "private/domain.h"
#include "private/error.h"

/* The domain's own record, and one for each term that can lead on. */
#define SECMAILP_SPF_MAX_CHAIN (SECMAIL_SPF_MAX_TERMS + 1)

/* Octets that are kept of records and names without an allocation. */
#define SECMAILP_SPF_POOL 8192

/*
 * Mechanisms of one record that can come to be evaluated: the one that is over
 * the limit of terms ends the evaluation, as one does that matches the client
 * whatever DNS says.
 */
#define SECMAILP_SPF_KEPT (SECMAIL_SPF_MAX_TERMS + 1)

/* Mechanisms of all records that are kept without an allocation. */
#define SECMAILP_SPF_MECHANISMS 72

#define SECMAILP_SPF_VERSION "v=spf1"

/* Octets of a term that a result keeps, and of its sentence. */
#define SECMAILP_SPF_MAX_TERM_TEXT 255
#define SECMAILP_SPF_MAX_DETAIL 600

/* The domain, the sentence, the explanation, name and term of each record; a NUL behind each. */
#define SECMAILP_SPF_MAX_TEXTS                                                                     \
	(SECMAIL_DOMAIN_SIZE + SECMAILP_SPF_MAX_DETAIL + SECMAIL_SPF_MAX_EXPLANATION + 2 +         \
	    SECMAILP_SPF_MAX_CHAIN * (SECMAIL_DOMAIN_SIZE + SECMAILP_SPF_MAX_TERM_TEXT + 1))

/* --- text of a fixed maximum (text.c) --- */

/* Takes octets until it is full; then is_cut stays true and nothing more goes in. */
typedef struct secmailp_spf_text {
	uint8_t *at;
	size_t len;
	size_t room;
	bool is_cut;
} secmailp_spf_text;

static inline void
secmailp_spf_text_add(secmailp_spf_text *t, secmailp_view v)
{
	size_t room = t->room - t->len;

	if (v.len > room) {
		v.len = room;
		t->is_cut = true;
	}
	if (v.len > 0)
		memcpy(t->at + t->len, v.at, v.len);
	t->len += v.len;
}

static inline void
secmailp_spf_text_byte(secmailp_spf_text *t, uint8_t byte)
{
	if (t->len < t->room)
		t->at[t->len++] = byte;
	else
		t->is_cut = true;
}

static inline void
secmailp_spf_text_words(secmailp_spf_text *t, const char *words)
{
	secmailp_spf_text_add(t, secmailp_view_text(words));
}

void secmailp_spf_text_number(secmailp_spf_text *t, uint64_t number);
/* True if there is nothing but printable ASCII, the space included. */
bool secmailp_spf_is_printable(secmailp_view v);
/* Octets from a stranger: "?" in place of what is not printable ASCII. */
void secmailp_spf_text_printable(secmailp_spf_text *t, secmailp_view v);

/* --- names (name.c) --- */

/* What DNS can be asked: labels with dots between, any octets in them. */
typedef struct secmailp_spf_name {
	uint8_t text[SECMAILP_DOMAIN_MAX];
	size_t len;
} secmailp_spf_name;

static inline secmailp_view
secmailp_spf_name_view(const secmailp_spf_name *n)
{
	return secmailp_view_of(n->text, n->len);
}

/* What is over 253 octets loses labels from the left (RFC 7208 section 7.3), and a dot at the end.
 */
secmailp_view secmailp_spf_name_cut(secmailp_view labels);
/* Takes labels, cut, in lower case. */
void secmailp_spf_name_set(secmailp_spf_name *n, secmailp_view labels);
/* Reads a wire name; false for one that can't be written as labels with dots. */
bool secmailp_spf_name_read(secmailp_spf_name *n, secmailp_cursor *wire);
/* True if the name has the same labels as `ancestor`, or these at its end. */
bool secmailp_spf_name_is_within(secmailp_view name, secmailp_view ancestor);

/* --- addresses (address.c) --- */

typedef struct secmailp_spf_client {
	uint8_t ip[16];
	size_t len; /* 4 or 16; 0: not set */
} secmailp_spf_client;

void secmailp_spf_client_set(secmailp_spf_client *c, const uint8_t *ip, size_t len);
/* Writes the address as people do (%{c}), as macros split it (%{i}), and its PTR records' name. */
void secmailp_spf_client_write(const secmailp_spf_client *c, secmailp_spf_text *out);
void secmailp_spf_client_write_dotted(const secmailp_spf_client *c, secmailp_spf_text *out);
void secmailp_spf_client_write_reverse(const secmailp_spf_client *c, secmailp_spf_text *out);
/* How many of the first bits of an address of the client's family are the client's. */
unsigned secmailp_spf_client_shared_bits(const secmailp_spf_client *c, secmailp_view address);
/* True if the first `prefix` bits of an address of the client's family are the client's. */
bool secmailp_spf_client_is_in(
    const secmailp_spf_client *c, secmailp_view address, unsigned prefix);

/* --- macros (macro.c) --- */

/* What follows a "%" (RFC 7208 section 7.1). */
typedef struct secmailp_spf_macro {
	const char *literal; /* for %%, %_ and %-; else NULL */
	uint8_t letter;      /* lower case */
	bool is_escaped;     /* the letter was upper case */
	bool is_reversed;
	unsigned parts; /* how many right-hand parts; 0: all */
	secmailp_view delimiters;
} secmailp_spf_macro;

/* Reads one macro-expand, at its "%". The cursor is bad if it is none. */
void secmailp_spf_macro_read(secmailp_cursor *c, secmailp_spf_macro *out);
/* True for c, r and t, which stand in explanations only. */
bool secmailp_spf_macro_is_for_explanations(const secmailp_spf_macro *m);
/* Writes a value as the macro's transformers say. */
void secmailp_spf_macro_write(
    const secmailp_spf_macro *m, secmailp_view value, secmailp_spf_text *out);

/* --- records (term.c, record.c) --- */

typedef enum secmailp_spf_kind {
	SECMAILP_SPF_ALL,
	SECMAILP_SPF_INCLUDE,
	SECMAILP_SPF_A,
	SECMAILP_SPF_MX,
	SECMAILP_SPF_PTR,
	SECMAILP_SPF_IP4,
	SECMAILP_SPF_IP6,
	SECMAILP_SPF_EXISTS,
	SECMAILP_SPF_REDIRECT,
	SECMAILP_SPF_EXP,
	SECMAILP_SPF_OTHER_MODIFIER
} secmailp_spf_kind;

typedef struct secmailp_spf_term {
	secmailp_spf_kind kind;
	secmail_spf_code qualifier; /* what a match gives */
	secmailp_view text;         /* the whole term as written */
	secmailp_view domain;       /* the domain-spec; empty: not given */
	unsigned prefix4;
	unsigned prefix6;
	uint8_t network[16]; /* of ip4 and ip6, else not set */
} secmailp_spf_term;

/* More than any number that a record may hold. */
#define SECMAILP_SPF_NO_NUMBER 1000

/* A number of at most three digits, without leading zeros; SECMAILP_SPF_NO_NUMBER: there is none.
 */
unsigned secmailp_spf_number_read(secmailp_cursor *c);
/* An address (network.c); false: there is none. */
bool secmailp_spf_ip4_read(secmailp_cursor *c, uint8_t out[4]);
bool secmailp_spf_ip6_read(secmailp_cursor *c, uint8_t out[16]);

/* Reads one term. Returns NULL, or what is wrong with it, in English. */
const char *secmailp_spf_term_read(secmailp_view text, secmailp_spf_term *out);

typedef struct secmailp_spf_fault {
	secmailp_view term;
	size_t offset; /* of the term, from the start of the record */
	const char *why;
} secmailp_spf_fault;

/* No question's id. */
#define SECMAILP_SPF_UNASKED UINT32_MAX
#define SECMAILP_SPF_NO_QUESTION (UINT32_MAX - 1) /* what DNS can't be asked */

/* A name in an answer, whose addresses are looked up. */
typedef struct secmailp_spf_host {
	secmailp_view name;
	uint32_t question; /* SECMAILP_SPF_UNASKED until it was */
} secmailp_spf_host;

/* The names in an MX or PTR answer, as far as they count. */
typedef struct secmailp_spf_hosts {
	size_t count;
	secmailp_spf_host at[SECMAIL_SPF_MAX_MX];
} secmailp_spf_hosts;

typedef enum secmailp_spf_aim {
	SECMAILP_SPF_UNNAMED,  /* not expanded yet */
	SECMAILP_SPF_NAMED,    /* the name is known */
	SECMAILP_SPF_NAMELESS, /* it stands for none: no match */
	SECMAILP_SPF_TOO_LONG  /* its macros expand over the maximum */
} secmailp_spf_aim;

/* The name that a term is about, and what is known of it; made when it is first needed. */
typedef struct secmailp_spf_target {
	secmailp_spf_aim aim;
	bool asks_client_name; /* its macros do; that counts each time */
	secmailp_view name;
	uint32_t question;
	secmailp_spf_hosts *hosts; /* of mx, once they are known; else NULL */
} secmailp_spf_target;

typedef struct secmailp_spf_mechanism {
	secmailp_spf_term term;
	secmailp_spf_target target;
} secmailp_spf_mechanism;

/* What is known of a record once it was read whole. */
typedef struct secmailp_spf_record {
	secmailp_view text;                 /* all of it */
	secmailp_spf_mechanism *mechanisms; /* those that can come to decide, in their order */
	size_t count;
	bool is_closed;                  /* nothing more is reached */
	secmailp_spf_mechanism redirect; /* its term's text is empty: there is none */
	secmailp_view exp;               /* the domain-spec; empty: none */
	secmailp_spf_target explanation;
	secmailp_spf_fault fault; /* where it is malformed */
} secmailp_spf_record;

/* The next term's text; false at the end of the record. */
bool secmailp_spf_record_next(secmailp_cursor *terms, secmailp_view *out);
/* True for the version with a space or the end behind it, in any case of letters. */
bool secmailp_spf_is_record(secmailp_view text);
/*
 * Reads a record whole, for one client. On false out->fault says where it is
 * malformed. `room` is for SECMAILP_SPF_KEPT mechanisms, and one to work with.
 */
bool secmailp_spf_record_read(secmailp_view text, const secmailp_spf_client *client,
    secmailp_spf_mechanism room[SECMAILP_SPF_KEPT + 1], secmailp_spf_record *out);
static inline bool
secmailp_spf_is_mechanism(const secmailp_spf_term *term)
{
	return term->kind < SECMAILP_SPF_REDIRECT;
}

/* Of mechanisms: whether it does so, and counts for the limit (RFC 7208 section 4.6.4). */
static inline bool
secmailp_spf_asks_dns(const secmailp_spf_term *term)
{
	return term->kind != SECMAILP_SPF_ALL && term->kind != SECMAILP_SPF_IP4 &&
	       term->kind != SECMAILP_SPF_IP6;
}

/* --- the session (session.c, path.c) --- */

typedef struct secmailp_spf_identity {
	bool is_set;
	bool has_domain; /* a name of at least two labels */
	secmail_spf_scope scope;
	secmailp_domain domain;
	size_t local_len;
	size_t sender_len;
	uint8_t sender[SECMAIL_SPF_MAX_NAME + SECMAIL_DOMAIN_SIZE]; /* local part, "@", domain */
} secmailp_spf_identity;

typedef struct secmailp_spf_path {
	bool is_null;
	secmailp_view local;
	secmailp_view domain;
} secmailp_spf_path;

/* Takes a reverse-path apart; false if it is none. The domain is not checked. */
bool secmailp_spf_path_read(secmailp_view path, secmailp_spf_path *out);

/* --- the evaluation (evaluate.c and the files of its parts) --- */

/* What became of a step. */
typedef enum secmailp_spf_step {
	SECMAILP_SPF_NO,   /* no match: go on */
	SECMAILP_SPF_YES,  /* a match, a name, records */
	SECMAILP_SPF_WAIT, /* not known yet: go on, to see what else to ask */
	SECMAILP_SPF_STOP  /* an error was decided, or memory is short */
} secmailp_spf_step;

/* What the answer to a TXT question holds: kept from round to round. */
typedef struct secmailp_spf_page {
	struct secmailp_spf_page *next;
	uint32_t question;
	secmailp_view domain;
	secmailp_spf_step found; /* YES: a record; NO: there is none; STOP: see flaw */
	secmail_spf_reason flaw; /* why the records there are a permerror */
	secmailp_spf_record record;
} secmailp_spf_page;

typedef struct secmailp_spf_frame {
	secmailp_view domain;
	secmailp_spf_record *record;
	secmailp_view term;        /* the one being evaluated */
	bool knows_client_name;    /* %{p} was made for this domain */
	secmailp_view client_name; /* then: its value; empty: "unknown" */
} secmailp_spf_frame;

/* A set of questions. */
typedef struct secmailp_spf_ids {
	uint64_t bits[SECMAIL_ANSWERS_MAX_QUESTIONS / 64 + 1];
} secmailp_spf_ids;

/* Puts a question in; false if it was there. One that no table gives is never there. */
bool secmailp_spf_ids_add(secmailp_spf_ids *ids, uint32_t id);

typedef struct secmailp_spf_evaluation {
	secmail_spf *session;
	secmail_answers *answers;
	const secmailp_spf_identity *identity;
	secmail_status status; /* SECMAIL_DONE unless memory is short */
	bool is_waiting;       /* an answer is missing: nothing decides any more */
	bool asked_client_name;
	size_t terms;
	size_t voids;
	size_t questions; /* distinct ones that were reached */
	secmailp_spf_ids reached;
	secmail_spf_code code;
	secmail_spf_reason reason;
	secmailp_spf_fault fault; /* of reason SYNTAX */
	secmailp_view subject;    /* which name a failure was about */
	uint16_t subject_type;
	size_t depth;   /* frames in use */
	size_t decider; /* frames up to the one whose qualifier is the result: no include's */
	bool has_explanation;
	size_t explanation_len;
	/* From here on nothing is cleared before it is used: see judge.c. */
	secmailp_spf_frame frames[SECMAILP_SPF_MAX_CHAIN];
	uint8_t explanation[SECMAIL_SPF_MAX_EXPLANATION];
} secmailp_spf_evaluation;

/*
 * What was made of the answers of one table, for one client and identity
 * (keep.c). It holds as long as the table bears the mark.
 */
typedef struct secmailp_spf_keep {
	const secmail_answers *answers; /* NULL: nothing is kept */
	const secmailp_spf_identity *identity;
	uint64_t mark;
	secmailp_spf_page *pages;
	size_t early;               /* of them, read while an answer was waited for */
	secmailp_spf_target root;   /* the identity's domain */
	secmailp_spf_target client; /* the client's address, as a name */
	uint32_t explanation;       /* the question whose text the next is */
	secmailp_view explanation_text;
	/* How near the nearest address of each answer is to the client, counted from 2; 1: there
	 * is none; 0: not known yet. */
	uint8_t nearness[SECMAIL_ANSWERS_MAX_QUESTIONS];
	size_t nearness_used; /* of it; behind that all is 0 */
	size_t pool_used;
	size_t mechanisms_used;
	alignas(max_align_t) uint8_t pool[SECMAILP_SPF_POOL];
	secmailp_spf_mechanism mechanisms[SECMAILP_SPF_MECHANISMS];
	secmailp_arena arena; /* what the pools have no room for */
} secmailp_spf_keep;

/* Where each text of a result begins, counted from 1; 0 stands for none (result.c). */
typedef struct secmailp_spf_layout {
	secmailp_spf_text text;
	size_t domain;
	size_t explanation;
	size_t detail;
	size_t domains[SECMAILP_SPF_MAX_CHAIN];
	size_t terms[SECMAILP_SPF_MAX_CHAIN];
	uint8_t octets[SECMAILP_SPF_MAX_TEXTS];
} secmailp_spf_layout;

/*
 * Working room stands here, not on the stack, where a hardened build would
 * clear it at every call.
 */
struct secmail_spf {
	int64_t now;
	secmailp_spf_client client;
	secmailp_spf_identity mail_from;
	secmailp_spf_identity helo;
	bool is_null_sender;
	uint8_t helo_name[SECMAIL_SPF_MAX_NAME]; /* for %{h}, as received */
	size_t helo_len;
	char receiver[SECMAIL_DOMAIN_SIZE];
	size_t max_terms;
	size_t max_voids;
	size_t max_questions;
	secmailp_error error;
	uint8_t expansion[SECMAIL_SPF_MAX_EXPANSION];
	secmailp_spf_evaluation evaluation;
	secmailp_spf_keep keep;
	secmailp_spf_layout layout;
};

static inline secmailp_spf_frame *
secmailp_spf_top(secmailp_spf_evaluation *e)
{
	return &e->frames[e->depth - 1];
}

/* Sets the verdict; returns SECMAILP_SPF_STOP. */
secmailp_spf_step secmailp_spf_stop(
    secmailp_spf_evaluation *e, secmail_spf_code code, secmail_spf_reason reason);

/* --- what is kept from round to round (keep.c) --- */

/*
 * Records that are read ahead of need: as many as one verdict can need. A tree of
 * includes whose answers come in the worst order would have more of them read.
 */
#define SECMAILP_SPF_MAX_EARLY SECMAILP_SPF_MAX_CHAIN

/* Octets beside the pools over which what is kept is given up, and begun anew. */
#define SECMAILP_SPF_KEEP_FULL 524288

/* What one round adds at most: records, an explanation, the names of all hosts. */
#define SECMAILP_SPF_ROUND_MAX 262144

/* Goes on with what is kept if it is of this table and identity; else begins anew. */
void secmailp_spf_keep_begin(
    secmail_spf *s, secmail_answers *a, const secmailp_spf_identity *identity);
/* Forgets it, for the client or a name is another, or it is not needed any more. */
void secmailp_spf_keep_forget(secmail_spf *s);
/* Room that is kept, aligned for any type and not cleared; NULL: e->status says why. */
void *secmailp_spf_room(secmailp_spf_evaluation *e, size_t size);
/* Takes what secmailp_spf_name_cut() gave, in lower case. STOP: memory is short. */
secmailp_spf_step secmailp_spf_keep_name(
    secmailp_spf_evaluation *e, secmailp_view labels, secmailp_view *out);
/*
 * The page of the answer to `question`, read if it was not yet; NULL: memory is
 * short, as e->status says, or too much was read ahead of need.
 */
secmailp_spf_page *secmailp_spf_page_of(
    secmailp_spf_evaluation *e, uint32_t question, secmailp_view domain);

/* --- look-ups (lookup.c) --- */

typedef enum secmailp_spf_found {
	SECMAILP_SPF_FOUND_RECORDS,
	SECMAILP_SPF_FOUND_VOID,    /* no such name, or none of the type */
	SECMAILP_SPF_FOUND_FAILURE, /* DNS failed */
	SECMAILP_SPF_FOUND_NO_NAME, /* can't be asked: no name of DNS */
	SECMAILP_SPF_FOUND_NOT_YET,
	SECMAILP_SPF_FOUND_STOP
} secmailp_spf_found;

/*
 * Looks a name up, as needed or, while waiting, as speculation. *id is
 * SECMAILP_SPF_UNASKED, or what an earlier look at the same name left there.
 */
secmailp_spf_found secmailp_spf_look(
    secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *id);
/* The same for an explanation, which no limit counts (RFC 7208 section 4.6.4). */
secmailp_spf_found secmailp_spf_look_uncounted(
    secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *id);
/* The same for a mechanism: void answers are counted, failures decide. YES: there are records. */
secmailp_spf_step secmailp_spf_look_for_term(
    secmailp_spf_evaluation *e, secmailp_view name, uint16_t type, uint32_t *id);
/* Counts a look-up without an answer; STOP when it is one too many. */
secmailp_spf_step secmailp_spf_count_void(secmailp_spf_evaluation *e);
/* Decides temperror over question `id`. */
secmailp_spf_step secmailp_spf_stop_on_failure(secmailp_spf_evaluation *e, uint32_t id);
/* Whose A or AAAA records can match. */
uint16_t secmailp_spf_address_type(const secmailp_spf_evaluation *e);
/* True if one of the addresses that answer `id` has the client's first bits. */
bool secmailp_spf_has_client(const secmailp_spf_evaluation *e, uint32_t id, unsigned prefix);

/* --- TXT records (txt.c) --- */

/* True if the strings of a TXT record make an SPF record (RFC 7208 section 4.5). */
bool secmailp_spf_txt_is_record(secmailp_view rdata);
/* The text of record `index`, its strings joined; SECMAILP_SPF_NO if it is over the maximum. */
secmailp_spf_step secmailp_spf_txt(
    secmailp_spf_evaluation *e, uint32_t id, size_t index, secmailp_view *out);
/* Which of the records that answer `id` is SPF: YES, NO, or STOP for two or a too long one. */
secmailp_spf_step secmailp_spf_select(secmailp_spf_evaluation *e, uint32_t id, secmailp_view *out);

/* --- parts of the evaluation --- */

/* Expands macros into text (expand.c). NO: something in it can't be a name's. */
secmailp_spf_step secmailp_spf_expand(
    secmailp_spf_evaluation *e, secmailp_view spec, secmailp_spf_text *out);
/* The name that a domain-spec stands for. NO: it can match nothing (RFC 8616 section 4). */
secmailp_spf_step secmailp_spf_expand_name(
    secmailp_spf_evaluation *e, secmailp_view spec, secmailp_view *out);
/* The same, once: what it came to stays in the target. An empty one is the record's own name. */
secmailp_spf_step secmailp_spf_aim_at(
    secmailp_spf_evaluation *e, secmailp_view spec, secmailp_spf_target *target);

/* The names in the answer to an MX or PTR question (hosts.c). STOP: memory is short. */
secmailp_spf_step secmailp_spf_read_hosts(
    secmailp_spf_evaluation *e, secmailp_spf_target *target, uint16_t type);

/* Whether a name in the client's PTR records, within `domain`, leads back to it (ptr.c). */
secmailp_spf_step secmailp_spf_match_ptr(secmailp_spf_evaluation *e, secmailp_view domain);
/* The value of %{p} for the top frame's domain; NO: "unknown". */
secmailp_spf_step secmailp_spf_client_name(secmailp_spf_evaluation *e, secmailp_view *out);

/* Counts a term that queries DNS; STOP when it is one too many (evaluate.c). */
secmailp_spf_step secmailp_spf_count_term(secmailp_spf_evaluation *e);

/* Whether a mechanism other than include matches (mechanism.c). */
secmailp_spf_step secmailp_spf_match(secmailp_spf_evaluation *e, secmailp_spf_mechanism *m);

/* check_host() (evaluate.c). Afterwards status, is_waiting and the verdict stand. */
void secmailp_spf_evaluate(secmailp_spf_evaluation *e);

/* True if the macros in an explanation's text are well-formed (explain.c). */
bool secmailp_spf_explanation_is_well_formed(secmailp_view text);
/* Fetches the explanation of a fail (explain.c). */
void secmailp_spf_explain(secmailp_spf_evaluation *e);

/* Writes the sentence about the verdict (detail.c). */
void secmailp_spf_detail(const secmailp_spf_evaluation *e, secmailp_spf_text *out);

/* Makes the result of a finished evaluation (result.c). */
SECMAIL_MUST_CHECK secmail_status secmailp_spf_result_new(
    secmailp_spf_evaluation *e, secmail_spf_result **out);

#endif
