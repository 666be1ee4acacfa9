package io.seccomp4j.exec;

import static io.seccomp4j.policy.Action.errno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.lenient;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.LibSeccomp;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.exec.internal.linux.SystemCall;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Policy;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;

/** A libseccomp that fails, lies or never returns. */
@ExtendWith(MockitoExtension.class)
final class FilterCompilerFaultsTest {
  private static final long CONTEXT = 0x1000;
  private static final int RETURN = 0x06;

  private final Kernel kernel = Host.kernel();
  private final Policy policy = Policy.denyByDefault(errno("EPERM")).allow("read").build();
  @Mock private LibSeccomp seccomp;

  @BeforeEach
  void answersLikeLibSeccomp() {
    lenient().when(seccomp.seccomp_version()).thenReturn("2.5.4");
    lenient().when(seccomp.seccomp_init(anyInt())).thenReturn(CONTEXT);
    lenient().when(seccomp.seccomp_arch_resolve_name(any())).thenReturn(Arch.host().token());
    lenient().when(seccomp.seccomp_arch_native()).thenReturn(Arch.host().token());
    exports(new Instruction(RETURN, 0, 0, Action.ALLOW.returnValue()));
  }

  private void exports(Instruction... program) {
    lenient()
        .when(seccomp.seccomp_export_bpf(anyLong(), anyInt()))
        .thenAnswer(call -> write(call.getArgument(1), program));
  }

  private long write(int fd, Instruction... program) {
    byte[] bytes = Filter.of(List.of(program)).toBytes(ByteOrder.nativeOrder());
    try (NativeMemory memory = kernel.allocate(bytes.length)) {
      memory.buffer().put(bytes);
      return Math.min(0, kernel.write(fd, memory.address(), bytes.length));
    }
  }

  private FilterCompiler compiler(Duration patience) {
    return new FilterCompiler(() -> seccomp, () -> kernel, patience);
  }

  private FilterCompiler compilerWithout(SystemCall call) {
    Kernel refusing = new Refusing(kernel, EnumSet.of(call), Linux.EPERM);
    return new FilterCompiler(() -> seccomp, () -> refusing, Duration.ofSeconds(10));
  }

  private FilterCompiler compiler() {
    return compiler(Duration.ofSeconds(10));
  }

  @Test
  void wrongProgram_isRefused() {
    assertThatThrownBy(() -> compiler().compiled(policy))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("does not do what the policy says")
        .hasMessageContaining("the filter allow");
    verify(seccomp).seccomp_release(CONTEXT);
  }

  @Test
  void invalidProgram_isRefused() {
    lenient().when(seccomp.seccomp_export_bpf(anyLong(), anyInt())).thenReturn(0L);

    assertThatThrownBy(() -> compiler().compiled(policy))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("no kernel takes");
    verify(seccomp).seccomp_release(CONTEXT);
  }

  @Test
  void noContext_isRefused() {
    lenient().when(seccomp.seccomp_init(anyInt())).thenReturn(0L);

    assertThatThrownBy(() -> compiler().compiled(policy)).isInstanceOf(CompileException.class);
    verify(seccomp, never()).seccomp_release(anyLong());
  }

  @Test
  void refusedAttribute_namesTheCallAndFreesTheContext() {
    lenient().when(seccomp.seccomp_attr_set(anyLong(), anyInt(), anyInt())).thenReturn(-22L);

    assertRefused("seccomp_attr_set", "EINVAL");
  }

  @Test
  void refusedSeccomp_isBlamedOnTheHost() {
    lenient().when(seccomp.seccomp_attr_set(anyLong(), anyInt(), anyInt())).thenReturn(-22L);

    assertThatThrownBy(() -> compilerWithout(SystemCall.SECCOMP).compiled(policy))
        .isInstanceOf(UnsupportedOnThisHostException.class)
        .hasMessageContainingAll("seccomp(2) is refused", "EPERM", "container", "bad-arch action");
    verify(seccomp).seccomp_release(CONTEXT);
  }

