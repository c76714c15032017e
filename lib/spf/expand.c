/* expand.c - macros become text: what each letter stands for (RFC 7208 sections 7.2 and 7.3) */
#include "spf_internal.h"

/* Room for a value that is made when it is asked for. */
typedef struct value_room {
	uint8_t octets[64];
} value_room;

static secmailp_view
local_part(const secmailp_spf_evaluation *e)
{
	return secmailp_view_of(e->identity->sender, e->identity->local_len);
}

/* A value of digits: the time, or a form of the client's address. */
static secmailp_view
written_value(const secmailp_spf_evaluation *e, uint8_t letter, value_room *room)
{
	secmailp_spf_text t = { room->octets, 0, sizeof room->octets, false };
	int64_t now = e->session->now;

	if (letter == 'c')
		secmailp_spf_client_write(&e->session->client, &t);
	else if (letter == 'i')
		secmailp_spf_client_write_dotted(&e->session->client, &t);
	else
		secmailp_spf_text_number(&t, now > 0 ? (uint64_t)now : 0);
	return secmailp_view_of(t.at, t.len);
}

static secmailp_view
receiver_value(const secmailp_spf_evaluation *e)
{
	const char *name = e->session->receiver;

	return secmailp_view_text(name[0] != '\0' ? name : "unknown");
}

static secmailp_spf_step
client_name_value(secmailp_spf_evaluation *e, secmailp_view *out)
{
	secmailp_spf_step step = secmailp_spf_client_name(e, out);

	e->asked_client_name = true;
	if (step != SECMAILP_SPF_NO)
		return step;
	*out = secmailp_view_text("unknown");
	return SECMAILP_SPF_YES;
}

static secmailp_spf_step
find_value(secmailp_spf_evaluation *e, uint8_t letter, value_room *room, secmailp_view *out)
{
	switch (letter) {
	case 's':
		*out = secmailp_view_of(e->identity->sender, e->identity->sender_len);
		break;
	case 'l':
		*out = local_part(e);
		break;
	case 'o':
		*out = secmailp_domain_view(&e->identity->domain);
		break;
	case 'd':
		*out = secmailp_spf_top(e)->domain;
		break;
	case 'p':
		return client_name_value(e, out);
	case 'v':
		*out = secmailp_view_text(e->session->client.len == 4 ? "in-addr" : "ip6");
		break;
	case 'h':
		*out = secmailp_view_of(e->session->helo_name, e->session->helo_len);
		break;
	case 'r':
		*out = receiver_value(e);
		break;
	default:
		*out = written_value(e, letter, room);
		break;
	}
	return SECMAILP_SPF_YES;
}

/* Adds what a macro stands for, and its value's length to *read, whatever is taken of it. */
static secmailp_spf_step
expand_macro(
    secmailp_spf_evaluation *e, secmailp_cursor *spec, secmailp_spf_text *out, size_t *read)
{
	secmailp_spf_macro macro;
	secmailp_view value;
	value_room room;
	secmailp_spf_step step;

	secmailp_spf_macro_read(spec, &macro);
	if (spec->bad)
		return SECMAILP_SPF_NO;
	if (macro.literal) {
		secmailp_spf_text_words(out, macro.literal);
		return SECMAILP_SPF_YES;
	}
	step = find_value(e, macro.letter, &room, &value);
	if (step != SECMAILP_SPF_YES)
		return step;
	*read += value.len;
	secmailp_spf_macro_write(&macro, value, out);
	return step;
}

/*
 * A macro may take nothing of a long value: "%{l1-}" of "user-". What is read is
 * bounded too, or a record of such macros would read its sender a thousand times.
 */
secmailp_spf_step
secmailp_spf_expand(secmailp_spf_evaluation *e, secmailp_view spec, secmailp_spf_text *out)
{
	secmailp_cursor c = secmailp_cursor_over(spec);
	secmailp_spf_step step = SECMAILP_SPF_YES;
	size_t read = 0;

	while (step == SECMAILP_SPF_YES && !out->is_cut) {
		secmailp_spf_text_add(out, secmailp_cursor_until(&c, '%'));
		if (secmailp_cursor_left(&c) == 0 || out->is_cut)
			break;
		step = expand_macro(e, &c, out, &read);
		out->is_cut |= read > SECMAIL_SPF_MAX_EXPANSION;
	}
	return step;
}

/* RFC 8616 section 4: a local part that is not ASCII is in no domain name. */
static bool
has_foreign_octets(secmailp_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.at[i] > 126)
			return true;
	return false;
}

secmailp_spf_step
secmailp_spf_expand_name(secmailp_spf_evaluation *e, secmailp_view spec, secmailp_view *out)
{
	secmailp_spf_text text = { e->session->expansion, 0, sizeof e->session->expansion, false };
	secmailp_spf_step step;

	if (!memchr(spec.at, '%', spec.len))
		return secmailp_spf_keep_name(e, secmailp_spf_name_cut(spec), out);
	step = secmailp_spf_expand(e, spec, &text);
	if (step != SECMAILP_SPF_YES)
		return step;
	if (text.is_cut)
		return secmailp_spf_stop(
		    e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_EXPANSION_LIMIT);
	*out = secmailp_spf_name_cut(secmailp_view_of(text.at, text.len));
	if (has_foreign_octets(*out))
		return SECMAILP_SPF_NO;
	return secmailp_spf_keep_name(e, *out, out);
}

/* Makes the name for the first time. What is still waited for is no outcome. */
static secmailp_spf_step
take_aim(secmailp_spf_evaluation *e, secmailp_view spec, secmailp_spf_target *target)
{
	secmailp_spf_step step;

	e->asked_client_name = false;
	step = secmailp_spf_expand_name(e, spec, &target->name);
	if (step == SECMAILP_SPF_YES)
		target->aim = SECMAILP_SPF_NAMED;
	else if (step == SECMAILP_SPF_NO)
		target->aim = SECMAILP_SPF_NAMELESS;
	else if (step == SECMAILP_SPF_STOP && e->status == SECMAIL_DONE &&
		 e->reason == SECMAIL_SPF_REASON_EXPANSION_LIMIT)
		target->aim = SECMAILP_SPF_TOO_LONG;
	target->asks_client_name = e->asked_client_name;
	return step;
}

secmailp_spf_step
secmailp_spf_aim_at(secmailp_spf_evaluation *e, secmailp_view spec, secmailp_spf_target *target)
{
	secmailp_view client_name;

	if (spec.len == 0) {
		target->name = secmailp_spf_top(e)->domain;
		return SECMAILP_SPF_YES;
	}
	if (target->aim == SECMAILP_SPF_UNNAMED)
		return take_aim(e, spec, target);
	if (target->asks_client_name) {
		secmailp_spf_step step = secmailp_spf_client_name(e, &client_name);

		if (step == SECMAILP_SPF_WAIT || step == SECMAILP_SPF_STOP)
			return step;
	}
	if (target->aim == SECMAILP_SPF_TOO_LONG)
		return secmailp_spf_stop(
		    e, SECMAIL_SPF_PERMERROR, SECMAIL_SPF_REASON_EXPANSION_LIMIT);
	return target->aim == SECMAILP_SPF_NAMED ? SECMAILP_SPF_YES : SECMAILP_SPF_NO;
}
