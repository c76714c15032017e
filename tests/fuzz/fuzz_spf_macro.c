/* covers: lib/spf/expand.c lib/spf/macro.c */
/*
 * fuzz_spf_macro.c - a name with macros is looked up as RFC 7208 section 7 spells it out
 *
 * Input, in lines: the domain-spec of an `exists`, the local part, HELO, and the
 * client's address. What is asked is compared with what a plain expansion
 * makes of the same, part by part and octet by octet.
 */
#include <arpa/inet.h>
#include <secmail/spf.h>
#include <stdio.h>
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_SPEC 2000
#define MAX_VALUE 200
#define MAX_NAME 253
#define MAX_PARTS (MAX_VALUE + 100)
#define DOMAIN_NAME "mail.example.com"

typedef struct words {
	const char *at;
	size_t len;
} words;

/* Text that is never cut: what is over the library's maximum has room here too. */
typedef struct text {
	char at[SECMAIL_SPF_MAX_EXPANSION + 4 * MAX_SPEC + 4000];
	size_t len;
} text;

typedef struct input {
	words spec;
	words local;
	words helo;
	uint8_t ip[16];
	size_t ip_len;
} input;

static words
words_of(const char *at)
{
	return (words){ at, strlen(at) };
}

static words
take_line(words *from)
{
	const char *found = from->len > 0 ? memchr(from->at, '\n', from->len) : NULL;
	words line = { from->at, found ? (size_t)(found - from->at) : from->len };
	size_t over = found ? line.len + 1 : line.len;

	from->at += over;
	from->len -= over;
	return line;
}

static words
first(words w, size_t max)
{
	return (words){ w.at, w.len < max ? w.len : max };
}

/* Only what needs no reading of its own: no blank in a record, no path in a path, no U-label. */
static input
read_input(const uint8_t *data, size_t size)
{
	words rest = { (const char *)data, size };
	input in = { .ip = { 192, 0, 2, 1 }, .ip_len = 4 };
	words client;
	char address[64] = "";

	in.spec = first(take_line(&rest), MAX_SPEC);
	in.local = first(take_line(&rest), MAX_VALUE);
	in.helo = first(take_line(&rest), MAX_VALUE);
	client = first(take_line(&rest), sizeof address - 1);
	memcpy(address, client.at, client.len);
	if (inet_pton(AF_INET6, address, in.ip) == 1)
		in.ip_len = 16;
	else if (inet_pton(AF_INET, address, in.ip) != 1)
		memcpy(in.ip, "\300\0\2\1", 4);
	for (size_t i = 0; i < in.spec.len; i++)
		if (in.spec.at[i] == ' ')
			in.spec.len = i;
	for (size_t i = 0; i < in.helo.len; i++)
		if ((unsigned char)in.helo.at[i] > 126)
			in.helo.len = i;
	if (in.local.len > 0 && (in.local.at[0] == '<' || in.local.at[0] == '@'))
		in.local.len = 0;
	return in;
}

/* --- the plain expansion --- */

static void
put(text *t, words w)
{
	require(w.len <= sizeof t->at - t->len);
	if (w.len > 0)
		memcpy(t->at + t->len, w.at, w.len);
	t->len += w.len;
}

static bool
is_ip4(const input *in)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255 };

	return in->ip_len == 4 || memcmp(in->ip, mapped, sizeof mapped) == 0;
}

static void
put_dotted(text *t, const input *in)
{
	const uint8_t *ip4 = in->ip + (in->ip_len - 4);
	char part[20];

	if (is_ip4(in)) {
		snprintf(part, sizeof part, "%d.%d.%d.%d", ip4[0], ip4[1], ip4[2], ip4[3]);
		put(t, words_of(part));
		return;
	}
	for (size_t i = 0; i < 16; i++) {
		snprintf(
		    part, sizeof part, "%s%x.%x", i ? "." : "", in->ip[i] >> 4, in->ip[i] & 15);
		put(t, words_of(part));
	}
}

/* RFC 7208 section 7.2. The client has no PTR record here. False: no letter for a domain-spec. */
static bool
put_value(text *t, const input *in, char letter)
{
	words local = in->local.len > 0 ? in->local : words_of("postmaster");

	switch (letter) {
	case 's':
		put(t, local);
		put(t, words_of("@" DOMAIN_NAME));
		return true;
	case 'l':
		put(t, local);
		return true;
	case 'o':
	case 'd':
		put(t, words_of(DOMAIN_NAME));
		return true;
	case 'i':
		put_dotted(t, in);
		return true;
	case 'p':
		put(t, words_of("unknown"));
		return true;
	case 'v':
		put(t, words_of(is_ip4(in) ? "in-addr" : "ip6"));
		return true;
	case 'h':
		put(t, in->helo);
		return true;
	default:
		return false;
	}
}