  @Test
  void programTooLongForThePipe_isRefusedAndNotCut() {
    lenient()
        .when(seccomp.seccomp_export_bpf(anyLong(), anyInt()))
        .thenAnswer(
            call -> {
              try (NativeMemory memory = kernel.allocate(1 << 20)) {
                return Math.min(0, kernel.write(call.getArgument(1), memory.address(), 1 << 20));
              }
            });

    assertThatThrownBy(() -> compilerWithout(SystemCall.MEMFD_CREATE).compiled(policy))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("more than the 4096 instructions");
  }

  @Test
  void largestErrno_isNamedWhenItIsRefused() {
    Policy largest =
        Policy.denyByDefault(errno("EPERM")).on("read", errno(Action.MAX_ERRNO)).build();
    lenient()
        .when(seccomp.seccomp_rule_add_array(anyLong(), anyInt(), anyInt(), anyInt(), anyLong()))
        .thenReturn(-22L);

    assertThatThrownBy(() -> compiler().compiled(largest))
        .isInstanceOf(CompileException.class)
        .hasMessageContainingAll("read", "EINVAL", "an errno less than 4095");
  }

  @Test
  void refusedRule_namesTheCallAndFreesTheContext() {
    lenient()
        .when(seccomp.seccomp_rule_add_array(anyLong(), anyInt(), anyInt(), anyInt(), anyLong()))
        .thenReturn(-12L);

    assertRefused("seccomp_rule_add", "ENOMEM");
  }

  @Test
  void refusedExport_namesTheCallAndFreesTheContext() {
    lenient().when(seccomp.seccomp_export_bpf(anyLong(), anyInt())).thenReturn(-9L);

    assertRefused("seccomp_export_bpf", "EBADF");
  }

  @Test
  void unknownArchitecture_isRefused() {
    lenient().when(seccomp.seccomp_arch_resolve_name(any())).thenReturn(0);

    assertRefused("does not know the architecture", Arch.host().toString());
  }

  @Test
  void refusedMerge_freesBothContexts() {
    Policy two =
        Policy.denyByDefault(errno("EPERM"))
            .nativeArchitecture(Arch.X86_64)
            .architectures(Arch.X86)
            .allow("read")
            .build();
    lenient().when(seccomp.seccomp_init(anyInt())).thenReturn(CONTEXT, CONTEXT + 1);
    lenient().when(seccomp.seccomp_merge(anyLong(), anyLong())).thenReturn(-17L);

    assertThatThrownBy(() -> compiler().compiled(two)).hasMessageContaining("seccomp_merge");
    verify(seccomp).seccomp_release(CONTEXT);
    verify(seccomp).seccomp_release(CONTEXT + 1);
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> compiler().compiled(policy))
        .isInstanceOf(CompileException.class)
        .hasMessageContainingAll(words);
    verify(seccomp).seccomp_release(CONTEXT);
  }

  @Test
  void callThatNeverReturns_costsItsPatienceOnce() {
    CountDownLatch forever = new CountDownLatch(1);
    lenient()
        .when(seccomp.seccomp_init(anyInt()))
        .thenAnswer(
            call -> {
              forever.await();
              return 0L;
            });
    FilterCompiler compiler = compiler(Duration.ofMillis(200));

    assertThatThrownBy(() -> compiler.compiled(policy))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("did not return");
    assertThatThrownBy(() -> compiler.compiled(policy))
        .hasMessageContaining("used no more in this JVM");
    forever.countDown();
  }

  @Test
  void interrupt_isKept() {
    exports(new Instruction(RETURN, 0, 0, Action.ALLOW.returnValue()));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> compiler().compiled(policy)).isInstanceOf(CompileException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void missingLibrary_saysWhatToInstall() {
    FilterCompiler compiler =
        new FilterCompiler(
            () -> {
              throw new UnsupportedOnThisHostException("apt-get install libseccomp2");
            },
            () -> kernel,
            Duration.ofSeconds(10));

    assertThatThrownBy(() -> compiler.compiled(policy))
        .isInstanceOf(UnsupportedOnThisHostException.class)
        .hasMessageContaining("libseccomp2");
  }
}
