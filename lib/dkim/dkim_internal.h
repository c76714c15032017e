/*
 * dkim_internal.h - what the files of the dkim module share
 *
 * A signature goes through four hands: signature.c reads the field, bodies.c
 * and digest.c make the digests, key_record.c and key.c the key, judge.c the
 * decision. Hidden functions carry the prefix smdkim_, since a program may link
 * another DKIM library beside this archive.
 */
#ifndef SECMAIL_DKIM_INTERNAL_H
#define SECMAIL_DKIM_INTERNAL_H

#include <secmail/arc.h>
#include <secmail/dkim.h>

#include <openssl/evp.h>
#include <pthread.h>

#include "private/arena.h"
#include "private/buffer.h"
#include "private/cursor.h"
#include "private/error.h"
#include "private/taglist.h"
#include "relax.h"
#include "tail.h"

#define SMDKIM_DIGEST 32                                  /* octets of SHA-256 */
#define SMDKIM_MAX_B (SECMAIL_DKIM_MAX_RSA_BITS / 8)      /* octets that b= may hold */
#define SMDKIM_MAX_DER 2048                               /* octets that p= may hold */
#define SMDKIM_MAX_LENGTH_DIGITS 76                       /* RFC 6376 section 3.5, l= */
#define SMDKIM_MAX_TIME UINT64_C(999999999999)            /* RFC 6376 section 3.5, 1*12DIGIT */
#define SMDKIM_MAX_COMMENTS 16                            /* nested comments before an instance */
#define SMDKIM_ARENA_MAX (4 * SECMAIL_MESSAGE_MAX_HEADER) /* octets a session's arena may hold */

/* --- tags.c: a tag list, each tag at its place --------------------------- */

typedef enum smdkim_tag {
	SMDKIM_TAG_A,
	SMDKIM_TAG_B,
	SMDKIM_TAG_BH,
	SMDKIM_TAG_C,
	SMDKIM_TAG_CV,
	SMDKIM_TAG_D,
	SMDKIM_TAG_H,
	SMDKIM_TAG_I,
	SMDKIM_TAG_K,
	SMDKIM_TAG_L,
	SMDKIM_TAG_P,
	SMDKIM_TAG_Q,
	SMDKIM_TAG_S,
	SMDKIM_TAG_T,
	SMDKIM_TAG_V,
	SMDKIM_TAG_X,
	SMDKIM_TAG_COUNT
} smdkim_tag;

typedef struct smdkim_tags {
	secmailp_tag tag[SMDKIM_TAG_COUNT];
	bool has[SMDKIM_TAG_COUNT];
	secmailp_view first; /* the name of the list's first tag */
} smdkim_tags;

/* Reads a whole list. On failure returns false and says in *why what is wrong, and where. */
bool smdkim_tags_read(smdkim_tags *tags, secmailp_view list, secmailp_error *why);

/* The name of a tag, for messages. */
const char *smdkim_tag_name(smdkim_tag tag);

/*
 * The next word of a list with colons between (h=, q=, t=, s=), without the
 * white space around it. Returns false at the end; a word may be empty.
 */
bool smdkim_words_next(secmailp_cursor *words, secmailp_view *word);

/* True if `word` stands in a list with colons between. */
bool smdkim_words_have(secmailp_view list, const char *word);

/* --- signature.c: a signature field, read and checked -------------------- */

typedef enum smdkim_kind {
	SMDKIM_DKIM, /* DKIM-Signature */
	SMDKIM_AMS,  /* ARC-Message-Signature */
	SMDKIM_AS    /* ARC-Seal */
} smdkim_kind;

typedef enum smdkim_key_type {
	SMDKIM_KEY_UNKNOWN,
	SMDKIM_KEY_RSA,
	SMDKIM_KEY_ED25519
} smdkim_key_type;

/* What a public-key operation said; kept with the key it was done with. */
typedef enum smdkim_operation {
	SMDKIM_NOT_DONE = 0,
	SMDKIM_REFUSED = 1,
	SMDKIM_ACCEPTED = 16
} smdkim_operation;

struct smdkim_key;

/* What was decided on a signature; made anew by each run, except what reading it decided. */
typedef struct smdkim_outcome {
	secmail_dkim_reason reason; /* SECMAIL_DKIM_UNDECIDED: nothing found wrong yet */
	secmailp_error detail;
	secmail_trust trust;
	unsigned key_bits;
	bool is_testing;
	bool covers_whole_body;
	secmail_dkim_change change;
} smdkim_outcome;

