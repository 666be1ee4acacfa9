/*
 * Starts a program under a seccomp filter from inside a JVM, or turns the JVM into it.
 *
 * Between clone and execve the child shares the JVM's memory while the JVM's other threads run on, so it may use
 * nothing of the JVM and nothing of libc: no locks, no allocation, no thread-local data. It uses its own stack and the
 * request. That is why this is freestanding C.
 */
#include <linux/close_range.h>
#include <linux/fcntl.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "become.h"

#ifndef __NR_close_range
#define __NR_close_range 436
#endif

#define STACK_BYTES 16384
#define ENTRY_BYTES 2048
#define FD_CLOEXEC_FLAG 1
#define USUAL_FILE_LIMIT 1024
#define MOST_FILES_TO_WALK (1UL << 20)
#define EXIT_NOT_STARTED 127

struct entry { /* struct linux_dirent64 */
	__u64 inode;
	__s64 offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

struct limit_values {
	__u64 soft;
	__u64 hard;
};

struct child {
	struct s4j_request *request;
	int inherits_handlers;
};

/* Puts fds[i] on descriptor i. Sources that lie in the way of a target are moved out of it first. */
static long place_descriptors(struct s4j_request *request)
{
	__s32 *fds = AT(request->fds);
	long count = request->fd_count;

	for (long i = 0; i < count; i++) {
		if (fds[i] == i || fds[i] >= count)
			continue;
		long moved = CALL(fcntl, fds[i], F_DUPFD_CLOEXEC, count, 0);
		if (moved < 0)
			return moved;
		fds[i] = (__s32)moved;
	}
	for (long i = 0; i < count; i++) {
		long error = fds[i] == i ? CALL(fcntl, i, F_SETFD, 0, 0) : CALL(dup3, fds[i], i, 0, 0);
		if (error < 0)
			return error;
	}
	return 0;
}

static long close_on_exec(long fd)
{
	long error = CALL(fcntl, fd, F_SETFD, FD_CLOEXEC_FLAG, 0);
	return error == -EBADF ? 0 : error;
}

/* For kernels without close_range: what /proc lists, or else every number up to the hard limit. */
static long close_listed(long first)
{
	char entries[ENTRY_BYTES] __attribute__((aligned(8)));
	long got;
	long directory = CALL(openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

	if (directory < 0) {
		struct limit_values limit;
		long error = CALL(prlimit64, 0, RLIMIT_NOFILE, 0, &limit);
		if (error < 0)
			return error;
		if (limit.hard > MOST_FILES_TO_WALK)
			return -ENOSYS;
		for (long fd = first; fd < (long)limit.hard && error >= 0; fd++)
			error = close_on_exec(fd);
		return error;
	}
	while ((got = CALL(getdents64, directory, entries, sizeof entries, 0)) > 0) {
		for (long at = 0; at < got;) {
			struct entry *entry = (struct entry *)(entries + at);
			long fd = 0;
			const char *c = entry->name;
			while (*c >= '0' && *c <= '9')
				fd = fd * 10 + (*c++ - '0');
			if (*c == 0 && fd >= first) {
				long error = close_on_exec(fd);
				if (error < 0)
					return error;
			}
			at += entry->length;
		}
	}
	return got;
}

/* No descriptor but the wanted ones survives execve; until then they stay, one may hold the program. */
static long close_others(long first)
{
	long error = CALL(close_range, first, ~0U, CLOSE_RANGE_CLOEXEC, 0);
	return error < 0 ? close_listed(first) : 0;
}

static long set_limits(struct s4j_request *request)
{
	const struct s4j_limit *limits = AT(request->limits);
	struct limit_values values;
	long error = 0;

	if (request->flags & S4J_USUAL_FILE_LIMIT) {
		/* HotSpot raises its soft limit to the hard one and leaves no record of what it was. */
		error = CALL(prlimit64, 0, RLIMIT_NOFILE, 0, &values);
		if (error >= 0 && values.soft == values.hard && values.soft > USUAL_FILE_LIMIT) {
			values.soft = USUAL_FILE_LIMIT;
			error = CALL(prlimit64, 0, RLIMIT_NOFILE, &values, 0);
		}
	}
	for (__u32 i = 0; i < request->limit_count && error >= 0; i++) {
		values.soft = limits[i].soft;
		values.hard = limits[i].hard;
		if (limits[i].keep_hard) {
			struct limit_values old;
			error = CALL(prlimit64, 0, limits[i].resource, 0, &old);
			if (error < 0)
				break;
			values.hard = old.hard;
		}
		error = CALL(prlimit64, 0, limits[i].resource, &values, 0);
	}
	return error;
}

/* Handlers are code of the JVM. An ignored signal stays ignored, as execve would keep it. */
static long forget_handlers(void)
{
	struct kernel_sigaction action;

	for (long signal = 1; signal <= SIGNALS; signal++) {
		if (CALL(rt_sigaction, signal, 0, &action, sizeof action.mask) < 0 ||
		    action.handler == DEFAULT_HANDLER || action.handler == IGNORE_HANDLER)
			continue;
		action.handler = DEFAULT_HANDLER;
		action.flags = 0;
		action.mask = 0;
		long error = CALL(rt_sigaction, signal, &action, 0, sizeof action.mask);
		if (error < 0)
			return error;
	}
	return 0;
}

/* Everything before the last steps. Returns 0, or a negative errno; the stage says where. */
static long prepare(struct s4j_request *request)
{
	long error;

	request->stage = S4J_DESCRIPTORS;
	error = place_descriptors(request);
	if (error < 0)
		return error;
	request->stage = S4J_DIRECTORY;
	if (request->directory) {
		error = CALL(chdir, request->directory, 0, 0, 0);
		if (error < 0)
			return error;
	}
	request->stage = S4J_CLOSE;
	error = close_others(request->fd_count);
	if (error < 0)
		return error;
	request->stage = S4J_LIMITS;
	return set_limits(request);
}

static void run_child(void *argument)
{
	struct child *child = argument;
	struct s4j_request *request = child->request;
	long error = 0;

	request->stage = S4J_SIGNALS;
	if (child->inherits_handlers)
		error = forget_handlers();
	if (error >= 0)
		error = prepare(request);
	if (error >= 0)
		error = become(request);
	request->error = (__s32)-error;
	/* The caller made sure that the filter lets this pass. A fault instead would dump the JVM's memory. */
	for (;;)
		CALL(exit_group, EXIT_NOT_STARTED, 0, 0, 0);
}

/*
 * The caller sleeps until the child is gone or has executed the program (CLONE_VFORK), so its frame can lend the stack.
 * Containers refuse clone3, as its flags lie behind a pointer; before Linux 5.5 it cannot clear handlers.
 */
static long start_child(struct s4j_request *request)
{
	char stack[STACK_BYTES] __attribute__((aligned(16)));
	struct child child = {request, 0};
	struct clone_args arguments = {
		.flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | CLONE_CLEAR_SIGHAND,
		.pidfd = (unsigned long)&request->pidfd,
		.exit_signal = SIGCHLD_NUMBER,
		.stack = (unsigned long)stack,
		.stack_size = sizeof stack,
	};
	long pid = call_clone(__NR_clone3, (long)&arguments, sizeof arguments, 0, run_child, &child);
	if (pid != -ENOSYS && pid != -EPERM && pid != -EINVAL)
		return pid;

	child.inherits_handlers = 1;
	long flags = CLONE_VM | CLONE_VFORK | SIGCHLD_NUMBER;
	long top = (long)(stack + sizeof stack);
	pid = call_clone(__NR_clone, flags | CLONE_PIDFD, top, (long)&request->pidfd, run_child, &child);
	if (pid == -EINVAL)
		pid = call_clone(__NR_clone, flags, top, 0, run_child, &child);
	return pid;
}

/* With SIGCHLD ignored the kernel throws exit statuses away. The JDK's own process code does the same as this. */
static void keep_exit_statuses(void)
{
	struct kernel_sigaction action;

	if (CALL(rt_sigaction, SIGCHLD_NUMBER, 0, &action, sizeof action.mask) == 0 &&
	    action.handler == IGNORE_HANDLER) {
		action.handler = DEFAULT_HANDLER;
		action.flags = 0;
		CALL(rt_sigaction, SIGCHLD_NUMBER, &action, 0, sizeof action.mask);
	}
}

static void bury(struct s4j_request *request, long pid)
{
	while (CALL(wait4, pid, 0, __WALL, 0) == -EINTR)
		;
	if (request->pidfd >= 0)
		CALL(close, request->pidfd, 0, 0, 0);
	request->pidfd = -1;
}

/* Starts the program. Returns 0 with pid and pidfd, or a negative number with stage and error and nothing left over. */
EXPORTED long s4j_spawn(struct s4j_request *request)
{
	static const __u64 all = ~0UL;
	__u64 before;

	request->stage = S4J_REQUEST;
	request->pid = 0;
	request->pidfd = -1;
	request->error = 0;
	if (!is_sound(request) || (request->landlock_fd >= 0 && request->landlock_fd < (long)request->fd_count)) {
		request->error = EINVAL;
		return -EINVAL;
	}
	request->parent = (__s32)CALL(getpid, 0, 0, 0, 0);
	request->stage = S4J_CLONE;
	keep_exit_statuses();
	/* Else a handler of the JVM could run in the child, on the JVM's memory. */
	CALL(rt_sigprocmask, SET_MASK, &all, &before, sizeof all);
	long pid = start_child(request);
	CALL(rt_sigprocmask, SET_MASK, &before, 0, sizeof before);
	if (pid < 0) {
		request->error = (__s32)-pid;
		return pid;
	}
	if (request->stage != S4J_EXECUTE || request->error) {
		bury(request, pid);
		return -1;
	}
	request->pid = (__s32)pid;
	if (request->pidfd < 0) {
		long pidfd = CALL(pidfd_open, pid, 0, 0, 0);
		request->pidfd = pidfd < 0 ? -1 : (__s32)pidfd;
	}
	return 0;
}

/* Another thread waits for an error to appear, so this is the only and the last word; the stage is stored before. */
static void set_error(struct s4j_request *request, long error)
{
	__atomic_store_n(&request->error, (__s32)-error, __ATOMIC_RELEASE);
}

/*
 * Turns this process into the program; execve ends the other threads. Handlers need no care, execve drops them, and
 * until then they serve the other threads of the JVM.
 * Returns a negative errno while this thread is still unfiltered. Later it cannot go back to Java, where the filter
 * would bite: it leaves stage and error in the request, for another thread to read. Then it ends, or where the filter
 * may kill or trap even that, and with it the JVM that has yet to report, it stays here until the JVM is gone.
 */
EXPORTED long s4j_exec(struct s4j_request *request)
{
	int exit_runs = (request->flags & S4J_EXIT_RUNS) != 0;
	__u64 before;
	long error;

	request->stage = S4J_REQUEST;
	if (!is_sound(request) || (request->flags & S4J_UNFILTERED_LAUNCHER)) {
		set_error(request, -EINVAL);
		return -EINVAL;
	}
	request->parent = (__s32)CALL(getppid, 0, 0, 0, 0);
	CALL(rt_sigprocmask, SET_MASK, 0, &before, sizeof before);
	error = prepare(request);
	if (error >= 0)
		error = become(request);
	if (request->stage != S4J_EXECUTE) {
		CALL(rt_sigprocmask, SET_MASK, &before, 0, sizeof before);
		set_error(request, error);
		return error;
	}
	set_error(request, error);
	if (exit_runs)
		CALL(exit, EXIT_NOT_STARTED, 0, 0, 0);
	for (;;)
		PAUSE();
}
