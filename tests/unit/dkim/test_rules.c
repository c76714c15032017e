/*
 * test_rules.c - the rules of RFC 6376, 8301, 8463 and 8616, one signature for each
 *
 * A row signs LETTER and BODY with its tags, then changes what it says, and
 * names the reason that has to come out.
 */
#include "../suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signer.h"

#define LETTER                                                                                     \
	"Received: from a\r\n"                                                                     \
	"Received: from b\r\n"                                                                     \
	"From: Ann <ann@example.com>\r\n"                                                          \
	"To: bob@example.org\r\n"                                                                  \
	"Subject: a letter\r\n"
#define BODY "Dear Bob,\r\n\r\n  this is   it.\r\n"

#define RSA "v=1; a=rsa-sha256; d=example.com; s=sel; "
#define ED "v=1; a=ed25519-sha256; d=example.com; s=sel; "
#define RELAXED RSA "c=relaxed/relaxed; h=from:subject"
#define KEY "v=DKIM1; p=" SIGNER_RSA_P
#define ED_KEY "v=DKIM1; k=ed25519; p=" SIGNER_ED25519_P

static const struct rule {
	const char *proves;
	const char *tags;
	const char *record; /* NULL: none */
	const char *letter; /* as it arrives; NULL: as it was signed */
	const char *body;
	secmail_dkim_reason reason;
} rules[] = {
	/* what is signed */
	{ "simple is the default", RSA "h=from:subject", KEY, NULL, NULL, SECMAIL_DKIM_VERIFIED },
	{ "simple/simple verifies", RSA "c=simple/simple; h=from:to", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "relaxed alone is relaxed/simple", RSA "c=relaxed; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "relaxed/relaxed verifies", RELAXED, KEY, NULL, NULL, SECMAIL_DKIM_VERIFIED },
	{ "simple/relaxed verifies", RSA "c=simple/relaxed; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "Ed25519 verifies", ED "c=relaxed/relaxed; h=from", ED_KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "unknown tags are signed and otherwise ignored", RELAXED "; zz=what; x_1=", KEY, NULL,
	    NULL, SECMAIL_DKIM_VERIFIED },
	{ "a tag name starts with a letter", RELAXED "; _x=1", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "a changed field is noticed", RELAXED, KEY,
	    "From: Ann <ann@example.com>\r\nSubject: another\r\n", NULL,
	    SECMAIL_DKIM_HEADER_CHANGED },
	{ "a field that is not signed may change", RELAXED, KEY,
	    "From: Ann <ann@example.com>\r\nTo: eve@example.net\r\nSubject: a letter\r\n", NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "white space may change when relaxed", RELAXED, KEY,
	    "FROM:  Ann\r\n <ann@example.com>  \r\nsubject:a\tletter\r\n", NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "white space may not change when simple", RSA "h=from:subject", KEY,
	    "From:  Ann <ann@example.com>\r\nSubject: a letter\r\n", NULL,
	    SECMAIL_DKIM_HEADER_CHANGED },
	{ "a name in h= twice takes fields from the bottom up", RSA "h=from:received:received", KEY,
	    NULL, NULL, SECMAIL_DKIM_VERIFIED },
	{ "so that a new one on top is not covered", RSA "h=from:received", KEY,
	    "Received: from c\r\n" LETTER, NULL, SECMAIL_DKIM_VERIFIED },
	{ "unless it was signed as missing", RSA "h=from:received:received:received", KEY,
	    "Received: from c\r\n" LETTER, NULL, SECMAIL_DKIM_HEADER_CHANGED },
	{ "a second From on top breaks an over-signed one", RSA "h=from:from", KEY,
	    "From: eve@example.net\r\n" LETTER, NULL, SECMAIL_DKIM_HEADER_CHANGED },
	{ "a missing field may be signed", RSA "h=from:x-none:cc", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "h= may list dkim-signature", RSA "h=from:dkim-signature", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "names in h= may have white space around", RSA "h= From : \r\n\tSubject", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "a changed body is noticed", RELAXED, KEY, NULL, "Dear Eve,\r\n",
	    SECMAIL_DKIM_BODY_CHANGED },
	{ "an empty body has a hash, too", RELAXED, KEY, NULL, "", SECMAIL_DKIM_BODY_CHANGED },
	{ "line ends at the end don't count", RELAXED, KEY, NULL, BODY "\r\n\r\n",
	    SECMAIL_DKIM_VERIFIED },
	{ "white space in the body may change when relaxed", RELAXED, KEY, NULL,
	    "Dear Bob, \r\n\r\n this\tis it.", SECMAIL_DKIM_VERIFIED },
	{ "and may not when simple", RSA "h=from", KEY, NULL,
	    "Dear Bob, \r\n\r\n  this is   it.\r\n", SECMAIL_DKIM_BODY_CHANGED },
	/* l= */
	{ "l= over the whole body verifies", RSA "h=from; l=30", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "l= that leaves a part of the body unsigned does not", RSA "h=from; l=9", KEY, NULL, NULL,
	    SECMAIL_DKIM_PARTIAL_BODY },
	{ "l=0 covers nothing", RSA "h=from; l=0", KEY, NULL, NULL, SECMAIL_DKIM_PARTIAL_BODY },
	{ "what is appended is no part of the body hash", RSA "h=from; l=30", KEY, NULL,
	    BODY "buy!\r\n", SECMAIL_DKIM_PARTIAL_BODY },
	{ "l= over more than the body is a change", RSA "h=from; l=31", KEY, NULL, NULL,
	    SECMAIL_DKIM_BODY_CHANGED },
	{ "l= of 76 digits is a number",
	    RSA "h=from; l=1234567890123456789012345678901234567890123456789012345678901234567890"
		"123456",
	    KEY, NULL, NULL, SECMAIL_DKIM_BODY_CHANGED },
	{ "l= of 77 digits is none",
	    RSA "h=from; l=1234567890123456789012345678901234567890123456789012345678901234567890"
		"1234567",
	    KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "l= is no negative number", RSA "h=from; l=-1", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	/* the tag list */
	{ "v= need not be first", "a=rsa-sha256; d=example.com; s=sel; h=from; v=1", KEY, NULL,
	    NULL, SECMAIL_DKIM_VERIFIED },
	{ "v= is needed", "a=rsa-sha256; d=example.com; s=sel; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "v= is 1", "v=2; a=rsa-sha256; d=example.com; s=sel; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "v= is 1 as a string", "v=1.0; a=rsa-sha256; d=example.com; s=sel; h=from", KEY, NULL,
	    NULL, SECMAIL_DKIM_SYNTAX },
	{ "a= is needed", "v=1; d=example.com; s=sel; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "d= is needed", "v=1; a=rsa-sha256; s=sel; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "s= is needed", "v=1; a=rsa-sha256; d=example.com; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "h= is needed", RSA, KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "h= is not empty", RSA "h=", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "h= has no empty name", RSA "h=from::to", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "a name in h= has no white space", RSA "h=from:sub ject", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "h= has From", RSA "h=to:subject", KEY, NULL, NULL, SECMAIL_DKIM_FROM_NOT_SIGNED },
	{ "no tag stands twice", RELAXED "; s=sel", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "not even an unknown one", RELAXED "; zz=1; zz=2", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "tag names are case-sensitive", "V=1; a=rsa-sha256; d=example.com; s=sel; h=from", KEY,
	    NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "no two semicolons stand in a row", RSA "; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "white space may stand around names and values",
	    "v = 1 ; a\t= rsa-sha256; d=\r\n example.com ; s = sel; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "a= has no white space inside", "v=1; a=rsa -sha256; d=example.com; s=sel; h=from", KEY,
	    NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "d= has no white space inside", "v=1; a=rsa-sha256; d=example .com; s=sel; h=from", KEY,
	    NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "v= has no white space inside", "v=1 1; a=rsa-sha256; d=example.com; s=sel; h=from", KEY,
	    NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "s= has no white space inside", "v=1; a=rsa-sha256; d=example.com; s=s el; h=from", KEY,
	    NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "s= has no fold inside", "v=1; a=rsa-sha256; d=example.com; s=s\r\n el; h=from", KEY,
	    NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "c= has no white space inside", RSA "c=relaxed /relaxed; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "c= has no slash without a name", RSA "c=relaxed/; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "l= has no white space inside", RSA "h=from; l=3 0", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "l= is not empty", RSA "h=from; l=", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "t= has no white space inside", RELAXED "; t=17000 00000", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "x= has no fold inside", RELAXED "; x=17000\r\n 00001", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "a tag name has no white space inside", RELAXED "; z z=1", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "q= may have white space around its colons", RELAXED "; q=http :\r\n dns/txt", KEY, NULL,
	    NULL, SECMAIL_DKIM_VERIFIED },
	{ "i= may be folded", RELAXED "; i=ann\r\n @example.com", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "a semicolon may end the list", RELAXED "; zz=1 ", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "q=dns/txt is the way to the key", RELAXED "; q=dns/txt", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "others are passed over", RELAXED "; q=http:dns/txt", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "but one has to be known", RELAXED "; q=http", KEY, NULL, NULL,
	    SECMAIL_DKIM_UNSUPPORTED },
	{ "an unknown canonicalization is no syntax error", RSA "c=nowsp; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_UNSUPPORTED },
	{ "an empty one is", RSA "c=; h=from", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "so are three", RSA "c=simple/simple/simple; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "an unknown algorithm is no syntax error",
	    "v=1; a=rsa-sha3; d=example.com; s=sel; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_UNSUPPORTED },
	{ "an empty one is", "v=1; a=; d=example.com; s=sel; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "h= of DKIM may list ARC-Seal", RSA "h=from:arc-seal", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "a name that is no algorithm's is", "v=1; a=rsa/sha256; d=example.com; s=sel; h=from",
	    KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	/* names */
	{ "d= is compared in lower case", "v=1; a=rsa-sha256; d=Example.COM; s=SEL; h=from", KEY,
	    NULL, NULL, SECMAIL_DKIM_VERIFIED },
	{ "d= has two labels", "v=1; a=rsa-sha256; d=com; s=sel; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "d= has no trailing dot", "v=1; a=rsa-sha256; d=example.com.; s=sel; h=from", KEY, NULL,
	    NULL, SECMAIL_DKIM_SYNTAX },
	{ "d= has no quote", "v=1; a=rsa-sha256; d=exam\"ple.com; s=sel; h=from", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "d= has no parenthesis", "v=1; a=rsa-sha256; d=example.com(a; s=sel; h=from", KEY, NULL,
	    NULL, SECMAIL_DKIM_SYNTAX },
	{ "s= has no parenthesis", "v=1; a=rsa-sha256; d=example.com; s=s(l; h=from", KEY, NULL,
	    NULL, SECMAIL_DKIM_SYNTAX },
	{ "s= has no empty label", "v=1; a=rsa-sha256; d=example.com; s=s..l; h=from", KEY, NULL,
	    NULL, SECMAIL_DKIM_SYNTAX },
	{ "s= may have several labels", "v=1; a=rsa-sha256; d=sub.example.com; s=sel; h=from", NULL,
	    NULL, NULL, SECMAIL_DKIM_NO_KEY },
	{ "i= may be below d=", RELAXED "; i=ann@mail.example.com", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "i= need not have a local-part", RELAXED "; i=@example.com", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "i= must not be elsewhere", RELAXED "; i=ann@example.org", KEY, NULL, NULL,
	    SECMAIL_DKIM_IDENTITY_MISMATCH },
	{ "nor above d=", RELAXED "; i=ann@com", KEY, NULL, NULL, SECMAIL_DKIM_IDENTITY_MISMATCH },
	{ "a longer label is another name", RELAXED "; i=ann@anexample.com", KEY, NULL, NULL,
	    SECMAIL_DKIM_IDENTITY_MISMATCH },
	{ "i= has a domain", RELAXED "; i=ann", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "i= is quoted-printable", RELAXED "; i=a=3Bn=20n@example.com", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "with capitals", RELAXED "; i=a=3bn@example.com", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	{ "and two digits", RELAXED "; i=ann@example.com=2", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	/* times: the clock says 1700000000, the drift is 300 */
	{ "x= in the future verifies", RELAXED "; x=1700000001", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "x= may be past by the drift", RELAXED "; x=1699999700", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "and no more", RELAXED "; x=1699999699", KEY, NULL, NULL, SECMAIL_DKIM_EXPIRED },
	{ "t= may be early by the drift", RELAXED "; t=1700000300", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "and no more, either", RELAXED "; t=1700000301", KEY, NULL, NULL, SECMAIL_DKIM_FUTURE },
	{ "x= is after t=", RELAXED "; t=1700000000; x=1700000000", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "a time has 12 digits at most", RELAXED "; x=1000000000000", KEY, NULL, NULL,
	    SECMAIL_DKIM_SYNTAX },
	{ "12 digits are a time", RELAXED "; x=999999999999", KEY, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "a time is not empty", RELAXED "; t=", KEY, NULL, NULL, SECMAIL_DKIM_SYNTAX },
	/* keys */
	{ "without a record there is no key", RELAXED, NULL, NULL, NULL, SECMAIL_DKIM_NO_KEY },
	{ "an empty p= is revoked", RELAXED, "p=", NULL, NULL, SECMAIL_DKIM_KEY_REVOKED },
	{ "k= fits a=", RELAXED, ED_KEY, NULL, NULL, SECMAIL_DKIM_KEY_MISMATCH },
	{ "k= fits a=, the other way", ED "h=from", KEY, NULL, NULL, SECMAIL_DKIM_KEY_MISMATCH },
	{ "an unknown k= fits nothing", RELAXED, "k=dsa; p=AAAA", NULL, NULL,
	    SECMAIL_DKIM_KEY_MISMATCH },
	{ "h= of the key lists the hash", RELAXED, "h=sha1; p=" SIGNER_RSA_P, NULL, NULL,
	    SECMAIL_DKIM_KEY_HASH_REFUSED },
	{ "s= of the key allows email", RELAXED, "s=web; p=" SIGNER_RSA_P, NULL, NULL,
	    SECMAIL_DKIM_KEY_SERVICE_REFUSED },
	{ "t=s binds i= to d=", RELAXED "; i=@mail.example.com", "t=s; p=" SIGNER_RSA_P, NULL, NULL,
	    SECMAIL_DKIM_IDENTITY_MISMATCH },
	{ "t=s is content with d= itself", RELAXED "; i=ann@example.com", "t=s; p=" SIGNER_RSA_P,
	    NULL, NULL, SECMAIL_DKIM_VERIFIED },
	{ "t=y changes nothing", RELAXED, "t=y; p=" SIGNER_RSA_P, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "t=y changes nothing for the worse, either", RELAXED, "t=y; p=" SIGNER_RSA_P, NULL, "x",
	    SECMAIL_DKIM_BODY_CHANGED },
	{ "k= has no white space inside", RELAXED, "k=r sa; p=" SIGNER_RSA_P, NULL, NULL,
	    SECMAIL_DKIM_KEY_MISMATCH },
	{ "k= is compared as it stands", RELAXED, "k=RSA; p=" SIGNER_RSA_P, NULL, NULL,
	    SECMAIL_DKIM_KEY_MISMATCH },
	{ "t=s is content without i=", RELAXED, "t=s; p=" SIGNER_RSA_P, NULL, NULL,
	    SECMAIL_DKIM_VERIFIED },
	{ "t=s among others binds, too", RELAXED "; i=@mail.example.com",
	    "t=y : s; p=" SIGNER_RSA_P, NULL, NULL, SECMAIL_DKIM_IDENTITY_MISMATCH },
	{ "8-bit octets in n= do no harm", RELAXED, "n=caf\303\251 \377; p=" SIGNER_RSA_P, NULL,
	    NULL, SECMAIL_DKIM_VERIFIED },
	{ "a record of another kind is no key", RELAXED, "v=spf1 -all", NULL, NULL,
	    SECMAIL_DKIM_KEY_SYNTAX },
};

static secmail_dkim_results *
judge_rule(const secmail_dkim_config *c, const struct rule *r)
{
	const signer_record records[] = {
		{ r->record ? "sel._domainkey.example.com" : NULL, r->record },
		{ NULL, NULL },
	};
	char *field = signer_sign(r->tags, LETTER, BODY), header[8192];

	snprintf(header, sizeof header, "%s%s\r\n", field, r->letter ? r->letter : LETTER);
	free(field);
	return signer_judge(c, header, r->body ? r->body : BODY, records);
}

START_TEST(follows_the_rules)
{
	const struct rule *r = &rules[_i];
	secmail_dkim_config *c = signer_config();
	secmail_dkim_results *results = judge_rule(c, r);

	ck_assert_uint_eq(secmail_dkim_results_count(results), 1);
	ck_assert_msg(secmail_dkim_results_reason(results, 0) == r->reason, "%s: %s (%s)",
	    r->proves, secmail_dkim_reason_name(secmail_dkim_results_reason(results, 0)),
	    secmail_dkim_results_detail(results, 0));
	ck_assert_msg((secmail_dkim_results_code(results, 0) == SECMAIL_DKIM_PASS) ==
			  (r->reason == SECMAIL_DKIM_VERIFIED),
	    "%s", r->proves);
	ck_assert_str_ne(secmail_dkim_results_detail(results, 0), "");
	secmail_dkim_results_free(results);
	secmail_dkim_config_free(c);
}
END_TEST

/* Fields that no signer makes. */
static const struct raw {
	const char *proves;
	const char *field;
	size_t len;
	secmail_dkim_reason reason;
} raws[] = {
#define RAW(proves, text, reason)                                                                  \
	{                                                                                          \
		proves, text, sizeof(text) - 1, reason                                             \
	}
#define BH "bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="
	RAW("bh= is needed", RSA "h=from; b=AAAA", SECMAIL_DKIM_SYNTAX),
	RAW("b= is needed", RSA "h=from; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("b= is not empty", RSA "h=from; b=; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("junk in b= is an error", RSA "h=from; b=AA!A; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("so is a length that base64 has not", RSA "h=from; b=AAAAA; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("so is something behind the padding", RSA "h=from; b=AA==AAAA; " BH,
	    SECMAIL_DKIM_SYNTAX),
	RAW("b= has padding that fits", RSA "h=from; b=AAA; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("a comment is junk in b=", RSA "h=from; b=AA(x)AA; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("bh= has no octet too many",
	    RSA "h=from; b=AAAA; bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaYA",
	    SECMAIL_DKIM_SYNTAX),
	RAW("bh= is that of rsa-sha256 for ed25519",
	    ED "h=from; b=AAAA; bh=uoq1oCgLlTqpdDX/iUbLy7J1Wic=", SECMAIL_DKIM_SYNTAX),
	RAW("the first octet of bh= counts",
	    RSA "h=from; b=AAAA; bh=gLcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=",
	    SECMAIL_DKIM_BODY_CHANGED),
	RAW("the last octet of bh= counts",
	    RSA "h=from; b=AAAA; bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaU=",
	    SECMAIL_DKIM_BODY_CHANGED),
	RAW("a relaxed empty body is nothing",
	    RSA "c=simple/relaxed; h=from; b=AAAA; "
		"bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
	    SECMAIL_DKIM_HEADER_CHANGED),
	RAW("a simple empty body is a line end", RSA "c=relaxed/simple; h=from; b=AAAA; " BH,
	    SECMAIL_DKIM_HEADER_CHANGED),
	RAW("a relaxed empty body is no line end", RSA "c=simple/relaxed; h=from; b=AAAA; " BH,
	    SECMAIL_DKIM_BODY_CHANGED),
	RAW("bh= is as long as its hash", RSA "h=from; b=AAAA; bh=AAAA", SECMAIL_DKIM_SYNTAX),
	RAW("bh= is base64", RSA "h=from; b=AAAA; bh=???", SECMAIL_DKIM_SYNTAX),
	RAW("a NUL in d= is an error",
	    "v=1; a=rsa-sha256; d=exa\0mple.com; s=sel; h=from; b=AAAA; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("a NUL in s= is an error",
	    "v=1; a=rsa-sha256; d=example.com; s=s\0el; h=from; b=AAAA; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("a CR alone is no white space", RSA "h=from;\r b=AAAA; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("an LF alone is no fold", RSA "h=from;\n b=AAAA; " BH, SECMAIL_DKIM_SYNTAX),
	RAW("an empty field has no tags", "", SECMAIL_DKIM_SYNTAX),
	RAW("rsa-sha1 is refused by name",
	    "v=1; a=rsa-sha1; d=example.com; s=sel; h=from; b=AAAA; "
	    "bh=uoq1oCgLlTqpdDX/iUbLy7J1Wic=",
	    SECMAIL_DKIM_SHA1_REFUSED),
	RAW("a signature that is none is a change", RSA "h=from; b=AAAA; " BH,
	    SECMAIL_DKIM_HEADER_CHANGED),
	RAW("a name below the limit of DNS is asked for",
	    "v=1; a=rsa-sha256; d=example.com; s=sel2; h=from; b=AAAA; " BH, SECMAIL_DKIM_NO_KEY),
};

START_TEST(refuses_raw_fields)
{
	static const signer_record records[] = { { "sel._domainkey.example.com", KEY },
		{ NULL, NULL } };
	const struct raw *r = &raws[_i];
	secmail_dkim_config *c = signer_config();
	secmail_dkim_results *results = NULL;
	secmail_answers *answers;
	secmail_message *m;
	secmail_dkim *d;
	char header[2048];
	int head = snprintf(header, sizeof header, "From: ann@example.com\r\nDKIM-Signature: ");

	memcpy(header + head, r->field, r->len);
	memcpy(header + head + r->len, "\r\n\r\n", 4);
	m = signer_message(header, (size_t)head + r->len + 4);
	ck_assert_int_eq(secmail_answers_new(&answers), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_new(c, SIGNER_NOW, &d), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_set_message(d, m), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_ask(d, answers), SECMAIL_DONE);
	signer_answer(answers, records);
	ck_assert_int_eq(secmail_dkim_end_body(d), SECMAIL_DONE);
	ck_assert_int_eq(secmail_dkim_judge(d, answers, &results), SECMAIL_DONE);
	ck_assert_msg(secmail_dkim_results_reason(results, 0) == r->reason, "%s: %s", r->proves,
	    secmail_dkim_results_detail(results, 0));
	secmail_dkim_results_free(results);
	secmail_dkim_free(d);
	secmail_answers_free(answers);
	secmail_message_free(m);
	secmail_dkim_config_free(c);
}
END_TEST

/* --- what depends on the configuration or on DNS ------------------------- */

START_TEST(takes_a_partial_body_only_if_told_so)
{
	const struct rule rule = { "", RSA "h=from; l=9", KEY, NULL, NULL, SECMAIL_DKIM_VERIFIED };
	secmail_dkim_config *c = signer_config();
	secmail_dkim_results *results = judge_rule(c, &rule);

	ck_assert_int_eq(secmail_dkim_results_code(results, 0), SECMAIL_DKIM_POLICY);
	ck_assert(!secmail_dkim_results_covers_whole_body(results, 0));
	secmail_dkim_results_free(results);
	secmail_dkim_config_insecure_allow_partial_body(c, true);
	results = judge_rule(c, &rule);
	ck_assert_int_eq(secmail_dkim_results_code(results, 0), SECMAIL_DKIM_PASS);
	ck_assert(!secmail_dkim_results_covers_whole_body(results, 0));
	secmail_dkim_results_free(results);
	secmail_dkim_config_free(c);
}
END_TEST

START_TEST(wants_the_bits_it_is_told)
{
	const struct rule rule = { "", RELAXED, KEY, NULL, NULL, SECMAIL_DKIM_VERIFIED };
	secmail_dkim_config *c = signer_config();
	secmail_dkim_results *results;

	ck_assert_int_eq(secmail_dkim_config_set_min_rsa_bits(c, 1023), SECMAIL_ARGUMENT);
	ck_assert_str_ne(secmail_dkim_config_error(c), "");
	ck_assert_int_eq(secmail_dkim_config_set_min_rsa_bits(c, 2048), SECMAIL_DONE);
	results = judge_rule(c, &rule);
	ck_assert_int_eq(secmail_dkim_results_code(results, 0), SECMAIL_DKIM_POLICY);
	ck_assert_int_eq(secmail_dkim_results_reason(results, 0), SECMAIL_DKIM_KEY_TOO_SHORT);
	ck_assert_uint_eq(secmail_dkim_results_key_bits(results, 0), 1024);
	secmail_dkim_results_free(results);
	secmail_dkim_config_free(c);
}
END_TEST

START_TEST(tells_of_testing_and_identity)
{
	const struct rule rule = { "", RELAXED "; i=a=3Bn=0An@Mail.example.com",
		"t=y; p=" SIGNER_RSA_P, NULL, NULL, SECMAIL_DKIM_VERIFIED };
	secmail_dkim_config *c = signer_config();
	secmail_dkim_results *results = judge_rule(c, &rule);

	ck_assert(secmail_dkim_results_is_testing(results, 0));
	ck_assert_str_eq(secmail_dkim_results_identity(results, 0), "a;n?n@mail.example.com");
	secmail_dkim_results_free(results);
	secmail_dkim_config_free(c);
}
END_TEST

/* RFC 8616: U-labels in d= and i=, UTF-8 in the local-part. */
START_TEST(takes_international_names)
{
	static const signer_record records[] = { { "sel._domainkey.xn--bcher-kva.example", KEY },
		{ NULL, NULL } };
	char *field = signer_sign("v=1; a=rsa-sha256; d=b\303\274cher.example; s=sel; h=from; "
				  "i=j\303\266rg@b\303\274cher.example",
	    LETTER, BODY);
	secmail_dkim_config *c = signer_config();
	secmail_dkim_results *results;
	char header[4096];

	snprintf(header, sizeof header, "%s%s\r\n", field, LETTER);
	results = signer_judge(c, header, BODY, records);
	ck_assert_msg(secmail_dkim_results_code(results, 0) == SECMAIL_DKIM_PASS, "%s",
	    secmail_dkim_results_detail(results, 0));
	ck_assert_str_eq(secmail_dkim_results_domain(results, 0), "xn--bcher-kva.example");
	ck_assert_str_eq(
	    secmail_dkim_results_identity(results, 0), "j\303\266rg@xn--bcher-kva.example");
	secmail_dkim_results_free(results);
	secmail_dkim_config_free(c);
	free(field);
}
END_TEST

static const struct several {
	const char *proves;
	const char *first;
	const char *second;
	secmail_dkim_reason reason;
} severals[] = {
	{ "two key records are none", KEY, KEY "; n=2", SECMAIL_DKIM_KEY_AMBIGUOUS },
	{ "a record of another kind beside the key does no harm", "v=spf1 -all", KEY,
	    SECMAIL_DKIM_VERIFIED },
	{ "whichever comes first", KEY, "v=spf1 -all", SECMAIL_DKIM_VERIFIED },
	{ "two of another kind are no key", "v=spf1 -all", "v=DMARC1; p=none",
	    SECMAIL_DKIM_KEY_SYNTAX },
	{ "a server's failure is temporary", NULL, NULL, SECMAIL_DKIM_DNS_FAILURE },
};

START_TEST(reads_several_records)
{
	const struct several *s = &severals[_i];
	const signer_record records[] = {
		{ "sel._domainkey.example.com", s->first },
		{ "sel._domainkey.example.com", s->second },
		{ NULL, NULL },
	};
	char *field = signer_sign(RELAXED, LETTER, BODY), header[4096];
	secmail_dkim_config *c = signer_config();
	secmail_dkim_results *results;

	snprintf(header, sizeof header, "%s%s\r\n", field, LETTER);
	results = signer_judge(c, header, BODY, records);
	ck_assert_msg(secmail_dkim_results_reason(results, 0) == s->reason, "%s: %s", s->proves,
	    secmail_dkim_results_detail(results, 0));
	secmail_dkim_results_free(results);
	secmail_dkim_config_free(c);
	free(field);
}
END_TEST

TCase *
rules_tests(void)
{
	TCase *tc = tcase_create("rules");

	tcase_add_loop_test(tc, follows_the_rules, 0, sizeof rules / sizeof rules[0]);
	tcase_add_loop_test(tc, refuses_raw_fields, 0, sizeof raws / sizeof raws[0]);
	tcase_add_loop_test(tc, reads_several_records, 0, sizeof severals / sizeof severals[0]);
	tcase_add_test(tc, takes_a_partial_body_only_if_told_so);
	tcase_add_test(tc, wants_the_bits_it_is_told);
	tcase_add_test(tc, tells_of_testing_and_identity);
	tcase_add_test(tc, takes_international_names);
	return tc;
}
