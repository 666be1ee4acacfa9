/*
 * Times how long the kernel takes to load seccomp programs, in turns: each in a child of its own,
 * since what is loaded stays. Usage: load ROUNDS FILE... ; prints the nanoseconds of a round a line.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void read_program(const char *path, struct sock_fprog *program) {
  static struct sock_filter room[BPF_MAXINSNS];
  int fd = open(path, O_RDONLY);
  ssize_t got = read(fd, room, sizeof room);
  if (got <= 0) {
    perror(path);
    exit(1);
  }
  close(fd);
  program->len = got / sizeof room[0];
  program->filter = malloc(got);
  for (int i = 0; i < program->len; i++) {
    program->filter[i] = room[i];
  }
}

/* Returns the nanoseconds, or -1 when the kernel refused. */
static long load(struct sock_fprog *program, volatile long *shared) {
  *shared = -1;
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    long begin = now();
    long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program);
    long end = now();
    *shared = result == 0 ? end - begin : -1;
    _exit(0);
  }
  waitpid(child, NULL, 0);
  return *shared;
}

int main(int argc, char **argv) {
  int programs = argc - 2;
  if (programs < 1) {
    return 2;
  }
  struct sock_fprog *all = calloc(programs, sizeof *all);
  for (int i = 0; i < programs; i++) {
    read_program(argv[2 + i], &all[i]);
  }
  volatile long *shared =
      mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int round = atoi(argv[1]); round > 0; round--) {
    for (int i = 0; i < programs; i++) {
      printf("%ld%c", load(&all[i], shared), i == programs - 1 ? '\n' : ' ');
    }
    fflush(stdout);
  }
  return 0;
}
