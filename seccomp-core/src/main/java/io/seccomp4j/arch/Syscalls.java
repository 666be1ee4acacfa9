package io.seccomp4j.arch;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The syscalls of an architecture, up to Linux 6.18: names, numbers and parameters.
 *
 * <p>Tables exist for x86_64, x86, x32, aarch64, arm, riscv64, ppc64le and s390x. Names are those
 * of the kernel's {@code __NR_} macros, so {@code newfstatat}, {@code umount2} and {@code _llseek};
 * libseccomp uses the same. The private calls of 32-bit ARM ({@code cacheflush}, {@code set_tls}
 * and their like) are part of its table.
 */
public final class Syscalls {
  private static final ConcurrentMap<Arch, Syscalls> TABLES = new ConcurrentHashMap<>();

  /** From here on 32-bit ARM has calls of its own (__ARM_NR_BASE), far above all others. */
  private static final int FIRST_PRIVATE = 0xf_0000;

  private final Arch arch;
  private final Map<String, Integer> numbers;

  private final ConcurrentMap<String, List<Parameter>> parameters = new ConcurrentHashMap<>();

  /** The other direction; made when it is first asked for, since many callers never do. */
  private volatile @Nullable Map<Integer, String> names;

  private Syscalls(Arch arch) {
    this.arch = arch;
    this.numbers = NumberTable.of(arch);
  }

  /**
   * Returns the table of an architecture.
   *
   * @param arch one of the 23; those without a table give an empty one, which says so by {@link
   *     #isEmpty()}
   * @return the table
   */
  public static Syscalls of(Arch arch) {
    Syscalls table = TABLES.get(arch);
    if (table == null) {
      table = new Syscalls(arch);
      TABLES.put(arch, table);
    }
    return table;
  }

  /**
   * Returns the architecture of this table.
   *
   * @return the architecture
   */
  public Arch arch() {
    return arch;
  }

  /**
   * Says whether there is no table for this architecture.
   *
   * @return true when nothing is known of it
   */
  public boolean isEmpty() {
    return numbers.isEmpty();
  }