typedef struct smdkim_signature {
	smdkim_kind kind;
	size_t field;       /* index in the message */
	secmailp_view text; /* the field without its last line end */
	size_t value;       /* where in `text` the tag list starts */
	secmailp_view b;    /* the characters of b=, as written */
	size_t b_start;     /* the part of `text` that hashing leaves out */
	size_t b_end;
	uint8_t *octets; /* b=, decoded */
	size_t octets_len;
	smdkim_key_type key_type;
	const char *algorithm; /* NULL if not read */
	bool relaxed_header;
	bool relaxed_body;
	uint8_t body_hash[SMDKIM_DIGEST];
	bool has_length;
	uint64_t length;
	secmailp_view names; /* the value of h= */
	char *domain;        /* NULL if not valid */
	char *selector;
	char *identity;
	const char *identity_domain; /* borrowed from identity */
	unsigned instance;           /* ARC: 0 if not read */
	secmail_arc_code cv;         /* AS: SECMAIL_ARC_NONE, _FAIL or _PASS */
	smdkim_outcome found;        /* what reading the field found wrong */
	smdkim_outcome outcome;      /* of the last run */
	bool is_evaluated;           /* under the cap on signatures */
	struct smdkim_key *key;      /* of `operation` */
	smdkim_operation operation;
} smdkim_signature;

/* When signatures are valid. */
typedef struct smdkim_clock {
	int64_t now;
	uint32_t drift;
} smdkim_clock;

/*
 * Reads `field` of the message. What is wrong with it goes to s->found.
 * Returns SECMAIL_DONE or SECMAIL_NO_MEMORY.
 */
secmail_status smdkim_signature_read(smdkim_signature *s, smdkim_kind kind,
    const secmail_message *m, size_t field, smdkim_clock clock, secmailp_arena *arena);

