/*
 * dns_internal.h - what the files of module dns share
 *
 * Messages, in and out, know nothing of sockets; the zone knows nothing of
 * messages; the resolver ties messages to sockets and to the answers table.
 */
#ifndef SECMAIL_DNS_INTERNAL_H
#define SECMAIL_DNS_INTERNAL_H

#include <secmail/dns.h>
#include <secmail/dnscache.h>
#include <sys/socket.h>

#include "private/arena.h"
#include "private/buffer.h"
#include "private/cursor.h"
#include "private/dnsname.h"
#include "private/error.h"

#define SECMAILP_DNS_CLASS_IN 1
#define SECMAILP_DNS_TYPE_SOA 6
#define SECMAILP_DNS_TYPE_OPT 41 /* RFC 6891 */
#define SECMAILP_DNS_PORT 53

/* Response codes (RFC 1035 section 4.1.1). */
#define SECMAILP_DNS_NOERROR 0
#define SECMAILP_DNS_FORMERR 1
#define SECMAILP_DNS_SERVFAIL 2
#define SECMAILP_DNS_NXDOMAIN 3
#define SECMAILP_DNS_NOTIMP 4
#define SECMAILP_DNS_REFUSED 5

/* --- message.c: the parts of a message ------------------------------------ */

typedef struct secmailp_dns_message {
	secmailp_view octets; /* all of it: compressed names point into it */
	uint16_t id;
	uint16_t flags;
	uint16_t count[4];       /* questions, answers, authorities, additionals */
	secmailp_cursor records; /* stands behind the question */
	secmailp_dnsname qname;
	uint16_t qtype;
	uint16_t qclass;
} secmailp_dns_message;

#define SECMAILP_DNS_QR 0x8000
#define SECMAILP_DNS_OPCODE 0x7800
#define SECMAILP_DNS_AA 0x0400
#define SECMAILP_DNS_TC 0x0200
#define SECMAILP_DNS_RD 0x0100
#define SECMAILP_DNS_RA 0x0080
#define SECMAILP_DNS_AD 0x0020
#define SECMAILP_DNS_RCODE 0x000f

typedef struct secmailp_dns_record {
	secmailp_dnsname owner;
	uint16_t type;
	uint16_t class;
	uint32_t ttl;        /* as it came */
	secmailp_view rdata; /* as it came, inside the message */
} secmailp_dns_record;

/* Reads the header and the one question. Returns false if they are not there. */
bool secmailp_dns_message_open(secmailp_dns_message *m, secmailp_view octets);

/* Reads the record at the cursor. On failure the cursor is bad. */
bool secmailp_dns_message_record(
    const secmailp_dns_message *m, secmailp_cursor *c, secmailp_dns_record *out);

/*
 * Reads a name that may be compressed (RFC 1035 section 4.1.4), in lower case.
 * A pointer has to point before whatever led to it. On failure the cursor is bad.
 */
bool secmailp_dns_name(secmailp_view octets, secmailp_cursor *c, secmailp_dnsname *out);

/*
 * Appends record data to `out` in the one form that the answers table takes:
 * names uncompressed and in lower case. Returns false if it is not of its
 * type's form; types that aren't known are copied. `out` NULL: only looks.
 */
bool secmailp_dns_rdata(
    secmailp_view octets, uint16_t type, secmailp_view rdata, secmailp_buffer *out);

/* --- reply.c: what a message answers -------------------------------------- */

typedef enum secmailp_dns_reply_kind {
	SECMAILP_DNS_FOREIGN,   /* not a response to this question */
	SECMAILP_DNS_BROKEN,    /* one to this question, that can't be read */
	SECMAILP_DNS_TRUNCATED, /* ask again over TCP */
	SECMAILP_DNS_FAILED,    /* the server says that it can't answer */
	SECMAILP_DNS_ANSWERED
} secmailp_dns_reply_kind;

typedef struct secmailp_dns_reply {
	secmailp_dns_reply_kind kind;
	secmailp_dns_message message;
	secmailp_cursor authorities; /* stands at the authority section */
	uint16_t rcode;              /* the extended one (RFC 6891) */
	secmail_dns_failure failure; /* where kind is FAILED */
	secmailp_dnsname name;       /* the end of the alias chain */
	unsigned aliases;            /* how many led there */
	unsigned records;            /* how many of the type asked for stand there */
	uint32_t ttl;                /* the smallest of all of them */
	uint32_t negative_ttl;       /* without records: how long that may be kept; 0: it may not */
} secmailp_dns_reply;

