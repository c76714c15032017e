/*
 * dmarc_internal.h - how the parts of DMARC evaluation fit together
 *
 *	record.c        a record's text -> what it says          (section 4.7, 4.8)
 *	uri.c           is there an address for reports?         (section 4.6)
 *	evaluation.c    what one run of a decision works on
 *	walk.c          domain names -> questions -> records     (section 4.10)
 *	suffixes.c      organizational domains by a list         (RFC 7489 section 3.2)
 *	suffix_rules.c  is that list all there?
 *	align.c         does an identifier align?                (section 4.4, 4.10.2)
 *	judge.c         policy discovery and the verdict         (section 4.10.1, 5.3)
 *	session.c       what the caller said
 *	result.c        what the caller gets
 *	consent.c       who takes reports?                       (RFC 9990 section 4)
 *	destinations.c  what the caller gets of that
 *
 * Each judgement is made anew from the session and the answers; nothing that was
 * decided is kept from one call to the next. What the names said of which a table
 * has been asked is: an answer is final once it came.
 */
#ifndef SECMAIL_DMARC_INTERNAL_H
#define SECMAIL_DMARC_INTERNAL_H

#include <secmail/dmarc.h>

#include "private/arena.h"
#include "private/buffer.h"
#include "private/domain.h"
#include "private/error.h"
#include "uri.h"

/* Octets of a record: no TXT record has more (RFC 1035 section 3.2.1, RDLENGTH). */
#define DMARC_MAX_RECORD 65535

/* The author's walk and those of identifiers. */
#define DMARC_MAX_WALKS (1 + SECMAIL_DMARC_MAX_IDENTIFIER_WALKS)

/* Names that are kept from one evaluation over a table for the next. */
#define DMARC_KEPT_NAMES 16

/* Names with a question of their own in one evaluation. */
#define DMARC_MAX_NAMES (DMARC_MAX_WALKS * SECMAIL_DMARC_MAX_WALK)

/* Silent names for which every possible answer is tried out (see align.c); 4^5 are 1,024 tries. */
#define DMARC_MAX_GUESSES 5

/* DKIM results and the one of SPF. */
#define DMARC_MAX_IDENTIFIERS (SECMAIL_DMARC_MAX_DKIM + 1)

/* What a name says about itself in a tree walk. */
typedef enum dmarc_says {
	DMARC_SAYS_UNKNOWN, /* there is no answer, or none yet */
	DMARC_SAYS_NO_RECORD,
	DMARC_SAYS_PSD_U,
	DMARC_SAYS_PSD_Y,
	DMARC_SAYS_PSD_N
} dmarc_says;

typedef struct dmarc_record {
	secmail_dmarc_policy p;  /* as taken, see secmail_dmarc_result_p() */
	secmail_dmarc_policy sp; /* absent unless the record has it */
	secmail_dmarc_policy np;
	dmarc_says psd;
	bool is_usable; /* DMARC applies (section 4.10.1) */
	bool is_testing;
	bool dkim_is_strict;
	bool spf_is_strict;
	unsigned pct;      /* of RFC 7489: 0 to 100 */
	uint32_t fo;       /* secmail_dmarc_fo bits, 0 without ruf */
	secmailp_view rua; /* borrowed from the text; empty if absent */
	secmailp_view ruf;
} dmarc_record;

/* By which RFC: 7489 does not know np, psd and t, and 9989 not pct. */
typedef enum dmarc_edition { DMARC_RFC9989, DMARC_RFC7489 } dmarc_edition;

/* Reads a record. Returns false if it is none: then its `v` is not there or not DMARC1. */
bool secmailp_dmarc_record_read(secmailp_view text, dmarc_edition edition, dmarc_record *out);

/* A name that a walk comes by, and what is known of its record. */
typedef struct dmarc_name {
	secmailp_view domain; /* borrowed from the table; from the session if it has no question */
	uint32_t id;          /* of its question; UINT32_MAX: it has none */
	secmail_answer_state state;
	dmarc_says says;
	bool is_limited;     /* unknown because the table takes no more questions */
	size_t index;        /* of the record among the answers */
	dmarc_record record; /* its views are empty */
} dmarc_name;

/* The names that one tree walk comes by, the longest first. */
typedef struct dmarc_walk {
	secmailp_view start;
	secmailp_view organization; /* by the Public Suffix List; empty: the names say */
	dmarc_name *names[SECMAIL_DMARC_MAX_WALK];
	size_t count;
} dmarc_walk;

typedef enum dmarc_mechanism { DMARC_DKIM, DMARC_SPF } dmarc_mechanism;

/* Something that SPF or DKIM authenticated, or tried to. */
typedef struct dmarc_identifier {
	secmail_dmarc_outcome outcome;
	size_t index;           /* of the DKIM result */
	secmailp_domain domain; /* empty if it is no domain name */
} dmarc_identifier;

