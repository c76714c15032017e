/*
 * relay.h - stands between DNS clients and a server on loopback, and is the weather between them
 *
 * It has some doors, each a port for UDP and TCP. What comes in by any of them
 * goes to the one server; what comes back goes back.
 */
#ifndef SECMAIL_TESTS_LOSSY_RELAY_H
#define SECMAIL_TESTS_LOSSY_RELAY_H

#include "weather.h"

#define MAX_DOORS 8

typedef struct relay relay;

/* NULL if the system gives no socket. The weather is borrowed. */
relay *relay_new(weather *w, uint16_t server_port, size_t doors);

/* The addresses of the doors, with commas between them. */
const char *relay_addresses(const relay *r);

/* Takes in and delivers what there is; waits for something to do for some milliseconds at most. */
void relay_turn(relay *r, int ms);

void relay_free(relay *r);

#endif
