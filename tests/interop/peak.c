/*
 * peak.c - runs a command and says how much memory it had at most
 *
 * Usage: peak FILE COMMAND [ARGUMENT]...
 * Writes the command's peak resident size in KiB to FILE and exits as it did.
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	struct rusage usage;
	int status;
	FILE *file;
	pid_t child;

	if (argc < 3)
		return EXIT_FAILURE;
	child = fork();
	if (child == 0) {
		execv(argv[2], argv + 2);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		return EXIT_FAILURE;
	file = fopen(argv[1], "w");
	if (!file)
		return EXIT_FAILURE;
	fprintf(file, "%ld\n", usage.ru_maxrss);
	fclose(file);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
