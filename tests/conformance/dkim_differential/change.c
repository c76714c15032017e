/* change.c - what may become of a message on its way, one change at a time */
#include "letter.h"

#include <string.h>

typedef struct region {
	size_t start;
	size_t end;
} region;

/* Puts text in place of `len` octets, if there is room. */
static void
put(letter *l, size_t at, size_t len, const char *text, size_t text_len)
{
	if (at + len > l->len || l->len - len + text_len > sizeof l->text)
		return;
	memmove(l->text + at + text_len, l->text + at + len, l->len - at - len);
	memcpy(l->text + at, text, text_len);
	l->len += text_len;
	l->len -= len;
}

static size_t
find(const letter *l, size_t from, const char *what)
{
	size_t len = strlen(what);

	for (size_t i = from; i + len <= l->len; i++)
		if (memcmp(l->text + i, what, len) == 0)
			return i;
	return l->len;
}

static region
whole(const letter *l)
{
	return (region){ 0, l->len };
}

static region
header(const letter *l)
{
	return (region){ 0, find(l, 0, "\r\n\r\n") };
}

static region
body(const letter *l)
{
	size_t start = find(l, 0, "\r\n\r\n") + 4;

	return (region){ start < l->len ? start : l->len, l->len };
}

/* The value of one of the two signature fields. */
static region
signature(const letter *l, chance *c)
{
	size_t start = find(l, 0, "DKIM-Signature:");

	if (chance_one_in(c, 2))
		start = find(l, start + 1, "DKIM-Signature:");
	start += strlen("DKIM-Signature:");
	return (region){ start, find(l, start, "b=") + 40 };
}

static size_t
somewhere(chance *c, region r)
{
	return r.end > r.start ? r.start + chance_below(c, r.end - r.start) : r.start;
}

#define PICK(c, list) ((list)[chance_below((c), sizeof(list) / sizeof((list)[0]))])

static void
insert(letter *l, chance *c, region r)
{
	static const char *const pieces[] = { " ", "\t", "  ", "\r\n", "\r\n ", "\r\n\t", "x", "\n",
		"\r", ";", "=", ":", "\x7f", "\xc3\xa9", "\xff", "\r\n\r\n", "\"", "(", "@" };
	const char *piece = PICK(c, pieces);

	put(l, somewhere(c, r), 0, piece, strlen(piece));
}

static void delete (letter *l, chance *c, region r)
{
	put(l, somewhere(c, r), 1, "", 0);
}

static void
replace(letter *l, chance *c, region r)
{
	char octet = (char)(1 + chance_below(c, 255));

	put(l, somewhere(c, r), 1, &octet, 1);
}

/* White space is doubled, made a tabulator, or taken away. */
static void
stretch(letter *l, chance *c, region r)
{
	static const char *const pieces[] = { "  ", "\t", " \t ", "", "\r\n ", " \r\n" };
	size_t at = somewhere(c, r);
	const char *piece = PICK(c, pieces);

	while (at < r.end && l->text[at] != ' ')
		at++;
	if (at < r.end)
		put(l, at, 1, piece, strlen(piece));
}

static void
change_case(letter *l, chance *c, region r)
{
	size_t at = somewhere(c, r);

	while (at < r.end && !((l->text[at] | 0x20) >= 'a' && (l->text[at] | 0x20) <= 'z'))
		at++;
	if (at < r.end)
		l->text[at] ^= 0x20;
}

static void
swap_tag(letter *l, chance *c)
{
	static const char *const pairs[][2] = { { "c=simple/simple", "c=simple" },
		{ "c=relaxed/simple", "c=relaxed" }, { "c=relaxed/relaxed", "c=relaxed/simple" },
		{ "v=1;", "v=1; q=dns/txt;" }, { "v=1;", "v=1; l=3;" }, { "v=1;", "v=1; l=0;" },
		{ "v=1;", "v=1; l=100000;" }, { "v=1;", "v=1; x=2000000300;" },
		{ "v=1;", "v=1; x=1900000000;" }, { "v=1;", "v=1; i=@sender.example;" },
		{ "v=1;", "v=1; i=a@b.sender.example;" }, { "v=1;", "v=1; z=From:a|To:b;" },
		{ "v=1;", "v=1; unknown=tag;" }, { "v=1;", "v=1 ;" }, { "h=", "h = " },
		{ "d=sender.example", "d=Sender.Example" }, { "s=rsa", "s=RSA" },
		{ "s=rsa", "s=ed" }, { "a=rsa-sha256", "a=ed25519-sha256" }, { "From:", "From : " },
		{ "h=From", "h=From:From" }, { "bh=", "bh= " }, { "b=", "b= \r\n\t" },
		{ "b=", "b=A" }, { "h=", "h=X-None:" }, { "h=", "h=dkim-signature:" },
		{ "t=", "t=0" } };
	size_t i = chance_below(c, sizeof pairs / sizeof pairs[0]);
	size_t at = find(l, 0, pairs[i][0]);

	if (at < l->len)
		put(l, at, strlen(pairs[i][0]), pairs[i][1], strlen(pairs[i][1]));
}

/* A field of its own: on top, or under all others. */
static void
add_field(letter *l, chance *c)
{
	static const char *const fields[] = { "From: eve@evil.example\r\n", "Subject: other\r\n",
		"X-More: x\r\n", "Received: from x by y\r\n", "no field at all\r\n",
		"Bad Name: x\r\n", "To:\r\n", "Dkim-signature: v=1; a=x\r\n" };
	const char *field = PICK(c, fields);
	size_t end = find(l, 0, "\r\n\r\n") + 2;

	put(l, chance_one_in(c, 2) ? 0 : end < l->len ? end : l->len, 0, field, strlen(field));
}

static void
make_unix(letter *l)
{
	for (size_t at = find(l, 0, "\r\n"); at < l->len; at = find(l, at, "\r\n"))
		put(l, at, 1, "", 0);
}

static void
end_otherwise(letter *l, chance *c)
{
	static const char *const ends[] = { "\r\n", "\r\n\r\n", " ", "\t\r\n", "\n", "\r", "x" };
	const char *end = PICK(c, ends);

	put(l, l->len, 0, end, strlen(end));
}

typedef void (*changing)(letter *l, chance *c, region r);

void
letter_change(letter *l, chance *c)
{
	static const struct {
		const char *name;
		changing change;
	} ways[] = { { "insert", insert }, { "delete", delete }, { "replace", replace },
		{ "stretch", stretch }, { "case", change_case } };
	size_t way = chance_below(c, sizeof ways / sizeof ways[0]);
	size_t place = chance_below(c, 9);
	region places[] = { whole(l), header(l), body(l), body(l), signature(l, c) };

	l->change = ways[way].name;
	if (place < sizeof places / sizeof places[0]) {
		ways[way].change(l, c, places[place]);
	} else if (place == 5) {
		l->change = "tag";
		swap_tag(l, c);
	} else if (place == 6) {
		l->change = "field";
		add_field(l, c);
	} else if (place == 7) {
		l->change = "end";
		end_otherwise(l, c);
	} else if (chance_one_in(c, 2)) {
		l->change = "unix";
		make_unix(l);
	} else {
		l->change = "none";
	}
}