/* RFC 3986 section 2.3 */
static void
put_escaped(text *t, words w)
{
	static const char unreserved[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

	for (size_t i = 0; i < w.len; i++) {
		char escaped[4];

		snprintf(escaped, sizeof escaped, "%%%02X", (unsigned char)w.at[i]);
		if (w.at[i] != '\0' && strchr(unreserved, w.at[i]))
			put(t, (words){ w.at + i, 1 });
		else
			put(t, words_of(escaped));
	}
}

typedef struct macro {
	char letter;
	bool is_escaped;
	unsigned long keep; /* 0: all */
	bool is_reversed;
	words delimiters;
} macro;

/* Splits the value, turns it round, and keeps parts from the right (RFC 7208 section 7.3). */
static void
put_parts(text *t, const macro *m, words value)
{
	words parts[MAX_PARTS];
	size_t count = 1, keep;
	words delimiters = m->delimiters.len > 0 ? m->delimiters : words_of(".");

	parts[0] = (words){ value.at, 0 };
	for (size_t i = 0; i < value.len; i++) {
		if (memchr(delimiters.at, value.at[i], delimiters.len)) {
			require(count < MAX_PARTS);
			parts[count++] = (words){ value.at + i + 1, 0 };
		} else {
			parts[count - 1].len++;
		}
	}
	for (size_t i = 0; m->is_reversed && i < count / 2; i++) {
		words swapped = parts[i];

		parts[i] = parts[count - 1 - i];
		parts[count - 1 - i] = swapped;
	}
	keep = m->keep > 0 && m->keep < count ? m->keep : count;
	for (size_t i = count - keep; i < count; i++) {
		if (i > count - keep)
			put(t, words_of("."));
		if (m->is_escaped)
			put_escaped(t, parts[i]);
		else
			put(t, parts[i]);
	}
}

/* Reads what stands in braces; moves over it. False if it is malformed. */
static bool
read_macro(words *spec, macro *m)
{
	const char *at = spec->at + 2, *end = spec->at + spec->len;
	const char *digits;

	*m = (macro){ .delimiters = { NULL, 0 } };
	if (at >= end)
		return false;
	m->is_escaped = *at >= 'A' && *at <= 'Z';
	m->letter = m->is_escaped ? (char)(*at + 'a' - 'A') : *at;
	digits = ++at;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		m->keep = m->keep > 100000 ? m->keep : m->keep * 10 + (unsigned long)(*at - '0');
	if (at > digits && m->keep == 0)
		return false;
	m->is_reversed = at < end && (*at == 'r' || *at == 'R');
	at += m->is_reversed;
	m->delimiters.at = at;
	while (at < end && *at != '\0' && strchr(".-+,/_=", *at))
		at++;
	m->delimiters.len = (size_t)(at - m->delimiters.at);
	if (at >= end || *at != '}')
		return false;
	*spec = (words){ at + 1, (size_t)(end - at - 1) };
	return true;
}

/* What stands at a "%"; moves over it. Adds to *read what was read of values. */
static bool
put_macro(text *t, const input *in, words *spec, size_t *read)
{
	static const char *const literals[] = { "%%", "%", "%_", " ", "%-", "%20" };
	text value = { .len = 0 };
	macro m;

	for (size_t i = 0; i < 6 && spec->len > 1; i += 2)
		if (spec->at[1] == literals[i][1]) {
			put(t, words_of(literals[i + 1]));
			*spec = (words){ spec->at + 2, spec->len - 2 };
			return true;
		}
	if (spec->len < 2 || spec->at[1] != '{' || !read_macro(spec, &m) ||
	    !put_value(&value, in, m.letter))
		return false;
	*read += value.len;
	put_parts(t, &m, (words){ value.at, value.len });
	return true;
}

/* False if a macro is malformed. Over the maximum it goes on with nothing, but says so. */
static bool
expand(text *t, const input *in, bool *is_over)
{
	words spec = in->spec;
	size_t read = 0;

	*is_over = false;
	while (spec.len > 0) {
		if (spec.at[0] != '%') {
			put(t, (words){ spec.at, 1 });
			spec = (words){ spec.at + 1, spec.len - 1 };
		} else if (!put_macro(t, in, &spec, &read)) {
			return false;
		}
		*is_over |= read > SECMAIL_SPF_MAX_EXPANSION || t->len > SECMAIL_SPF_MAX_EXPANSION;
		if (*is_over)
			t->len = 0;
	}
	return true;
}

/* Cuts labels from the left until the name fits (RFC 7208 section 7.3). */
static words
fit(words name)
{
	if (name.len > 0 && name.at[name.len - 1] == '.' &&
	    (name.len == 1 || name.at[name.len - 2] != '.'))
		name.len--;
	while (name.len > MAX_NAME) {
		const char *dot = memchr(name.at, '.', name.len);
		size_t over = dot ? (size_t)(dot - name.at) + 1 : name.len;

		name = (words){ name.at + over, name.len - over };
	}
	return name;
}

static bool
is_name(words name)
{
	size_t label = 0;

	for (size_t i = 0; i < name.len; i++) {
		if ((unsigned char)name.at[i] > 126)
			return false;
		label = name.at[i] == '.' ? 0 : label + 1;
		if (label > 63 || (name.at[i] == '.' && (i == 0 || name.at[i - 1] == '.')))
			return false;
	}
	return label > 0;
}

/* --- what the library asks --- */

static void
answer_txt(secmail_answers *a, uint32_t id, words spec)
{
	static const char begin[] = "v=spf1 exists:";
	static uint8_t rdata[2 * MAX_SPEC + 100];
	size_t used = 1;

	rdata[0] = sizeof begin - 1;
	memcpy(rdata + used, begin, sizeof begin - 1);
	used += sizeof begin - 1;
	for (size_t i = 0; i < spec.len; i++) {
		rdata[used++] = 1;
		rdata[used++] = (uint8_t)spec.at[i];
	}
	require(secmail_answers_add(a, id, rdata, used, 60) == SECMAIL_DONE);
}

/* The name of the question for addresses, labels with dots between; false if there is none. */
static bool
asked_name(const secmail_answers *a, text *out)
{
	for (uint32_t id = 0; id < secmail_answers_question_count(a); id++) {
		size_t len;
		const uint8_t *wire = secmail_answers_qname_wire(a, id, &len);

		if (secmail_answers_qtype(a, id) != SECMAIL_DNS_A)
			continue;
		for (size_t i = 0; i < len && wire[i] > 0; i += (size_t)wire[i] + 1) {
			if (i > 0)
				put(out, words_of("."));
			put(out, (words){ (const char *)wire + i + 1, wire[i] });
		}
		return true;
	}
	return false;
}

static secmail_spf_result *
judge(const input *in, secmail_answers *a)
{
	char path[MAX_VALUE + sizeof "@" DOMAIN_NAME];
	secmail_spf *s;
	secmail_spf_result *r = NULL;

	memcpy(path, in->local.at, in->local.len);
	memcpy(path + in->local.len, "@" DOMAIN_NAME, sizeof "@" DOMAIN_NAME);
	require(secmail_spf_new(1700000000, &s) == SECMAIL_DONE);
	require(secmail_spf_set_client(s, in->ip, in->ip_len) == SECMAIL_DONE);
	require(secmail_spf_set_helo(s, in->helo.at, in->helo.len) == SECMAIL_DONE);
	require(
	    secmail_spf_set_mail_from(s, path, in->local.len + sizeof DOMAIN_NAME) == SECMAIL_DONE);
	while (secmail_spf_judge(s, a, &r) == SECMAIL_WANT_DNS) {
		uint32_t id;

		require(secmail_answers_open(a, &id, 1) == 1);
		if (secmail_answers_qtype(a, id) == SECMAIL_DNS_TXT)
			answer_txt(a, id, in->spec);
		require(secmail_answers_close(a, id, 0, SECMAIL_TRUST_UNKNOWN) == SECMAIL_DONE);
	}
	require(r);
	secmail_spf_free(s);
	return r;
}

static bool
is_same_name(const text *asked, words wanted)
{
	for (size_t i = 0; i < wanted.len && i < asked->len; i++) {
		char wants = wanted.at[i];

		wants = wants >= 'A' && wants <= 'Z' ? (char)(wants + 'a' - 'A') : wants;
		if (asked->at[i] != wants)
			return false;
	}
	return asked->len == wanted.len;
}

static void
compare(const input *in, const secmail_answers *a, secmail_spf_reason reason)
{
	text expanded = { .len = 0 }, asked = { .len = 0 };
	bool is_over;
	bool is_good = expand(&expanded, in, &is_over);
	bool is_asked = asked_name(a, &asked);
	words name = fit((words){ expanded.at, expanded.len });

	if (reason == SECMAIL_SPF_REASON_BAD_DOMAIN || reason == SECMAIL_SPF_REASON_SYNTAX) {
		require(!is_asked);
		return;
	}
	require(is_good);
	require(is_over == (reason == SECMAIL_SPF_REASON_EXPANSION_LIMIT));
	require(is_asked == (!is_over && is_name(name)));
	require(!is_asked || is_same_name(&asked, name));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input in = read_input(data, size);
	secmail_answers *a;
	secmail_spf_result *r;

	require(secmail_answers_new(&a) == SECMAIL_DONE);
	r = judge(&in, a);
	compare(&in, a, secmail_spf_result_reason(r));
	secmail_spf_result_free(r);
	secmail_answers_free(a);
	return 0;
}