/* Reads a message as the reply to a question (its name in lower case). */
void secmailp_dns_reply_read(
    secmailp_dns_reply *r, secmailp_view octets, secmailp_view qname, uint16_t qtype);

/* Puts a reply that answered or failed into the table. */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_reply_apply(
    const secmailp_dns_reply *r, secmail_answers *a, uint32_t id, secmail_trust trust);

/* A TTL from outside, bounded (RFC 2181 section 8, RFC 8767 section 4). */
uint32_t secmailp_dns_ttl(uint32_t ttl);

/* --- finding.c: an answer without the message that gave it ---------------------- */

typedef struct secmailp_dns_finding {
	secmail_answer_state state;  /* never OPEN */
	secmail_dns_failure failure; /* where state is FAILED */
	secmailp_view alias;         /* wire form; empty: the name asked for is none */
	secmailp_view records;       /* the data of each behind its length in 16 bits */
	uint32_t ttl;
} secmailp_dns_finding;

/* What a finding's records may take: more would not fit into a table. */
#define SECMAILP_DNS_FINDING_MAX (SECMAIL_ANSWERS_MAX_BYTES + 2 * 65535)

/* What a reply that answered or failed says. Its records are appended to `records`. */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_finding_of_reply(
    secmailp_dns_finding *f, const secmailp_dns_reply *r, secmailp_buffer *records);

/* Puts a finding into the table. What does not fit there has failed. */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_finding_apply(
    const secmailp_dns_finding *f, secmail_answers *a, uint32_t id, secmail_trust trust);

/* --- query.c: the message that asks ---------------------------------------- */

#define SECMAILP_DNS_QUERY_SIZE (12 + SECMAILP_DNSNAME_MAX + 4 + 11)

typedef enum secmailp_dns_query_option {
	SECMAILP_DNS_EDNS = 1,    /* announce SECMAIL_DNS_UDP_SIZE */
	SECMAILP_DNS_ASK_AD = 2,  /* ask what the validator says (RFC 6840 section 5.7) */
	SECMAILP_DNS_MIX_CASE = 4 /* the caller mixes the case of the name's letters */
} secmailp_dns_query_option;

/* Writes a query for `qname` (wire form) with recursion desired; returns its length. */
size_t secmailp_dns_query_write(uint8_t out[SECMAILP_DNS_QUERY_SIZE], uint16_t id,
    secmailp_view qname, uint16_t qtype, unsigned options);

/* Turns letters of the name, `len` octets, into upper case where a bit of `chance` is set. */
void secmailp_dns_query_mix_case(
    uint8_t query[SECMAILP_DNS_QUERY_SIZE], size_t len, const uint8_t *chance);

/* --- zone.c: records in the order of their names ---------------------------- */

/*
 * A name as the zone sorts it: its labels from the root down, each after its
 * length. A name's key is a prefix of the keys of all names below it, so that
 * in sorted order those follow it.
 */
typedef struct secmailp_dns_key {
	uint8_t octets[SECMAILP_DNSNAME_MAX];
	size_t len;
} secmailp_dns_key;

typedef struct secmailp_dns_zone_record {
	uint32_t block; /* 0: the closed world; else the piece of evidence it belongs to */
	secmailp_view key;
	uint16_t type;               /* 0: all types, where it fails */
	secmail_dns_failure failure; /* 0: it doesn't fail */
	uint32_t ttl;
	secmailp_view rdata;
	size_t order; /* place in the files */
} secmailp_dns_zone_record;

/* One question that evidence has answered. */
typedef struct secmailp_dns_statement {
	secmailp_view qname; /* wire form */
	uint16_t qtype;
	uint32_t block;
	secmail_answer_state state;
	secmail_dns_failure failure;
	secmail_trust trust;
} secmailp_dns_statement;

struct secmail_dns_zone {
	secmailp_arena arena;
	secmailp_error error;
	secmailp_dns_zone_record *records;
	size_t count;
	size_t room;
	bool open_world;
	uint32_t blocks; /* pieces of evidence loaded so far */
	secmailp_dns_statement *statements;
	size_t statement_count;
	size_t statement_room;
};

/* Records of one name and type, next to each other; of no name if count is 0. */
typedef struct secmailp_dns_run {
	const secmailp_dns_zone_record *first;
	size_t count;
} secmailp_dns_run;

void secmailp_dns_key_make(secmailp_dns_key *key, secmailp_view wire);

