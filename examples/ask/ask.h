/*
 * ask.h - what the programs that ask DNS share: a command line of questions, answers as evidence
 *
 * Nothing here is about resolvers: those are in the programs, each of which shows another one.
 */
#ifndef SECMAIL_EXAMPLES_ASK_H
#define SECMAIL_EXAMPLES_ASK_H

#include <secmail/answers.h>

/* sysexits.h has these numbers, but POSIX does not have sysexits.h. */
enum { ASK_ANSWERED = 0, ASK_USAGE = 64, ASK_TEMPORARY = 75 };

struct ask_options {
	const char *server; /* -s: whom to ask; NULL: whom the system asks */
	const char *anchor; /* -a: a file with trust anchors, or NULL */
	bool trust_ad; /* -d: the server is a validator that is trusted, and so is the way to it */
	int64_t patience; /* -t: milliseconds that a message may wait for its answers */
};

/* Ends the program, with a sentence. */
_Noreturn void ask_fail(int exit_status, const char *about, const char *what);

/* Ends the program unless a call did its work; for what fails only when the machine does. */
void ask_must(secmail_status status, const char *about);

/*
 * Takes those of the options that `letters` names, as getopt() has them.
 * Returns the words behind them. Ends the program with `usage` if it is used in another way.
 */
char **ask_read_options(
    struct ask_options *o, int argc, char **argv, const char *letters, const char *usage);

/*
 * Makes a table that asks NAME TYPE..., up to the end of the words or a lone "+".
 * What is behind that is returned in *words, NULL when there is nothing more.
 */
secmail_answers *ask_table(char ***words);

/* Prints what was asked and what was answered. */
void ask_print(const secmail_answers *a);

/* True while a question is open that no verdict can do without. */
bool ask_needs_more(const secmail_answers *a);

/* Milliseconds on a clock that only goes forward. */
int64_t ask_now(void);

/* How long poll() may wait for a moment on that clock. */
int ask_left(int64_t deadline);

#endif
