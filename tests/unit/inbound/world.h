/*
 * world.h - all the DNS that these tests meet
 *
 * A list of names with a record each, as text for TXT and dotted for A. What
 * is not listed does not exist.
 */
#ifndef SECMAIL_TESTS_WORLD_H
#define SECMAIL_TESTS_WORLD_H

#include <secmail/inbound.h>

/* Answers every open question of the table from the world. Returns how many there were. */
size_t world_answer(secmail_answers *a);

/* The verdict on a message with a hostile HELO, from an address that shop and bulk authorize. */
secmail_verdict *world_judge(const char *path, const char *message);

/* The same of a message that has nothing but a From field with that body. */
secmail_verdict *world_judge_by(
    const secmail_inbound_config *config, const char *path, const char *from);

#endif
