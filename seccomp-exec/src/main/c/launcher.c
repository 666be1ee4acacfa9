/*
 * The way for policies that deny exit: a child that shares the JVM's memory could not leave after a failed execve. This
 * program has its own memory. It is started unfiltered, finds its request in the shared file on descriptor 3, installs
 * the filter and executes the program. Descriptor 4 is the end of a pipe that closes when that has succeeded or when we
 * are gone; stage and error are plain stores into the shared file, which no filter can deny. Where even exit is denied
 * it ends by a fault.
 */
#include <linux/fcntl.h>
#include <linux/mman.h>

#include "become.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#define SEEK_TO_END 2
#define FD_CLOEXEC_FLAG 1
#define EXIT_NOT_STARTED 127

static void leave(void)
{
	CALL(exit_group, EXIT_NOT_STARTED, 0, 0, 0);
	CALL(exit, EXIT_NOT_STARTED, 0, 0, 0);
	for (;;)
		FAULT();
}

HIDDEN __attribute__((used)) void launch(void)
{
	long size = CALL(lseek, S4J_LAUNCHER_REQUEST_FD, 0, SEEK_TO_END, 0);
	long base = call6(__NR_mmap, S4J_LAUNCHER_BASE, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE,
			  S4J_LAUNCHER_REQUEST_FD, 0);
	if (size < (long)sizeof(struct s4j_request) || base != (long)S4J_LAUNCHER_BASE)
		leave();
	struct s4j_request *request = AT(base);
	if (!is_sound(request) || (request->flags & S4J_UNFILTERED_LAUNCHER)) {
		request->error = EINVAL;
		leave();
	}
	for (long fd = S4J_LAUNCHER_REQUEST_FD; fd <= S4J_LAUNCHER_LANDLOCK_FD; fd++)
		CALL(fcntl, fd, F_SETFD, FD_CLOEXEC_FLAG, 0);
	/* No core file with the arguments and the environment, should we end by a fault; execve sets it back. */
	CALL(prctl, PR_SET_DUMPABLE, 0, 0, 0);
	request->parent = (__s32)CALL(getppid, 0, 0, 0, 0);
	long error = become(request);
	request->error = (__s32)-error;
	leave();
}

START_AT(launch);
