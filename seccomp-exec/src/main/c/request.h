/*
 * What Java asks for, and what it hears back. SpawnRequest.java mirrors this layout; change both and the version.
 * Addresses are 64 bits wide on every architecture. All memory belongs to the caller and outlives the call.
 */
#ifndef S4J_REQUEST_H
#define S4J_REQUEST_H

#include <linux/types.h>

#define S4J_VERSION 1
#define S4J_OFFSET_IS(field, offset) _Static_assert(__builtin_offsetof(struct s4j_request, field) == (offset), #field)

/* Request flags. */
#define S4J_UNFILTERED_LAUNCHER 1 /* start our own launcher, which installs the filter itself */
#define S4J_USUAL_FILE_LIMIT 2    /* undo the JVM's raise of the soft RLIMIT_NOFILE */
#define S4J_EXIT_RUNS 4           /* the filter lets exit(EXIT_NOT_STARTED) through */

/* Where the launcher finds its request, whatever the address layout: so the JVM knows its pointers beforehand. */
#define S4J_LAUNCHER_BASE 0x200000000UL
#define S4J_LAUNCHER_REQUEST_FD 3
#define S4J_LAUNCHER_ALIVE_FD 4
#define S4J_LAUNCHER_LANDLOCK_FD 5

/* How far a start came; it failed there when error is not 0 or the stage is not the last. */
enum s4j_stage {
	S4J_REQUEST = 0,
	S4J_CLONE = 1,
	S4J_DESCRIPTORS = 2,
	S4J_DIRECTORY = 3,
	S4J_CLOSE = 4,
	S4J_LIMITS = 5,
	S4J_DEATH_SIGNAL = 6,
	S4J_NO_NEW_PRIVILEGES = 7,
	S4J_SIGNALS = 8,
	S4J_LANDLOCK = 9,
	S4J_FILTER = 10,
	S4J_EXECUTE = 11,
};

struct s4j_limit {
	__u32 resource;
	__u32 keep_hard; /* not 0: change the soft limit only */
	__u64 soft;
	__u64 hard;
};

struct s4j_request {
	__u32 version;       /*   0 */
	__u32 flags;         /*   4 */
	__u64 programs;      /*   8  paths to try in order, ended by 0 */
	__u64 argv;          /*  16  ended by 0; the slot before argv[0] holds the shell for scripts without #! */
	__u64 envp;          /*  24  ended by 0 */
	__u64 directory;     /*  32  or 0 */
	__u64 fds;           /*  40  __s32[]: descriptor i of the child is fds[i] of the caller; no other one stays */
	__u32 fd_count;      /*  48 */
	__u32 limit_count;   /*  52 */
	__u64 limits;        /*  56  struct s4j_limit[] */
	__u64 filter;        /*  64  struct sock_filter[] */
	__u32 filter_length; /*  72  in instructions */
	__u32 seccomp_flags; /*  76  SECCOMP_FILTER_FLAG_LOG and SPEC_ALLOW only */
	__s32 death_signal;  /*  80  sent when the starting thread ends; 0: none */
	__s32 landlock_fd;   /*  84  a ruleset, or -1 */
	__s32 listener_fd;   /*  88  reserved: must be -1 */
	__s32 parent;        /*  92  set here: who has to be alive when a death signal is wanted */
	__s32 pid;           /*  96  answer */
	__s32 pidfd;         /* 100  answer; -1 where the kernel has none */
	__u32 stage;         /* 104  answer */
	__s32 error;         /* 108  answer: an errno, or 0 */
};                           /* 112 */

S4J_OFFSET_IS(programs, 8);
S4J_OFFSET_IS(fd_count, 48);
S4J_OFFSET_IS(filter, 64);
S4J_OFFSET_IS(listener_fd, 88);
S4J_OFFSET_IS(error, 108);
_Static_assert(sizeof(struct s4j_request) == 112, "no padding");
_Static_assert(sizeof(struct s4j_limit) == 24, "no padding");

#endif
