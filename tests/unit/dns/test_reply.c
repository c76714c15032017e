/* test_reply.c - which messages answer a question, and with what (RFC 1035, 2181, 6891, 8914) */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "dns_internal.h"
#include "told.h"

/* Offset 12 holds a.example: "a" at 12, "example" at 14, the end at 22. The answer begins at 27. */
#define A_QUESTION ASKS("a.example", "0001")
#define TXT_QUESTION ASKS("a.example", "0010")
#define MX_QUESTION ASKS("a.example", "000f")

#define RR(name, type, ttl, data) name " " type " 0001 " ttl " [ " data " ] "
#define ADDRESS(name, data) RR(name, "0001", "0000012c", data)
#define CNAME(name, target) RR(name, "0005", "0000012c", target)
#define OPT(ttl, options) "00 0029 04d0 " ttl " [ " options " ] "
#define EDE(code) OPT("00000000", "000f [ " code " t:why ]")

static const struct reply {
	const char *proves;
	uint16_t type;
	const char *message;
	const char *expected; /* as told; or the status' name where the question stays open */
} replies[] = {
	{ "an address answers", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("@12", "c0000201"),
	    "records 192.0.2.1" },
	{ "records come in the message's order", 1,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION ADDRESS("@12", "c0000202")
		ADDRESS("@12", "c0000201"),
	    "records 192.0.2.2 192.0.2.1" },
	{ "the echo's case does not count", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") ASKS("A.eXample", "0001")
		ADDRESS("n:a.EXAMPLE.", "c0000201"),
	    "records 192.0.2.1" },
	{ "no records and no error is no data", 1,
	    HEADER(RESPONSE, "0000", "0000", "0000") A_QUESTION, "nodata" },
	{ "rcode 3 is no such name", 1, HEADER("8183", "0000", "0000", "0000") A_QUESTION,
	    "nxdomain" },
	{ "rcode 2 is a failure of the server", 1,
	    HEADER("8182", "0000", "0000", "0000") A_QUESTION, "servfail" },
	{ "rcode 5 is a refusal", 1, HEADER("8185", "0000", "0000", "0000") A_QUESTION, "refused" },
	{ "another rcode is a failure", 1, HEADER("8189", "0000", "0000", "0000") A_QUESTION,
	    "servfail" },
	{ "an authority's empty answer counts", 1,
	    HEADER("8400", "0000", "0000", "0000") A_QUESTION, "nodata" },
	{ "a referral is no absence", 1,
	    HEADER("8000", "0000", "0001", "0000")
		A_QUESTION RR("n:example.", "0002", "00000e10", "n:ns.example."),
	    "refused" },

	{ "a message without a question is none", 1, "0001 8180 0000 0000 0000 0000", "syntax" },
	{ "two questions are none", 1, "0001 8180 0002 0000 0000 0000 " A_QUESTION A_QUESTION,
	    "syntax" },
	{ "a query is no answer", 1, HEADER("0100", "0000", "0000", "0000") A_QUESTION, "syntax" },
	{ "another opcode is no answer", 1, HEADER("a180", "0000", "0000", "0000") A_QUESTION,
	    "syntax" },
	{ "another name is no answer", 1,
	    HEADER(RESPONSE, "0000", "0000", "0000") ASKS("b.example", "0001"), "syntax" },
	{ "a longer name is no answer", 1,
	    HEADER(RESPONSE, "0000", "0000", "0000") ASKS("a.example.org", "0001"), "syntax" },
	{ "another type is no answer", 1, HEADER(RESPONSE, "0000", "0000", "0000") TXT_QUESTION,
	    "syntax" },
	{ "another class is no answer", 1,
	    HEADER(RESPONSE, "0000", "0000", "0000") "n:a.example. 0001 0003", "syntax" },
	{ "an empty message is none", 1, "", "syntax" },
	{ "half a header is none", 1, "0001 8180 0001", "syntax" },
	{ "half a question is none", 1, HEADER(RESPONSE, "0000", "0000", "0000") "l:a.exam",
	    "syntax" },
	{ "a record that is announced has to be there", 1,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION ADDRESS("@12", "c0000201"),
	    "syntax" },
	{ "one in another section too", 1,
	    HEADER(RESPONSE, "0001", "0001", "0000") A_QUESTION ADDRESS("@12", "c0000201"),
	    "syntax" },
	{ "data may not end behind the message", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION
	    "@12 0001 0001 0000012c 0005 c0000201",
	    "syntax" },
	{ "a truncated message is asked for again", 1,
	    HEADER("8380", "0001", "0000", "0000") A_QUESTION, "limit" },

	{ "another name's record does not count", 1,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION ADDRESS("n:b.example.", "c0000209")
		ADDRESS("@12", "c0000201"),
	    "records 192.0.2.1" },
	{ "nor does one of another section", 1,
	    HEADER(RESPONSE, "0000", "0001", "0001") A_QUESTION ADDRESS("@12", "c0000209")
		ADDRESS("@12", "c0000208"),
	    "nodata" },
	{ "nor one of another class", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION
	    "@12 0001 0003 0000012c [ c0000201 ]",
	    "nodata" },
	{ "nor one of another type", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000")
		A_QUESTION RR("@12", "0010", "00000000", "s:x"),
	    "nodata" },
	{ "records beside rcode 3 do not count", 1,
	    HEADER("8183", "0001", "0000", "0000") A_QUESTION ADDRESS("@12", "c0000201"),
	    "nxdomain" },

	{ "an alias is followed", 1,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION CNAME("@12", "l:b @14")
		ADDRESS("n:b.example.", "c0000201"),
	    "records 192.0.2.1 alias=b.example" },
	{ "whatever the records' order", 1,
	    HEADER(RESPONSE, "0003", "0000", "0000") A_QUESTION ADDRESS("n:c.example.", "c0000201")
		CNAME("n:b.example.", "n:c.example.") CNAME("@12", "n:b.example."),
	    "records 192.0.2.1 alias=c.example" },
	{ "an alias may dangle", 1,
	    HEADER("8183", "0001", "0000", "0000") A_QUESTION CNAME("@12", "n:b.example."),
	    "nxdomain alias=b.example" },
	{ "an alias may have no data", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION CNAME("@12", "n:b.example."),
	    "nodata alias=b.example" },
	{ "a loop is a failure", 1,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION CNAME("@12", "n:b.example.")
		CNAME("n:b.example.", "@12"),
	    "servfail" },
	{ "an alias to itself is a failure", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION CNAME("@12", "@12"), "servfail" },
	{ "a question for the alias itself follows nothing", 5,
	    HEADER(RESPONSE, "0001", "0000", "0000") ASKS("a.example", "0005")
		CNAME("@12", "n:B.example."),
	    "records b.example" },
	{ "an alias's data is a name and nothing more", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION CNAME("@12", "n:b.example. 00"),
	    "syntax" },
	{ "a synthesised alias below a DNAME is followed", 1,
	    HEADER(RESPONSE, "0003", "0000", "0000")
		A_QUESTION RR("n:example.", "0027", "0000012c", "n:example.org.")
		    CNAME("@12", "n:a.example.org.") ADDRESS("n:a.example.org.", "c0000201"),
	    "records 192.0.2.1 alias=a.example.org" },

	{ "an address has four octets", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("@12", "c00002"),
	    "syntax" },
	{ "not five", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("@12", "c000020101"),
	    "syntax" },
	{ "one broken record spoils the message", 1,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION ADDRESS("@12", "c0000201")
		ADDRESS("@12", ""),
	    "syntax" },
	{ "strings of a TXT record stay together", 16,
	    HEADER(RESPONSE, "0001", "0000", "0000")
		TXT_QUESTION RR("@12", "0010", "0000012c", "s:v=spf1 s:-all"),
	    "records v=spf1-all" },
	{ "an empty string is one", 16,
	    HEADER(RESPONSE, "0001", "0000", "0000")
		TXT_QUESTION RR("@12", "0010", "0000012c", "00"),
	    "records " },
	{ "a TXT record has a string", 16,
	    HEADER(RESPONSE, "0001", "0000", "0000") TXT_QUESTION RR("@12", "0010", "0000012c", ""),
	    "syntax" },
	{ "a string ends inside its record", 16,
	    HEADER(RESPONSE, "0002", "0000", "0000") TXT_QUESTION RR(
		"@12", "0010", "0000012c", "05 t:abcd") RR("@12", "0010", "0000012c", "s:x"),
	    "syntax" },
	{ "names in data are uncompressed", 15,
	    HEADER(RESPONSE, "0002", "0000", "0000") MX_QUESTION RR("@12", "000f", "0000012c",
		"000a l:MX1 @14") RR("@12", "000f", "0000012c", "0014 @12"),
	    "records 10:mx1.example 20:a.example" },
	{ "the null MX names the root", 15,
	    HEADER(RESPONSE, "0001", "0000", "0000")
		MX_QUESTION RR("@12", "000f", "0000012c", "0000 00"),
	    "records 0:." },
	{ "an MX record ends with its name", 15,
	    HEADER(RESPONSE, "0001", "0000", "0000")
		MX_QUESTION RR("@12", "000f", "0000012c", "000a @12 00"),
	    "syntax" },
	{ "data of unknown types is copied", 52,
	    HEADER(RESPONSE, "0001", "0000", "0000") ASKS("a.example", "0034")
		RR("@12", "0034", "0000012c", "030101 c00c"),
	    "records 030101c00c" },

	{ "a pointer may lead to a pointer", 1,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION ADDRESS("@12", "c0000201")
		ADDRESS("@27", "c0000202"),
	    "records 192.0.2.1 192.0.2.2" },
	{ "a pointer to itself is refused", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("@27", "c0000201"),
	    "syntax" },
	{ "a pointer ahead is refused", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("@39", "c0000201"),
	    "syntax" },
	{ "a pointer behind the end is refused", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("@16383", "c0000201"),
	    "syntax" },
	{ "a name may not go round", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("l:a @27", "c0000201"),
	    "syntax" },
	{ "half a pointer is refused", 1, HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION "c0",
	    "syntax" },
	{ "label kinds that nobody uses are refused", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000") A_QUESTION ADDRESS("41 x:1 00", "c0000201"),
	    "syntax" },
	{ "a name longer than 255 octets is refused", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000")
		A_QUESTION ADDRESS("3f x:63 3f x:63 3f x:63 3f x:63 00", "c0000201"),
	    "syntax" },
	{ "one of 255 octets is read", 1,
	    HEADER(RESPONSE, "0001", "0000", "0000")
		A_QUESTION ADDRESS("3f x:63 3f x:63 3f x:63 3d x:61 00", "c0000201"),
	    "nodata" },

	{ "a failed validation is told by its code", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0006"), "bogus" },
	{ "so is an expired signature", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0007"), "bogus" },
	{ "and a missing proof of absence", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("000c"), "bogus" },
	{ "and one that expires before it begins", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0019"), "bogus" },
	{ "an authority that was not reached is a time-out", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0016"), "timeout" },
	{ "so is an error of the network", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0017"), "timeout" },
	{ "what is prohibited is a refusal", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0012"), "refused" },
	{ "so is a server's word that the zone is not its", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0014"), "refused" },
	{ "codes between these have no meaning here", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0013"), "servfail" },
	{ "nor have those behind", 1, HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0018"),
	    "servfail" },
	{ "a code beside another rcode has none", 1,
	    HEADER("8185", "0000", "0000", "0001") A_QUESTION EDE("0016"), "refused" },
	{ "whatever rcode that is", 1,
	    HEADER("8181", "0000", "0000", "0001") A_QUESTION EDE("0006"), "servfail" },
	{ "of two codes the first counts", 1,
	    HEADER("8182", "0000", "0000", "0001")
		A_QUESTION OPT("00000000", "000f [ 0012 ] 000f [ 0016 ]"),
	    "refused" },
	{ "that has a meaning", 1,
	    HEADER("8182", "0000", "0000", "0001")
		A_QUESTION OPT("00000000", "000f [ 0000 ] 000f [ 0016 ]"),
	    "timeout" },
	{ "but a failed validation before all others", 1,
	    HEADER("8182", "0000", "0000", "0001")
		A_QUESTION OPT("00000000", "000f [ 0009 ] 000f [ 0016 ]"),
	    "bogus" },
	{ "an algorithm that is not supported is a failure as others", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION EDE("0001"), "servfail" },
	{ "a code beside an answer changes nothing", 1,
	    HEADER(RESPONSE, "0001", "0000", "0001") A_QUESTION ADDRESS("@12", "c0000201")
		EDE("0006"),
	    "records 192.0.2.1" },
	{ "one in another section is none", 1,
	    HEADER("8182", "0000", "0001", "0000") A_QUESTION EDE("0006"), "servfail" },
	{ "nor is one among the answers", 1,
	    HEADER("8182", "0001", "0000", "0000") A_QUESTION EDE("0006"), "servfail" },
	{ "a second code is read too", 1,
	    HEADER("8182", "0000", "0000", "0001")
		A_QUESTION OPT("00000000", "000f [ 0016 ] 000f [ 0009 ]"),
	    "bogus" },
	{ "other options are passed over", 1,
	    HEADER("8182", "0000", "0000", "0001")
		A_QUESTION OPT("00000000", "000a [ 0006000600060006 ]"),
	    "servfail" },
	{ "an option that is cut short says nothing", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION OPT("00000000", "000f 0005 0006"),
	    "servfail" },
	{ "a code that is cut short says nothing", 1,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION OPT("00000000", "000f 0001 00"),
	    "servfail" },
	{ "an extended rcode is no answer", 1,
	    HEADER(RESPONSE, "0000", "0000", "0001") A_QUESTION OPT("01000000", ""), "servfail" },
	{ "two OPT records are refused", 1,
	    HEADER(RESPONSE, "0000", "0000", "0002") A_QUESTION OPT("00000000", "")
		OPT("00000000", ""),
	    "syntax" },
};

static const char *
status_name(secmail_status status)
{
	if (status == SECMAIL_SYNTAX)
		return "syntax";
	return status == SECMAIL_LIMIT ? "limit" : "?";
}

START_TEST(reads)
{
	const struct reply *r = &replies[_i];
	uint8_t *message = malloc(MESSAGE_SIZE);
	size_t len = assemble(r->message, message);
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("a.example", r->type, &id);
	uint8_t *exact = malloc(len + (len == 0)); /* so that a read past the end is seen */
	secmail_status status;

	memcpy(exact, message, len);
	status = secmail_dns_answer_wire(a, id, exact, len, SECMAIL_TRUST_UNKNOWN);
	if (status == SECMAIL_DONE) {
		told(a, id, text);
	} else {
		ck_assert_msg(secmail_answers_state(a, id) == SECMAIL_ANSWER_OPEN,
		    "%s: the question is open", r->proves);
		snprintf(text, sizeof text, "%s", status_name(status));
	}
	ck_assert_msg(strcmp(text, r->expected) == 0, "%s: '%s'", r->proves, text);
	secmail_answers_free(a);
	free(exact);
	free(message);
}
END_TEST

/* Every message of the table, cut at every place: no answer that it did not give whole. */
START_TEST(cut_messages_are_refused)
{
	const struct reply *r = &replies[_i];
	uint8_t *message = malloc(MESSAGE_SIZE);
	size_t len = assemble(r->message, message);

	for (size_t cut = 0; cut < len; cut++) {
		uint32_t id;
		secmail_answers *a = asking("a.example", r->type, &id);
		uint8_t *exact = malloc(cut + (cut == 0));
		secmail_status status;

		memcpy(exact, message, cut);
		status = secmail_dns_answer_wire(a, id, exact, cut, SECMAIL_TRUST_UNKNOWN);
		ck_assert_msg(status == SECMAIL_SYNTAX || status == SECMAIL_LIMIT,
		    "%s: cut at %zu of %zu", r->proves, cut, len);
		secmail_answers_free(a);
		free(exact);
	}
	free(message);
}
END_TEST

#define CODES 32

/* RFC 8914 section 4 and IANA's list: validation 6 to 12 and 25, policy 18 and 20, reach 22 and 23.
 */
static const char *
meaning_of_code(int code)
{
	if ((code >= 6 && code <= 12) || code == 25)
		return "bogus";
	if (code == 18 || code == 20)
		return "refused";
	return code == 22 || code == 23 ? "timeout" : "servfail";
}

START_TEST(each_code_of_an_extended_error)
{
	uint8_t *message = malloc(MESSAGE_SIZE);
	char text[256], answer[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("a.example", SECMAIL_DNS_A, &id);

	snprintf(text, sizeof text,
	    HEADER("8182", "0000", "0000", "0001") A_QUESTION OPT("00000000", "000f [ %04x ]"),
	    (unsigned)_i);
	ck_assert_int_eq(
	    secmail_dns_answer_wire(a, id, message, assemble(text, message), SECMAIL_TRUST_UNKNOWN),
	    SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, answer), meaning_of_code(_i));
	secmail_answers_free(a);
	free(message);
}
END_TEST

#define MOST_POINTERS 127

/*
 * The data of a record of no known type, at offset 39, is a row of pointers:
 * the first to the name asked for, each other to the one before it. The owner
 * of the address is a pointer to the last, so that there is one more to follow.
 */
START_TEST(a_name_has_no_more_pointers_than_it_may_have)
{
	unsigned row = MOST_POINTERS - 1 + (unsigned)_i;
	uint8_t *message = malloc(MESSAGE_SIZE);
	char text[4096], answer[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("a.example", SECMAIL_DNS_A, &id);
	size_t used = (size_t)snprintf(text, sizeof text,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION "@12 ff00 0001 0000012c [ @12 ");
	secmail_status status;

	for (unsigned i = 1; i < row; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "@%u ", 39 + 2 * (i - 1));
	snprintf(
	    text + used, sizeof text - used, "] " ADDRESS("@%u", "c0000201"), 39 + 2 * (row - 1));
	status =
	    secmail_dns_answer_wire(a, id, message, assemble(text, message), SECMAIL_TRUST_UNKNOWN);
	ck_assert_int_eq(status, _i ? SECMAIL_SYNTAX : SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, answer), _i ? "open" : "records 192.0.2.1");
	secmail_answers_free(a);
	free(message);
}
END_TEST

/* A chain of aliases x0 -> x1 -> ... with an address at its end. */
static size_t
chain_message(unsigned aliases, uint8_t *out)
{
	char text[8192];
	size_t used = (size_t)snprintf(
	    text, sizeof text, "0001 8180 0001 %04x 0000 0000 %s", aliases + 1, ASKS("x0", "0001"));

	for (unsigned i = 0; i < aliases; i++)
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "n:x%u. 0005 0001 0000012c [ n:x%u. ] ", i, i + 1);
	snprintf(
	    text + used, sizeof text - used, "n:x%u. 0001 0001 0000012c [ c0000201 ]", aliases);
	return assemble(text, out);
}

START_TEST(chain_has_a_limit)
{
	uint8_t *message = malloc(MESSAGE_SIZE);
	size_t len = chain_message(SECMAIL_DNS_MAX_ALIASES + (unsigned)_i, message);
	char text[TOLD_SIZE];
	uint32_t id;
	secmail_answers *a = asking("x0", SECMAIL_DNS_A, &id);

	ck_assert_int_eq(
	    secmail_dns_answer_wire(a, id, message, len, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), _i ? "servfail" : "records 192.0.2.1 alias=x16");
	secmail_answers_free(a);
	free(message);
}
END_TEST

/* RFC 8767 section 4: seven days at most; RFC 2181 section 8: with the top bit it is none. */
static const struct bound {
	uint32_t ttl, expected;
} bounds[] = {
	{ 0, 0 },
	{ 1, 1 },
	{ 604799, 604799 },
	{ 604800, 604800 },
	{ 604801, 604800 },
	{ 0x7fffffff, 604800 },
	{ 0x80000000, 0 },
	{ 0xffffffff, 0 },
};

START_TEST(a_ttl_has_bounds)
{
	ck_assert_uint_eq(secmailp_dns_ttl(bounds[_i].ttl), bounds[_i].expected);
}
END_TEST

static const struct ttl {
	const char *proves;
	const char *alias;
	const char *record;
	uint32_t expected;
} ttls[] = {
	{ "the smallest TTL counts", "0000003c", "0000012c", 60 },
	{ "wherever it stands", "0000012c", "0000003c", 60 },
	{ "a long TTL is cut", "7fffffff", "7fffffff", SECMAIL_DNS_MAX_TTL },
	{ "a negative TTL is none", "0000012c", "80000000", 0 },
};

START_TEST(bounds_ttls)
{
	const struct ttl *t = &ttls[_i];
	uint8_t *message = malloc(MESSAGE_SIZE);
	char text[512];
	uint32_t id;
	secmail_answers *a = asking("a.example", SECMAIL_DNS_A, &id);

	snprintf(text, sizeof text,
	    HEADER(RESPONSE, "0002", "0000", "0000") A_QUESTION
	    "@12 0005 0001 %s [ n:b. ] n:b. 0001 0001 %s [ c0000201 ]",
	    t->alias, t->record);
	ck_assert_int_eq(
	    secmail_dns_answer_wire(a, id, message, assemble(text, message), SECMAIL_TRUST_UNKNOWN),
	    SECMAIL_DONE);
	ck_assert_msg(secmail_answers_ttl(a, id) == t->expected, "%s: %lu", t->proves,
	    (unsigned long)secmail_answers_ttl(a, id));
	secmail_answers_free(a);
	free(message);
}
END_TEST

#define NAMES_OF_SOA "n:ns.example. n:root.example. "
#define NUMBERS_OF_SOA "00000001 00000002 00000003 00000004 "
#define SOA(owner, ttl, minimum)                                                                   \
	owner " 0006 0001 " ttl " [ " NAMES_OF_SOA NUMBERS_OF_SOA minimum " ] "
#define NO_DATA(authorities) HEADER(RESPONSE, "0000", authorities, "0000") A_QUESTION
#define NO_NAME(answers, authorities) HEADER("8183", answers, authorities, "0000") A_QUESTION

static const struct absence {
	const char *proves;
	const char *message;
	uint32_t expected;
} absences[] = {
	{ "without an SOA record an absence is not kept", NO_DATA("0000"), 0 },
	{ "the SOA's TTL counts", NO_DATA("0001") SOA("n:example.", "0000003c", "0000012c"), 60 },
	{ "or its MINIMUM, if that is smaller",
	    NO_DATA("0001") SOA("n:example.", "0000012c", "0000003c"), 60 },
	{ "a missing name is kept likewise",
	    NO_NAME("0000", "0001") SOA("n:example.", "0000012c", "0000003c"), 60 },
	{ "an absence is kept three hours at most",
	    NO_DATA("0001") SOA("n:example.", "00015180", "00015180"),
	    SECMAIL_DNS_MAX_NEGATIVE_TTL },
	{ "a TTL of zero forbids it", NO_DATA("0001") SOA("n:example.", "00000000", "0000003c"),
	    0 },
	{ "so does a MINIMUM of zero", NO_DATA("0001") SOA("n:example.", "0000003c", "00000000"),
	    0 },
	{ "and a MINIMUM over 2^31", NO_DATA("0001") SOA("n:example.", "0000003c", "80000000"), 0 },
	{ "the SOA may be the name's own",
	    NO_DATA("0001") SOA("n:a.example.", "0000003c", "0000003c"), 60 },
	{ "or the root's", NO_DATA("0001") SOA("00", "0000003c", "0000003c"), 60 },
	{ "that of a name below does not count",
	    NO_DATA("0001") SOA("n:b.a.example.", "0000003c", "0000003c"), 0 },
	{ "nor one beside", NO_DATA("0001") SOA("n:b.example.", "0000003c", "0000003c"), 0 },
	{ "nor one whose name only ends alike",
	    NO_DATA("0001") SOA("n:ample.", "0000003c", "0000003c"), 0 },
	{ "nor one of another class",
	    NO_DATA("0001") "n:example. 0006 0003 0000003c [ " NAMES_OF_SOA NUMBERS_OF_SOA
			    "0000003c ]",
	    0 },
	{ "one in another section does not count",
	    HEADER(RESPONSE, "0000", "0000", "0001")
		A_QUESTION SOA("n:example.", "0000003c", "0000003c"),
	    0 },
	{ "another type's record before it is passed over",
	    NO_DATA("0002") RR("n:example.", "0002", "00000001", "n:ns.example.")
		SOA("n:example.", "0000003c", "0000003c"),
	    60 },
	{ "of two the smaller counts",
	    NO_DATA("0002") SOA("n:example.", "0000012c", "0000012c")
		SOA("00", "0000003c", "0000003c"),
	    60 },
	{ "one that ends early forbids it",
	    NO_DATA("0001") RR("n:example.", "0006", "0000003c", NAMES_OF_SOA NUMBERS_OF_SOA), 0 },
	{ "so does one that goes on",
	    NO_DATA("0001")
		RR("n:example.", "0006", "0000003c", NAMES_OF_SOA NUMBERS_OF_SOA "0000003c 00"),
	    0 },
	{ "and one without its names", NO_DATA("0001") RR("n:example.", "0006", "0000003c", "40"),
	    0 },
	{ "names in it may be compressed",
	    NO_DATA("0001") RR("@14", "0006", "0000003c", "@12 @14 " NUMBERS_OF_SOA "0000003c"),
	    60 },
	{ "behind an alias the SOA of its target counts",
	    NO_NAME("0001", "0001") CNAME("@12", "n:b.test.")
		SOA("n:test.", "0000003c", "0000003c"),
	    60 },
	{ "and not that of the name asked for",
	    NO_NAME("0001", "0001") CNAME("@12", "n:b.test.")
		SOA("n:example.", "0000003c", "0000003c"),
	    0 },
	{ "the alias's own TTL bounds it",
	    NO_NAME("0001", "0001") CNAME("@12", "n:b.test.")
		SOA("n:test.", "00000e10", "00000e10"),
	    300 },
	{ "records are no absence",
	    HEADER(RESPONSE, "0001", "0001", "0000") A_QUESTION ADDRESS("@12", "c0000201")
		SOA("n:example.", "0000003c", "0000003c"),
	    0 },
	{ "records beside rcode 3 change nothing",
	    NO_NAME("0001", "0001") ADDRESS("@12", "c0000201")
		SOA("n:example.", "0000003c", "0000003c"),
	    60 },
};

START_TEST(tells_how_long_an_absence_may_be_kept)
{
	const struct absence *t = &absences[_i];
	uint8_t *message = malloc(MESSAGE_SIZE);
	size_t len = assemble(t->message, message);
	secmailp_dnsname name;
	secmailp_dns_reply reply;

	ck_assert(secmailp_dnsname_from_labels(&name, secmailp_view_text("a.example")));
	secmailp_dns_reply_read(
	    &reply, secmailp_view_of(message, len), secmailp_dnsname_view(&name), SECMAIL_DNS_A);
	ck_assert_msg(reply.kind == SECMAILP_DNS_ANSWERED, "%s: it answers", t->proves);
	ck_assert_msg(reply.negative_ttl == t->expected, "%s: %lu", t->proves,
	    (unsigned long)reply.negative_ttl);
	free(message);
}
END_TEST

START_TEST(trust_is_what_the_caller_says)
{
	uint8_t *message = malloc(MESSAGE_SIZE);
	size_t len = assemble(
	    HEADER("81a0", "0001", "0000", "0000") A_QUESTION ADDRESS("@12", "c0000201"), message);
	uint32_t id;
	secmail_answers *a = asking("a.example", SECMAIL_DNS_A, &id);

	ck_assert_int_eq(
	    secmail_dns_answer_wire(a, id, message, len, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_UNKNOWN);
	secmail_answers_reset(a);
	id = ask(a, "a.example", SECMAIL_DNS_A, SECMAIL_ANSWERS_NEEDED);
	ck_assert_int_eq(secmail_dns_message_trust(message, len), SECMAIL_TRUST_SECURE);
	ck_assert_int_eq(
	    secmail_dns_answer_wire(a, id, message, len, SECMAIL_TRUST_SECURE), SECMAIL_DONE);
	ck_assert_int_eq(secmail_answers_trust(a, id), SECMAIL_TRUST_SECURE);
	message[3] = 0x80;
	ck_assert_int_eq(secmail_dns_message_trust(message, len), SECMAIL_TRUST_INSECURE);
	ck_assert_int_eq(secmail_dns_message_trust(message, 11), SECMAIL_TRUST_UNKNOWN);
	secmail_answers_free(a);
	free(message);
}
END_TEST

START_TEST(first_answer_is_final)
{
	uint8_t *message = malloc(MESSAGE_SIZE);
	size_t len = assemble(HEADER(RESPONSE, "0000", "0000", "0000") A_QUESTION, message);
	uint32_t id;
	secmail_answers *a = asking("a.example", SECMAIL_DNS_A, &id);

	ck_assert_int_eq(
	    secmail_dns_answer_wire(a, id, message, len, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dns_answer_wire(a, id, message, len, SECMAIL_TRUST_UNKNOWN), SECMAIL_LATE);
	ck_assert_int_eq(secmail_dns_answer_wire(a, id + 1, message, len, SECMAIL_TRUST_UNKNOWN),
	    SECMAIL_ARGUMENT);
	secmail_answers_free(a);
	free(message);
}
END_TEST

/* A table that is full of other answers makes a failure of this one. */
START_TEST(too_much_data_is_a_failure)
{
	uint8_t *message = calloc(1, MESSAGE_SIZE);
	size_t len = assemble(HEADER(RESPONSE, "0001", "0000", "0000") TXT_QUESTION
	    "@12 0010 0001 00000000 [ s:x ]",
	    message);
	char text[TOLD_SIZE];
	uint32_t id, filler;
	secmail_answers *a = asking("a.example", SECMAIL_DNS_TXT, &id);

	filler = ask(a, "filler", 65280, SECMAIL_ANSWERS_NEEDED);
	for (int i = 0; i < SECMAIL_ANSWERS_MAX_BYTES / 32768; i++)
		ck_assert_int_eq(secmail_answers_add(a, filler, message, 32768, 0), SECMAIL_DONE);
	ck_assert_int_eq(
	    secmail_dns_answer_wire(a, id, message, len, SECMAIL_TRUST_UNKNOWN), SECMAIL_DONE);
	ck_assert_str_eq(told(a, id, text), "servfail");
	secmail_answers_free(a);
	free(message);
}
END_TEST

TCase *
reply_tests(void)
{
	TCase *t = tcase_create("reply");
	const int count = sizeof replies / sizeof replies[0];

	tcase_add_loop_test(t, reads, 0, count);
	tcase_add_loop_test(t, cut_messages_are_refused, 0, count);
	tcase_add_loop_test(t, chain_has_a_limit, 0, 2);
	tcase_add_loop_test(
	    t, tells_how_long_an_absence_may_be_kept, 0, sizeof absences / sizeof absences[0]);
	tcase_add_loop_test(t, each_code_of_an_extended_error, 0, CODES);
	tcase_add_loop_test(t, a_name_has_no_more_pointers_than_it_may_have, 0, 2);
	tcase_add_loop_test(t, a_ttl_has_bounds, 0, sizeof bounds / sizeof bounds[0]);
	tcase_add_loop_test(t, bounds_ttls, 0, sizeof ttls / sizeof ttls[0]);
	tcase_add_test(t, trust_is_what_the_caller_says);
	tcase_add_test(t, first_answer_is_final);
	tcase_add_test(t, too_much_data_is_a_failure);
	return t;
}