  /**
   * Returns the number of a syscall.
   *
   * @param name its name, as {@code openat}
   * @return the number, for x32 with {@link Arch#X32_BIT}; empty when this architecture lacks it
   */
  public OptionalInt number(String name) {
    Integer number = numbers.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /**
   * Returns the name of a number.
   *
   * @param number a syscall number, for x32 with {@link Arch#X32_BIT}
   * @return the name, or empty for a number without a syscall
   */
  public Optional<String> name(int number) {
    Map<Integer, String> known = names;
    if (known == null) {
      known = new HashMap<>(1024);
      for (Map.Entry<String, Integer> entry : numbers.entrySet()) {
        known.put(entry.getValue(), entry.getKey());
      }
      names = known;
    }
    return Optional.ofNullable(known.get(number));
  }

  /**
   * Returns all names.
   *
   * @return the names in alphabetical order, unmodifiable
   */
  public Set<String> names() {
    return numbers.keySet();
  }

  /**
   * Returns the last number, after which kernels add new syscalls. The private calls of 32-bit ARM
   * have greater ones and do not count.
   *
   * @return the number, for x32 with {@link Arch#X32_BIT}; empty without a table
   */
  public OptionalInt last() {
    return numbers.values().stream()
        .mapToInt(Integer::intValue)
        .filter(number -> (number & ~Arch.X32_BIT) < FIRST_PRIVATE)
        .max();
  }

  /**
   * Returns the parameters of a syscall on this architecture, first to last.
   *
   * @param name the syscall
   * @return the parameters by position; empty for a syscall without any, for one whose registers
   *     differ from its definition in a way that the table does not know, and for unknown names
   */
  public List<Parameter> parameters(String name) {
    if (!numbers.containsKey(name)) {
      return List.of();
    }
    List<Parameter> known = parameters.get(name);
    if (known == null) {
      known = ParameterTable.of(arch, name);
      parameters.put(name, known);
    }
    return known;
  }

  /**
   * Returns which argument of a syscall selects its operation, so that the meaning and width of the
   * others depend on it.
   *
   * @param name the syscall
   * @return 0 for prctl, 1 for fcntl; empty for a syscall whose widths depend on no argument
   */
  public OptionalInt selector(String name) {
    return WidthTable.selector(name);
  }

  /**
   * Returns the width of an argument.
   *
   * @param name the syscall
   * @param index the argument, 0 to 5
   * @param selector the value of the argument that selects the operation (prctl's option, fcntl's
   *     cmd), where it is known
   * @return the bits that the kernel looks at
   */
  public Width width(String name, int index, OptionalLong selector) {
    List<Parameter> parameters = parameters(name);
    if (index >= parameters.size()) {
      return arch.hasWideArguments() ? Width.UNKNOWN : Width.LOW_32;
    }
    Parameter parameter = parameters.get(index);
    return selector.isPresent()
        ? WidthTable.width(arch, name, parameter, selector.getAsLong())
        : parameter.width();
  }

  /**
   * Returns the text of a number that stands in an argument, as messages show it: {@code
   * O_WRONLY|O_CREAT|O_CLOEXEC}, {@code AF_INET}, {@code AT_FDCWD}, the octal mode {@code 0755}.
   *
   * @param name the syscall
   * @param index the argument, 0 to 5
   * @param value the register's content; bits that the kernel ignores are left out
   * @return names joined with {@code |} where the parameter has any, bits without a name in
   *     hexadecimal; else a decimal number when it is small or signed, or a hexadecimal one
   */
  public String describe(String name, int index, long value) {
    List<Parameter> parameters = parameters(name);
    if (index < parameters.size()) {
      return Meaning.describe(arch, name, parameters.get(index), value);
    }
    return Meaning.number(value);
  }

  /**
   * Returns a test of an argument as people write it, {@code flags & O_ACCMODE == O_RDONLY}: the
   * argument by its name, numbers by their constants where they have any. Nothing is left out: a
   * number with bits that the kernel ignores is shown in hexadecimal.
   *
   * @param name the syscall
   * @param index the argument, 0 to 5
   * @param mask the bits that are compared; those that the kernel looks at, or more, are all
   * @param comparison the operator
   * @param value what they are compared with
   * @return the text
   */
  public String describeTest(String name, int index, long mask, String comparison, long value) {
    List<Parameter> parameters = parameters(name);
    Parameter parameter = index < parameters.size() ? parameters.get(index) : null;
    String argument = parameter == null ? "arg" + index : parameter.name();
    long width = parameter == null ? -1 : parameter.width().mask();
    long used = arch.hasWideArguments() ? width : width & Width.LOW_32.mask();
    if ((mask & used) == used && (value & ~used) == 0) {
      return argument + " " + comparison + " " + describe(name, index, value);
    }
    String bits = "0x" + Long.toHexString(mask);
    String number = "0x" + Long.toHexString(value);
    if (parameter != null && (mask & ~used) == 0) {
      bits = Meaning.describeBits(arch, name, parameter, mask, mask, true);
      number = Meaning.describeBits(arch, name, parameter, mask, value, false);
    }
    return mask == -1
        ? argument + " " + comparison + " " + number
        : argument + " & " + bits + " " + comparison + " " + number;
  }

  /**
   * Says whether any architecture has a syscall of that name.
   *
   * @param name a name
   * @return whether it is in any table
   */
  public static boolean isKnown(String name) {
    return NumberTable.Names.ALL.contains(name);
  }

  /**
   * Returns the known name that is closest to a misspelt one, or the call behind a function of the
   * C library, as {@code newfstatat} for {@code fstatat}.
   *
   * @param name an unknown name
   * @return the name that was probably meant, or empty when none is close
   */
  public static Optional<String> suggestion(String name) {
    String call = Spelling.callBehind(name);
    return call.isEmpty() ? closest(name, NumberTable.Names.ALL) : Optional.of(call);
  }

  /**
   * Returns the closest of some names to a misspelt one: at most two edits, and one for each three
   * letters, where swapping two neighbours is one edit.
   *
   * @param misspelt what somebody wrote
   * @param names what there is
   * @return the closest name, the first of equally close ones; empty when none is close
   */
  public static Optional<String> closest(String misspelt, Collection<String> names) {
    return Spelling.closest(misspelt, names);
  }

  /** Returns one line, as {@code 373 syscalls of x86_64}. */
  @Override
  public String toString() {
    return numbers.size() + " syscalls of " + arch;
  }
}
