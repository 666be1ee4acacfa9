/*
 * Asks the kernel which bits of an argument it looks at. Every probe makes a harmless call whose
 * argument has a usual value, and again with bits set above it; each time in a process of its own,
 * so that nothing lasts. A line of output says which bits changed the outcome: FULL_64 when one above
 * bit 31 did, LOW_32 when one above bit 15 did, else LOW_16. Outcomes are results, errors or what the call did, as the probe returns them.
 *
 * Usage: width-probe, in an empty directory that it may fill.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#endif

static long *outcome;
static char *page;
static int file;
static int ends[2];
static char word[4096];
static struct iovec vector = {word, 1};
static struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};

/* Results of calls that make a descriptor or an address differ each time: success is enough. */
static long ok(long result) { return result < 0 ? -errno : 0; }
/* Results that say something themselves. */
static long value(long result) { return result < 0 ? -errno : result; }
#define CALL(name, ...) syscall(SYS_##name, ##__VA_ARGS__)

static long then(long result, long effect) { return result < 0 ? -errno : effect; }

static long mode_of(const char *path) {
  struct stat status;
  return stat(path, &status) < 0 ? -errno : (long)status.st_mode;
}

static long size_of(const char *path) {
  struct stat status;
  return stat(path, &status) < 0 ? -errno : (long)status.st_size;
}

/* The size of the address space. */
static long pages(void) {
  long size = -1;
  FILE *numbers = fopen("/proc/self/statm", "r");
  if (numbers == NULL || fscanf(numbers, "%ld", &size) != 1) abort();
  fclose(numbers);
  return size;
}

static long map(unsigned long address, unsigned long length, unsigned long prot,
                unsigned long flags, unsigned long fd, unsigned long offset) {
  return CALL(mmap, address, length, prot, flags, fd, offset);
}

static long clone_and_wait(unsigned long flags) {
  long child = CALL(clone, flags, 0L, 0L, 0L, 0L);
  if (child == 0) _exit(0);
  return child < 0 ? -errno : (waitpid(child, NULL, 0), 0);
}

static long seize(unsigned long high) {
  pid_t child = fork();
  if (child == 0) for (;;) pause();
  long result = ok(CALL(ptrace, (long)PTRACE_SEIZE, high | child, 0L, 0L));
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  return result;
}

