/* relay.c - see relay.h */
#include "relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "parcels.h"

#define MAX_ROUTES 512
#define MAX_DATAGRAM 65535
#define DATAGRAMS_A_TURN 64
#define FORGED_MAX 4096
#define PORTS_TRIED 20
#define SEND_SECONDS 2

enum side { CLIENT, SERVER };

typedef enum kind { FREE, UDP, TCP } kind;

/* Between a client and the server. Of UDP, the client's side is the door that it came by. */
typedef struct route {
	kind kind;
	unsigned life; /* how often this place was used */
	int fd[2];
	struct sockaddr_in from;
	int64_t used;
	int64_t last[2]; /* to arrive on a side: a stream keeps its order */
	bool ended[2];   /* nothing more comes from a side */
	int undelivered; /* ends that were not passed on */
} route;

typedef struct door {
	int udp;
	int tcp;
} door;

/* What a descriptor that is polled belongs to. */
typedef struct watched {
	door *door;
	route *route;
	int side;
} watched;

#define MAX_WATCHED (2 * (MAX_DOORS + MAX_ROUTES))

struct relay {
	weather *weather;
	struct sockaddr_in server;
	door doors[MAX_DOORS];
	size_t door_count;
	char addresses[MAX_DOORS * 24];
	route routes[MAX_ROUTES];
	parcels parcels;
	struct pollfd polls[MAX_WATCHED];
	watched watched[MAX_WATCHED];
	nfds_t watched_count;
	uint8_t datagram[MAX_DATAGRAM];
};

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- doors ---------------------------------------------------------------- */

