/* address.c - the address of a server, as people write it */
#include <arpa/inet.h>
#include <netinet/in.h>

#include "redis_internal.h"

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
read_path(secmailp_redis_address *out, secmailp_view path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (!copy_text(path, address.sun_path, sizeof address.sun_path) || path.at[0] != '/')
		return false;
	memcpy(&out->at, &address, sizeof address);
	out->len = sizeof address;
	return true;
}

/* A colon and a port, behind which nothing stands. */
static bool
read_port(secmailp_cursor *c, uint16_t *port)
{
	secmailp_cursor_expect(c, ':');
	*port = (uint16_t)secmailp_cursor_number(c, UINT16_MAX);
	return secmailp_cursor_done(c) && *port > 0;
}

static bool
read_ipv4(secmailp_redis_address *out, secmailp_cursor *c)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	secmailp_view digits = secmailp_cursor_until(c, ':');
	char copy[SECMAIL_ADDRESS_SIZE];
	uint16_t port;

	if (!read_port(c, &port) || !copy_text(digits, copy, sizeof copy) ||
	    inet_pton(AF_INET, copy, &address.sin_addr) != 1)
		return false;
	address.sin_port = htons(port);
	memcpy(&out->at, &address, sizeof address);
	out->len = sizeof address;
	return true;
}

static bool
read_ipv6(secmailp_redis_address *out, secmailp_cursor *c)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };
	secmailp_view digits = secmailp_cursor_until(c, ']');
	char copy[SECMAIL_ADDRESS_SIZE];
	uint16_t port;

	secmailp_cursor_expect(c, ']');
	if (!read_port(c, &port) || !copy_text(digits, copy, sizeof copy) ||
	    inet_pton(AF_INET6, copy, &address.sin6_addr) != 1)
		return false;
	address.sin6_port = htons(port);
	memcpy(&out->at, &address, sizeof address);
	out->len = sizeof address;
	return true;
}

bool
secmailp_redis_address_read(secmailp_redis_address *out, secmailp_view text)
{
	secmailp_cursor c = secmailp_cursor_over(text);

	*out = (secmailp_redis_address){ .len = 0 };
	if (secmailp_cursor_literal(&c, "unix:"))
		return read_path(out, secmailp_cursor_rest(&c));
	if (secmailp_cursor_skip(&c, '['))
		return read_ipv6(out, &c);
	return read_ipv4(out, &c);
}