/* Sets a reason with the sentence for it, as printf does. */
void smdkim_fault(smdkim_outcome *o, secmail_dkim_reason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sets a reason with a sentence that needs no formatting. */
void smdkim_decide(smdkim_outcome *o, secmail_dkim_reason reason, const char *sentence);

/*
 * i= (RFC 6376 section 3.5): decodes it and holds it against d=. What is wrong goes to
 * s->found. Returns SECMAIL_DONE or SECMAIL_NO_MEMORY.
 */
secmail_status smdkim_identity_read(
    smdkim_signature *s, const secmailp_tag *tag, secmailp_arena *arena);

/*
 * A domain name as octets; NULL in *out if it is none. `labels` is the least number of labels.
 * Returns SECMAIL_DONE or SECMAIL_NO_MEMORY.
 */
secmail_status smdkim_domain_read(
    char **out, secmailp_view name, size_t labels, secmailp_arena *arena);

/* --- fields.c: the message's fields by name, from the bottom up ---------- */

#define SMDKIM_FIELD_BUCKETS 64

typedef struct smdkim_field {
	secmailp_view name;
	secmailp_view text; /* without its last line end */
	uint32_t hash;
	int32_t above;  /* the next field above of the same name, or -1 */
	int32_t next;   /* the next one to take; at the lowest of a name only */
	uint32_t round; /* the round that `next` belongs to */
} smdkim_field;

typedef struct smdkim_bucket {
	uint32_t first; /* in `names` */
	uint32_t count;
	uint32_t filled;
} smdkim_bucket;

typedef struct smdkim_fields {
	smdkim_field *at;
	size_t count;
	int32_t *names; /* the lowest field of each name, sorted in each bucket */
	smdkim_bucket buckets[SMDKIM_FIELD_BUCKETS];
	uint32_t round;
	uint32_t compared; /* how often two names were: what the tests hold to its bound */
} smdkim_fields;

/* Indexes the fields of a complete header. Returns SECMAIL_DONE or SECMAIL_NO_MEMORY. */
secmail_status smdkim_fields_index(
    smdkim_fields *f, const secmail_message *m, secmailp_arena *arena);

/* Begins a selection: every field is there to be taken again. */
void smdkim_fields_begin(smdkim_fields *f);

/* The lowest field of that name not yet taken, or NULL. */
const smdkim_field *smdkim_fields_take(smdkim_fields *f, secmailp_view name);

/* --- canon_header.c ------------------------------------------------------ */

/* Appends a field as RFC 6376 sections 3.4.1 and 3.4.2 want it, without a line end. */
void smdkim_canon_field(secmailp_buffer *out, secmailp_view text, bool relaxed);

/* The same, and a line end behind it. */
void smdkim_canon_line(secmailp_buffer *out, secmailp_view text, bool relaxed);

/* --- canon_body.c -------------------------------------------------------- */

/* Takes canonical octets. */
typedef void (*smdkim_sink)(void *arg, const uint8_t *bytes, size_t len);

#define SMDKIM_STAGE 4096 /* canonical octets handed on at a time, a multiple of 64 */

/* One canonicalization of a body under way (RFC 6376 sections 3.4.3 and 3.4.4). */
typedef struct smdkim_canon {
	const smdkim_relaxer *relaxer; /* NULL: simple */
	smdkim_sink sink;
	void *arg;
	uint64_t line_ends; /* CRLFs seen, which count only if something follows */
	bool space;         /* then white space, */
	bool cr;            /* then a CR, which may be half a CRLF */
	bool any;           /* something was handed on or staged */
	size_t staged;
	uint8_t stage[SMDKIM_STAGE + 2 * SMDKIM_BLOCK];
} smdkim_canon;

/* Relaxed with a relaxer, which has to outlive it; simple without. */
void smdkim_canon_begin(
    smdkim_canon *c, const smdkim_relaxer *relaxer, smdkim_sink sink, void *arg);
void smdkim_canon_write(smdkim_canon *c, secmailp_view piece);
void smdkim_canon_end(smdkim_canon *c);

/* --- newline.c: a bare LF becomes CRLF ----------------------------------- */

typedef struct smdkim_newline {
	bool after_cr; /* the last octet so far was a CR */
	bool changed;  /* there was a bare LF */
} smdkim_newline;

/* True if the piece has a bare LF; if not, it counts as gone by. */
bool smdkim_newline_finds(smdkim_newline *n, secmailp_view piece);

/* Hands the piece on to `sink`, a CR put before each bare LF. */
void smdkim_newline_write(smdkim_newline *n, secmailp_view piece, smdkim_sink sink, void *arg);

/* --- bodies.c: the body hashes that the signatures ask for --------------- */

#define SMDKIM_MAX_CUTS (SECMAIL_DKIM_MAX_ROWS + SECMAIL_ARC_MAX_INSTANCES)

/* The digest of the first `at` canonical octets. */
typedef struct smdkim_cut {
	uint64_t at;
	bool reached;
	uint8_t digest[SMDKIM_DIGEST];
} smdkim_cut;

typedef struct smdkim_body {
	bool wanted;
	bool failed; /* OpenSSL had no memory */
	EVP_MD_CTX *hash;
	EVP_MD_CTX *spare;
	smdkim_canon canon;
	uint64_t length; /* canonical octets hashed */
	smdkim_cut cuts[SMDKIM_MAX_CUTS];
	size_t cut_count;
	size_t next_cut;
	uint8_t digest[SMDKIM_DIGEST]; /* of all */
	smdkim_tail *tail;             /* NULL: nobody asks how the body was changed */
} smdkim_body;

/* Neither copied nor moved once a body has begun. */
typedef struct smdkim_bodies {
	smdkim_body body[2]; /* simple, relaxed */
	bool normalize;
	bool explain; /* keep what tells how a body was changed */
	smdkim_newline newline;
	struct smdkim_bodies *repaired; /* the same from the first bare LF on, each made CRLF */
	bool is_repaired;               /* there was one */
} smdkim_bodies;

/* Forgets all wishes; contexts stay for the next message. */
void smdkim_bodies_reset(smdkim_bodies *b);
void smdkim_bodies_free(smdkim_bodies *b);

/* Wishes for the body hash that a signature names; before the first octet. */
void smdkim_bodies_want(smdkim_bodies *b, const smdkim_signature *s);

/* Each returns SECMAIL_DONE or SECMAIL_NO_MEMORY. The relaxer has to outlive the body. */
secmail_status smdkim_bodies_begin(
    smdkim_bodies *b, const EVP_MD *sha256, const smdkim_relaxer *relaxer);
secmail_status smdkim_bodies_write(smdkim_bodies *b, secmailp_view piece);
secmail_status smdkim_bodies_end(smdkim_bodies *b);

/*
 * The digest for a signature; NULL if its l= exceeds the canonical body.
 * *covers says whether it covers all of it.
 */
const uint8_t *smdkim_bodies_digest(
    const smdkim_bodies *b, const smdkim_signature *s, bool *covers);

/* --- body_change.c ------------------------------------------------------- */

/* Goes on with a copy whose bare LFs become CRLF. SECMAIL_DONE or SECMAIL_NO_MEMORY. */
secmail_status smdkim_bodies_repair(smdkim_bodies *b);

/*
 * How the body differs from the one that a signature was made over, and how
 * many canonical octets were appended. After the end. SECMAIL_DONE or
 * SECMAIL_NO_MEMORY.
 */
secmail_status smdkim_bodies_change(
    smdkim_bodies *b, const smdkim_signature *s, secmail_dkim_change *out, size_t *out_appended);

/* --- der.c: RSA public keys, strictly ------------------------------------ */

enum {
	SMDKIM_DER_INTEGER = 0x02,
	SMDKIM_DER_BIT_STRING = 0x03,
	SMDKIM_DER_OCTET_STRING = 0x04,
	SMDKIM_DER_SEQUENCE = 0x30
};

/* AlgorithmIdentifier of rsaEncryption: 1.2.840.113549.1.1.1 with NULL. */
#define SMDKIM_RSA_ENCRYPTION 13
extern const uint8_t smdkim_rsa_encryption[SMDKIM_RSA_ENCRYPTION];

/* The content of the next element, which has to be of this type. */
secmailp_view smdkim_der_element(secmailp_cursor *c, uint8_t type);

/* A positive INTEGER in its shortest form, without the zero that marks the sign. */
secmailp_view smdkim_der_positive(secmailp_cursor *c);

/* The bits of a number without leading zeros. */
unsigned smdkim_bits_of(secmailp_view number);

typedef struct smdkim_rsa {
	secmailp_view modulus; /* big-endian, without leading zeros */
	secmailp_view exponent;
	unsigned bits;
} smdkim_rsa;

/* Reads an RSAPublicKey or a SubjectPublicKeyInfo of rsaEncryption, and nothing after it. */
bool smdkim_der_rsa(smdkim_rsa *out, secmailp_view der);

/* --- key_record.c, key.c, key_cache.c ------------------------------------ */

/* A key record, parsed. Immutable once made, but for its counter. */
typedef struct smdkim_key {
	unsigned users;       /* atomic */
	smdkim_outcome found; /* why it serves for nothing; SECMAIL_DKIM_UNDECIDED if it does */
	smdkim_key_type type;
	unsigned bits;
	bool is_testing; /* t=y */
	bool is_exact;   /* t=s */
	bool is_for_email;
	bool is_for_sha256;
	EVP_PKEY_CTX *rsa;   /* a verification set up, to be duplicated */
	EVP_MD_CTX *ed25519; /* likewise */
	uint64_t hash;       /* of the record */
	size_t record_len;
	uint8_t record[];
} smdkim_key;

/* What OpenSSL gives to one configuration. */
typedef struct smdkim_crypto {
	OSSL_LIB_CTX *library;
	EVP_MD *sha256;
} smdkim_crypto;

/* Parses a record. What is wrong with it goes to key->found. SECMAIL_DONE or SECMAIL_NO_MEMORY. */
secmail_status smdkim_key_new(smdkim_key **out, secmailp_view record, const smdkim_crypto *crypto);

/* OpenSSL takes numbers in the machine's order. */
void smdkim_native_order(uint8_t *out, secmailp_view number);

/* Reads the tags of key->record; *p receives the value of p=. */
void smdkim_key_record_read(smdkim_key *key, secmailp_view *p);

smdkim_key *smdkim_key_use(smdkim_key *key);
void smdkim_key_drop(smdkim_key *key);

/* Verifies one signature. SECMAIL_DONE and *out, or SECMAIL_NO_MEMORY. */
secmail_status smdkim_key_verify(const smdkim_key *key, const uint8_t digest[SMDKIM_DIGEST],
    secmailp_view signature, smdkim_operation *out);

/* known_answer.c: whether this OpenSSL verifies what is known to be good. */
bool smdkim_known_answers_hold(const smdkim_crypto *crypto);

#define SMDKIM_CACHE_WAYS 4

typedef struct smdkim_cache {
	pthread_mutex_t lock;
	smdkim_key **keys;
	size_t sets; /* of SMDKIM_CACHE_WAYS keys each; 0: nothing is kept */
	unsigned turn;
} smdkim_cache;

/* A key for a record, kept or parsed. SECMAIL_DONE or SECMAIL_NO_MEMORY. */
secmail_status smdkim_cache_get(
    smdkim_cache *c, secmailp_view record, const smdkim_crypto *crypto, smdkim_key **out);
secmail_status smdkim_cache_open(smdkim_cache *c, size_t keys);
void smdkim_cache_close(smdkim_cache *c);

/* --- arc_chain.c --------------------------------------------------------- */

typedef struct smdkim_arc_set {
	int32_t aar; /* index of the field in the message, or -1 */
	smdkim_signature *ams;
	smdkim_signature *as;
} smdkim_arc_set;

typedef struct smdkim_chain {
	smdkim_arc_set *sets;      /* instance 1 first; NULL if there is no ARC field */
	unsigned instances;        /* the highest found, whatever else is wrong */
	secmail_arc_reason reason; /* SECMAIL_ARC_UNDECIDED: its structure is right */
	secmailp_error detail;
} smdkim_chain;

/* Collects the sets and checks their structure. SECMAIL_DONE or SECMAIL_NO_MEMORY. */
secmail_status smdkim_chain_read(smdkim_chain *chain, const smdkim_fields *fields,
    const secmail_message *m, smdkim_clock clock, secmailp_arena *arena);

/* Appends the first `count` sets as seals cover them (RFC 8617 section 5.1.1). They are whole. */
void smdkim_chain_canonical(
    secmailp_buffer *out, const smdkim_chain *chain, const smdkim_fields *fields, unsigned count);

/* The instance that an ARC-Authentication-Results field starts with, 0 if with none. */
unsigned smdkim_aar_instance(secmailp_view body);

/* An instance from 1 to SECMAIL_ARC_MAX_INSTANCES, 0 if it is none. */
unsigned smdkim_instance_read(secmailp_view digits);

/* --- config.c, session.c ------------------------------------------------- */

struct secmail_dkim_config {
	unsigned min_rsa_bits;
	uint32_t clock_drift;
	size_t max_signatures;
	bool allow_partial_body;
	bool normalize;
	bool explain_changes;
	secmail_trace_fn trace;
	void *trace_arg;
	smdkim_crypto crypto;
	smdkim_relaxer relaxer;
	smdkim_cache *cache; /* changes while the configuration is const; locked inside */
	secmailp_error error;
};

typedef enum smdkim_stage {
	SMDKIM_WAITS_FOR_HEADER,
	SMDKIM_WAITS_FOR_BODY,
	SMDKIM_WAITS_FOR_JUDGE,
	SMDKIM_BROKEN
} smdkim_stage;

struct secmail_dkim {
	const secmail_dkim_config *config;
	int64_t now;
	smdkim_stage stage;
	const secmail_message *message;
	char author[SECMAIL_DOMAIN_SIZE];
	bool has_author;
	secmailp_arena arena;
	smdkim_fields fields;
	smdkim_signature *rows;
	size_t row_count;
	size_t seen;
	smdkim_chain chain;
	smdkim_bodies bodies;
	EVP_MD_CTX *hash;
	secmailp_buffer header; /* canonical header of one signature */
	secmailp_buffer own;    /* the field of one signature, its b= emptied */
	secmailp_buffer record; /* text of one key record */
	int64_t rounds;
	secmailp_error error;
};

/* Chooses which rows are evaluated: those nearest to the author domain first. */
void smdkim_order_rows(secmail_dkim *d);

/* digest.c: what a signature signs. SECMAIL_DONE or SECMAIL_NO_MEMORY. */
secmail_status smdkim_digest_message(
    secmail_dkim *d, const smdkim_signature *s, uint8_t out[SMDKIM_DIGEST]);
secmail_status smdkim_digest_seal(secmail_dkim *d, unsigned instance, uint8_t out[SMDKIM_DIGEST]);

/* judge.c: opens the question for a signature's key; the status of secmail_answers_ask(). */
secmail_status smdkim_ask_key(const smdkim_signature *s, secmail_answers *answers,
    secmail_answers_urgency urgency, uint32_t *out_id);

/* Decides on one signature, into s->outcome. SECMAIL_DONE, _WANT_DNS or _NO_MEMORY. */
secmail_status smdkim_judge_signature(
    secmail_dkim *d, smdkim_signature *s, secmail_answers *answers);

/* Tells the trace callback, if there is one. */
void smdkim_trace(const secmail_dkim *d, secmail_event event, const char *subject, int64_t number);

/* The code that goes with a reason, and the sentence for one without a detail of its own. */
secmail_dkim_code smdkim_code_of(secmail_dkim_reason reason);

/* results.c: makes the immutable results of the last run. */
secmail_status smdkim_results_new(const secmail_dkim *d, secmail_dkim_results **out);

#endif
