/*
 * engine_probe.c - what is left to a worker that was taken over
 *
 * Each probe runs in a process of its own, behind the worker's own confinement, and
 * tries one thing. What is forbidden has to end it by SIGSYS; what the worker
 * lives on has to work. A line for each, then "N passed, N failed".
 */
#define _GNU_SOURCE /* syscall, MAP_ANONYMOUS */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/worker.h"

#define MEMORY_MIB 64
#define SECONDS 1

/* How a probe's process ends: by this signal, or by itself with what the probe returned. */
enum { BY_ITSELF = 0 };

/* Volatile, so that nothing is done away with. */
static void *volatile kept;

static bool
open_a_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool
make_a_file(void)
{
	return open("/tmp/engine_probe", O_CREAT | O_WRONLY, 0600) >= 0;
}

static bool
open_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool
pass_a_descriptor(void)
{
	struct msghdr m = { 0 };

	return sendmsg(0, &m, 0) >= 0;
}

static bool
start_a_process(void)
{
	return fork() >= 0;
}

static bool
run_a_program(void)
{
	char *none[] = { NULL };

	return execve("/bin/true", none, none) == 0;
}

static bool
signal_the_parent(void)
{
	return kill(getppid(), 0) == 0;
}

static bool
trace_somebody(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool
read_another_process(void)
{
	return syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0) == 0;
}

static bool
write_elsewhere(void)
{
	return write(2, "x", 1) == 1;
}

static bool
read_elsewhere(void)
{
	char c;

	return read(3, &c, 1) == 1;
}

static bool
make_code(void)
{
	kept = mmap(
	    NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return kept != MAP_FAILED;
}

static bool
turn_memory_into_code(void)
{
	kept = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return mprotect(kept, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool
map_the_channel(void)
{
	kept = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 0, 0);
	return kept != MAP_FAILED;
}

static bool
lift_a_limit(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	return setrlimit(RLIMIT_AS, &limit) == 0;
}

static bool
be_dumpable(void)
{
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

static bool
install_a_filter(void)
{
	return worker_confine();
}

static bool
load_itself_for_ever(void)
{
	for (volatile unsigned i = 0;; i++)
		;
	return true;
}

static bool
use_the_channel(void)
{
	char c = 'x';

	return write(0, &c, 1) == 1 && read(0, &c, 1) == 1;
}

static bool
use_memory(void)
{
	kept = malloc((size_t)4 << 20);
	if (!kept)
		return false;
	kept = realloc(kept, (size_t)8 << 20);
	free(kept);
	return kept != NULL;
}

static bool
be_refused_memory(void)
{
	kept = malloc((size_t)MEMORY_MIB << 20);
	return !kept;
}

static const struct probe {
	const char *proves;
	bool (*try)(void);
	int signal;
} probes[] = {
	{ "it can't open a file", open_a_file, SIGSYS },
	{ "it can't make a file", make_a_file, SIGSYS },
	{ "it can't open a socket", open_a_socket, SIGSYS },
	{ "it can't pass descriptors", pass_a_descriptor, SIGSYS },
	{ "it can't start a process", start_a_process, SIGSYS },
	{ "it can't run a program", run_a_program, SIGSYS },
	{ "it can't signal anybody", signal_the_parent, SIGSYS },
	{ "it can't trace anybody", trace_somebody, SIGSYS },
	{ "it can't read another's memory", read_another_process, SIGSYS },
	{ "it can't write but to its channel", write_elsewhere, SIGSYS },
	{ "it can't read but from its channel", read_elsewhere, SIGSYS },
	{ "it can't make memory that is code", make_code, SIGSYS },
	{ "it can't turn memory into code", turn_memory_into_code, SIGSYS },
	{ "it can't map a file", map_the_channel, SIGSYS },
	{ "it can't lift a limit", lift_a_limit, SIGSYS },
	{ "it can't become dumpable", be_dumpable, SIGSYS },
	{ "it can't install another filter", install_a_filter, SIGSYS },
	{ "it can't run for ever", load_itself_for_ever, SIGKILL },
	{ "it can use its channel", use_the_channel, BY_ITSELF },
	{ "it can use memory", use_memory, BY_ITSELF },
	{ "but not more than it was given", be_refused_memory, BY_ITSELF },
};

/* A socket as descriptor 0, on which an octet waits. The far end stays open as 1. */
static bool
open_channel(void)
{
	int ends[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && write(ends[1], "y", 1) == 1 &&
	       dup2(ends[0], 0) == 0 && dup2(ends[1], 1) == 1;
}

_Noreturn static void
run_confined(const struct probe *p)
{
	bool is_ready = worker_limit(MEMORY_MIB, SECONDS) && worker_confine();

	_exit(is_ready && p->try() ? 0 : 1);
}

static int
run(const struct probe *p)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (!open_channel())
			_exit(2);
		run_confined(p);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return status;
}

static bool
ended_as_said(const struct probe *p, int status)
{
	if (p->signal == BY_ITSELF)
		return WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return WIFSIGNALED(status) && (WTERMSIG(status) == p->signal ||
					  (p->signal == SIGKILL && WTERMSIG(status) == SIGXCPU));
}

/* In a process of its own: 0 is left open, and nothing else. */
static bool
closes_all_but_its_channel(void)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		int high = fcntl(2, F_DUPFD, 900);

		_exit(worker_close() && fcntl(0, F_GETFD) >= 0 && fcntl(1, F_GETFD) < 0 &&
			      fcntl(2, F_GETFD) < 0 && high >= 900 && fcntl(high, F_GETFD) < 0 &&
			      prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 &&
			      prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1
			  ? 0
			  : 1);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

int
main(void)
{
	size_t failed = 0, count = sizeof probes / sizeof probes[0];
	bool closes = closes_all_but_its_channel();

	printf("%s: it has no descriptor but its channel\n", closes ? "pass" : "FAIL");
	for (size_t i = 0; i < count; i++) {
		int status = run(&probes[i]);
		bool is_right = ended_as_said(&probes[i], status);

		failed += !is_right;
		printf("%s: %s (wait status %#x)\n", is_right ? "pass" : "FAIL", probes[i].proves,
		    (unsigned)status);
	}
	failed += !closes;
	printf("%zu passed, %zu failed\n", count + 1 - failed, failed);
	return failed == 0 ? 0 : 1;
}