/* Appends a record, whose name and data are copied; the zone is unsorted after it. */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_zone_add(
    secmail_dns_zone *z, const secmailp_dns_zone_record *r, secmailp_view name);

/* Sorts what was added and drops what is there twice. */
void secmailp_dns_zone_sort(secmail_dns_zone *z);

/* Whether the name, or one below it, has a record. */
bool secmailp_dns_zone_has(const secmail_dns_zone *z, uint32_t block, secmailp_view key);

secmailp_dns_run secmailp_dns_zone_find(
    const secmail_dns_zone *z, uint32_t block, secmailp_view key, uint16_t type);

/* --- zone_answer.c -------------------------------------------------------------- */

/* Whether the records that evidence states are in its block. */
bool secmailp_dns_zone_can_repeat(const secmail_dns_zone *z, const secmailp_dns_statement *s);

/* --- zone_check.c ------------------------------------------------------------- */

/*
 * Refuses what ldns would take in a way that nobody meant, by the letters
 * alone: NUL, over-long records, open quotes and parentheses.
 */
SECMAIL_MUST_CHECK secmail_status secmailp_dns_zone_check(
    secmailp_error *error, secmailp_view text);

/* --- name_text.c -------------------------------------------------------------- */

/* Reads a name in presentation form (RFC 1035 section 5.1), in lower case; every name is absolute.
 */
bool secmailp_dns_name_from_text(secmailp_view text, secmailp_dnsname *out);

/* The octet that \DDD means, read behind its backslash. On failure the cursor is bad. */
uint8_t secmailp_dns_read_escape(secmailp_cursor *c);

/* --- words.c: the words of evidence, written and read by the same tables ------ */

/* What begins a line that says how a question was answered, and one with a record in hex. */
#define SECMAILP_DNS_STATEMENT ";! "
#define SECMAILP_DNS_RAW_RECORD ";= "

void secmailp_dns_write_trust(secmailp_buffer *out, secmail_trust trust);
bool secmailp_dns_read_trust(secmailp_view word, secmail_trust *trust);

void secmailp_dns_write_state(
    secmailp_buffer *out, secmail_answer_state state, secmail_dns_failure failure);
bool secmailp_dns_read_state(
    secmailp_view word, secmail_answer_state *state, secmail_dns_failure *failure);

/* The mnemonic of a type that this library asks for, else TYPE and its number (RFC 3597). */
void secmailp_dns_write_type(secmailp_buffer *out, uint16_t type);
bool secmailp_dns_read_type(secmailp_view word, uint16_t *type);

void secmailp_dns_write_hex(secmailp_buffer *out, secmailp_view octets);
bool secmailp_dns_read_hex(secmailp_view word, secmailp_buffer *out);

/* Printable octets, and \DDD for every other, the space and the backslash (RFC 1035 section 5.1).
 */
void secmailp_dns_write_escaped(secmailp_buffer *out, secmailp_view octets);
bool secmailp_dns_read_escaped(secmailp_view word, secmailp_buffer *out);

/* --- rdata_text.c -------------------------------------------------------------- */

/*
 * Appends record data as a zone file has it. Returns false, and appends
 * nothing, if it is not of its type's form or too long for a record of a zone
 * file; or if memory is short, which the buffer's status then says.
 */
bool secmailp_dns_rdata_text(secmailp_buffer *out, uint16_t type, secmailp_view rdata);

/* rdata_read.c: appends the data that such text means. Returns false if it is another text. */
bool secmailp_dns_rdata_read(secmailp_view text, uint16_t type, secmailp_buffer *out);

/* --- resolver.c, server.c -------------------------------------------------------- */

typedef struct secmailp_dns_server {
	struct sockaddr_storage address;
	socklen_t len;
} secmailp_dns_server;

struct secmail_dns_resolver {
	secmailp_error error;
	secmailp_dns_server servers[SECMAIL_DNS_MAX_SERVERS];
	size_t server_count;
	uint32_t timeout; /* milliseconds, as the next */
	uint32_t total;
	uint32_t tries;
	bool trust_ad;
};

/* What is read when no other file is named. */
#define SECMAILP_DNS_RESOLV_CONF "/etc/resolv.conf"

/* Whether two resolvers ask the same servers in the same way. */
bool secmailp_dns_resolver_equal(const secmail_dns_resolver *a, const secmail_dns_resolver *b);

/* Reads "address", "address:port" or "[address]:port". */
bool secmailp_dns_server_read(secmailp_dns_server *s, secmailp_view text);

#endif
