/*
 * canon_body.c - a body as it is hashed, in pieces of any size (RFC 6376 sections 3.4.3, 3.4.4)
 *
 * What makes streaming hard is what may be dropped later: line ends count only
 * if something follows them, white space only if no line end does, and a CR may
 * be half a line end. These three are carried over in the state. As soon as an
 * ordinary octet has come they are settled, and up to the last ordinary octet
 * of a piece the rule without memory holds that relax.h tells, by blocks.
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
smdkim_canon_begin(smdkim_canon *c, const smdkim_relaxer *relaxer, smdkim_sink sink, void *arg)
{
	c->relaxer = relaxer;
	c->sink = sink;
	c->arg = arg;
	c->line_ends = 0;
	c->space = false;
	c->cr = false;
	c->any = false;
	c->staged = 0;
}

/* Hands on a full stage; less than three blocks stay. */
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
	return byte == '\r' || byte == '\n' || (c->relaxer && is_wsp(byte));
}

static void
relax_blocks(smdkim_canon *c, const uint8_t *in, size_t count)
{
	c->staged += c->relaxer->blocks(c->relaxer, c->stage + c->staged, in, count);
	hand_on(c);
}

/*
 * The last octets, too few to be blocks with two behind. Ordinary octets are
 * put behind them, of which none is deleted, and taken away again.
 */
static void
relax_rest(smdkim_canon *c, secmailp_view rest)
{
	uint8_t padded[2 * SMDKIM_BLOCK + SMDKIM_LOOK_AHEAD], relaxed[2 * SMDKIM_BLOCK];
	size_t count = (rest.len + SMDKIM_BLOCK - 1) / SMDKIM_BLOCK;
	size_t padding = SMDKIM_BLOCK * count - rest.len, kept;

	memcpy(padded, rest.at, rest.len);
	memset(padded + rest.len, 'x', padding + SMDKIM_LOOK_AHEAD);
	kept = c->relaxer->blocks(c->relaxer, relaxed, padded, count) - padding;
	memcpy(c->stage + c->staged, relaxed, kept);
	c->staged += kept;
	hand_on(c);
}

/* Octets of which the last is ordinary, the state being settled. */
static void
relax(smdkim_canon *c, secmailp_view rest)
{
	while (rest.len >= SMDKIM_BLOCK + SMDKIM_LOOK_AHEAD) {
		size_t count = (rest.len - SMDKIM_LOOK_AHEAD) / SMDKIM_BLOCK;
		size_t room = (sizeof c->stage - c->staged) / SMDKIM_BLOCK;

		if (count > room)
			count = room;
		relax_blocks(c, rest.at, count);
		rest = secmailp_view_after(rest, count * SMDKIM_BLOCK);
	}
	relax_rest(c, rest);
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
		secmailp_view ordinary =
		    secmailp_view_after(secmailp_view_first(piece, end), start);

		settle(c);
		if (c->relaxer)
			relax(c, ordinary);
		else
			pass_on(c, ordinary);
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
	if (c->any || !c->relaxer) {
		put(c, '\r');
		put(c, '\n');
	}
	if (c->staged > 0)
		c->sink(c->arg, c->stage, c->staged);
	c->staged = 0;
}
