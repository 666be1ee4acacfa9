package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Fd;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.KernelException;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Collects the exit statuses of all children on one thread. A child without a pidfd, or one that
 * epoll does not take, gets a thread of its own.
 */
final class Reaper {
  private static final int EVENTS = 64;

  /** struct epoll_event is packed on x86_64 only. */
  private static final boolean PACKED = !System.getProperty("os.arch").equals("aarch64");

  private static final int DATA = PACKED ? 4 : 8;
  private static final int EVENT_BYTES = DATA + Long.BYTES;

  private final Kernel kernel;
  private final Fd epoll;

  /** By a counter: the number of a closed descriptor may already belong to another child. */
  private final Map<Long, Child> children = new ConcurrentHashMap<>();

  private final AtomicLong counter = new AtomicLong();
  private volatile boolean broken;

  private Reaper(Kernel kernel, Fd epoll) {
    this.kernel = kernel;
    this.epoll = epoll;
  }

  /** Makes a reaper and starts its thread. */
  static Reaper start(Kernel kernel) {
    try {
      int number = KernelException.check("epoll_create1", kernel.epoll_create1(Linux.O_CLOEXEC));
      Fd epoll = Fd.aboveStandard(kernel, number);
      try {
        Reaper reaper = new Reaper(kernel, epoll);
        Threads.start("seccomp4j-reaper", reaper::run);
        return reaper;
      } catch (RuntimeException | Error failed) {
        epoll.close();
        throw failed;
      }
    } catch (KernelException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Takes care of a child; its outcome completes when it ends. */
  void watch(Child child) {
    Fd pidfd = child.pidfd();
    if (pidfd == null || broken) {
      watchAlone(child);
      return;
    }
    long key = counter.incrementAndGet();
    children.put(key, child);
    try (NativeMemory event = kernel.allocate(EVENT_BYTES)) {
      event.buffer().putInt(0, Linux.EPOLLIN | Linux.EPOLLONESHOT);
      event.buffer().putLong(DATA, key);
      long added =
          kernel.epoll_ctl(epoll.number(), Linux.EPOLL_CTL_ADD, pidfd.number(), event.address());
      if (added < 0 || broken) {
        leaveAlone(key);
      }
    }
  }

  private void leaveAlone(long key) {
    Child child = children.remove(key);
    if (child != null) {
      watchAlone(child);
    }
  }

  private void watchAlone(Child child) {
    Threads.start(
        "seccomp4j-wait-" + child.pid(),
        () -> {
          try (NativeMemory information = kernel.allocate(Linux.SIGINFO_BYTES)) {
            child.awaitEnd(information);
            child.collect(information);
          }
        });
  }

  private void run() {
    try (NativeMemory events = kernel.allocate(EVENTS * EVENT_BYTES);
        NativeMemory information = kernel.allocate(Linux.SIGINFO_BYTES)) {
      long ready = 0;
      while (ready >= 0 || ready == -Linux.EINTR) {
        ready = kernel.epoll_wait(epoll.number(), events.address(), EVENTS, -1);
        for (int i = 0; i < ready; i++) {
          collect(events.buffer().getLong(i * EVENT_BYTES + DATA), information);
        }
      }
    }
    broken = true;
    children.keySet().forEach(this::leaveAlone);
  }

  private void collect(long key, NativeMemory information) {
    Child child = children.remove(key);
    if (child != null) {
      try {
        child.collect(information);
      } catch (RuntimeException | Error failed) {
        child.outcome().completeExceptionally(failed);
      }
    }
  }
}
