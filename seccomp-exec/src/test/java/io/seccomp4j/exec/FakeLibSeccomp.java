package io.seccomp4j.exec;

import static org.mockito.Mockito.mock;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.LibSeccomp;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mockito.invocation.InvocationOnMock;

/** Answers like libseccomp, with the program and the faults that it is told. */
final class FakeLibSeccomp {
  private final Kernel kernel;
  private final LibSeccomp library = mock(LibSeccomp.class, this::answer);
  private final Map<String, Long> results = new HashMap<>();
  private final Set<Long> contexts = ConcurrentHashMap.newKeySet();
  private final Set<String> called = ConcurrentHashMap.newKeySet();
  private final AtomicLong next = new AtomicLong(0x1000);
  private final CountDownLatch forever = new CountDownLatch(1);
  private byte[] program = {};
  private String hanging = "";
  private String throwing = "";

  FakeLibSeccomp(Kernel kernel) {
    this.kernel = kernel;
  }

  LibSeccomp library() {
    return library;
  }

  void exports(Filter filter) {
    exports(filter.toBytes(ByteOrder.nativeOrder()));
  }

  void exports(byte[] bytes) {
    program = bytes;
  }

  void answers(String function, long result) {
    results.put(function, result);
  }

  void hangsAt(String function) {
    hanging = function;
  }

  void throwsAt(String function) {
    throwing = function;
  }

  /** Ends all calls that hang, so that no thread outlives its test. */
  void returnsAtLast() {
    forever.countDown();
  }

  /** Returns the contexts that are neither freed nor merged into another. */
  Set<Long> contexts() {
    return contexts;
  }

  Set<String> called() {
    return called;
  }

  void forgetCalls() {
    called.clear();
  }

  private @Nullable Object answer(InvocationOnMock call) throws InterruptedException {
    String name = call.getMethod().getName();
    called.add(name);
    if (name.equals(hanging)) {
      forever.await();
    }
    if (name.equals(throwing)) {
      throw new Error("Invalid memory access");
    }
    Long told = results.get(name);
    Object result = told == null ? usual(name, call) : told;
    Class<?> type = call.getMethod().getReturnType();
    if (type == void.class) {
      return null;
    }
    return type == int.class && result instanceof Long number ? number.intValue() : result;
  }

  private Object usual(String name, InvocationOnMock call) {
    return switch (name) {
      case "seccomp_version" -> "2.5.4";
      case "seccomp_init" -> {
        long context = next.incrementAndGet();
        contexts.add(context);
        yield context;
      }
      case "seccomp_release" -> {
        contexts.remove(call.<Long>getArgument(0));
        yield 0L;
      }
      case "seccomp_merge" -> {
        contexts.remove(call.<Long>getArgument(1));
        yield 0L;
      }
      case "seccomp_arch_native" -> (long) Arch.X86_64.token();
      case "seccomp_arch_resolve_name" -> (long) arch(call.getArgument(0)).token();
      case "seccomp_syscall_resolve_name" -> number(Arch.X86_64, call.getArgument(0));
      case "seccomp_syscall_resolve_name_arch" ->
          number(
              call.<Integer>getArgument(0).equals(Arch.X86.token()) ? Arch.X86 : Arch.X86_64,
              call.getArgument(1));
      case "seccomp_export_bpf" -> export(call.getArgument(1));
      default -> 0L;
    };
  }

  private static Arch arch(String name) {
    return Arch.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static long number(Arch arch, String name) {
    return Syscalls.of(arch).number(name).orElse(LibSeccomp.NO_SYSCALL);
  }

  private long export(int fd) {
    if (program.length == 0) {
      return 0;
    }
    try (NativeMemory memory = kernel.allocate(program.length)) {
      memory.buffer().put(program);
      return Math.min(0, kernel.write(fd, memory.address(), program.length));
    }
  }
}
