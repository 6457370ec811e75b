// SPDX-License-Identifier: GPL-2.0-only
/* failing: runs a command while the Nth allocation that it causes fails.
 *
 *   failing N COMMAND...
 *
 * Which allocations count is up to the filters in debugfs. The exit status is
 * that of the command, or 99 if it ended well before the Nth allocation.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_REACHED	99
#define BROKEN		98

static void die(const char *what)
{
	perror(what);
	_exit(BROKEN);
}

/* The count is the task's and outlives exec. */
static void become(const char *nth, char **command)
{
	int fd = open("/proc/thread-self/fail-nth", O_WRONLY);

	if (fd < 0 || write(fd, nth, strlen(nth)) < 0)
		die("fail-nth");
	close(fd);
	execvp(command[0], command);
	die(command[0]);
}

/* How many more it would have taken; the child has ended and is still there. */
static int left_over(pid_t child)
{
	char path[64], text[16] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/fail-nth", child);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		die(path);
	close(fd);
	return atoi(text);
}

int main(int argc, char **argv)
{
	siginfo_t info;
	bool reached;
	pid_t child;
	int status;

	if (argc < 3) {
		fputs("usage: failing N COMMAND...\n", stderr);
		return BROKEN;
	}
	child = fork();
	if (!child)
		become(argv[1], argv + 2);
	if (child < 0 || waitid(P_PID, child, &info, WEXITED | WNOWAIT))
		die("failing");
	reached = !left_over(child);
	if (waitpid(child, &status, 0) < 0)
		die("failing");
	if (!reached)
		return status ? BROKEN : NOT_REACHED;
	return WIFEXITED(status) ? WEXITSTATUS(status) : BROKEN;
}