#define PROBES(P) \
  P("mmap.addr", value(map(x | 0x20000000, 4096, PROT_READ, \
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0))) \
  P("mmap.length", ({ long before = pages(); \
      long r = map(0, x | 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0); \
      then(r, pages() - before); })) \
  P("mmap.prot", ok(map(0, 4096, x | PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) \
  P("mmap.flags", ok(map(0, 4096, PROT_READ, x | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) \
  P("mmap.fd", ok(map(0, 4096, PROT_READ, MAP_PRIVATE, x | file, 0))) \
  P("mmap.offset", ({ long a = map(0, 4096, PROT_READ, MAP_PRIVATE, file, x); \
      a < 0 ? -errno : value(CALL(write, ends[1], a, 1L)); })) \
  P("munmap.addr", ok(CALL(munmap, x | (long)page, 4096L))) \
  P("mprotect.addr", ok(CALL(mprotect, x | (long)page, 4096L, 1L))) \
  P("mprotect.prot", ok(CALL(mprotect, page, 4096L, x | PROT_READ))) \
  P("pkey_mprotect.prot", ok(CALL(pkey_mprotect, page, 4096L, x | PROT_READ, -1L))) \
  P("madvise.addr", ok(CALL(madvise, x | (long)page, 4096L, (long)MADV_NORMAL))) \
  P("madvise.advice", ok(CALL(madvise, page, 4096L, x | MADV_NORMAL))) \
  P("mremap.flags", ok(CALL(mremap, page, 4096L, 4096L, x | MREMAP_MAYMOVE, 0L))) \
  P("mbind.mode", ok(CALL(mbind, page, 4096L, x | MPOL_DEFAULT, 0L, 0L, 0L))) \
  P("msync.flags", ok(CALL(msync, page, 4096L, x | MS_ASYNC))) \
  P("mount.flags", ok(CALL(mount, "none", "/", "no_such_file_system", x, 0L))) \
  P("clone.flags", clone_and_wait(x | SIGCHLD)) \
  P("unshare.flags", ok(CALL(unshare, x))) \
  P("ptrace.request", ok(CALL(ptrace, x | PTRACE_TRACEME, 0L, 0L, 0L))) \
  P("ptrace.pid", seize(x)) \
  P("perf_event_open.flags", ok(CALL(perf_event_open, 0L, 0L, 0L, -1L, x))) \
  P("process_vm_readv.flags", ok(CALL(process_vm_readv, (long)getpid(), &vector, 0L, &vector, 0L, x))) \
  P("process_vm_writev.flags", ok(CALL(process_vm_writev, (long)getpid(), &vector, 0L, &vector, 0L, x))) \
  P("readv.fd", value(CALL(readv, x | file, &vector, 1L))) \
  P("readv.iovcnt", value(CALL(readv, (long)file, &vector, x | 1))) \
  P("writev.fd", value(CALL(writev, x | ends[1], &vector, 1L))) \
  P("writev.iovcnt", value(CALL(writev, (long)ends[1], &vector, x | 1))) \
  P("preadv.fd", value(CALL(preadv, x | file, &vector, 1L, 0L, 0L))) \
  P("preadv.iovcnt", value(CALL(preadv, (long)file, &vector, x | 1, 0L, 0L))) \
  P("pwritev.fd", value(CALL(pwritev, x | file, &vector, 1L, 0L, 0L))) \
  P("pwritev.iovcnt", value(CALL(pwritev, (long)file, &vector, x | 1, 0L, 0L))) \
  P("truncate.length", ({ long r = CALL(truncate, "file", x | 5); then(r, size_of("file")); })) \
  P("getcwd.size", ok(CALL(getcwd, word, x))) \
  P("fcntl.cmd", value(CALL(fcntl, (long)file, x | F_GETFD, 0L))) \
  P("fcntl.arg F_DUPFD", value(CALL(fcntl, (long)file, (long)F_DUPFD, x | 77))) \
  P("fcntl.arg F_DUPFD_CLOEXEC", value(CALL(fcntl, (long)file, (long)F_DUPFD_CLOEXEC, x | 77))) \
  P("fcntl.arg F_SETFD", ({ long r = CALL(fcntl, (long)file, (long)F_SETFD, x | FD_CLOEXEC); \
      then(r, fcntl(file, F_GETFD)); })) \
  P("fcntl.arg F_SETFL", ({ long r = CALL(fcntl, (long)file, (long)F_SETFL, x | O_NONBLOCK); \
      then(r, fcntl(file, F_GETFL)); })) \
  P("fcntl.arg F_GETLK", ok(CALL(fcntl, (long)file, (long)F_GETLK, x | (long)&lock))) \
  P("fcntl.arg F_SETLK", ok(CALL(fcntl, (long)file, (long)F_SETLK, x | (long)&lock))) \
  P("fcntl.arg F_SETLKW", ok(CALL(fcntl, (long)file, (long)F_SETLKW, x | (long)&lock))) \
  P("fcntl.arg F_OFD_GETLK", ok(CALL(fcntl, (long)file, (long)F_OFD_GETLK, x | (long)&lock))) \
  P("fcntl.arg F_OFD_SETLK", ok(CALL(fcntl, (long)file, (long)F_OFD_SETLK, x | (long)&lock))) \
  P("fcntl.arg F_OFD_SETLKW", ok(CALL(fcntl, (long)file, (long)F_OFD_SETLKW, x | (long)&lock))) \
  P("prctl.option", value(CALL(prctl, x | PR_GET_DUMPABLE, 0L, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_PDEATHSIG", ok(CALL(prctl, (long)PR_SET_PDEATHSIG, x | 9, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_DUMPABLE", ok(CALL(prctl, (long)PR_SET_DUMPABLE, x | 1, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_KEEPCAPS", ok(CALL(prctl, (long)PR_SET_KEEPCAPS, x | 1, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_TIMERSLACK", ({ \
      long r = CALL(prctl, (long)PR_SET_TIMERSLACK, x | 60000, 0L, 0L, 0L); \
      then(r, CALL(prctl, (long)PR_GET_TIMERSLACK, 0L, 0L, 0L, 0L)); })) \
  P("prctl.operand2 PR_SET_NAME", ok(CALL(prctl, (long)PR_SET_NAME, x | (long)word, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_GET_NAME", ok(CALL(prctl, (long)PR_GET_NAME, x | (long)word, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_SECCOMP", ok(CALL(prctl, (long)PR_SET_SECCOMP, x | 2, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_CAPBSET_READ", value(CALL(prctl, (long)PR_CAPBSET_READ, x, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_CAPBSET_DROP", ok(CALL(prctl, (long)PR_CAPBSET_DROP, x, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_NO_NEW_PRIVS", \
      ok(CALL(prctl, (long)PR_SET_NO_NEW_PRIVS, x | 1, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_CHILD_SUBREAPER", ({ int on = 7; \
      long r = CALL(prctl, (long)PR_SET_CHILD_SUBREAPER, x, 0L, 0L, 0L); \
      prctl(PR_GET_CHILD_SUBREAPER, &on); then(r, on); })) \
  P("prctl.operand2 PR_MCE_KILL", ok(CALL(prctl, (long)PR_MCE_KILL, x, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_THP_DISABLE", ({ \
      long r = CALL(prctl, (long)PR_SET_THP_DISABLE, x, 0L, 0L, 0L); \
      then(r, prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0)); })) \
  P("prctl.operand2 PR_CAP_AMBIENT", ok(CALL(prctl, (long)PR_CAP_AMBIENT, x | 4, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_MDWE", ok(CALL(prctl, (long)PR_SET_MDWE, x | 1, 0L, 0L, 0L))) \
  P("prctl.operand2 PR_SET_TSC", ok(CALL(prctl, (long)PR_SET_TSC, x | 1, 0L, 0L, 0L))) \
  P("openat.dirfd", ok(CALL(openat, x | 0xffffff9cUL, "file", 0L, 0L))) \
  P("openat.path", ok(CALL(openat, (long)AT_FDCWD, x | (long)"file", 0L, 0L))) \
  P("openat.flags", ok(CALL(openat, (long)AT_FDCWD, "file", x | O_RDWR, 0L))) \
  P("openat.mode", ({ unlink("made"); \
      long r = CALL(openat, (long)AT_FDCWD, "made", (long)(O_CREAT | O_EXCL | O_RDWR), x | 0640); \
      then(r, mode_of("made")); })) \
  P("open.flags", ok(CALL(open, "file", x | O_RDWR, 0L))) \
  P("read.fd", value(CALL(read, x | file, word, 1L))) \
  P("read.count", value(CALL(read, (long)file, word, x | 3))) \
  P("socket.domain", ok(CALL(socket, x | AF_UNIX, (long)SOCK_STREAM, 0L))) \
  P("socket.type", ok(CALL(socket, (long)AF_UNIX, x | SOCK_STREAM, 0L))) \
  P("socket.protocol", ok(CALL(socket, (long)AF_UNIX, (long)SOCK_STREAM, x))) \
  P("socketpair.type", ok(CALL(socketpair, (long)AF_UNIX, x | SOCK_STREAM, 0L, word))) \
  P("ioctl.fd", ok(CALL(ioctl, x | ends[0], (long)FIONREAD, word))) \
  P("ioctl.request", ok(CALL(ioctl, (long)ends[0], x | FIONREAD, word))) \
  P("kill.pid", ok(CALL(kill, x | getpid(), 0L))) \
  P("kill.sig", ok(CALL(kill, (long)getpid(), x))) \
  P("tgkill.sig", ok(CALL(tgkill, (long)getpid(), (long)getpid(), x))) \
  P("personality.persona", value(CALL(personality, x | 0xffffffffUL))) \
  P("mkdir.mode", ({ rmdir("dir"); long r = CALL(mkdir, "dir", x | 0750); then(r, mode_of("dir")); })) \
  P("mkdirat.mode", ({ rmdir("dir"); \
      long r = CALL(mkdirat, (long)AT_FDCWD, "dir", x | 0750); then(r, mode_of("dir")); })) \
  P("chmod.mode", ({ long r = CALL(chmod, "file", x | 0600); then(r, mode_of("file")); })) \
  P("fchmod.mode", ({ long r = CALL(fchmod, (long)file, x | 0600); then(r, mode_of("file")); })) \
  P("mknod.mode", ({ unlink("fifo"); \
      long r = CALL(mknod, "fifo", x | S_IFIFO | 0600, 0L); then(r, mode_of("fifo")); })) \
  P("umask.mask", value(CALL(umask, x | 022))) \
  P("access.mode", ok(CALL(access, "file", x | R_OK))) \
  P("unlinkat.flags", ({ CALL(mkdir, "dir", 0700L); \
      ok(CALL(unlinkat, (long)AT_FDCWD, "dir", x | AT_REMOVEDIR)); })) \
  P("renameat2.flags", ok(CALL(renameat2, (long)AT_FDCWD, "file", (long)AT_FDCWD, "file", x))) \
  P("statx.flags", ok(CALL(statx, (long)AT_FDCWD, "file", x, 0x7ffL, word))) \
  P("statx.mask", ok(CALL(statx, (long)AT_FDCWD, "file", 0L, x | 0x7ff, word))) \
  P("lseek.offset", value(CALL(lseek, (long)file, x | 5, 0L))) \
  P("lseek.whence", value(CALL(lseek, (long)file, 5L, x | SEEK_SET))) \
  P("dup.oldfd", ok(CALL(dup, x | file))) \
  P("dup3.flags", ok(CALL(dup3, (long)file, 88L, x | O_CLOEXEC))) \
  P("pipe2.flags", ok(CALL(pipe2, word, x | O_CLOEXEC))) \
  P("eventfd2.initval", ok(CALL(eventfd2, x, 0L))) \
  P("eventfd2.flags", ok(CALL(eventfd2, 0L, x | EFD_CLOEXEC))) \
  P("epoll_create1.flags", ok(CALL(epoll_create1, x))) \
  P("inotify_init1.flags", ok(CALL(inotify_init1, x | IN_CLOEXEC))) \
  P("memfd_create.flags", ok(CALL(memfd_create, "", x | MFD_CLOEXEC))) \
  P("timerfd_create.clockid", ok(CALL(timerfd_create, x | CLOCK_MONOTONIC, 0L))) \
  P("timerfd_create.flags", ok(CALL(timerfd_create, (long)CLOCK_MONOTONIC, x | TFD_CLOEXEC))) \
  P("clock_gettime.clockid", ok(CALL(clock_gettime, x | CLOCK_MONOTONIC, word))) \
  P("getrandom.buflen", value(CALL(getrandom, word, x | 8, 1L))) \
  P("getrandom.flags", ok(CALL(getrandom, word, 8L, x | 1))) \
  P("flock.operation", ok(CALL(flock, (long)file, x | LOCK_SH))) \
  P("prlimit64.resource", ok(CALL(prlimit64, 0L, x | 7, 0L, word))) \
  P("getpriority.which", ok(CALL(getpriority, x, 0L))) \
  P("sched_getscheduler.pid", value(CALL(sched_getscheduler, x))) \
  P("wait4.options", ok(CALL(wait4, -1L, 0L, x | WNOHANG, 0L))) \
  P("close_range.flags", ok(CALL(close_range, 500L, 600L, x)))

static long run(long (*probe)(unsigned long), unsigned long high) {
  *outcome = -ECANCELED;
  pid_t child = fork();
  if (child == 0) {
    *outcome = probe(high);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -100000 - WTERMSIG(status) : *outcome;
}

static void ask(const char *name, long (*probe)(unsigned long)) {
  static const unsigned long highs[] = {1UL << 32, 1UL << 33, 1UL << 47, 0xffffffffUL << 32};
  long plain = run(probe, 0);
  int seen = 0;
  for (unsigned i = 0; i < sizeof(highs) / sizeof(highs[0]); i++) {
    seen |= run(probe, highs[i]) != plain;
  }
  if (!seen && (plain == -ENOSYS || plain == -EPERM || plain == -EINVAL)) {
    /* Both calls were refused for another reason: nothing is learnt. */
    printf("%s=unavailable\n", name);
  } else {
    int wide = run(probe, 0xffff0000UL) != plain;
    printf("%s=%s\n", name, seen ? "FULL_64" : wide ? "LOW_32" : "LOW_16");
  }
}

#define ASK(name, expression) \
  { long probe(unsigned long x) { (void)x; return expression; } ask(name, probe); }

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  umask(022);
  outcome = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  file = open("file", O_RDWR | O_CREAT | O_TRUNC, 0644);
  if (outcome == MAP_FAILED || page == MAP_FAILED || file < 0 || pipe(ends) < 0
      || write(file, word, sizeof(word)) != (ssize_t)sizeof(word)) {
    perror("width-probe");
    return 1;
  }
  lseek(file, 0, SEEK_SET);
  strcpy(word, "probe");
  PROBES(ASK)
  return 0;
}
