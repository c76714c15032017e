/* sentences.c - see sentences.h */
#include "sentences.h"

const char *
secmail_sentence_headline(const secmail_dmarc_result *dmarc)
{
	switch (secmail_dmarc_result_code(dmarc)) {
	case SECMAIL_DMARC_PASS:
		return "{domain} stands behind this message: it was sent or signed on that "
		       "domain's behalf.";
	case SECMAIL_DMARC_NONE:
		return "{domain} publishes no policy by which this message could be judged.";
	case SECMAIL_DMARC_TEMPERROR:
		return "This message can't be judged now, because DNS did not answer; a later try "
		       "may decide.";
	case SECMAIL_DMARC_PERMERROR:
		return "This message can't be judged: {detail}";
	case SECMAIL_DMARC_FAIL:
		break;
	}
	switch (secmail_dmarc_result_disposition(dmarc)) {
	case SECMAIL_DMARC_POLICY_REJECT:
		return "Nothing shows that {domain} sent this message, and {domain} asks that such "
		       "mail be rejected.";
	case SECMAIL_DMARC_POLICY_QUARANTINE:
		return "Nothing shows that {domain} sent this message, and {domain} asks that such "
		       "mail be treated as "
		       "suspicious.";
	default:
		return "Nothing shows that {domain} sent this message; {domain} asks for no action "
		       "on such mail.";
	}
}

const char *
secmail_sentence_spf(secmail_spf_code code)
{
	switch (code) {
	case SECMAIL_SPF_PASS:
		return "{domain} lets this server send its mail: \"{term}\" in its record matched.";
	case SECMAIL_SPF_FAIL:
		return "{domain} does not let this server send its mail: \"{term}\" in its record "
		       "matched.";
	case SECMAIL_SPF_SOFTFAIL:
		return "{domain} says that this server probably may not send its mail: \"{term}\" "
		       "in its record matched.";
	case SECMAIL_SPF_NEUTRAL:
		return "{domain} says nothing about this server: {detail}";
	case SECMAIL_SPF_NONE:
		return "SPF has nothing to go by: {detail}";
	case SECMAIL_SPF_TEMPERROR:
		return "SPF could not be checked now: {detail}";
	case SECMAIL_SPF_PERMERROR:
		break;
	}
	return "The SPF record of {domain} can't be evaluated: {detail}";
}

const char *
secmail_sentence_dkim(secmail_dkim_reason reason)
{
	switch (reason) {
	case SECMAIL_DKIM_VERIFIED:
		return "The signature of {domain} (selector {selector}) is intact.";
	case SECMAIL_DKIM_BODY_CHANGED:
		return "The signature of {domain} (selector {selector}) is broken: the text was "
		       "changed after it was "
		       "signed, as mailing lists do.";
	case SECMAIL_DKIM_HEADER_CHANGED:
		return "The signature of {domain} (selector {selector}) is broken: a signed header "
		       "field was changed, or "
		       "another key made it.";
	case SECMAIL_DKIM_NO_KEY:
		return "The signature of {domain} can't be checked: the key "
		       "{selector}._domainkey.{domain} does not "
		       "exist; its owner should publish it or stop signing with it.";
	case SECMAIL_DKIM_KEY_REVOKED:
		return "The signature of {domain} was made with a key that its owner has revoked "
		       "(selector {selector}).";
	case SECMAIL_DKIM_EXPIRED:
		return "The signature of {domain} (selector {selector}) has expired.";
	case SECMAIL_DKIM_PARTIAL_BODY:
		return "The signature of {domain} (selector {selector}) covers only the beginning "
		       "of the text; anybody "
		       "could have added the rest.";
	case SECMAIL_DKIM_SHA1_REFUSED:
		return "The signature of {domain} (selector {selector}) uses SHA-1, which no "
		       "longer proves anything.";
	default:
		return "The signature of {domain} does not count: {detail}";
	}
}

const char *
secmail_sentence_arc(secmail_arc_code code)
{
	switch (code) {
	case SECMAIL_ARC_PASS:
		return "Each server that passed the message on and sealed it can be named, the "
		       "last of them {domain}.";
	case SECMAIL_ARC_NONE:
		return "No server on the way has sealed the message.";
	case SECMAIL_ARC_FAIL:
		break;
	}
	return "The seals of the servers on the way don't hold: {detail}";
}

const char *
secmail_sentence_dmarc(const secmail_dmarc_result *dmarc)
{
	switch (secmail_dmarc_result_code(dmarc)) {
	case SECMAIL_DMARC_PASS:
		return "The author's domain {domain} and the domain that was checked, {aligned}, "
		       "belong together.";
	case SECMAIL_DMARC_FAIL:
		return "Neither SPF nor DKIM vouches for the author's domain {domain}. Its policy "
		       "is {policy}.";
	default:
		return "{detail}";
	}
}

const char *
secmail_sentence_flag(secmail_message_flag flag)
{
	switch (flag) {
	case SECMAIL_MESSAGE_REPEATED_FROM:
	case SECMAIL_MESSAGE_LEADING_SPACE:
	case SECMAIL_MESSAGE_SPACE_BEFORE_COLON:
	case SECMAIL_MESSAGE_FOLDED_NAME:
		return "Its header is built so that mail programs may show another author than the "
		       "one judged here "
		       "({flag}).";
	case SECMAIL_MESSAGE_FROM_SYNTAX:
	case SECMAIL_MESSAGE_FROM_ADDRESSES:
	case SECMAIL_MESSAGE_FROM_DOMAINS:
	case SECMAIL_MESSAGE_FROM_ROUTE:
	case SECMAIL_MESSAGE_FROM_ENCODED:
	case SECMAIL_MESSAGE_FROM_DISPLAY:
	case SECMAIL_MESSAGE_FROM_QUOTED:
		return "Its From field can be read in more than one way ({flag}).";
	case SECMAIL_MESSAGE_NO_FROM:
		return "It names no author ({flag}).";
	case SECMAIL_MESSAGE_SENDER_DIFFERS:
	case SECMAIL_MESSAGE_RESENT_DIFFERS:
		return "Some mail programs show another sender beside the author ({flag}).";
	case SECMAIL_MESSAGE_TRUNCATED_HEADER:
		return "It ends inside its header ({flag}).";
	default:
		return "It breaks the rules for mail in a way that some programs read differently "
		       "({flag}).";
	}
}
