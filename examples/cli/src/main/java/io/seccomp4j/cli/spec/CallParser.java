package io.seccomp4j.cli.spec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads a call as it is asked about, {@code socket(AF_INET, SOCK_STREAM, _)}. */
public final class CallParser {
  private final Arch arch;
  private final Scanner scanner;

  private CallParser(Arch arch, String text) {
    this.arch = arch;
    this.scanner = new Scanner(text);
  }

  /**
   * Reads a call.
   *
   * @param arch where it is made
   * @param text a syscall, or {@code %N}, and its arguments; {@code _} and those left out are
   *     unknown
   * @return the call
   * @throws UsageException when the text is no call; the message names the position
   */
  public static Call parse(Arch arch, String text) {
    try {
      return new CallParser(arch, text).call();
    } catch (UsageException e) {
      throw new UsageException("'" + text + "': " + e.getMessage());
    }
  }

  private Call call() {
    int number = number();
    List<OptionalLong> args = new ArrayList<>();
    if (scanner.take("(")) {
      if (!scanner.sees(")")) {
        do {
          args.add(argument(args.size()));
        } while (scanner.take(","));
      }
      if (!scanner.take(")")) {
        throw scanner.wrong("expected a comma or ), found " + scanner.next());
      }
    }
    if (!scanner.atEnd()) {
      throw scanner.wrong("expected the end, found " + scanner.next());
    }
    while (args.size() < Call.ARGUMENTS) {
      args.add(OptionalLong.empty());
    }
    return new Call(arch, number, args);
  }

  private int number() {
    int start = scanner.position();
    if (scanner.take("%")) {
      return Numbers.decimal(scanner.word().orElse(""))
          .orElseThrow(() -> scanner.wrong(start, "%N is a syscall by its decimal number"));
    }
    String name =
        scanner
            .word()
            .orElseThrow(() -> scanner.wrong(start, "expected a syscall, found " + scanner.next()));
    Names.requireSyscall(scanner, start, name);
    return Syscalls.of(arch)
        .number(name)
        .orElseThrow(() -> scanner.wrong(start, arch + " has no syscall " + name));
  }

  private OptionalLong argument(int index) {
    int start = scanner.position();
    if (index == Call.ARGUMENTS) {
      throw scanner.wrong(start, "a syscall has at most six arguments");
    }
    if (scanner.sees("\"")) {
      throw scanner.wrong(start, "a filter sees no text, only its address: write _");
    }
    if (scanner.takeUnknown()) {
      return OptionalLong.empty();
    }
    Constant value = Numbers.value(scanner);
    OptionalLong number = value.valueOn(arch);
    if (number.isEmpty()) {
      throw scanner.wrong(start, value + " does not exist on " + arch);
    }
    return number;
  }
}