struct secmail_dmarc {
	secmailp_error error;
	struct dmarc_evaluation *evaluation; /* the last one; NULL: none */
	const secmail_answers *answers;      /* whose names it has, if they bear this mark */
	uint64_t mark;
	const struct secmail_dmarc_suffixes *suffixes; /* NULL: RFC 9989 */
	secmailp_domain author;                        /* empty: not exactly one */
	dmarc_identifier spf;
	dmarc_identifier dkim[SECMAIL_DMARC_MAX_DKIM];
	size_t dkim_count;
};

static inline dmarc_edition
secmailp_dmarc_edition(const struct secmail_dmarc_suffixes *suffixes)
{
	return suffixes ? DMARC_RFC7489 : DMARC_RFC9989;
}

static inline secmailp_view
secmailp_dmarc_domain_of(const dmarc_identifier *i)
{
	return secmailp_domain_view(&i->domain);
}

/* One run of the decision. */
typedef struct dmarc_evaluation {
	const secmail_dmarc *session;
	const struct secmail_dmarc_suffixes *suffixes;
	secmail_answers *answers;
	secmailp_view author;
	size_t name_count;
	size_t walk_count;
	secmailp_buffer text;  /* for joining a record's strings */
	secmail_status status; /* SECMAIL_NO_MEMORY sticks */
	bool waits;            /* a question that is needed is open */

	/* what was found */
	const dmarc_name *policy_name; /* NULL: no record */
	secmail_dmarc_policy policy;
	const dmarc_identifier *aligned_dkim;
	const dmarc_identifier *aligned_spf;
	const dmarc_name *silent; /* the name that alignment hangs on and that has no answer */
	secmail_dmarc_code code;
	secmail_dmarc_reason reason;
	secmailp_view culprit; /* the domain that `reason` is about */

	/* last, since they are large and not cleared */
	dmarc_name names[DMARC_KEPT_NAMES + DMARC_MAX_NAMES];
	dmarc_walk walks[DMARC_MAX_WALKS]; /* the first is the author's */
} dmarc_evaluation;

/*
 * An evaluation over a table without any walk yet; `author` is borrowed. NULL
 * if memory is short. Free it with secmailp_dmarc_evaluation_free().
 */
dmarc_evaluation *secmailp_dmarc_evaluation_new(secmail_answers *a, secmailp_view author);
void secmailp_dmarc_evaluation_free(dmarc_evaluation *e);

/* Begins another in its place. If `keep`, its names stay, with the answers that came since. */
void secmailp_dmarc_evaluation_again(
    dmarc_evaluation *e, bool keep, secmail_answers *a, secmailp_view author);

/* Reads the answers that came to open questions. Returns false if the names can't be kept. */
bool secmailp_dmarc_walk_refresh(dmarc_evaluation *e);

/*
 * The walk that starts at `start`; its questions are asked, all at once, as
 * speculation. NULL if there are too many walks. Check e->status.
 */
dmarc_walk *secmailp_dmarc_walk_from(dmarc_evaluation *e, secmailp_view start);

/* The first name that counts in a walk and has no answer; NULL if all is known. */
const dmarc_name *secmailp_dmarc_walk_silent(const dmarc_walk *w);

/* Makes the open questions of a walk needed ones; e->waits says whether there are any. */
void secmailp_dmarc_walk_need(dmarc_evaluation *e, const dmarc_walk *w);

/* How many of a walk's names count: those up to psd=y or psd=n. */
size_t secmailp_dmarc_walk_reach(const dmarc_walk *w);

/* The organizational domain that a walk finds; an unknown name counts as one without a record. */
secmailp_view secmailp_dmarc_walk_organization(const dmarc_walk *w);

/* Joins the strings of the record of a name into e->text. Returns false if they are malformed. */
bool secmailp_dmarc_name_text(dmarc_evaluation *e, const dmarc_name *name, size_t index);

/* Records, NODATA, or an alias, even a dangling one, show that the name asked for exists. */
bool secmailp_dmarc_answer_shows_name(const secmail_answers *a, uint32_t id);

typedef enum dmarc_alignment {
	DMARC_ALIGNS_NOT,
	DMARC_ALIGNS_UNKNOWN, /* it hangs on a question without answer; e->silent says which */
	DMARC_ALIGNS
} dmarc_alignment;

/*
 * Of the identifiers of one mechanism with one outcome, finds the nearest that
 * aligns. *out is it, or the first for which that is not known, or NULL. Only
 * for an author with a record that applies, see e->policy_name.
 */
dmarc_alignment secmailp_dmarc_align(dmarc_evaluation *e, dmarc_mechanism mechanism,
    secmail_dmarc_outcome outcome, const dmarc_identifier **out);

/*
 * Whether a domain is of the organization of the first walk, whose names have
 * no open question. e->waits says whether one of the domain's own is open.
 */
dmarc_alignment secmailp_dmarc_align_relaxed(dmarc_evaluation *e, secmailp_view domain);

/* Asks early for the walks of identifiers that may come to matter. */
void secmailp_dmarc_align_early(dmarc_evaluation *e);

/* Makes the result of a finished evaluation. */
SECMAIL_MUST_CHECK secmail_status secmailp_dmarc_result_new(
    dmarc_evaluation *e, secmail_dmarc_result **out);

#endif
