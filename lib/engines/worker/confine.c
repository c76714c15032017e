/*
 * confine.c - what the worker gives up before it reads its request
 *
 * The engine is foreign code that reads a stranger's data, so the worker is laid
 * out to be taken over. What is then left to the attacker: to reply with a
 * verdict or with questions, and to end. There are no files and no sockets but
 * descriptor 0, no new processes, and no memory that can be executed but the code
 * that was loaded.
 */
#define _GNU_SOURCE /* close_range */
#include "worker.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MIB ((rlim_t)1 << 20)

/* Where close_range() is not to be had, so many descriptors are closed one by one. */
#define MAX_DESCRIPTORS 65536

static bool
set_limit(int resource, rlim_t value)
{
	const struct rlimit limit = { value, value };

	return setrlimit((unsigned)resource, &limit) == 0;
}

bool
worker_limit(unsigned memory, unsigned seconds)
{
	return set_limit(RLIMIT_CORE, 0) && set_limit(RLIMIT_FSIZE, 0) &&
	       set_limit(RLIMIT_NPROC, 0) && set_limit(RLIMIT_CPU, seconds) &&
	       set_limit(RLIMIT_AS, memory * MIB) && set_limit(RLIMIT_NOFILE, 1);
}

bool
worker_close(void)
{
	bool is_done = false;

#ifdef SYS_close_range
	is_done = syscall(SYS_close_range, 1u, ~0u, 0u) == 0;
#endif
	for (int fd = 1; !is_done && fd < MAX_DESCRIPTORS; fd++)
		close(fd);
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static bool
allow(scmp_filter_ctx filter, int call)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
}

/* The one descriptor only. */
static bool
allow_channel(scmp_filter_ctx filter, int call)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A0(SCMP_CMP_EQ, 0, 0)) == 0;
}

/* Memory that is nobody's file and is never executed. */
static bool
allow_memory(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
		   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		   SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0 &&
	       allow(filter, SCMP_SYS(munmap)) && allow(filter, SCMP_SYS(mremap)) &&
	       allow(filter, SCMP_SYS(brk));
}

bool
worker_confine(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool is_done = filter && allow_channel(filter, SCMP_SYS(read)) &&
		       allow_channel(filter, SCMP_SYS(write)) && allow_memory(filter) &&
		       allow(filter, SCMP_SYS(exit)) && allow(filter, SCMP_SYS(exit_group)) &&
		       seccomp_load(filter) == 0;

	if (filter)
		seccomp_release(filter);
	return is_done;
}
