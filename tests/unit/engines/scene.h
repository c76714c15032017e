/*
 * scene.h - a transaction whose answers are all there, and workers that are shell scripts
 */
#ifndef ENGINES_SCENE_H
#define ENGINES_SCENE_H

#include <check.h>
#include <secmail/engines.h>

typedef struct scene {
	secmail_engine *engine;
	secmail_engine_spf *session;
	secmail_answers *answers;
	char folder[64]; /* what scene_worker() wrote lies there */
} scene;

/* A client 192.0.2.1 that says user@example.com, whose record is `record`; NULL: none. */
void scene_new(scene *s, const char *record);
void scene_free(scene *s);
/* The worker is a shell script of this text; descriptor 0 is its socket. */
void scene_worker(scene *s, const char *script);
/* Answers every open question: no such name. */
void scene_answer_nothing(scene *s);
/* Runs to the verdict, blocking, with nothing answered any more. */
secmail_engine_spf_result *scene_run(scene *s);

void must(secmail_status status);

#endif
