/*
 * letter_key.c - the key record that an engine is given
 *
 * The native evaluator has found the key fit for use. It goes on as a record of our
 * own making, version, type and key only, the key as SubjectPublicKeyInfo, which
 * libopendkim wants: nothing else of what stands in DNS reaches the engine.
 */
#include <secmail/dkimkey.h>

#include "engines_internal.h"
#include "private/base64.h"
#include "private/taglist.h"

#define MAX_DER 2048
#define ED25519_RECORD "v=DKIM1; k=ed25519; p="
#define KEY_NAME_SIZE (2 * SECMAIL_DOMAIN_SIZE + 16)

/* p= of a TXT record, decoded; false if it has none. */
static bool
read_key(secmailp_view text, uint8_t out[MAX_DER], size_t *out_len)
{
	secmailp_taglist list = secmailp_taglist_over(text);
	secmailp_tag tag;

	*out_len = 0;
	while (secmailp_taglist_next(&list, &tag))
		if (secmailp_view_is(tag.name, "p"))
			return secmailp_base64_decode(
			    tag.value, SECMAILP_BASE64_FOLDED, out, MAX_DER, out_len);
	return false;
}

static bool
put_text(secmailp_view text, secmailp_engines_key *out)
{
	if (text.len == 0 || text.len > sizeof out->text)
		return false;
	memcpy(out->text, text.at, text.len);
	out->len = text.len;
	return true;
}

/* The native evaluator took it: what may yet be wrong is memory, or its size. */
static secmail_status
put_rsa(const secmail_dkim_config *config, secmailp_view der, secmailp_engines_key *out)
{
	secmail_dkim_key *key;
	secmail_status status = secmail_dkim_key_new(config, &key);

	if (status != SECMAIL_DONE)
		return status;
	secmail_dkim_key_insecure_allow_short(key, true);
	status = secmail_dkim_key_load_public(key, der.at, der.len);
	if (status == SECMAIL_DONE &&
	    !put_text(secmailp_view_text(secmail_dkim_key_record(key)), out))
		status = SECMAIL_SYNTAX;
	secmail_dkim_key_free(key);
	return status == SECMAIL_DONE || status == SECMAIL_NO_MEMORY ? status : SECMAIL_SYNTAX;
}

static secmail_status
put_ed25519(secmailp_view octets, secmailp_engines_key *out)
{
	secmailp_buffer b = secmailp_buffer_new(sizeof out->text);
	secmail_status status;

	secmailp_buffer_text(&b, ED25519_RECORD);
	secmailp_base64_encode(&b, octets);
	status = (secmail_status)b.status;
	if (status == SECMAIL_DONE && !put_text(secmailp_buffer_view(&b), out))
		status = SECMAIL_SYNTAX;
	secmailp_buffer_free(&b);
	return status;
}

static secmail_status
put_record(const secmail_engine_dkim *s, size_t row, secmailp_view text, secmailp_engines_key *out)
{
	const char *algorithm = secmail_dkim_results_algorithm(s->results, row);
	uint8_t octets[MAX_DER];
	size_t len;

	if (!read_key(text, octets, &len))
		return SECMAIL_SYNTAX;
	if (secmailp_view_is(secmailp_view_text(algorithm), "ed25519-sha256"))
		return put_ed25519(secmailp_view_of(octets, len), out);
	return put_rsa(s->config, secmailp_view_of(octets, len), out);
}

static secmail_status
join(secmailp_view rdata, secmailp_buffer *out)
{
	secmailp_cursor c = secmailp_cursor_over(rdata);

	secmailp_buffer_reset(out);
	while (secmailp_cursor_left(&c) > 0)
		secmailp_buffer_add(out, secmailp_cursor_take(&c, secmailp_cursor_byte(&c)));
	if (out->status == SECMAILP_NO_MEMORY)
		return SECMAIL_NO_MEMORY;
	return c.bad || out->status != SECMAILP_DONE ? SECMAIL_SYNTAX : SECMAIL_DONE;
}

/* The question that the native evaluator asked: its answer is there. */
static secmail_status
find_answer(const secmail_dkim_results *r, size_t row, secmail_answers *a, uint32_t *out_id)
{
	secmailp_buffer name = secmailp_buffer_new(KEY_NAME_SIZE);
	secmailp_view text;
	secmail_status status;

	secmailp_buffer_text(&name, secmail_dkim_results_selector(r, row));
	secmailp_buffer_text(&name, "._domainkey.");
	secmailp_buffer_text(&name, secmail_dkim_results_domain(r, row));
	text = secmailp_buffer_view(&name);
	status = (secmail_status)name.status;
	if (status == SECMAIL_DONE)
		status = secmail_answers_ask(
		    a, text.at, text.len, SECMAIL_DNS_TXT, SECMAIL_ANSWERS_NEEDED, out_id);
	secmailp_buffer_free(&name);
	return status;
}

/* Of several records that one counts which is a key record: the others say so themselves. */
secmail_status
secmailp_engines_key_of(
    const secmail_engine_dkim *s, size_t row, secmail_answers *a, secmailp_engines_key *out)
{
	secmailp_buffer text = secmailp_buffer_new(SECMAIL_DKIM_MAX_RECORD);
	uint32_t id = 0;
	secmail_status status = find_answer(s->results, row, a, &id);
	size_t count = status == SECMAIL_DONE ? secmail_answers_count(a, id) : 0;

	if (status != SECMAIL_NO_MEMORY)
		status = SECMAIL_SYNTAX;
	for (size_t i = 0; i < count && status == SECMAIL_SYNTAX; i++) {
		size_t len = 0;
		const void *rdata = secmail_answers_rdata(a, id, i, &len);

		status = join(secmailp_view_of(rdata, len), &text);
		if (status == SECMAIL_DONE)
			status = put_record(s, row, secmailp_buffer_view(&text), out);
	}
	secmailp_buffer_free(&text);
	return status;
}