static struct sockaddr_in
on_loopback(uint16_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int
bound_socket(int type, uint16_t port)
{
	struct sockaddr_in address = on_loopback(port);
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
	    (type == SOCK_DGRAM || listen(fd, SOMAXCONN) == 0))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The system chooses a port for UDP; the same one may be in use for TCP, then it is asked again. */
static bool
open_door(door *d, uint16_t *port)
{
	struct sockaddr_in address;
	socklen_t len = sizeof address;

	for (int i = 0; i < PORTS_TRIED; i++) {
		d->udp = bound_socket(SOCK_DGRAM, 0);
		if (d->udp < 0)
			return false;
		if (getsockname(d->udp, (struct sockaddr *)&address, &len) < 0)
			return false;
		*port = ntohs(address.sin_port);
		d->tcp = bound_socket(SOCK_STREAM, *port);
		if (d->tcp >= 0)
			return true;
		close(d->udp);
	}
	return false;
}

relay *
relay_new(weather *w, uint16_t server_port, size_t doors)
{
	relay *r = calloc(1, sizeof *r);
	size_t len = 0;

	if (!r)
		return NULL;
	r->weather = w;
	r->server = on_loopback(server_port);
	for (uint16_t port; r->door_count < doors; r->door_count++) {
		if (!open_door(&r->doors[r->door_count], &port)) {
			relay_free(r);
			return NULL;
		}
		len += (size_t)snprintf(r->addresses + len, sizeof r->addresses - len,
		    "%s127.0.0.1:%d", len > 0 ? "," : "", port);
	}
	return r;
}

const char *
relay_addresses(const relay *r)
{
	return r->addresses;
}

/* --- routes --------------------------------------------------------------- */

static void
close_route(route *t)
{
	if (t->kind == TCP)
		close(t->fd[CLIENT]);
	if (t->kind != FREE)
		close(t->fd[SERVER]);
	t->kind = FREE;
}

/* A place that is free, or that of the datagrams that were sent the longest time ago. */
static route *
place_for_route(relay *r)
{
	route *oldest = NULL;

	for (route *t = r->routes; t < r->routes + MAX_ROUTES; t++) {
		if (t->kind == FREE)
			return t;
		if (t->kind == UDP && (!oldest || t->used < oldest->used))
			oldest = t;
	}
	if (oldest)
		close_route(oldest);
	return oldest;
}

static route *
new_route(relay *r, kind k, int client)
{
	int type = k == UDP ? SOCK_DGRAM : SOCK_STREAM;
	route *t = place_for_route(r);
	int server = t ? socket(AF_INET, type | SOCK_CLOEXEC, 0) : -1;

	if (server < 0)
		return NULL;
	if (connect(server, (struct sockaddr *)&r->server, sizeof r->server) < 0) {
		close(server);
		return NULL;
	}
	*t = (route){ .kind = k, .life = t->life + 1, .fd = { client, server }, .undelivered = 2 };
	return t;
}

static route *
route_from(relay *r, int udp, const struct sockaddr_in *from)
{
	route *t = r->routes;

	while (t < r->routes + MAX_ROUTES &&
	       !(t->kind == UDP && t->fd[CLIENT] == udp && t->from.sin_port == from->sin_port &&
		   t->from.sin_addr.s_addr == from->sin_addr.s_addr))
		t++;
	if (t == r->routes + MAX_ROUTES)
		t = new_route(r, UDP, udp);
	if (t) {
		t->from = *from;
		t->used = now();
	}
	return t;
}

/* --- taking in ------------------------------------------------------------ */

static label
label_for(relay *r, const route *t, int side, size_t len)
{
	return (label){ .due = now() + weather_delay(r->weather),
		.route = (size_t)(t - r->routes),
		.life = t->life,
		.side = side,
		.len = len };
}

/* Forged answers come before the true one, if they have no longer way. */
static void
add_forgeries(relay *r, const route *t, size_t len)
{
	uint8_t forged[FORGED_MAX];

	for (size_t i = 0; i < r->weather->forge && len <= sizeof forged; i++) {
		label l = label_for(r, t, CLIENT, len);

		memcpy(forged, r->datagram, len);
		if (weather_forges(r->weather, forged, len))
			parcels_add(&r->parcels, &l, forged);
	}
}

static void
take_datagram(relay *r, const route *t, int side, size_t len)
{
	int copies = weather_loses(r->weather) ? 0 : 1 + weather_duplicates(r->weather);

	for (; copies > 0; copies--) {
		label l = label_for(r, t, side, len);

		weather_corrupts(r->weather, r->datagram, len);
		parcels_add(&r->parcels, &l, r->datagram);
	}
}

static void
take_from_clients(relay *r, int udp)
{
	struct sockaddr_in from;

	for (int i = 0; i < DATAGRAMS_A_TURN; i++) {
		socklen_t size = sizeof from;
		ssize_t n = recvfrom(udp, r->datagram, sizeof r->datagram, MSG_DONTWAIT,
		    (struct sockaddr *)&from, &size);
		route *t = n >= 0 ? route_from(r, udp, &from) : NULL;

		if (n < 0)
			return;
		if (t)
			take_datagram(r, t, SERVER, (size_t)n);
	}
}

static void
take_from_server(relay *r, const route *t)
{
	ssize_t n = recv(t->fd[SERVER], r->datagram, sizeof r->datagram, MSG_DONTWAIT);

	if (n < 0)
		return;
	add_forgeries(r, t, (size_t)n);
	take_datagram(r, t, CLIENT, (size_t)n);
}

static void
take_connection(relay *r, int tcp)
{
	const struct timeval patience = { .tv_sec = SEND_SECONDS };
	int client = accept(tcp, NULL, NULL);
	route *t = client >= 0 ? new_route(r, TCP, client) : NULL;

	if (client >= 0 && !t)
		close(client);
	for (int side = CLIENT; t && side <= SERVER; side++)
		(void)setsockopt(t->fd[side], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

/* A piece of a stream, or its end. */
static void
take_piece(relay *r, route *t, int from)
{
	ssize_t n = recv(t->fd[from], r->datagram, sizeof r->datagram, MSG_DONTWAIT);
	int to = from == CLIENT ? SERVER : CLIENT;
	label l;

	if (n < 0 || weather_breaks(r->weather)) {
		close_route(t);
		return;
	}
	l = label_for(r, t, to, (size_t)n);
	if (l.due < t->last[to])
		l.due = t->last[to];
	t->last[to] = l.due;
	t->ended[from] = n == 0;
	parcels_add(&r->parcels, &l, r->datagram);
}

/* --- delivering ----------------------------------------------------------- */

static void
deliver_piece(route *t, const parcel *p)
{
	if (p->label.len == 0) {
		shutdown(t->fd[p->label.side], SHUT_WR);
		if (--t->undelivered == 0)
			close_route(t);
	} else if (send(t->fd[p->label.side], p->octets, p->label.len, MSG_NOSIGNAL) !=
		   (ssize_t)p->label.len) {
		close_route(t);
	}
}

static void
deliver(relay *r, const parcel *p)
{
	route *t = &r->routes[p->label.route];

	if (t->kind == FREE || t->life != p->label.life)
		return;
	if (t->kind == TCP)
		deliver_piece(t, p);
	else if (p->label.side == SERVER)
		(void)send(t->fd[SERVER], p->octets, p->label.len, MSG_NOSIGNAL);
	else
		(void)sendto(t->fd[CLIENT], p->octets, p->label.len, MSG_NOSIGNAL,
		    (struct sockaddr *)&t->from, sizeof t->from);
}

/* --- turns ---------------------------------------------------------------- */

static void
watch(relay *r, int fd, watched w)
{
	r->polls[r->watched_count] = (struct pollfd){ .fd = fd, .events = POLLIN };
	r->watched[r->watched_count++] = w;
}

static void
watch_all(relay *r)
{
	r->watched_count = 0;
	for (door *d = r->doors; d < r->doors + r->door_count; d++) {
		watch(r, d->udp, (watched){ .door = d, .side = UDP });
		watch(r, d->tcp, (watched){ .door = d, .side = TCP });
	}
	for (route *t = r->routes; t < r->routes + MAX_ROUTES; t++) {
		if (t->kind != FREE && !t->ended[SERVER])
			watch(r, t->fd[SERVER], (watched){ .route = t, .side = SERVER });
		if (t->kind == TCP && !t->ended[CLIENT])
			watch(r, t->fd[CLIENT], (watched){ .route = t, .side = CLIENT });
	}
}

static void
take(relay *r, const watched *w)
{
	if (w->door && w->side == UDP)
		take_from_clients(r, w->door->udp);
	else if (w->door)
		take_connection(r, w->door->tcp);
	else if (w->route->kind == UDP)
		take_from_server(r, w->route);
	else if (w->route->kind == TCP)
		take_piece(r, w->route, w->side);
}

static int
wait_ms(const relay *r, int ms)
{
	int64_t left = r->parcels.first ? r->parcels.first->label.due - now() : ms;

	return left >= ms ? ms : left > 0 ? (int)left : 0;
}

void
relay_turn(relay *r, int ms)
{
	watch_all(r);
	if (poll(r->polls, r->watched_count, wait_ms(r, ms)) > 0)
		for (nfds_t i = 0; i < r->watched_count; i++)
			if (r->polls[i].revents)
				take(r, &r->watched[i]);
	for (parcel *p; (p = parcels_take(&r->parcels, now()));) {
		deliver(r, p);
		free(p);
	}
}

void
relay_free(relay *r)
{
	for (door *d = r->doors; d < r->doors + r->door_count; d++) {
		close(d->udp);
		close(d->tcp);
	}
	for (route *t = r->routes; t < r->routes + MAX_ROUTES; t++)
		close_route(t);
	parcels_free(&r->parcels);
	free(r);
}
