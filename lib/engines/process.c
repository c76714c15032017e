/*
 * process.c - the worker's process: started with one descriptor, killed and collected
 *
 * It is held by a descriptor of its own where the system has such, since a number
 * may by then be another's: the program that we are in may collect any child.
 */
#define _GNU_SOURCE /* syscall */
#include "engines_internal.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "private/decimal.h"

#if defined(SYS_pidfd_open) && defined(SYS_pidfd_send_signal)
#define HAS_PIDFD 1
#define BY_PIDFD ((idtype_t)3) /* P_PIDFD; older headers don't have it */
#endif

/* Octets of a number in decimal, with its NUL. */
#define NUMBER_SIZE (SECMAILP_DECIMAL_MAX + 1)

static void
write_number(uint32_t number, char out[NUMBER_SIZE])
{
	uint8_t room[SECMAILP_DECIMAL_MAX];
	secmailp_view digits = secmailp_decimal(number, room);

	memcpy(out, digits.at, digits.len);
	out[digits.len] = '\0';
}

/* Every signal as a new program expects it, whatever this one did to them. */
static int
prepare_signals(posix_spawnattr_t *attributes)
{
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	if (posix_spawnattr_setsigdefault(attributes, &all) != 0 ||
	    posix_spawnattr_setsigmask(attributes, &none) != 0)
		return -1;
	return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

static secmail_status
spawn(const secmail_engine *e, uint32_t engine, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attributes, pid_t *pid)
{
	char which[NUMBER_SIZE], memory[NUMBER_SIZE], seconds[NUMBER_SIZE];
	char name[] = "secmail-engine";
	char *arguments[] = { name, which, memory, seconds, NULL };
	char *environment[] = { NULL };
	int error;

	write_number(engine, which);
	write_number(e->memory_mib, memory);
	write_number(e->timeout_ms / 1000 + 1, seconds);
	error = posix_spawn(pid, e->program, actions, attributes, arguments, environment);
	if (error == 0)
		return SECMAIL_DONE;
	return error == ENOMEM ? SECMAIL_NO_MEMORY : SECMAIL_IO;
}

static secmail_status
spawn_with(
    const secmail_engine *e, uint32_t engine, int fd, posix_spawnattr_t *attributes, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	secmail_status status = SECMAIL_NO_MEMORY;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return status;
	if (posix_spawn_file_actions_adddup2(&actions, fd, 0) == 0)
		status = spawn(e, engine, &actions, attributes, pid);
	posix_spawn_file_actions_destroy(&actions);
	return status;
}

secmail_status
secmailp_engines_process_start(
    const secmail_engine *e, uint32_t engine, int fd, secmailp_engines_process *out)
{
	posix_spawnattr_t attributes;
	secmail_status status = SECMAIL_NO_MEMORY;

	out->pidfd = -1;
	if (posix_spawnattr_init(&attributes) != 0)
		return status;
	if (prepare_signals(&attributes) == 0)
		status = spawn_with(e, engine, fd, &attributes, &out->pid);
	posix_spawnattr_destroy(&attributes);
#ifdef HAS_PIDFD
	if (status == SECMAIL_DONE)
		out->pidfd = (int)syscall(SYS_pidfd_open, out->pid, 0);
#endif
	return status;
}

static void
end_by_number(pid_t pid)
{
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

#ifdef HAS_PIDFD
static void
end_by_descriptor(int pidfd)
{
	siginfo_t info;

	syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
	while (waitid(BY_PIDFD, (id_t)pidfd, &info, WEXITED) < 0 && errno == EINTR)
		;
	close(pidfd);
}
#endif

void
secmailp_engines_process_end(secmailp_engines_process *p)
{
#ifdef HAS_PIDFD
	if (p->pidfd >= 0) {
		end_by_descriptor(p->pidfd);
		p->pidfd = -1;
		return;
	}
#endif
	end_by_number(p->pid);
}
