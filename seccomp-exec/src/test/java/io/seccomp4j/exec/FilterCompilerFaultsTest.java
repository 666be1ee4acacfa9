package io.seccomp4j.exec;

import static io.seccomp4j.policy.Action.errno;
import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.BuiltInCompiler;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.bpf.Proof;
import io.seccomp4j.bpf.Verifier;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.LibSeccomp;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.SystemCall;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Horizon;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A libseccomp that fails, lies, never returns or is not there, for each choice of compiler. */
final class FilterCompilerFaultsTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(200);

  /** Takes every function of libseccomp to compile: two architectures, and a rule on both. */
  private final Policy policy =
      Policy.denyByDefault(errno("EPERM"))
          .nativeArchitecture(Arch.X86_64)
          .architectures(Arch.X86)
          .allow("read", "write")
          .on("close", errno("EBADF"), arg("fd").is(3))
          .horizon(Horizon.NONE)
          .build();

  private final Filter right = BuiltInCompiler.compile(policy);
  private final Kernel kernel = Host.kernel();
  private final FakeLibSeccomp seccomp = new FakeLibSeccomp(kernel);

  FilterCompilerFaultsTest() {
    seccomp.exports(right);
  }

  private FilterCompiler compiler(Duration patience) {
    return new FilterCompiler(seccomp::library, () -> kernel, patience);
  }

  private FilterCompiler compilerWithout(SystemCall call) {
    Kernel refusing = new Refusing(kernel, EnumSet.of(call), Linux.EPERM);
    return new FilterCompiler(seccomp::library, () -> refusing, LONG);
  }

  private CompiledFilter auto(FilterCompiler compiler) {
    return compiler.compiled(policy, Compiler.AUTO);
  }

  /** What every fault and limit has in common: the choice decides what becomes of it. */
  private void assertLeftTo(FilterCompiler compiler, boolean told, String... words) {
    CompiledFilter filter = auto(compiler);
    assertThat(filter.filter()).isEqualTo(right);
    assertThat(filter.compiler()).isEqualTo("built-in");
    assertThat(filter.reason().orElseThrow()).contains(words);
    if (told) {
      assertThat(filter.warnings()).singleElement().asString().contains(words);
      assertThat(filter.warnings().get(0)).startsWith("the built-in compiler is used");
    } else {
      assertThat(filter.warnings()).isEmpty();
    }
    assertThatThrownBy(() -> compiler.compiled(policy, Compiler.LIBSECCOMP))
        .isInstanceOf(CompileException.class)
        .hasMessageContainingAll(words);
    assertThat(seccomp.contexts()).as("contexts that are not freed").isEmpty();
    assertUntouched();
  }

  private void assertUntouched() {
    FilterCompiler without =
        new FilterCompiler(
            () -> {
              throw new AssertionError("libseccomp is bound");
            },
            () -> kernel,
            LONG);
    CompiledFilter filter = without.compiled(policy, Compiler.BUILTIN);

    assertThat(filter.filter()).isEqualTo(right);
    assertThat(filter.compiler()).isEqualTo("built-in");
    assertThat(filter.reason()).isEmpty();
    assertThat(filter.warnings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Compiler.class,
      names = {"AUTO", "LIBSECCOMP"})
  void rightProgram_isTaken(Compiler choice) {
    CompiledFilter filter = compiler(LONG).compiled(policy, choice);

    assertThat(filter.compiler()).isEqualTo("libseccomp 2.5.4");
    assertThat(filter.reason()).isEmpty();
    assertThat(filter.warnings()).isEmpty();
    assertThat(seccomp.contexts()).isEmpty();
    assertThat(seccomp.called()).containsExactlyInAnyOrderElementsOf(functions().toList());
  }

  @Test
  void choices_areKeptApart() {
    FilterCompiler compiler = compiler(LONG);

    for (Compiler choice : Compiler.values()) {
      assertThat(compiler.compiled(policy, choice))
          .isSameAs(compiler.compiled(policy, choice))
          .extracting(CompiledFilter::compiler)
          .isEqualTo(choice == Compiler.BUILTIN ? "built-in" : "libseccomp 2.5.4");
    }
  }

  /** One change of one instruction, of each kind and at each place. */
  @TestFactory
  Stream<DynamicTest> wrongProgram_isNeverUsed() {
    List<DynamicTest> tests = new ArrayList<>();
    List<Instruction> program = right.instructions();
    for (int at = 0; at < program.size(); at++) {
      Instruction old = program.get(at);
      int place = at;
      Stream.of(
              new Instruction(old.code(), old.jf(), old.jt(), old.k()),
              new Instruction(old.code(), old.jt(), old.jf(), old.k() ^ 1),
              new Instruction(old.code(), old.jt(), old.jf(), old.k() ^ 0x10000))
          .filter(changed -> !changed.equals(old))
          .map(changed -> changed(place, changed))
          .filter(changed -> !changed.isEmpty())
          .forEach(
              changed ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          place + ": " + old + " becomes " + changed.get(place),
                          () -> assertNotUsed(Filter.of(changed)))));
    }
    assertThat(tests).hasSizeGreaterThan(program.size());
    return tests.stream();
  }

  private List<Instruction> changed(int at, Instruction instruction) {
    List<Instruction> program = new ArrayList<>(right.instructions());
    program.set(at, instruction);
    try {
      return Filter.of(program).instructions();
    } catch (IllegalArgumentException invalid) {
      return List.of();
    }
  }

  private void assertNotUsed(Filter wrong) {
    if (Verifier.prove(wrong, policy) instanceof Proof.Equal) {
      return;
    }
    seccomp.exports(wrong);
    FilterCompiler compiler = compiler(LONG);

    assertThat(auto(compiler).filter()).isEqualTo(right);
    assertThat(auto(compiler).reason()).isPresent();
    assertThatThrownBy(() -> compiler.compiled(policy, Compiler.LIBSECCOMP))
        .isInstanceOf(CompileException.class);
  }

  @Test
  void programThatAllowsEverything_isRefutedWithACall() {
    seccomp.exports(Filters.allowingAll());

    assertLeftTo(compiler(LONG), true, "libseccomp 2.5.4", "does not do what the policy says");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "06000000", // half an instruction
        "0600000000000000ff", // one byte more
        "0700000000000000", // no return at the end
        "2000000040000000" + "0600000000000000", // a load behind the data
        "0500000007000000" + "0600000000000000", // a jump behind the end
        "9400000001000000" + "0600000000000000", // an opcode that seccomp lacks
      })
  void invalidProgram_isRefused(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    seccomp.exports(bytes);

    assertLeftTo(compiler(LONG), true, "a program that no kernel takes");
  }

  @ParameterizedTest
  @CsvSource({
    "seccomp_init, 0, does not take the default action",
    "seccomp_attr_set, -22, EINVAL",
    "seccomp_arch_resolve_name, 0, does not know the architecture",
    "seccomp_arch_remove, -17, EEXIST",
    "seccomp_arch_add, -22, EINVAL",
    "seccomp_syscall_resolve_name_arch, -1, does not know",
    "seccomp_syscall_resolve_name, -1, does not know",
    "seccomp_rule_add_array, -12, ENOMEM",
    "seccomp_merge, -17, EEXIST",
    "seccomp_export_bpf, -9, EBADF",
  })
  void refusedCall_isAReasonAndFreesTheContexts(String function, long result, String words) {
    seccomp.answers(function, result);

    assertLeftTo(compiler(LONG), false, words);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void callThatThrows_isAFault(String function) {
    seccomp.throwsAt(function);
    FilterCompiler compiler = compiler(LONG);

    assertThat(auto(compiler).filter()).isEqualTo(right);
    assertThat(auto(compiler).warnings())
        .singleElement()
        .asString()
        .contains("libseccomp failed", "Invalid memory access");
  }

  @ParameterizedTest
  @MethodSource("functions")
  void callThatNeverReturns_costsItsPatienceOnce(String function) {
    seccomp.hangsAt(function);
    FilterCompiler compiler = compiler(SHORT);
    try {
      CompiledFilter filter = auto(compiler);
      assertThat(filter.filter()).isEqualTo(right);
      assertThat(filter.warnings()).singleElement().asString().contains("did not return within");

      seccomp.forgetCalls();
      Policy another = policy.toBuilder().allow("dup").build();
      assertThat(compiler.compiled(another, Compiler.AUTO).warnings())
          .singleElement()
          .asString()
          .contains("used no more in this JVM");
      assertThatThrownBy(() -> compiler.compiled(policy, Compiler.LIBSECCOMP))
          .isInstanceOf(CompileException.class)
          .hasMessageContaining("used no more in this JVM");
      assertThat(compiler.compiled(policy, Compiler.BUILTIN).warnings()).isEmpty();
      assertThat(seccomp.called()).isEmpty();
    } finally {
      seccomp.returnsAtLast();
    }
  }

  static Stream<String> functions() {
    return Arrays.stream(LibSeccomp.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(Method::getName);
  }

  @Test
  void refusedSeccomp_isBlamedOnTheHost() {
    seccomp.answers("seccomp_attr_set", -22);
    FilterCompiler compiler = compilerWithout(SystemCall.SECCOMP);

    assertThat(auto(compiler).warnings())
        .singleElement()
        .asString()
        .contains("seccomp(2) is refused", "EPERM", "container");
    assertThatThrownBy(() -> compiler.compiled(policy, Compiler.LIBSECCOMP))
        .isInstanceOf(UnsupportedOnThisHostException.class)
        .hasMessageContainingAll("seccomp(2) is refused", "EPERM", "container", "bad-arch action");
    assertThat(seccomp.contexts()).isEmpty();
  }

  @Test
  void programTooLongForThePipe_isRefusedAndNotCut() {
    seccomp.exports(new byte[1 << 20]);

    assertLeftTo(
        compilerWithout(SystemCall.MEMFD_CREATE), false, "more than the 4096 instructions");
  }

  @Test
  void largestErrno_isNamedWhenItIsRefused() {
    Policy largest =
        Policy.denyByDefault(errno("EPERM")).on("read", errno(Action.MAX_ERRNO)).build();
    seccomp.answers("seccomp_rule_add_array", -22);

    assertThatThrownBy(() -> compiler(LONG).compiled(largest, Compiler.LIBSECCOMP))
        .isInstanceOf(CompileException.class)
        .hasMessageContainingAll("read", "EINVAL", "an errno less than 4095");
    assertThat(compiler(LONG).compiled(largest, Compiler.AUTO).reason().orElseThrow())
        .contains("an errno less than 4095");
  }

  @Test
  void interrupt_isKept() {
    Thread.currentThread().interrupt();

    assertThat(auto(compiler(LONG)).compiler()).startsWith("libseccomp");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void missingLibrary_isReplacedWithAWarningThatNamesThePackage() {
    FilterCompiler compiler =
        new FilterCompiler(
            () -> {
              throw new UnsupportedOnThisHostException("apt-get install libseccomp2");
            },
            () -> kernel,
            LONG);

    assertThat(auto(compiler).filter()).isEqualTo(right);
    assertThat(auto(compiler).warnings()).singleElement().asString().contains("libseccomp2");
    assertThatThrownBy(() -> compiler.compiled(policy, Compiler.LIBSECCOMP))
        .isInstanceOf(UnsupportedOnThisHostException.class)
        .hasMessageContaining("libseccomp2");
    assertUntouched();
  }

  /** A limit that holds without it is no reason to complain of its absence. */
  @Test
  void missingLibrary_isNoMatterWhereItWouldNotBeUsed() {
    PolicyBuilder builder = Policy.allowByDefault();
    for (int i = 0; i < 3; i++) {
      builder.on("mmap", errno(i + 1), arg(i).full64().isNot(i), arg(i + 1).full64().isNot(9));
    }
    FilterCompiler compiler =
        new FilterCompiler(
            () -> {
              throw new UnsupportedOnThisHostException("apt-get install libseccomp2");
            },
            () -> kernel,
            LONG);

    CompiledFilter filter = compiler.compiled(builder.build(), Compiler.AUTO);

    assertThat(filter.reason().orElseThrow()).contains("mmap");
    assertThat(filter.warnings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Compiler.class)
  void policyBeyondWhatAKernelLoads_namesTheBiggestContributors(Compiler choice) {
    Random random = new Random(4096);
    PolicyBuilder builder = Policy.allowByDefault();
    for (String syscall : List.of("kill", "read", "close")) {
      int values = syscall.equals("kill") ? 2000 : 50;
      for (int i = 0; i < values; i++) {
        builder.on(syscall, errno(1 + random.nextInt(5)), arg(0).full64().is(random.nextLong()));
      }
    }
    Policy large = builder.build();

    assertThatThrownBy(() -> compiler(LONG).compiled(large, choice))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("kill")
        .hasMessageMatching(".*(takes 4096; most come from|take more than 512 rules).*");
  }
}
