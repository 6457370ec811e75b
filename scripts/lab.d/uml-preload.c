// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into User Mode Linux, for two things that it should do itself.
 *
 * UML of 6.1 and 6.12 saves and restores the extended registers of its
 * processes with a buffer of a fixed size, that of AVX-512 and protection
 * keys.  On a processor with more state than that (AMX) the host refuses the
 * restore, since it takes the whole state or nothing, and UML's first process
 * dies.  Here the restore is completed: the state beyond UML's buffer is left
 * in its initial form, which it is in, for no process can use AMX without
 * asking the host first and UML passes no such request on.
 *
 * With KASAN, UML makes its shadow memory private, and the host copies the page
 * tables of hundreds of megabytes for each process that starts in UML, since it
 * is a clone of UML's own.  Shared shadow memory is not copied.
 */

#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* Nothing but the shadow of all addresses is as large. */
#define SHADOW_MIN	(1UL << 40)

static char state[65536] __attribute__((aligned(64)));

/* Size of the whole state, as this host has it. */
static size_t state_size(pid_t pid)
{
	static size_t size;
	struct iovec whole = { state, sizeof(state) };

	if (!size && !syscall(SYS_ptrace, PTRACE_GETREGSET, pid,
			      NT_X86_XSTATE, &whole))
		size = whole.iov_len;
	return size;
}

static long restore(pid_t pid, const struct iovec *part)
{
	struct iovec whole = { state, state_size(pid) };

	if (part->iov_len >= whole.iov_len)
		whole = *part;
	else
		memset(mempcpy(state, part->iov_base, part->iov_len), 0,
		       whole.iov_len - part->iov_len);
	return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE,
		       &whole);
}

long ptrace(enum __ptrace_request request, ...)
{
	void *addr, *data;
	long word, ret;
	va_list args;
	pid_t pid;

	va_start(args, request);
	pid = va_arg(args, pid_t);
	addr = va_arg(args, void *);
	data = va_arg(args, void *);
	va_end(args);

	switch ((int)request) {
	case PTRACE_SETREGSET:
		if ((long)addr == NT_X86_XSTATE)
			return restore(pid, data);
		break;
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
	case PTRACE_PEEKUSER:
		ret = syscall(SYS_ptrace, request, pid, addr, &word);
		if (ret < 0)
			return ret;
		errno = 0;
		return word;
	}
	return syscall(SYS_ptrace, request, pid, addr, data);
}

void *mmap64(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	if (len >= SHADOW_MIN && flags & MAP_PRIVATE)
		flags ^= MAP_PRIVATE | MAP_SHARED;
	return (void *)syscall(SYS_mmap, addr, len, prot, flags, fd, offset);
}
