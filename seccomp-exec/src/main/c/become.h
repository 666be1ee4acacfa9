/*
 * The last steps, the same for a spawned child, for the launcher and for a process that becomes the program itself.
 * After the filter is in force there is execve and nothing else.
 */
#ifndef S4J_BECOME_H
#define S4J_BECOME_H

#include <linux/errno.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>

#include "kernel.h"
#include "request.h"

#ifndef __NR_landlock_restrict_self
#define __NR_landlock_restrict_self 446
#endif

static long execute(const char *program, char **argv, char **envp)
{
	return CALL(execve, program, argv, envp, 0);
}

/* Tries the programs as execvp(3) does: a missing one is passed over, a forbidden one is remembered. */
static long execute_first(struct s4j_request *request)
{
	char **programs = AT(request->programs);
	char **argv = AT(request->argv);
	char **envp = AT(request->envp);
	long forbidden = 0;
	long error = -ENOENT;

	for (unsigned long i = 0; programs[i]; i++) {
		error = execute(programs[i], argv, envp);
		if (error == -ENOEXEC) {
			argv[0] = programs[i];
			return execute(argv[-1], argv - 1, envp);
		}
		if (error == -EACCES)
			forbidden = error;
		else if (error != -ENOENT && error != -ENOTDIR && error != -ELOOP && error != -ESTALE &&
			 error != -ENODEV && error != -ETIMEDOUT)
			return error;
	}
	return forbidden ? forbidden : error;
}

/* Asks for a signal at the parent's death, and looks whether it came before we asked. */
static long tie_to_parent(struct s4j_request *request)
{
	if (request->death_signal == 0)
		return 0;
	long error = CALL(prctl, PR_SET_PDEATHSIG, request->death_signal, 0, 0);
	if (error < 0)
		return error;
	return CALL(getppid, 0, 0, 0, 0) == request->parent ? 0 : -ESRCH;
}

/* Returns only when it failed: a negative errno; the stage says where. */
static long become(struct s4j_request *request)
{
	static const __u64 none = 0;
	struct sock_fprog program = {.len = (unsigned short)request->filter_length, .filter = AT(request->filter)};
	long error;

	request->stage = S4J_DEATH_SIGNAL;
	error = tie_to_parent(request);
	if (error < 0)
		return error;
	request->stage = S4J_NO_NEW_PRIVILEGES;
	error = CALL(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0);
	if (error < 0)
		return error;
	request->stage = S4J_SIGNALS;
	error = CALL(rt_sigprocmask, SET_MASK, &none, 0, sizeof none);
	if (error < 0)
		return error;
	request->stage = S4J_LANDLOCK;
	if (request->landlock_fd >= 0) {
		error = CALL(landlock_restrict_self, request->landlock_fd, 0, 0, 0);
		if (error < 0)
			return error;
	}
	request->stage = S4J_FILTER;
	if (!(request->flags & S4J_UNFILTERED_LAUNCHER)) {
		error = CALL(seccomp, SECCOMP_SET_MODE_FILTER, request->seccomp_flags, &program, 0);
		if (error != 0)
			return error < 0 ? error : -EINVAL;
	}
	request->stage = S4J_EXECUTE;
	return execute_first(request);
}

/* Says whether a request can be carried out at all; a start without a filter is for the launcher alone. */
static int is_sound(const struct s4j_request *request)
{
	const __u32 harmless = SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
	int unfiltered = (request->flags & S4J_UNFILTERED_LAUNCHER) != 0;

	return request->version == S4J_VERSION && request->programs && request->argv && request->envp &&
	       request->listener_fd == -1 && !(request->seccomp_flags & ~harmless) &&
	       request->filter_length <= BPF_MAXINSNS && unfiltered == (request->filter_length == 0);
}

#endif
