/*
 * seal_results.c - what was found when the message came in (RFC 8617 section 4.1.1)
 *
 * A set whose ARC-Authentication-Results says of the chain what its seal does
 * not would be evidence against its sealer: results that do are refused.
 */
#include "seal.h"

#include "private/decimal.h"

static secmail_status
refuse(secmail_arc_sealing *s, secmail_status status, const char *why)
{
	secmailp_error_text(&s->signing->error, why);
	return status;
}

/* How many results of the chain there are, and whether each says what `chain` does. */
static bool
agree(const secmail_authres *results, const secmail_arc_result *chain, size_t *count)
{
	const char *code = secmail_arc_code_name(secmail_arc_result_code(chain));
	secmailp_view number;
	uint8_t digits[SECMAILP_DECIMAL_MAX];

	number = secmailp_decimal(secmail_arc_result_oldest_pass(chain), digits);
	*count = 0;
	for (size_t i = 0; i < secmail_authres_count(results); i++) {
		const char *oldest =
		    secmail_authres_find_property(results, i, "header", "oldest-pass");

		if (strcmp(secmail_authres_method(results, i), "arc") != 0)
			continue;
		++*count;
		if (strcmp(secmail_authres_result(results, i), code) != 0 ||
		    (oldest && !secmailp_view_equal(secmailp_view_text(oldest), number)))
			return false;
	}
	return *count <= 1;
}

static secmail_status
keep_text(secmail_arc_sealing *s, const secmail_authres *results)
{
	secmailp_buffer *text = &s->arrival.results;

	secmailp_buffer_reset(text);
	secmailp_buffer_text(text, secmail_authres_body(results));
	if (text->status == SECMAIL_DONE)
		return SECMAIL_DONE;
	return refuse(s, (secmail_status)text->status,
	    text->status == SECMAIL_LIMIT ? "the results are too long" : "no memory");
}

secmail_status
smdkim_seal_results(
    secmail_arc_sealing *s, const secmail_arc_result *chain, secmail_authres *results)
{
	secmail_status status = SECMAIL_DONE;
	size_t count;

	s->arrival.is_set = false;
	if (!agree(results, chain, &count))
		return refuse(s, SECMAIL_ARGUMENT, "the results say of the chain what it is not");
	if (count == 0)
		status = secmail_arc_result_report(chain, results);
	if (status == SECMAIL_DONE)
		status = secmail_authres_write(results);
	if (status != SECMAIL_DONE)
		return refuse(s, status, secmail_authres_error(results));
	status = keep_text(s, results);
	if (status != SECMAIL_DONE)
		return status;
	s->arrival.code = secmail_arc_result_code(chain);
	s->arrival.reason = secmail_arc_result_reason(chain);
	s->arrival.is_temporary = secmail_arc_result_is_temporary(chain);
	s->arrival.instances = secmail_arc_result_instances(chain);
	s->arrival.is_set = true;
	return SECMAIL_DONE;
}
