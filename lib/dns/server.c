/* server.c - the address of a name server, as people write it */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include "dns_internal.h"

/* The longest address, with a zone and a port. */
#define TEXT_SIZE (SECMAIL_ADDRESS_SIZE + IF_NAMESIZE + 8)

static bool
copy_text(secmailp_view text, char *out, size_t size)
{
	if (text.len == 0 || text.len >= size || memchr(text.at, '\0', text.len))
		return false;
	memcpy(out, text.at, text.len);
	out[text.len] = '\0';
	return true;
}

static bool
read_port(secmailp_view text, uint16_t *port)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	*port = (uint16_t)secmailp_cursor_number(&c, UINT16_MAX);
	return secmailp_cursor_done(&c) && *port > 0;
}

static bool
set_ipv4(secmailp_dns_server *s, secmailp_view text, uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	char copy[TEXT_SIZE];

	if (!copy_text(text, copy, sizeof copy) || inet_pton(AF_INET, copy, &address.sin_addr) != 1)
		return false;
	memcpy(&s->address, &address, sizeof address);
	s->len = sizeof address;
	return true;
}

/* A zone (RFC 4007 section 11) is the name of an interface or its number. */
static bool
read_zone(secmailp_view text, uint32_t *out)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	char copy[IF_NAMESIZE];

	*out = 0;
	if (text.len == 0)
		return false;
	if (copy_text(text, copy, sizeof copy))
		*out = if_nametoindex(copy);
	if (*out == 0)
		*out = (uint32_t)secmailp_cursor_number(&c, UINT32_MAX);
	return *out > 0;
}

static bool
set_ipv6(secmailp_dns_server *s, secmailp_view text, uint16_t port)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	secmailp_cursor c = secmailp_cursor_over(text);
	secmailp_view digits = secmailp_cursor_until(&c, '%');
	char copy[TEXT_SIZE];

	if (secmailp_cursor_skip(&c, '%') &&
	    !read_zone(secmailp_cursor_rest(&c), &address.sin6_scope_id))
		return false;
	if (!copy_text(digits, copy, sizeof copy) ||
	    inet_pton(AF_INET6, copy, &address.sin6_addr) != 1)
		return false;
	memcpy(&s->address, &address, sizeof address);
	s->len = sizeof address;
	return true;
}

/* "[2001:db8::1]" or "[2001:db8::1]:53" */
static bool
read_bracketed(secmailp_dns_server *s, secmailp_cursor *c)
{
	secmailp_view address;
	uint16_t port = SECMAILP_DNS_PORT;

	secmailp_cursor_expect(c, '[');
	address = secmailp_cursor_until(c, ']');
	secmailp_cursor_expect(c, ']');
	if (secmailp_cursor_left(c) > 0) {
		secmailp_cursor_expect(c, ':');
		if (!read_port(secmailp_cursor_rest(c), &port))
			return false;
	}
	return !c->bad && set_ipv6(s, address, port);
}

bool
secmailp_dns_server_read(secmailp_dns_server *s, secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);
	secmailp_view address;
	uint16_t port = SECMAILP_DNS_PORT;

	*s = (secmailp_dns_server){ .len = 0 };
	if (secmailp_cursor_peek(&c) == '[')
		return read_bracketed(s, &c);
	address = secmailp_cursor_until(&c, ':');
	if (secmailp_cursor_left(&c) == 0)
		return set_ipv4(s, address, port);
	secmailp_cursor_skip(&c, ':');
	if (read_port(secmailp_cursor_rest(&c), &port) && set_ipv4(s, address, port))
		return true;
	return set_ipv6(s, text, SECMAILP_DNS_PORT);
}
