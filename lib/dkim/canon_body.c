/*
 * canon_body.c - a body as it is hashed, in pieces of any size (RFC 6376 sections 3.4.3, 3.4.4)
 *
 * What makes streaming hard is what may be dropped later: line ends count only
 * if something follows them, white space only if no line end does, and a CR may
 * be half a line end. These three are carried over in the state. As soon as an
 * ordinary octet has come they are settled, and up to the last ordinary octet
 * of a piece a rule without memory holds: a white space octet is deleted if
 * white space or CRLF follows, and is a space otherwise. Blocks that this rule
 * leaves alone are copied whole; that is most of them.
 *
 * A CR or LF that stands alone is data.
 */
#include "dkim_internal.h"

static bool
is_wsp(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

void
smdkim_canon_begin(smdkim_canon *c, bool relaxed, smdkim_sink sink, void *arg)
{
	c->relaxed = relaxed;
	c->sink = sink;
	c->arg = arg;
	c->line_ends = 0;
	c->space = false;
	c->cr = false;
	c->any = false;
	c->staged = 0;
}

/* Hands on a full stage; at most a block stays. */
static void
hand_on(smdkim_canon *c)
{
	if (c->staged < SMDKIM_STAGE)
		return;
	c->sink(c->arg, c->stage, SMDKIM_STAGE);
	c->staged -= SMDKIM_STAGE;
	memcpy(c->stage, c->stage + SMDKIM_STAGE, c->staged);
}

static void
put(smdkim_canon *c, uint8_t byte)
{
	c->stage[c->staged++] = byte;
	hand_on(c);
}

/* Something that can't be dropped follows: what was carried counts. */
static void
settle(smdkim_canon *c)
{
	for (; c->line_ends > 0; c->line_ends--) {
		put(c, '\r');
		put(c, '\n');
	}
	if (c->space)
		put(c, ' ');
	if (c->cr)
		put(c, '\r');
	c->space = false;
	c->cr = false;
	c->any = true;
}

static void
step_lf(smdkim_canon *c)
{
	if (c->cr) {
		c->line_ends++;
		c->cr = false;
		c->space = false;
		return;
	}
	settle(c);
	put(c, '\n');
}

/* One octet of white space, CR or LF. */
static void
step(smdkim_canon *c, uint8_t byte)
{
	if (byte == '\n') {
		step_lf(c);
		return;
	}
	if (c->cr)
		settle(c);
	if (byte == '\r')
		c->cr = true;
	else
		c->space = true;
}

/* In simple canonicalization white space is ordinary. */
static bool
is_blank(const smdkim_canon *c, uint8_t byte)
{
	return byte == '\r' || byte == '\n' || (c->relaxed && is_wsp(byte));
}

/* True if the rule leaves the block alone, by a test that errs on the safe side. */
static bool
is_clean(const uint8_t *block)
{
	uint8_t dirty = 0;

	for (size_t i = 0; i < SMDKIM_BLOCK; i++)
		dirty |=
		    (uint8_t)((block[i] == '\t') | ((block[i] == ' ') & (block[i + 1] <= ' ')));
	return dirty == 0;
}

/*
 * The rule applied to a block, of which the next two octets are there as well.
 * Both loops run without branches: the first over all octets at once where the
 * processor can, the second at one octet a step.
 */
static size_t
compact(uint8_t *out, const uint8_t *block)
{
	uint8_t kept[SMDKIM_BLOCK], octets[SMDKIM_BLOCK];
	size_t used = 0;

	for (size_t i = 0; i < SMDKIM_BLOCK; i++) {
		uint8_t space = (block[i] == ' ') | (block[i] == '\t');
		uint8_t next_space = (block[i + 1] == ' ') | (block[i + 1] == '\t');
		uint8_t line_end = (block[i + 1] == '\r') & (block[i + 2] == '\n');

		kept[i] = (uint8_t)(1 ^ (space & (next_space | line_end)));
		octets[i] = block[i] == '\t' ? ' ' : block[i];
	}
	for (size_t i = 0; i < SMDKIM_BLOCK; i++) {
		out[used] = octets[i];
		used += kept[i];
	}
	return used;
}

/* The rule for one octet of the piece, whose last octet is ordinary. */
static void
put_by_rule(smdkim_canon *c, secmailp_view piece, size_t i)
{
	uint8_t byte = piece.at[i];

	if (!is_wsp(byte))
		put(c, byte);
	else if (!is_wsp(piece.at[i + 1]) && !(piece.at[i + 1] == '\r' && piece.at[i + 2] == '\n'))
		put(c, ' ');
}

/* Octets from `from` on, the state being settled and the last octet ordinary. */
static void
relax(smdkim_canon *c, secmailp_view piece, size_t from)
{
	while (piece.len - from > SMDKIM_BLOCK + 1) {
		const uint8_t *block = piece.at + from;

		if (is_clean(block)) {
			memcpy(c->stage + c->staged, block, SMDKIM_BLOCK);
			c->staged += SMDKIM_BLOCK;
		} else {
			c->staged += compact(c->stage + c->staged, block);
		}
		from += SMDKIM_BLOCK;
		hand_on(c);
	}
	for (; from < piece.len; from++)
		put_by_rule(c, piece, from);
}

/* Simple canonicalization changes nothing before the last ordinary octet. */
static void
pass_on(smdkim_canon *c, secmailp_view piece)
{
	if (piece.len >= SMDKIM_STAGE) {
		c->sink(c->arg, c->stage, c->staged);
		c->sink(c->arg, piece.at, piece.len);
		c->staged = 0;
		return;
	}
	while (piece.len > 0) {
		secmailp_view part = secmailp_view_first(piece, SMDKIM_STAGE - c->staged);

		memcpy(c->stage + c->staged, part.at, part.len);
		c->staged += part.len;
		hand_on(c);
		piece = secmailp_view_after(piece, part.len);
	}
}

void
smdkim_canon_write(smdkim_canon *c, secmailp_view piece)
{
	size_t end = piece.len, start = 0;

	while (end > 0 && is_blank(c, piece.at[end - 1]))
		end--;
	while (start < end && is_blank(c, piece.at[start]))
		step(c, piece.at[start++]);
	if (start < end) {
		settle(c);
		if (c->relaxed)
			relax(c, secmailp_view_first(piece, end), start);
		else
			pass_on(c, secmailp_view_after(secmailp_view_first(piece, end), start));
	}
	for (size_t i = end; i < piece.len; i++)
		step(c, piece.at[i]);
}

/*
 * Line ends at the end become one. A body of nothing else is one line end when
 * simple, and nothing when relaxed.
 */
void
smdkim_canon_end(smdkim_canon *c)
{
	c->space &= c->cr;
	if (c->cr)
		settle(c);
	if (c->any || !c->relaxed) {
		put(c, '\r');
		put(c, '\n');
	}
	if (c->staged > 0)
		c->sink(c->arg, c->stage, c->staged);
	c->staged = 0;
}
