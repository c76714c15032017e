/* lint_ask.c - asking the answers table, with a cap on questions and one on those asked early */
#include "lint.h"

static void
exhaust(secmailp_spf_lint *l, const secmailp_spf_lint_place *where, secmailp_spf_lint_limit which)
{
	secmailp_spf_lint_say_limit(l, where, which);
	l->is_exhausted = true;
}

static bool
may_ask(secmailp_spf_lint *l, const secmailp_spf_lint_place *where)
{
	if (!l->answers || l->is_exhausted || l->status != SECMAIL_DONE)
		return false;
	if (l->is_waiting)
		return secmail_answers_question_count(l->answers) <
		       SECMAIL_SPF_LINT_MAX_SPECULATION;
	if (l->questions >= SECMAIL_SPF_LINT_MAX_QUESTIONS)
		exhaust(l, where, SECMAILP_SPF_LINT_QUESTIONS);
	return !l->is_exhausted;
}

/* Counts a question the first time that the walk comes to it. */
static void
count_question(secmailp_spf_lint *l, uint32_t id)
{
	uint64_t bit = (uint64_t)1 << (id % 64);
	size_t word = id / 64;

	if (word >= sizeof l->reached / sizeof l->reached[0] || (l->reached[word] & bit))
		return;
	l->reached[word] |= bit;
	l->questions++;
}

/* What a question that was not taken means. */
static secmailp_spf_found
not_asked(secmailp_spf_lint *l, const secmailp_spf_lint_place *where, secmail_status status)
{
	if (status == SECMAIL_SYNTAX)
		return SECMAILP_SPF_FOUND_NO_NAME;
	if (status != SECMAIL_LIMIT)
		l->status = status;
	else if (!l->is_waiting)
		exhaust(l, where, SECMAILP_SPF_LINT_TABLE);
	return SECMAILP_SPF_FOUND_NOT_YET;
}

secmailp_spf_found
secmailp_spf_lint_ask(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    secmailp_view name, uint16_t type, uint32_t *out_id)
{
	secmail_answers_urgency urgency =
	    l->is_waiting ? SECMAIL_ANSWERS_SPECULATIVE : SECMAIL_ANSWERS_NEEDED;
	secmail_status status;

	if (!may_ask(l, where))
		return SECMAILP_SPF_FOUND_NOT_YET;
	if (name.len == 0)
		return SECMAILP_SPF_FOUND_NO_NAME;
	status = secmail_answers_ask(l->answers, name.at, name.len, type, urgency, out_id);
	if (status != SECMAIL_DONE)
		return not_asked(l, where, status);
	count_question(l, *out_id);
	switch (secmail_answers_state(l->answers, *out_id)) {
	case SECMAIL_ANSWER_RECORDS:
		return SECMAILP_SPF_FOUND_RECORDS;
	case SECMAIL_ANSWER_NXDOMAIN:
	case SECMAIL_ANSWER_NODATA:
		return SECMAILP_SPF_FOUND_VOID;
	case SECMAIL_ANSWER_OPEN:
		l->is_waiting = true;
		return SECMAILP_SPF_FOUND_NOT_YET;
	default:
		return SECMAILP_SPF_FOUND_FAILURE;
	}
}

static const char *
failure_words(secmail_dns_failure failure)
{
	switch (failure) {
	case SECMAIL_DNS_TIMEOUT:
		return "no server answered in time";
	case SECMAIL_DNS_REFUSED:
		return "a server refused";
	case SECMAIL_DNS_BOGUS:
		return "its DNSSEC signatures do not hold";
	default:
		return "a server failed";
	}
}

static const char *
type_words(uint16_t type)
{
	switch (type) {
	case SECMAIL_DNS_A:
		return "A";
	case SECMAIL_DNS_AAAA:
		return "AAAA";
	case SECMAIL_DNS_MX:
		return "MX";
	default:
		return "TXT";
	}
}

void
secmailp_spf_lint_say_failure(
    secmailp_spf_lint *l, const secmailp_spf_lint_place *where, uint32_t id)
{
	secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_DNS_FAILURE, SECMAIL_SPF_WARNING,
	    "The %s records of %.253s can't be looked up, since %s: what stands there is not "
	    "judged, and receivers who meet the same give temperror.",
	    type_words(secmail_answers_qtype(l->answers, id)),
	    secmail_answers_qname(l->answers, id),
	    failure_words(secmail_answers_failure(l->answers, id)));
}

void
secmailp_spf_lint_say_bad_name(secmailp_spf_lint *l, const secmailp_spf_lint_place *where,
    const secmailp_spf_name *name, secmail_spf_severity severity)
{
	secmailp_spf_lint_say(l, where, SECMAIL_SPF_FINDING_BAD_NAME, severity,
	    "DNS can't be asked for \"%s\", a name with an empty label or one of over 63 octets: "
	    "%s.",
	    secmailp_spf_lint_keep(l, secmailp_spf_name_view(name), SECMAILP_DOMAIN_MAX),
	    severity == SECMAIL_SPF_ERROR ? "receivers stop with permerror"
					  : "the term matches nobody");
}

/* The records on the way to a frame, the first one first. */
static void
write_path(const secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame, secmailp_spf_text *out)
{
	const char *domains[SECMAIL_SPF_LINT_MAX_DEPTH];
	size_t count = 0;

	for (; frame && count < SECMAIL_SPF_LINT_MAX_DEPTH; frame = frame->outer)
		domains[count++] = l->found->records[frame->record].domain;
	while (count-- > 0) {
		secmailp_spf_text_words(out, domains[count] ? domains[count] : "this record");
		if (count > 0)
			secmailp_spf_text_words(out, " > ");
	}
}

void
secmailp_spf_lint_count_term(secmailp_spf_lint *l, const secmailp_spf_lint_frame *frame,
    const secmailp_spf_lint_place *where)
{
	secmailp_spf_text path = { l->limit_path, 0, sizeof l->limit_path, false };

	if (++l->lookups != SECMAIL_SPF_MAX_TERMS + 1)
		return;
	l->limit = frame->outer ? frame->leader : *where;
	l->limit_term = where->term;
	write_path(l, frame, &path);
	l->limit_path_len = path.len;
}
