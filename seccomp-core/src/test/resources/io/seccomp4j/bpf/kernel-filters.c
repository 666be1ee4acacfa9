/*
 * Asks the kernel about seccomp programs, each in a child of its own.
 *
 * Standard input holds records in the byte order of the host: the number of instructions (32 bits),
 * the instructions (struct sock_filter each), whether to make a call (32 bits), its number (64 bits)
 * and six arguments (64 bits each). For each record a line goes to standard output: the errno of the
 * load, then "none" without a call, "killed" when the call did not come back, or what it returned, an
 * error as its negative errno.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROOM = 65535, NOT_TRIED = -1 };

struct answer {
  volatile int load_errno;
  volatile int returned;
  volatile long value;
};

struct call {
  uint32_t wanted;
  int64_t nr;
  uint64_t args[6];
};

static void need(int condition, const char *what) {
  if (!condition) {
    perror(what);
    exit(1);
  }
}

static int read_all(void *to, size_t size) {
  return size == 0 || fread(to, size, 1, stdin) == 1;
}

/* The filter may stop any call, so nothing here may need one after the load. */
static void try_program(struct sock_fprog *program, const struct call *call, struct answer *answer) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    _exit(1);
  }
  long loaded = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program);
  answer->load_errno = loaded == 0 ? 0 : errno;
  if (loaded == 0 && call->wanted) {
    const uint64_t *args = call->args;
    long value = syscall(call->nr, args[0], args[1], args[2], args[3], args[4], args[5]);
    answer->value = value == -1 ? -errno : value;
    answer->returned = 1;
  }
  syscall(SYS_exit_group, 0);
  __builtin_trap();
}

int main(void) {
  static struct sock_filter instructions[ROOM];
  struct answer *answer =
      mmap(NULL, sizeof *answer, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  need(answer != MAP_FAILED, "mmap");
  uint32_t size;
  while (read_all(&size, sizeof size)) {
    struct call call;
    need(size <= ROOM && read_all(instructions, size * sizeof *instructions), "instructions");
    need(read_all(&call.wanted, sizeof call.wanted) && read_all(&call.nr, sizeof call.nr), "call");
    need(read_all(call.args, sizeof call.args), "arguments");
    struct sock_fprog program = {.len = (unsigned short)size, .filter = instructions};
    answer->load_errno = NOT_TRIED;
    answer->returned = 0;
    pid_t child = fork();
    need(child >= 0, "fork");
    if (child == 0) {
      try_program(&program, &call, answer);
    }
    need(waitpid(child, NULL, 0) == child, "waitpid");
    need(answer->load_errno != NOT_TRIED, "prctl");
    printf("%d ", answer->load_errno);
    if (!call.wanted || answer->load_errno != 0) {
      puts("none");
    } else if (!answer->returned) {
      puts("killed");
    } else {
      printf("%ld\n", answer->value);
    }
  }
  return 0;
}
