/* destinations.c - see destinations.h */
#include "destinations.h"

#include <stdlib.h>
#include <string.h>

#include "private/cursor.h"

/* Octets of a local-part (RFC 5321 section 4.5.3.1.1). */
#define MAX_LOCAL 64

/* URI, the URI as written, host and address of each, at most as long as the record itself. */
#define ARENA_MAX (4 * SECMAIL_DMARC_MAX_DESTINATIONS * (size_t)DMARC_MAX_RECORD)

/* atext (RFC 5322 section 3.2.3) and the dot */
static const secmailp_byteset ATEXT = { { 0xa3ffecfa00000000, 0x7fffffffc7fffffe, 0, 0 } };

typedef struct destination {
	secmail_dmarc_consent consent;
	const char *uri;
	const char *written;
	const char *address;
	const char *host;
} destination;

struct secmail_dmarc_destinations {
	secmailp_arena arena;
	size_t count;
	destination at[SECMAIL_DMARC_MAX_DESTINATIONS];
};

secmail_dmarc_destinations *
secmailp_dmarc_destinations_new(void)
{
	secmail_dmarc_destinations *d = calloc(1, sizeof *d);

	if (d)
		d->arena = secmailp_arena_new(ARENA_MAX);
	return d;
}

void
secmail_dmarc_destinations_free(secmail_dmarc_destinations *d)
{
	if (!d)
		return;
	secmailp_arena_free(&d->arena);
	free(d);
}

static unsigned
hex_digit(uint8_t digit)
{
	return digit <= '9' ? digit - 48U : (digit | 0x20U) - 'a' + 10U;
}

/* A local part without its percent-encodings; false if it is no dot-atom then. */
static bool
decode_local(secmailp_view local, uint8_t *out, size_t *out_len)
{
	secmailp_cursor c = secmailp_cursor_over(local);
	bool is_after_dot = true;

	*out_len = 0;
	while (secmailp_cursor_left(&c) > 0) {
		unsigned octet = secmailp_cursor_byte(&c);

		if (octet == '%') {
			octet = hex_digit(secmailp_cursor_byte(&c)) << 4;
			octet |= hex_digit(secmailp_cursor_byte(&c));
		}
		if (*out_len == MAX_LOCAL || !secmailp_byteset_has(&ATEXT, (uint8_t)octet) ||
		    (octet == '.' && is_after_dot))
			return false;
		is_after_dot = octet == '.';
		out[(*out_len)++] = (uint8_t)octet;
	}
	return !is_after_dot;
}

static const char *
address_of(secmail_dmarc_destinations *d, const dmarc_uri *uri, secmailp_view host)
{
	uint8_t address[MAX_LOCAL + 1 + SECMAILP_DOMAIN_MAX];
	size_t len;

	if (!uri->is_mailto || !decode_local(uri->local, address, &len))
		return NULL;
	address[len++] = '@';
	memcpy(address + len, host.at, host.len);
	return secmailp_arena_text(&d->arena, secmailp_view_of(address, len + host.len));
}

/* Nothing is handed out to be sent to by mistake. */
static bool
may_be_sent_to(secmail_dmarc_consent consent)
{
	return consent == SECMAIL_DMARC_CONSENT_OWN || consent == SECMAIL_DMARC_CONSENT_GIVEN;
}

/* A copy for people and programs to print, whatever the caller handed in. */
static const char *
keep(secmail_dmarc_destinations *d, secmailp_view v)
{
	char *text = secmailp_arena_text(&d->arena, v);

	for (char *c = text; c && *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return text;
}

void
secmailp_dmarc_destinations_add(secmail_dmarc_destinations *d, secmail_dmarc_consent consent,
    const dmarc_uri *uri, secmailp_view written, secmailp_view host)
{
	destination *new;

	if (d->count == SECMAIL_DMARC_MAX_DESTINATIONS)
		return;
	new = &d->at[d->count++];
	new->consent = consent;
	new->written = keep(d, written);
	if (uri && may_be_sent_to(consent)) {
		new->uri = keep(d, uri->text);
		new->address = address_of(d, uri, host);
	}
	new->host = host.len > 0 ? keep(d, host) : NULL;
}

bool
secmailp_dmarc_destinations_are_whole(const secmail_dmarc_destinations *d)
{
	return d->arena.status == SECMAIL_DONE;
}

size_t
secmail_dmarc_destinations_count(const secmail_dmarc_destinations *d)
{
	return d->count;
}

static const destination *
get(const secmail_dmarc_destinations *d, size_t index)
{
	static const destination none = { .consent = SECMAIL_DMARC_CONSENT_REFUSED };

	return index < d->count ? &d->at[index] : &none;
}

secmail_dmarc_consent
secmail_dmarc_destinations_consent(const secmail_dmarc_destinations *d, size_t index)
{
	return get(d, index)->consent;
}

const char *
secmail_dmarc_destinations_uri(const secmail_dmarc_destinations *d, size_t index)
{
	return get(d, index)->uri;
}

const char *
secmail_dmarc_destinations_written(const secmail_dmarc_destinations *d, size_t index)
{
	return get(d, index)->written;
}

const char *
secmail_dmarc_destinations_address(const secmail_dmarc_destinations *d, size_t index)
{
	return get(d, index)->address;
}

const char *
secmail_dmarc_destinations_host(const secmail_dmarc_destinations *d, size_t index)
{
	return get(d, index)->host;
}

const char *
secmail_dmarc_consent_name(secmail_dmarc_consent consent)
{
	switch (consent) {
	case SECMAIL_DMARC_CONSENT_REFUSED:
		return "refused";
	case SECMAIL_DMARC_CONSENT_UNKNOWN:
		return "unknown";
	case SECMAIL_DMARC_CONSENT_MALFORMED:
		return "malformed";
	case SECMAIL_DMARC_CONSENT_CONTRADICTED:
		return "contradicted";
	case SECMAIL_DMARC_CONSENT_OWN:
		return "own";
	case SECMAIL_DMARC_CONSENT_GIVEN:
		return "given";
	}
	return NULL;
}
