/* agent.h - asks secmail-dkim-agent for signatures */
#ifndef SECMAIL_EXAMPLES_SIGN_AGENT_H
#define SECMAIL_EXAMPLES_SIGN_AGENT_H

#include <stdbool.h>
#include <stddef.h>

/* A connection to the agent at a socket of the file system; -1 with errno set. */
int agent_connect(const char *path);

/* Has a digest signed, waiting for some seconds. False with errno set, 0 if the agent refused. */
bool agent_sign(
    int fd, const void *digest, size_t len, void *signature, size_t room, size_t *out_len);

#endif
