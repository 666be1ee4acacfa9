package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.LibSeccomp;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.ArchRules;
import io.seccomp4j.policy.ArgumentTest;
import io.seccomp4j.policy.Branch;
import io.seccomp4j.policy.Policy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Feeds a policy to libseccomp: a context for each architecture, merged at the end, so that every
 * architecture gets the rules that the policy means there.
 */
final class LibSeccompInput {
  private static final int BINARY_TREE = 2;

  private final LibSeccomp seccomp;
  private final Kernel kernel;
  private final LibSeccompCheck checks;
  private final Policy policy;
  private final LibSeccompShapes shapes;

  LibSeccompInput(LibSeccomp seccomp, Kernel kernel, Policy policy, LibSeccompShapes shapes) {
    this.seccomp = seccomp;
    this.kernel = kernel;
    checks = new LibSeccompCheck(kernel);
    this.policy = policy;
    this.shapes = shapes;
  }

  /**
   * Compiles the policy.
   *
   * @throws CompileException when libseccomp cannot express it, fails, or makes no valid program
   */
  LibSeccompOutput compile() {
    long merged = 0;
    try (NativeMemory conditions = kernel.allocate(LibSeccomp.ARG_CMP_BYTES * 6)) {
      for (Arch arch : policy.effectiveArchitectures()) {
        long context = context(arch, conditions);
        if (merged == 0) {
          merged = context;
          continue;
        }
        try {
          checks.check(seccomp.seccomp_merge(merged, context), "seccomp_merge", arch.toString());
        } catch (RuntimeException e) {
          seccomp.seccomp_release(context);
          throw e;
        }
      }
      return new LibSeccompOutput(export(merged), seccomp.seccomp_version());
    } finally {
      if (merged != 0) {
        seccomp.seccomp_release(merged);
      }
    }
  }

  private long context(Arch arch, NativeMemory conditions) {
    long context = seccomp.seccomp_init(policy.defaultAction().returnValue());
    if (context == 0) {
      throw checks.failed(
          "libseccomp does not take the default action "
              + policy.defaultAction()
              + LibSeccompCheck.limit(policy.defaultAction()));
    }
    try {
      checks.check(
          seccomp.seccomp_attr_set(
              context, LibSeccomp.ATTRIBUTE_BAD_ARCH_ACTION, Action.KILL_PROCESS.returnValue()),
          "seccomp_attr_set",
          "bad-arch action");
      setArchitecture(context, arch);
      boolean any = addRules(context, policy.rulesOn(arch), conditions);
      if (any) {
        checks.check(
            seccomp.seccomp_attr_set(context, LibSeccomp.ATTRIBUTE_OPTIMIZE, BINARY_TREE),
            "seccomp_attr_set",
            "optimize");
      }
      return context;
    } catch (RuntimeException e) {
      seccomp.seccomp_release(context);
      throw e;
    }
  }

  private void setArchitecture(long context, Arch arch) {
    int token = token(arch);
    int nativeToken = seccomp.seccomp_arch_native();
    if (token == 0) {
      throw new CompileException("libseccomp does not know the architecture " + arch);
    }
    if (token != nativeToken) {
      checks.check(
          seccomp.seccomp_arch_remove(context, nativeToken),
          "seccomp_arch_remove",
          "the native architecture");
      checks.check(seccomp.seccomp_arch_add(context, token), "seccomp_arch_add", arch.toString());
    }
  }

  private int token(Arch arch) {
    return seccomp.seccomp_arch_resolve_name(arch.name().toLowerCase(Locale.ROOT));
  }

  private boolean addRules(long context, ArchRules rules, NativeMemory conditions) {
    boolean any = false;
    for (Map.Entry<Integer, List<Branch>> shape : shapes.of(rules.arch()).entrySet()) {
      int number = shape.getKey();
      List<Branch> branches = shape.getValue();
      if (branches.isEmpty()) {
        continue;
      }
      int syscall = syscall(rules.arch(), number);
      String name = LibSeccompShapes.name(rules.arch(), number);
      if (syscall == LibSeccomp.NO_SYSCALL) {
        throw new CompileException(
            "libseccomp "
                + seccomp.seccomp_version()
                + " does not know "
                + name
                + " on "
                + rules.arch());
      }
      for (Branch branch : branches) {
        fill(conditions.buffer(), branch.tests(), rules.arch());
        checks.check(
            seccomp.seccomp_rule_add_array(
                context,
                branch.action().returnValue(),
                syscall,
                branch.tests().size(),
                conditions.address()),
            "seccomp_rule_add",
            branch.action(),
            branch.action() + " for " + name);
        any = true;
      }
    }
    return any;
  }

  /**
   * libseccomp takes numbers of its own architecture and translates them by name to others. It may
   * know a name and not its number there, and takes the rule all the same.
   */
  private int syscall(Arch arch, int number) {
    if (arch == Arch.host()) {
      return number;
    }
    Optional<String> name = Syscalls.of(arch).name(number);
    if (name.isEmpty()) {
      return LibSeccomp.NO_SYSCALL;
    }
    int there = seccomp.seccomp_syscall_resolve_name_arch(token(arch), name.get());
    boolean carried = there <= LibSeccomp.FIRST_CARRIED && there >= LibSeccomp.LAST_CARRIED;
    return there == number || carried
        ? seccomp.seccomp_syscall_resolve_name(name.get())
        : LibSeccomp.NO_SYSCALL;
  }

  private static void fill(ByteBuffer conditions, List<ArgumentTest> tests, Arch arch) {
    conditions.clear();
    for (ArgumentTest test : tests) {
      boolean masked = LibSeccompShape.isMasked(test, arch);
      conditions
          .putInt(test.index())
          .putInt(masked ? LibSeccomp.COMPARE_MASKED_EQ : LibSeccompShape.operator(test))
          .putLong(masked ? test.mask() : test.value())
          .putLong(masked ? test.value() : 0);
    }
  }

  private Filter export(long context) {
    byte[] bytes = new LibSeccompExport(seccomp, kernel).export(context);
    List<Instruction> program = new ArrayList<>(EnosysPrologue.of(policy));
    if (bytes.length > (Filter.MAX_INSTRUCTIONS - program.size()) * Long.BYTES) {
      throw shapes.tooLong();
    }
    try {
      program.addAll(
          Filter.fromBytes(bytes, policy.nativeArchitecture().byteOrder()).instructions());
      return Filter.of(program);
    } catch (IllegalArgumentException e) {
      throw CompileException.fault(
          "libseccomp made a program that no kernel takes: " + e.getMessage());
    }
  }
}
