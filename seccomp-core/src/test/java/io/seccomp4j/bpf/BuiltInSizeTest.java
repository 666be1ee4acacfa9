package io.seccomp4j.bpf;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How long the built-in compiler's filters are, and how long the ways through them. */
final class BuiltInSizeTest {
  /** The calls of x86_64 that containers usually may not make; 331 are left. */
  private static final Set<String> DENIED =
      Set.of(
          ("_sysctl add_key afs_syscall cachestat create_module fchmodat2 file_getattr"
                  + " file_setattr futex_requeue futex_wait futex_waitv futex_wake"
                  + " get_kernel_syms getpmsg getxattrat io_pgetevents io_uring_enter"
                  + " io_uring_register io_uring_setup kexec_file_load kexec_load listmount"
                  + " listxattrat lsm_get_self_attr lsm_list_modules lsm_set_self_attr"
                  + " map_shadow_stack migrate_pages move_pages mseal nfsservctl"
                  + " open_tree_attr personality putpmsg quotactl_fd removexattrat request_key"
                  + " security set_mempolicy_home_node setxattrat statmount swapoff swapon"
                  + " sysfs tuxcall uprobe uretprobe uselib userfaultfd ustat vmsplice vserver")
              .split(" "));

  private static PolicyBuilder denying() {
    return Policy.denyByDefault(errno(Errno.EPERM)).nativeArchitecture(Arch.X86_64);
  }

  private static Collection<String> usual() {
    Set<String> names = new TreeSet<>(Syscalls.of(Arch.X86_64).names());
    names.removeAll(DENIED);
    return names;
  }

  private static int executed(Filter filter, String syscall, long... args) {
    int number = Syscalls.of(Arch.X86_64).number(syscall).orElseThrow();
    return Simulator.count(filter, Arch.X86_64, number, 0, args).executed();
  }

  @Test
  void listOf331Calls_staysShort() {
    Collection<String> names = usual();
    Filter filter = BuiltInCompiler.compile(denying().allow(names.toArray(String[]::new)).build());

    assertThat(names).hasSize(331);
    assertThat(filter.size()).isLessThanOrEqualTo(45);
    assertThat(names.stream().mapToInt(name -> executed(filter, name)).average().orElseThrow())
        .isLessThanOrEqualTo(9);
  }

  @Test
  void argumentRulesOfContainers_stayShort() {
    Collection<String> names = usual();
    names.removeAll(List.of("clone", "clone3", "socket"));
    PolicyBuilder builder =
        denying()
            .allow(names.toArray(String[]::new))
            .allow("clone", arg(0).full64().masked(0x7e02_0000L).is(0))
            .allow("socket", arg(0).full64().isNot(40))
            .on("clone3", errno(Errno.ENOSYS));
    for (long persona : new long[] {0, 8, 0x2_0000, 0x2_0008, 0xffff_ffffL}) {
      builder.allow("personality", arg(0).full64().is(persona));
    }

    assertThat(BuiltInCompiler.compile(builder.build()).size()).isLessThanOrEqualTo(65);
  }

  @Test
  void callThatATraceIsFullOf_comesFirst() {
    Policy policy =
        denying()
            .allow(usual().toArray(String[]::new))
            .on("ioctl", errno(Errno.ENOTTY), arg(1).low32().is(0x5401))
            .build();
    Filter plain = BuiltInCompiler.compile(policy);
    Filter traced =
        BuiltInCompiler.compile(policy, Map.of("ioctl", 1_000_000L, "read", 3L, "nonsense", 9L));

    assertThat(executed(traced, "ioctl")).isEqualTo(7).isLessThan(executed(plain, "ioctl"));
    assertThat(traced.size()).isLessThanOrEqualTo(plain.size() + 2);
  }

  @Test
  void manyValuesOfOneArgument_areSearched() {
    PolicyBuilder builder = denying();
    for (int i = 0; i < 100; i++) {
      builder.allow("ioctl", arg(1).low32().is(0x5400 + 3 * i));
    }
    Filter filter = BuiltInCompiler.compile(builder.build());

    assertThat(filter.size()).isLessThanOrEqualTo(150);
    assertThat(executed(filter, "ioctl", 0, 0x5400 + 3 * 70)).isLessThanOrEqualTo(18);
  }

