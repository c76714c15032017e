/* choice.c - see choice.h */
#include "choice.h"

#include <string.h>
#include <strings.h>

/* What a table says, or `other` where it says nothing. */
static saying_id
pick(const saying_id *table, size_t count, size_t index, saying_id other)
{
	return index < count && table[index] != SAY_NOTHING ? table[index] : other;
}

#define PICK(table, index, other)                                                                  \
	pick(table, sizeof(table) / sizeof(table)[0], (size_t)(index), other)

saying_id
secmail_choose_headline(const secmail_dmarc_result *dmarc)
{
	switch (secmail_dmarc_result_code(dmarc)) {
	case SECMAIL_DMARC_PASS:
		return SAY_HEAD_PASS;
	case SECMAIL_DMARC_NONE:
		return SAY_HEAD_NO_POLICY;
	case SECMAIL_DMARC_TEMPERROR:
		return SAY_HEAD_TEMPERROR;
	case SECMAIL_DMARC_PERMERROR:
		return secmail_dmarc_result_reason(dmarc) == SECMAIL_DMARC_REASON_LIMIT
			   ? SAY_HEAD_LIMIT
			   : SAY_HEAD_AUTHOR;
	case SECMAIL_DMARC_FAIL:
		break;
	}
	switch (secmail_dmarc_result_disposition(dmarc)) {
	case SECMAIL_DMARC_POLICY_REJECT:
		return SAY_HEAD_REJECT;
	case SECMAIL_DMARC_POLICY_QUARANTINE:
		return SAY_HEAD_QUARANTINE;
	default:
		return SAY_HEAD_NO_ACTION;
	}
}

saying_id
secmail_choose_spf(secmail_spf_code code, secmail_spf_reason reason)
{
	static const saying_id matched[] = {
		[SECMAIL_SPF_PASS] = SAY_SPF_PASS,
		[SECMAIL_SPF_FAIL] = SAY_SPF_FAIL,
		[SECMAIL_SPF_SOFTFAIL] = SAY_SPF_SOFTFAIL,
	};
	static const saying_id others[] = {
		[SECMAIL_SPF_REASON_NO_RECORD] = SAY_SPF_NO_RECORD,
		[SECMAIL_SPF_REASON_BAD_DOMAIN] = SAY_SPF_BAD_DOMAIN,
		[SECMAIL_SPF_REASON_DEFAULT] = SAY_SPF_DEFAULT,
		[SECMAIL_SPF_REASON_SYNTAX] = SAY_SPF_SYNTAX,
		[SECMAIL_SPF_REASON_MULTIPLE_RECORDS] = SAY_SPF_MULTIPLE_RECORDS,
		[SECMAIL_SPF_REASON_INCLUDE_NONE] = SAY_SPF_INCLUDE_NONE,
		[SECMAIL_SPF_REASON_REDIRECT_NONE] = SAY_SPF_REDIRECT_NONE,
		[SECMAIL_SPF_REASON_TERM_LIMIT] = SAY_SPF_TERM_LIMIT,
		[SECMAIL_SPF_REASON_VOID_LIMIT] = SAY_SPF_VOID_LIMIT,
		[SECMAIL_SPF_REASON_MX_LIMIT] = SAY_SPF_MX_LIMIT,
		[SECMAIL_SPF_REASON_RECORD_LIMIT] = SAY_SPF_RECORD_LIMIT,
		[SECMAIL_SPF_REASON_QUESTION_LIMIT] = SAY_SPF_QUESTION_LIMIT,
		[SECMAIL_SPF_REASON_DNS_TIMEOUT] = SAY_SPF_DNS,
		[SECMAIL_SPF_REASON_DNS_SERVFAIL] = SAY_SPF_DNS,
		[SECMAIL_SPF_REASON_DNS_REFUSED] = SAY_SPF_DNS,
		[SECMAIL_SPF_REASON_DNS_BOGUS] = SAY_SPF_BOGUS,
		[SECMAIL_SPF_REASON_EXPANSION_LIMIT] = SAY_SPF_EXPANSION_LIMIT,
	};

	if (reason == SECMAIL_SPF_REASON_MATCHED)
		return PICK(matched, code, SAY_SPF_NEUTRAL);
	return PICK(others, reason, SAY_SPF_OTHER);
}

