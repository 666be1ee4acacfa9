package io.seccomp4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.policy.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads that start many processes while the collector is busy. */
final class StartStressIT {
  private static final int THREADS = 200;

  @Test
  @Timeout(120)
  void manyThreads_startHundredsOfProcesses() throws Exception {
    startFromManyThreads(500);
  }

  @Test
  @Tag("long")
  @Timeout(900)
  void manyThreads_startThousandsOfProcesses() throws Exception {
    startFromManyThreads(5_000);
  }

  private static void startFromManyThreads(int count) throws Exception {
    Sandbox fine = Run.harmless().command("true");
    Sandbox killed =
        Sandbox.ofFilter(Filters.answering(Action.KILL_PROCESS, "exit_group"), 0).command("true");
    Sandbox missing = Run.harmless().command("no-such-program");
    Run.result(fine);
    Run.result(killed);
    long descriptors = Run.openDescriptors();
    int threads = Thread.activeCount();
    AtomicBoolean busy = new AtomicBoolean(true);
    Thread allocator = new Thread(() -> allocate(busy));
    allocator.start();
    AtomicInteger left = new AtomicInteger(count);
    Queue<String> surprises = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      Thread starter =
          new Thread(
              () -> {
                for (int n = left.getAndDecrement(); n > 0; n = left.getAndDecrement()) {
                  startOne(n, fine, killed, missing, surprises);
                }
                done.countDown();
              });
      starter.start();
    }
    done.await();
    busy.set(false);
    allocator.join();

    assertThat(surprises).isEmpty();
    assertThat(Run.children()).isZero();
    assertThat(Run.openDescriptors()).isLessThanOrEqualTo(descriptors);
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
  }

  private static void startOne(
      int n, Sandbox fine, Sandbox killed, Sandbox missing, Queue<String> surprises) {
    try {
      if (n % 10 == 0) {
        Outcome outcome = killed.start().waitForOutcome();
        if (!outcome.isKilledByFilter()) {
          surprises.add(outcome.toString());
        }
      } else if (n % 10 == 1) {
        missing.start();
        surprises.add("started");
      } else {
        Outcome outcome = fine.start().waitForOutcome();
        if (!outcome.isSuccess()) {
          surprises.add(outcome.toString());
        }
      }
    } catch (StartException expected) {
      if (n % 10 != 1) {
        surprises.add(expected.toString());
      }
    } catch (Exception failed) {
      surprises.add(failed.toString());
    }
  }

  private static void allocate(AtomicBoolean busy) {
    List<byte[]> blocks = new ArrayList<>();
    while (busy.get()) {
      blocks.add(new byte[64 << 10]);
      if (blocks.size() > 400) {
        blocks.clear();
      }
    }
  }
}
