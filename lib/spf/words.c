/* words.c - the enumerators as the words that programs and headers use */
#include "spf_internal.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

const char *
secmail_spf_code_name(secmail_spf_code code)
{
	static const char *const names[] = {
		[SECMAIL_SPF_NONE] = "none",
		[SECMAIL_SPF_NEUTRAL] = "neutral",
		[SECMAIL_SPF_PASS] = "pass",
		[SECMAIL_SPF_FAIL] = "fail",
		[SECMAIL_SPF_SOFTFAIL] = "softfail",
		[SECMAIL_SPF_TEMPERROR] = "temperror",
		[SECMAIL_SPF_PERMERROR] = "permerror",
	};

	return (size_t)code < COUNT(names) ? names[code] : names[SECMAIL_SPF_NONE];
}

const char *
secmail_spf_scope_name(secmail_spf_scope scope)
{
	return scope == SECMAIL_SPF_SCOPE_HELO ? "helo" : "mfrom";
}

const char *
secmail_spf_reason_name(secmail_spf_reason reason)
{
	static const char *const names[] = {
		[SECMAIL_SPF_REASON_NO_RECORD] = "no-record",
		[SECMAIL_SPF_REASON_BAD_DOMAIN] = "bad-domain",
		[SECMAIL_SPF_REASON_MATCHED] = "matched",
		[SECMAIL_SPF_REASON_DEFAULT] = "default",
		[SECMAIL_SPF_REASON_SYNTAX] = "syntax",
		[SECMAIL_SPF_REASON_MULTIPLE_RECORDS] = "multiple-records",
		[SECMAIL_SPF_REASON_INCLUDE_NONE] = "include-none",
		[SECMAIL_SPF_REASON_REDIRECT_NONE] = "redirect-none",
		[SECMAIL_SPF_REASON_TERM_LIMIT] = "term-limit",
		[SECMAIL_SPF_REASON_VOID_LIMIT] = "void-limit",
		[SECMAIL_SPF_REASON_MX_LIMIT] = "mx-limit",
		[SECMAIL_SPF_REASON_RECORD_LIMIT] = "record-limit",
		[SECMAIL_SPF_REASON_QUESTION_LIMIT] = "question-limit",
		[SECMAIL_SPF_REASON_DNS_TIMEOUT] = "dns-timeout",
		[SECMAIL_SPF_REASON_DNS_SERVFAIL] = "dns-servfail",
		[SECMAIL_SPF_REASON_DNS_REFUSED] = "dns-refused",
		[SECMAIL_SPF_REASON_DNS_BOGUS] = "dns-bogus",
		[SECMAIL_SPF_REASON_EXPANSION_LIMIT] = "expansion-limit",
	};

	return (size_t)reason < COUNT(names) ? names[reason] : "unknown";
}
