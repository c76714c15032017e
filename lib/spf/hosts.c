/* hosts.c - the names in an MX or PTR answer: read once, and kept with the question for each */
#include "spf_internal.h"

/* Octets before the name: the preference of MX, where every host counts alike. */
static size_t
octets_before_name(uint16_t type)
{
	return type == SECMAIL_DNS_MX ? 2 : 0;
}

/* Adds the name in record `index`, unless it is none that can be written with dots. */
static secmailp_spf_step
add_host(secmailp_spf_evaluation *e, secmailp_spf_target *target, size_t index, size_t skipped)
{
	secmailp_spf_hosts *hosts = target->hosts;
	secmailp_spf_host *host = &hosts->at[hosts->count];
	size_t len = 0;
	const void *rdata = secmail_answers_rdata(e->answers, target->question, index, &len);
	secmailp_cursor c = secmailp_cursor_over(secmailp_view_of(rdata, len));
	secmailp_spf_name name;
	uint8_t *room;

	secmailp_cursor_take(&c, skipped);
	if (!secmailp_spf_name_read(&name, &c))
		return SECMAILP_SPF_NO;
	room = secmailp_spf_room(e, name.len);
	if (!room)
		return SECMAILP_SPF_STOP;
	memcpy(room, name.text, name.len);
	host->name = secmailp_view_of(room, name.len);
	host->question = SECMAILP_SPF_UNASKED;
	hosts->count++;
	return SECMAILP_SPF_YES;
}

secmailp_spf_step
secmailp_spf_read_hosts(secmailp_spf_evaluation *e, secmailp_spf_target *target, uint16_t type)
{
	const size_t room = sizeof target->hosts->at / sizeof target->hosts->at[0];
	size_t count = secmail_answers_count(e->answers, target->question);

	if (target->hosts)
		return SECMAILP_SPF_YES;
	target->hosts = secmailp_spf_room(e, sizeof *target->hosts);
	if (!target->hosts)
		return SECMAILP_SPF_STOP;
	target->hosts->count = 0;
	for (size_t i = 0; i < count && i < room; i++)
		if (add_host(e, target, i, octets_before_name(type)) == SECMAILP_SPF_STOP)
			return SECMAILP_SPF_STOP;
	return SECMAILP_SPF_YES;
}