saying_id
secmail_choose_dkim(secmail_dkim_reason reason)
{
	static const saying_id table[] = {
		[SECMAIL_DKIM_VERIFIED] = SAY_DKIM_VERIFIED,
		[SECMAIL_DKIM_SYNTAX] = SAY_DKIM_SYNTAX,
		[SECMAIL_DKIM_UNSUPPORTED] = SAY_DKIM_UNSUPPORTED,
		[SECMAIL_DKIM_SHA1_REFUSED] = SAY_DKIM_SHA1_REFUSED,
		[SECMAIL_DKIM_FROM_NOT_SIGNED] = SAY_DKIM_FROM_NOT_SIGNED,
		[SECMAIL_DKIM_IDENTITY_MISMATCH] = SAY_DKIM_IDENTITY_MISMATCH,
		[SECMAIL_DKIM_EXPIRED] = SAY_DKIM_EXPIRED,
		[SECMAIL_DKIM_FUTURE] = SAY_DKIM_FUTURE,
		[SECMAIL_DKIM_OVER_LIMIT] = SAY_DKIM_OVER_LIMIT,
		[SECMAIL_DKIM_DNS_TIMEOUT] = SAY_DKIM_DNS,
		[SECMAIL_DKIM_DNS_FAILURE] = SAY_DKIM_DNS,
		[SECMAIL_DKIM_DNS_BOGUS] = SAY_DKIM_BOGUS,
		[SECMAIL_DKIM_NO_KEY] = SAY_DKIM_NO_KEY,
		[SECMAIL_DKIM_KEY_AMBIGUOUS] = SAY_DKIM_KEY_AMBIGUOUS,
		[SECMAIL_DKIM_KEY_SYNTAX] = SAY_DKIM_KEY_SYNTAX,
		[SECMAIL_DKIM_KEY_REVOKED] = SAY_DKIM_KEY_REVOKED,
		[SECMAIL_DKIM_KEY_MISMATCH] = SAY_DKIM_KEY_MISMATCH,
		[SECMAIL_DKIM_KEY_HASH_REFUSED] = SAY_DKIM_KEY_HASH_REFUSED,
		[SECMAIL_DKIM_KEY_SERVICE_REFUSED] = SAY_DKIM_KEY_SERVICE_REFUSED,
		[SECMAIL_DKIM_KEY_TOO_SHORT] = SAY_DKIM_KEY_TOO_SHORT,
		[SECMAIL_DKIM_KEY_TOO_LONG] = SAY_DKIM_KEY_TOO_LONG,
		[SECMAIL_DKIM_KEY_EXPONENT_REFUSED] = SAY_DKIM_KEY_EXPONENT_REFUSED,
		[SECMAIL_DKIM_BODY_CHANGED] = SAY_DKIM_BODY_CHANGED,
		[SECMAIL_DKIM_HEADER_CHANGED] = SAY_DKIM_HEADER_CHANGED,
		[SECMAIL_DKIM_PARTIAL_BODY] = SAY_DKIM_PARTIAL_BODY,
	};

	return PICK(table, reason, SAY_DKIM_OTHER);
}

saying_id
secmail_choose_arc(secmail_arc_reason reason)
{
	static const saying_id table[] = {
		[SECMAIL_ARC_VERIFIED] = SAY_ARC_VERIFIED,
		[SECMAIL_ARC_NO_SETS] = SAY_ARC_NO_SETS,
		[SECMAIL_ARC_TOO_MANY_SETS] = SAY_ARC_TOO_MANY_SETS,
		[SECMAIL_ARC_SYNTAX] = SAY_ARC_SYNTAX,
		[SECMAIL_ARC_MARKED_FAILED] = SAY_ARC_MARKED_FAILED,
		[SECMAIL_ARC_STRUCTURE] = SAY_ARC_STRUCTURE,
		[SECMAIL_ARC_CV_MISMATCH] = SAY_ARC_CV_MISMATCH,
		[SECMAIL_ARC_MESSAGE_SIGNATURE] = SAY_ARC_MESSAGE_SIGNATURE,
		[SECMAIL_ARC_SEAL] = SAY_ARC_SEAL,
	};

	return PICK(table, reason, SAY_ARC_OTHER);
}

