/*
 * bench_dns_world.c - a network with one resolver in it
 *
 * Other libraries ask whom /etc/resolv.conf names, and always at port 53. So
 * the process goes into namespaces of its own, where loopback is all the
 * network there is and another file is mounted over that one; the machine
 * outside keeps its own.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench_dns.h"

static bool
write_file(int fd, const char *text)
{
	bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return written;
}

/* The process keeps its user, who is told to be the one that owns the namespaces. */
static bool
map_ids(uid_t uid, gid_t gid)
{
	char users[32], groups[32];

	snprintf(users, sizeof users, "0 %u 1", (unsigned)uid);
	snprintf(groups, sizeof groups, "0 %u 1", (unsigned)gid);
	return write_file(open("/proc/self/setgroups", O_WRONLY), "deny") &&
	       write_file(open("/proc/self/uid_map", O_WRONLY), users) &&
	       write_file(open("/proc/self/gid_map", O_WRONLY), groups);
}

static bool
leave_for_namespaces(void)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (unshare(CLONE_NEWNET | CLONE_NEWNS) == 0)
		return true;
	return unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) == 0 && map_ids(uid, gid);
}

static bool
raise_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool raised = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;

	if (fd >= 0)
		close(fd);
	return raised;
}

static bool
name_the_resolver(void)
{
	char path[] = "/tmp/bench_dns.XXXXXX";
	bool named = write_file(mkstemp(path), "nameserver 127.0.0.1\n") &&
		     mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		     mount(path, "/etc/resolv.conf", NULL, MS_BIND, NULL) == 0;

	unlink(path);
	return named;
}

bool
bench_world_enter(void)
{
	return leave_for_namespaces() && raise_loopback() && name_the_resolver();
}
