/* detail.c - the sentence about a verdict, for people */
#include "spf_internal.h"

static secmailp_view
checked_domain(const secmailp_spf_evaluation *e)
{
	return secmailp_domain_view(&e->identity->domain);
}

static const secmailp_spf_frame *
innermost(const secmailp_spf_evaluation *e)
{
	return e->depth > 0 ? &e->frames[e->depth - 1] : NULL;
}

static void
add_subject(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_printable(out, e->subject);
}

static const char *
type_name(uint16_t type)
{
	switch (type) {
	case SECMAIL_DNS_A:
		return "A";
	case SECMAIL_DNS_AAAA:
		return "AAAA";
	case SECMAIL_DNS_MX:
		return "MX";
	case SECMAIL_DNS_PTR:
		return "PTR";
	default:
		return "TXT";
	}
}

static void
add_question(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, type_name(e->subject_type));
	secmailp_spf_text_words(out, " records of ");
	add_subject(e, out);
}

static void
add_innermost_domain(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	const secmailp_spf_frame *frame = innermost(e);

	if (frame)
		secmailp_spf_text_printable(out, frame->domain);
}

/* `"term" in the record of example.org` */
static void
add_place(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	const secmailp_spf_frame *frame = innermost(e);

	if (frame && frame->term.len > 0) {
		secmailp_spf_text_byte(out, '"');
		secmailp_spf_text_printable(out, secmailp_view_first(frame->term, 64));
		secmailp_spf_text_words(out, "\" in ");
	}
	secmailp_spf_text_words(out, "the record of ");
	add_innermost_domain(e, out);
}

static void
write_bad_domain(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	bool is_helo = e->identity->scope == SECMAIL_SPF_SCOPE_HELO;

	secmailp_spf_text_words(out, is_helo ? "HELO" : "MAIL FROM");
	secmailp_spf_text_words(out, " holds no domain that can be checked");
}

static void
write_no_record(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_printable(out, checked_domain(e));
	secmailp_spf_text_words(out, " publishes no SPF record");
}

static void
write_matched(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	add_place(e, out);
	secmailp_spf_text_words(out, " matches the client ");
	secmailp_spf_client_write(&e->session->client, out);
}

static void
write_default(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	add_place(e, out);
	secmailp_spf_text_words(out, " has no mechanism that matches the client ");
	secmailp_spf_client_write(&e->session->client, out);
}

static void
write_syntax(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, "the term at octet ");
	secmailp_spf_text_number(out, e->fault.offset);
	secmailp_spf_text_words(out, ", ");
	add_place(e, out);
	secmailp_spf_text_words(out, ", is malformed: ");
	secmailp_spf_text_words(out, e->fault.why);
}

static void
write_multiple_records(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	add_innermost_domain(e, out);
	secmailp_spf_text_words(out, " publishes more than one SPF record");
}

static void
write_include_none(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	add_subject(e, out);
	secmailp_spf_text_words(out, ", which is included, publishes no SPF record");
}

static void
write_redirect_none(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	add_subject(e, out);
	secmailp_spf_text_words(out, ", to which the record redirects, publishes no SPF record");
}

static void
write_term_limit(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, "more than ");
	secmailp_spf_text_number(out, e->session->max_terms);
	secmailp_spf_text_words(out, " terms query DNS; one too many is ");
	add_place(e, out);
}

static void
write_void_limit(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, "more than ");
	secmailp_spf_text_number(out, e->session->max_voids);
	secmailp_spf_text_words(out, " look-ups have no answer; one too many are the ");
	add_question(e, out);
}

static void
write_mx_limit(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	add_subject(e, out);
	secmailp_spf_text_words(out, " has more than ");
	secmailp_spf_text_number(out, SECMAIL_SPF_MAX_MX);
	secmailp_spf_text_words(out, " MX records");
}

static void
write_record_limit(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, "the record of ");
	add_innermost_domain(e, out);
	secmailp_spf_text_words(out, " has more than ");
	secmailp_spf_text_number(out, SECMAIL_SPF_MAX_RECORD);
	secmailp_spf_text_words(out, " octets");
}

static void
write_question_limit(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, "more DNS questions are wanted than may be asked; at ");
	add_place(e, out);
}

static void
write_expansion_limit(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	add_place(e, out);
	secmailp_spf_text_words(out, " expands to more than ");
	secmailp_spf_text_number(out, SECMAIL_SPF_MAX_EXPANSION);
	secmailp_spf_text_words(out, " octets");
}

static void
write_timeout(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, "nobody answered in time for the ");
	add_question(e, out);
}

static void
write_servfail(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, "a server failed over the ");
	add_question(e, out);
}

static void
write_refused(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, "a server refused to give the ");
	add_question(e, out);
}

static void
write_bogus(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	secmailp_spf_text_words(out, "DNSSEC signatures don't hold on the ");
	add_question(e, out);
}

void
secmailp_spf_detail(const secmailp_spf_evaluation *e, secmailp_spf_text *out)
{
	static void (*const writers[])(const secmailp_spf_evaluation *, secmailp_spf_text *) = {
		[SECMAIL_SPF_REASON_NO_RECORD] = write_no_record,
		[SECMAIL_SPF_REASON_BAD_DOMAIN] = write_bad_domain,
		[SECMAIL_SPF_REASON_MATCHED] = write_matched,
		[SECMAIL_SPF_REASON_DEFAULT] = write_default,
		[SECMAIL_SPF_REASON_SYNTAX] = write_syntax,
		[SECMAIL_SPF_REASON_MULTIPLE_RECORDS] = write_multiple_records,
		[SECMAIL_SPF_REASON_INCLUDE_NONE] = write_include_none,
		[SECMAIL_SPF_REASON_REDIRECT_NONE] = write_redirect_none,
		[SECMAIL_SPF_REASON_TERM_LIMIT] = write_term_limit,
		[SECMAIL_SPF_REASON_VOID_LIMIT] = write_void_limit,
		[SECMAIL_SPF_REASON_MX_LIMIT] = write_mx_limit,
		[SECMAIL_SPF_REASON_RECORD_LIMIT] = write_record_limit,
		[SECMAIL_SPF_REASON_QUESTION_LIMIT] = write_question_limit,
		[SECMAIL_SPF_REASON_DNS_TIMEOUT] = write_timeout,
		[SECMAIL_SPF_REASON_DNS_SERVFAIL] = write_servfail,
		[SECMAIL_SPF_REASON_DNS_REFUSED] = write_refused,
		[SECMAIL_SPF_REASON_DNS_BOGUS] = write_bogus,
		[SECMAIL_SPF_REASON_EXPANSION_LIMIT] = write_expansion_limit,
	};

	writers[e->reason](e, out);
}
