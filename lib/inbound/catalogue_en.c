/* catalogue_en.c - explanations in English; see catalogue.h */
#include "catalogue.h"

#include <stddef.h>

#define MAIL_PROGRAMS "mail programs may show another author than the one judged here."

const catalogue secmail_catalogue_en = {
	.language = "en",
	.sayings = {
	    [SAY_HEAD_PASS] = { "{domain} stands behind this message: it was sent or signed on that "
				"domain's behalf.",
		NULL },
	    [SAY_HEAD_NO_POLICY] = { "{domain} publishes no policy by which this message could be "
				     "judged.",
		NULL },
	    [SAY_HEAD_TEMPERROR] = { "This message can't be judged now, because DNS did not answer; "
				     "a later try may decide.",
		NULL },
	    [SAY_HEAD_AUTHOR] = { "This message does not name exactly one author's domain, so nobody "
				  "can be asked about it.",
		NULL },
	    [SAY_HEAD_LIMIT] = { "This message can't be judged: it would take more questions to DNS "
				 "than any honest message needs.",
		NULL },
	    [SAY_HEAD_REJECT] = { "Nothing shows that {domain} sent this message, and {domain} asks "
				  "that such mail be rejected.",
		NULL },
	    [SAY_HEAD_QUARANTINE] = { "Nothing shows that {domain} sent this message, and {domain} "
				      "asks that such mail be treated as suspicious.",
		NULL },
	    [SAY_HEAD_NO_ACTION] = { "Nothing shows that {domain} sent this message; {domain} asks "
				     "for no action on such mail.",
		NULL },

	    [SAY_SPF_NO_CLIENT] = { "It is not known which server sent the message, so SPF was not "
				    "checked.",
		NULL },
	    [SAY_SPF_PASS] = { "{domain} lets this server send its mail: \"{term}\" in its record "
			       "matched.",
		NULL },
	    [SAY_SPF_FAIL] = { "{domain} does not let this server send its mail: \"{term}\" in its "
			       "record matched.",
		"If {client} sends mail for {domain}, add it to the SPF record; if not, somebody "
		"else used the name." },
	    [SAY_SPF_SOFTFAIL] = { "{domain} says that this server probably may not send its mail: "
				   "\"{term}\" in its record matched.",
		"If {client} sends mail for {domain}, add it to the SPF record. Once all servers are "
		"in it, end it in -all." },
	    [SAY_SPF_NEUTRAL] = { "{domain} says nothing about this server, though \"{term}\" in its "
				  "record matched.",
		"\"{term}\" neither allows nor forbids; say what {client} may do." },
	    [SAY_SPF_DEFAULT] = { "{domain} says nothing about this server: no part of its record "
				  "matched.",
		"End the SPF record of {domain} in ~all or -all." },
	    [SAY_SPF_NO_RECORD] = { "{domain} does not publish which servers may send its mail.",
		"Publish an SPF record for {domain}; \"v=spf1 -all\" if it sends no mail." },
	    [SAY_SPF_BAD_DOMAIN] = { "The sending server gave no domain name that could be checked.",
		NULL },
	    [SAY_SPF_SYNTAX] = { "The list of servers of {domain} has a mistake in it and counts for "
				 "nothing.",
		"Mend \"{term}\" in the SPF record of {domain}, which can't be read." },
	    [SAY_SPF_MULTIPLE_RECORDS] = { "{domain} publishes more than one list of servers, so that "
					   "none of them counts.",
		"Join the SPF records of {domain} into one." },
	    [SAY_SPF_INCLUDE_NONE] = { "The list of servers of {domain} refers to another one that "
				       "does not exist, and counts for nothing.",
		"\"{term}\" in the SPF record of {domain} leads to a name without a record: remove "
		"it." },
	    [SAY_SPF_REDIRECT_NONE] = { "The list of servers of {domain} is said to be elsewhere, "
					"where there is none.",
		"\"{term}\" in the SPF record of {domain} leads to a name without a record: mend "
		"it." },
	    [SAY_SPF_TERM_LIMIT] = { "The list of servers of {domain} takes more questions to DNS "
				     "than is allowed, and counts for nothing.",
		"The SPF record of {domain} takes more than ten look-ups, its includes counted: "
		"name networks by ip4 and ip6, or remove what is not used." },
	    [SAY_SPF_VOID_LIMIT] = { "The list of servers of {domain} refers to too many names that "
				     "don't exist, and counts for nothing.",
		"Remove the names from the SPF record of {domain} that have no address any more; "
		"\"{term}\" was one too many." },
	    [SAY_SPF_MX_LIMIT] = { "The list of servers of {domain} refers to more mail servers than "
				   "is allowed, and counts for nothing.",
		"\"{term}\" in the SPF record of {domain} stands for more than ten mail servers: "
		"name networks by ip4 and ip6 instead." },
	    [SAY_SPF_RECORD_LIMIT] = { "The list of servers of {domain} is longer than any usable "
				       "one, and counts for nothing.",
		"Shorten the SPF record of {domain}; 450 octets fit everywhere." },
	    [SAY_SPF_QUESTION_LIMIT] = { "Checking the list of servers of {domain} would take more "
					 "questions to DNS than one message may cause.",
		"Make the SPF record of {domain} cheaper: name networks by ip4 and ip6." },
	    [SAY_SPF_EXPANSION_LIMIT] = { "The list of servers of {domain} makes names that are far "
					  "too long, and counts for nothing.",
		"Macros in \"{term}\" make names without end: use each once." },
	    [SAY_SPF_DNS] = { "The list of servers of {domain} could not be read now, because DNS "
			      "did not answer.",
		"The name servers that \"{term}\" or {domain} itself lead to fail or are slow." },
	    [SAY_SPF_BOGUS] = { "The list of servers of {domain} could not be read, because what DNS "
				"answered was not signed as it has to be.",
		"DNSSEC is broken for {domain} or a name in its SPF record." },
	    [SAY_SPF_OTHER] = { "SPF did not come to a result.", NULL },

	    [SAY_DKIM_UNSIGNED] = { "The message carries no signature.", "Sign mail with DKIM." },
	    [SAY_DKIM_VERIFIED] = { "The signature of {domain} (selector {selector}) is intact.",
		NULL },
	    [SAY_DKIM_SYNTAX] = { "A signature in the name of {domain} is malformed and counts for "
				  "nothing.",
		"The signing software of {domain} writes signatures that can't be read." },
	    [SAY_DKIM_UNSUPPORTED] = { "The signature of {domain} is of a kind that is not known "
				       "here.",
		"Sign with rsa-sha256 or ed25519-sha256." },
	    [SAY_DKIM_SHA1_REFUSED] = { "The signature of {domain} (selector {selector}) uses SHA-1, "
					"which no longer proves anything.",
		"Sign with rsa-sha256 in place of rsa-sha1 (RFC 8301)." },
	    [SAY_DKIM_FROM_NOT_SIGNED] = { "The signature of {domain} does not cover who the author "
					   "is, and counts for nothing.",
		"Sign the From field: h= has to name it." },
	    [SAY_DKIM_IDENTITY_MISMATCH] = { "The signature of {domain} speaks for somebody outside "
					     "that domain, and counts for nothing.",
		"i= of a signature has to be within its d= domain, {domain}." },
	    [SAY_DKIM_EXPIRED] = { "The signature of {domain} (selector {selector}) has expired.",
		"Give signatures more time, a week or more, or leave x= out: mail may wait on its "
		"way." },
	    [SAY_DKIM_FUTURE] = { "The signature of {domain} (selector {selector}) was made in the "
				  "future.",
		"Set the clock of the server that signs for {domain}." },
	    [SAY_DKIM_OVER_LIMIT] = { "The signature of {domain} was not checked, since the message "
				      "has too many or too large ones.",
		NULL },
	    [SAY_DKIM_DNS] = { "The signature of {domain} could not be checked now, because DNS did "
			       "not answer.",
		"The name servers of {selector}._domainkey.{domain} fail or are slow." },
	    [SAY_DKIM_BOGUS] = { "The signature of {domain} could not be checked, because what DNS "
				 "answered was not signed as it has to be.",
		"DNSSEC is broken for {selector}._domainkey.{domain}." },
	    [SAY_DKIM_NO_KEY] = { "The signature of {domain} can't be checked: there is no key for "
				  "it.",
		"The key {selector}._domainkey.{domain} does not exist; publish it or stop signing "
		"with {selector}." },
	    [SAY_DKIM_KEY_AMBIGUOUS] = { "The signature of {domain} can't be checked: it has more "
					 "than one key.",
		"Publish exactly one TXT record at {selector}._domainkey.{domain}." },
	    [SAY_DKIM_KEY_SYNTAX] = { "The signature of {domain} can't be checked: its key is "
				      "malformed.",
		"Mend the key record {selector}._domainkey.{domain}, which can't be read." },
	    [SAY_DKIM_KEY_REVOKED] = { "The signature of {domain} was made with a key that its owner "
				       "has revoked (selector {selector}).",
		"Stop signing with {selector}: its key was revoked (p= is empty)." },
	    [SAY_DKIM_KEY_MISMATCH] = { "The signature of {domain} and its key are of different "
					"kinds.",
		"k= of the key record {selector}._domainkey.{domain} does not fit a= of the "
		"signatures." },
	    [SAY_DKIM_KEY_HASH_REFUSED] = { "The signature of {domain} uses a hash that its key does "
					    "not allow.",
		"h= of the key record {selector}._domainkey.{domain} lacks the hash that is signed "
		"with." },
	    [SAY_DKIM_KEY_SERVICE_REFUSED] = { "The key of the signature of {domain} is not meant for "
					       "mail.",
		"s= of the key record {selector}._domainkey.{domain} has to allow email." },
	    [SAY_DKIM_KEY_TOO_SHORT] = { "The key of the signature of {domain} is so short that "
					 "others can make such signatures.",
		"Replace the key {selector}._domainkey.{domain} by one of 2048 bits (RFC 8301)." },
	    [SAY_DKIM_KEY_TOO_LONG] = { "The key of the signature of {domain} is longer than is "
					"checked here.",
		"Replace the key {selector}._domainkey.{domain} by one of 2048 to 4096 bits." },
	    [SAY_DKIM_KEY_EXPONENT_REFUSED] = { "The key of the signature of {domain} is of an unsafe "
						"form.",
		"Replace the key {selector}._domainkey.{domain}: its exponent is refused." },
	    [SAY_DKIM_BODY_CHANGED] = { "The signature of {domain} (selector {selector}) is broken: "
					"the text was changed after it was signed, as mailing lists do.",
		"Something behind the server that signs for {domain} changes texts: sign last." },
	    [SAY_DKIM_HEADER_CHANGED] = { "The signature of {domain} (selector {selector}) is broken: "
					  "a signed header field was changed, or another key made it.",
		"See that {selector}._domainkey.{domain} is the key that is signed with, and that "
		"nothing changes header fields after signing." },
	    [SAY_DKIM_PARTIAL_BODY] = { "The signature of {domain} (selector {selector}) covers only "
					"the beginning of the text; anybody could have added the "
					"rest.",
		"Sign without l=." },
	    [SAY_DKIM_OTHER] = { "The signature of {domain} does not count.", NULL },

	    [SAY_ARC_VERIFIED] = { "Each server that passed the message on and sealed it can be "
				   "named, the last of them {domain}.",
		NULL },
	    [SAY_ARC_NO_SETS] = { "No server on the way has sealed the message.", NULL },
	    [SAY_ARC_TOO_MANY_SETS] = { "The message was sealed more often than is allowed, so its "
					"seals don't hold.",
		NULL },
	    [SAY_ARC_SYNTAX] = { "The seals of the servers on the way don't hold: one of them is "
				 "malformed.",
		NULL },
	    [SAY_ARC_MARKED_FAILED] = { "A server on the way says that the seals before its own did "
					"not hold.",
		NULL },
	    [SAY_ARC_STRUCTURE] = { "The seals of the servers on the way don't hold: a part is "
				    "missing, or there twice.",
		NULL },
	    [SAY_ARC_CV_MISMATCH] = { "The seals of the servers on the way don't hold: they "
				      "contradict each other.",
		NULL },
	    [SAY_ARC_MESSAGE_SIGNATURE] = { "The seals of the servers on the way don't hold: the "
					    "message was changed after {domain} sealed it.",
		"Sealing by {domain} has to be the last change to a message." },
	    [SAY_ARC_SEAL] = { "The seals of the servers on the way don't hold: one is broken.",
		NULL },
	    [SAY_ARC_OTHER] = { "The seals of the servers on the way don't hold.", NULL },

	    [SAY_DMARC_ALIGNED] = { "The author's domain {domain} and the domain that was checked, "
				    "{aligned}, belong together.",
		NULL },
	    [SAY_DMARC_NOT_AUTHENTICATED] = { "Neither SPF nor DKIM vouches for anybody. The policy "
					      "of {domain} is {policy}.",
		"If this mail is yours, sign it with DKIM in the name of {domain}." },
	    [SAY_DMARC_NOT_ALIGNED] = { "SPF or DKIM vouches for somebody else, not for the author's "
					"domain {domain}. Its policy is {policy}.",
		"If this mail is yours, sign it with d={domain}, or send it with a MAIL FROM of "
		"{domain}." },
	    [SAY_DMARC_NO_RECORD] = { "{domain} has no DMARC policy.",
		"Publish a DMARC record at _dmarc.{domain}; \"v=DMARC1; p=none; rua=mailto:...\" "
		"only watches." },
	    [SAY_DMARC_UNUSABLE_RECORD] = { "The DMARC policy of {domain} can't be acted on.",
		"The DMARC record of {domain} has no valid p=, and no valid rua= either." },
	    [SAY_DMARC_AUTHOR_DOMAIN] = { "The message does not have exactly one author's domain.",
		"Write one From field with one address, or addresses of one domain." },
	    [SAY_DMARC_DNS] = { "The DMARC policy of {domain} could not be found now, because DNS "
				"did not answer.",
		"The name servers of _dmarc.{domain}, or of a name above it, fail or are slow." },
	    [SAY_DMARC_AUTHENTICATION] = { "Whether the author's domain {domain} stands behind the "
					   "message can't be said now, because DNS did not answer.",
		NULL },
	    [SAY_DMARC_LIMIT] = { "The DMARC policy of {domain} could not be found: the message "
				  "takes too many questions to DNS.",
		NULL },
	    [SAY_DMARC_OTHER] = { "DMARC did not come to a result.", NULL },

	    [SAY_FLAG_BARE_LF] = { "Some of its lines end as they must not; " MAIL_PROGRAMS, NULL },
	    [SAY_FLAG_BARE_CR] = { "It holds stray carriage returns; " MAIL_PROGRAMS, NULL },
	    [SAY_FLAG_NUL] = { "It holds zero octets, at which some programs stop reading.", NULL },
	    [SAY_FLAG_LONG_LINE] = { "It has lines longer than mail may have; some programs cut "
				     "them.",
		NULL },
	    [SAY_FLAG_TRUNCATED_HEADER] = { "It ends inside its header.", NULL },
	    [SAY_FLAG_NOT_A_FIELD] = { "Its header holds lines that are no header fields; "
				       MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_LEADING_SPACE] = { "Its header begins with white space; " MAIL_PROGRAMS, NULL },
	    [SAY_FLAG_SPACE_BEFORE_COLON] = { "Its header has a space before a colon; " MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_FOLDED_NAME] = { "Its header has the name of a field broken over two lines; "
				       MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_HEADER_8BIT] = { "Its header holds octets that are no text; programs show them "
				       "in different ways.",
		NULL },
	    [SAY_FLAG_NO_FROM] = { "It names no author.", NULL },
	    [SAY_FLAG_REPEATED_FROM] = { "It has more than one From field; " MAIL_PROGRAMS, NULL },
	    [SAY_FLAG_FROM_SYNTAX] = { "Its From field is no list of addresses; " MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_FROM_ADDRESSES] = { "Its From field has several addresses; some programs show "
					  "but one.",
		NULL },
	    [SAY_FLAG_FROM_DOMAINS] = { "Its From field has addresses of several domains; some "
					"programs show but one.",
		NULL },
	    [SAY_FLAG_FROM_ROUTE] = { "Its From field has a source route, which nobody uses any "
				      "more; " MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_FROM_ENCODED] = { "Its From field hides an address in an encoded word; "
					MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_FROM_DISPLAY] = { "The name in its From field looks like an address, and is "
					"not the author's address.",
		NULL },
	    [SAY_FLAG_FROM_QUOTED] = { "Its From field has an address that is quoted in an unusual "
				       "way; " MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_SENDER_DIFFERS] = { "Its Sender is of another domain than its author; some "
					  "programs show it.",
		NULL },
	    [SAY_FLAG_RESENT_DIFFERS] = { "It says that somebody of another domain sent it on; some "
					  "programs show that one.",
		NULL },
	    [SAY_FLAG_OTHER] = { "It breaks the rules for mail in a way that some programs read "
				 "differently.",
		NULL },
	},
};