  @Test
  void neighbouringValues_areOneRange() {
    PolicyBuilder builder = denying();
    for (int i = 0; i < 100; i++) {
      builder.allow("ioctl", arg(1).low32().is(0x5400 + i));
    }

    assertThat(BuiltInCompiler.compile(builder.build()).size()).isLessThanOrEqualTo(14);
  }

  /** What the conditions on a call add to a filter that allows the call. */
  private static int added(PolicyBuilder conditions, String syscall) {
    return BuiltInCompiler.compile(conditions.build()).size()
        - BuiltInCompiler.compile(denying().allow(syscall).build()).size();
  }

  /** The futex operations that gVisor's own filter allows; it writes a bit test by hand. */
  @Test
  void combinationsOfFlags_areOneBitTest() {
    PolicyBuilder builder = denying();
    for (long operation : new long[] {0x80, 0x81, 0, 1}) {
      builder.allow("futex", arg(1).full64().is(operation));
    }

    assertThat(added(builder, "futex")).isEqualTo(4);
  }

  /** The fcntl rules that gVisor documents its optimizer with, and the size that it reaches. */
  @Test
  void conditionOfAllRules_isTestedOnce() {
    PolicyBuilder builder = denying();
    for (long command : new long[] {3, 4, 1}) {
      builder.allow("fcntl", arg(0).full64().atMost(0x7fff_ffffL), arg(1).full64().is(command));
    }

    assertThat(added(builder, "fcntl")).isLessThanOrEqualTo(10);
  }

  @Test
  void equalConditions_areWrittenOnce() {
    PolicyBuilder builder = denying();
    for (String name : List.of("read", "write", "openat", "close", "ioctl", "fcntl", "mmap")) {
      builder.allow(name, arg(0).low32().is(3), arg(1).low32().is(4));
    }

    assertThat(BuiltInCompiler.compile(builder.build()).size()).isLessThanOrEqualTo(25);
  }

  @Test
  void longProgram_jumpsFarAndIsProven() {
    PolicyBuilder builder = denying();
    int value = 0;
    for (String name : Syscalls.of(Arch.X86_64).names()) {
      builder.allow(name, arg(0).low32().is(value++), arg(1).low32().is(value++));
    }
    Filter filter = BuiltInCompiler.compile(builder.build());

    assertThat(filter.size()).isBetween(1500, 3500);
  }

  @Test
  void sixConditionsOnEveryCall_areRefusedWithTheLargestNamed() {
    PolicyBuilder builder = denying();
    long value = 1;
    for (String name : Syscalls.of(Arch.X86_64).names()) {
      List<Condition> conditions = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        conditions.add(arg(i).full64().is(value++ << 20));
      }
      builder.add(Rule.of(Action.ALLOW, List.of(name), conditions));
    }
    builder.allow("bpf", arg(0).full64().atLeast(0x1_2345_6789L));
    Policy policy = builder.build();

    assertThatThrownBy(() -> BuiltInCompiler.compile(policy))
        .isInstanceOf(UncompilableException.class)
        .hasMessageStartingWith("the filter would have ")
        .hasMessageContaining(
            "the kernel takes 4096; most come from the conditions on bpf on x86_64");
  }

  @Test
  void thousandsOfRulesOnOneCall_areRefusedInTime() {
    PolicyBuilder builder = denying();
    for (int i = 0; i < 2000; i++) {
      builder.allow(
          "ioctl",
          arg(1).full64().masked(0xffff_000fL).is((long) i << 16 | (i & 7)),
          arg(2).full64().isNot(i),
          arg(3).full64().atLeast(i * 7L));
    }
    Policy policy = builder.build();

    assertThatThrownBy(() -> BuiltInCompiler.compile(policy))
        .isInstanceOf(UncompilableException.class)
        .hasMessageContaining("ioctl on x86_64");
  }
}
