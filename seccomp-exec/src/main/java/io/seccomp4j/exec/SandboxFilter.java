package io.seccomp4j.exec;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.policy.FilterFlag;
import io.seccomp4j.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the programs of a sandbox run under, compiled when it is first needed. */
final class SandboxFilter {
  private record Compiled(StartFilter filter, List<String> warnings) {}

  private final String description;
  private final Function<Compiler, Compiled> maker;
  private final Lazy<Compiled> compiled;

  private SandboxFilter(String description, Function<Compiler, Compiled> maker, Compiler compiler) {
    this.description = description;
    this.maker = maker;
    compiled = new Lazy<>(() -> maker.apply(compiler));
  }

  static SandboxFilter of(Policy policy) {
    return new SandboxFilter(
        policy.toString(), compiler -> compile(policy, compiler), Compiler.AUTO);
  }

  /** Takes a filter as it is, whatever compiler is chosen. */
  static SandboxFilter of(Filter filter, int flags) {
    StartFilter start = new StartFilter(filter, flags);
    return new SandboxFilter(
        filter.toString(), compiler -> new Compiled(start, List.of()), Compiler.AUTO);
  }

  /** Returns the same, compiled by another. */
  SandboxFilter by(Compiler compiler) {
    return new SandboxFilter(description, maker, compiler);
  }

  StartFilter get() {
    return compiled.get().filter();
  }

  List<String> warnings() {
    return compiled.get().warnings();
  }

  private static Compiled compile(Policy policy, Compiler compiler) {
    CompiledFilter compiled = FilterCompiler.compile(policy, compiler);
    List<String> warnings = new ArrayList<>(policy.warnings());
    warnings.addAll(compiled.warnings());
    int flags = 0;
    for (FilterFlag flag : policy.flags()) {
      if (flag == FilterFlag.LOG || flag == FilterFlag.SPEC_ALLOW) {
        flags |= flag.bit();
      } else {
        warnings.add(
            flag.ociName()
                + (flag == FilterFlag.TSYNC
                    ? " has no effect: the program starts with one thread"
                    : " has no effect: nothing is supervised"));
      }
    }
    return new Compiled(new StartFilter(compiled.filter(), flags), List.copyOf(warnings));
  }

  /** Returns the policy, or the filter, in one line. */
  @Override
  public String toString() {
    return description;
  }
}