saying_id
secmail_choose_dmarc(secmail_dmarc_reason reason)
{
	static const saying_id table[] = {
		[SECMAIL_DMARC_REASON_ALIGNED] = SAY_DMARC_ALIGNED,
		[SECMAIL_DMARC_REASON_NOT_AUTHENTICATED] = SAY_DMARC_NOT_AUTHENTICATED,
		[SECMAIL_DMARC_REASON_NOT_ALIGNED] = SAY_DMARC_NOT_ALIGNED,
		[SECMAIL_DMARC_REASON_NO_RECORD] = SAY_DMARC_NO_RECORD,
		[SECMAIL_DMARC_REASON_UNUSABLE_RECORD] = SAY_DMARC_UNUSABLE_RECORD,
		[SECMAIL_DMARC_REASON_AUTHOR_DOMAIN] = SAY_DMARC_AUTHOR_DOMAIN,
		[SECMAIL_DMARC_REASON_DNS_RECORD] = SAY_DMARC_DNS,
		[SECMAIL_DMARC_REASON_DNS_ALIGNMENT] = SAY_DMARC_DNS,
		[SECMAIL_DMARC_REASON_DNS_EXISTENCE] = SAY_DMARC_DNS,
		[SECMAIL_DMARC_REASON_AUTHENTICATION] = SAY_DMARC_AUTHENTICATION,
		[SECMAIL_DMARC_REASON_LIMIT] = SAY_DMARC_LIMIT,
	};

	return PICK(table, reason, SAY_DMARC_OTHER);
}

/* A flag is a bit, and the table goes by its number. */
saying_id
secmail_choose_flag(secmail_message_flag flag)
{
	static const saying_id table[] = {
		SAY_FLAG_BARE_LF,
		SAY_FLAG_BARE_CR,
		SAY_FLAG_NUL,
		SAY_FLAG_LONG_LINE,
		SAY_FLAG_TRUNCATED_HEADER,
		SAY_FLAG_NOT_A_FIELD,
		SAY_FLAG_LEADING_SPACE,
		SAY_FLAG_SPACE_BEFORE_COLON,
		SAY_FLAG_FOLDED_NAME,
		SAY_FLAG_HEADER_8BIT,
		SAY_FLAG_NO_FROM,
		SAY_FLAG_REPEATED_FROM,
		SAY_FLAG_FROM_SYNTAX,
		SAY_FLAG_FROM_ADDRESSES,
		SAY_FLAG_FROM_DOMAINS,
		SAY_FLAG_FROM_ROUTE,
		SAY_FLAG_FROM_ENCODED,
		SAY_FLAG_FROM_DISPLAY,
		SAY_FLAG_FROM_QUOTED,
		SAY_FLAG_SENDER_DIFFERS,
		SAY_FLAG_RESENT_DIFFERS,
	};
	size_t number = 0;

	while (number < 32 && (uint32_t)flag >> number > 1)
		number++;
	return PICK(table, number, SAY_FLAG_OTHER);
}

const catalogue *
secmail_choose_language(const char *tag)
{
	static const catalogue *const known[] = { &secmail_catalogue_en, &secmail_catalogue_de };
	size_t len;

	if (!tag)
		return &secmail_catalogue_en;
	len = strcspn(tag, "-_");
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strlen(known[i]->language) == len &&
		    strncasecmp(known[i]->language, tag, len) == 0)
			return known[i];
	return &secmail_catalogue_en;
}
