package io.seccomp4j.arch;

import io.seccomp4j.internal.data.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Shows numbers in arguments by name; {@code meanings.txt} says which names fit where. */
final class Meaning {
  /** A name and its value on one architecture. */
  private record Named(String name, long value) {}

  /** A part of the number that holds one value of a list; the name of the mask may be missing. */
  private record Field(long mask, List<Named> values, @Nullable String name) {}

  private static final Map<String, String> FAMILIES = new HashMap<>();
  private static final Map<String, String> USES = new HashMap<>();
  private static final Map<String, Meaning> RESOLVED = new ConcurrentHashMap<>();

  static {
    for (String line : DataFile.lines(Meaning.class, "meanings.txt")) {
      List<String> words = DataFile.split(line, ' ');
      if (words.get(0).equals("family")) {
        FAMILIES.put(words.get(1), line);
      } else {
        for (String parameter : words.subList(2, words.size())) {
          USES.put(parameter, words.get(1));
        }
      }
    }
  }

  private final List<Field> fields = new ArrayList<>();
  private final List<Named> bits = new ArrayList<>();

  private Meaning(Arch arch, List<String> parts) {
    long taken = 0;
    List<String> single = new ArrayList<>();
    for (String part : parts) {
      int colon = part.indexOf(':');
      if (colon < 0) {
        single.add(part);
        continue;
      }
      String mask = part.substring(0, colon);
      long bitsOfField = mask.equals("all") ? -1 : Long.decode(mask);
      fields.add(
          new Field(
              bitsOfField,
              named(arch, DataFile.split(part.substring(colon + 1), ',')),
              nameOfMask(arch, parts, bitsOfField)));
      taken |= bitsOfField;
    }
    for (Named named : named(arch, single)) {
      if ((named.value() & taken) == 0) {
        bits.add(named);
      }
    }
  }

  /** A constant for all bits of a field, as O_ACCMODE, is excluded from the single bits. */
  private static @Nullable String nameOfMask(Arch arch, List<String> parts, long mask) {
    for (String part : parts) {
      if (part.startsWith("-")) {
        OptionalLong value = ConstantTable.value(part.substring(1), arch);
        if (value.isPresent() && value.getAsLong() == mask) {
          return part.substring(1);
        }
      }
    }
    return null;
  }

  /** Returns the text of a value that stands in a parameter. */
  static String describe(Arch arch, String syscall, Parameter parameter, long register) {
    long value = register & parameter.width().mask();
    String family = family(syscall, parameter);
    if (family == null) {
      return plain(parameter, value);
    }
    if (family.equals("octal")) {
      return value == 0 ? "0" : "0" + Long.toOctalString(value);
    }
    if (family.equals("fd")) {
      return (int) value == -100 ? "AT_FDCWD" : Integer.toString((int) value);
    }
    String text = of(arch, family).text(value, parameter.width().mask());
    return text != null ? text : plain(parameter, value);
  }

  /** Returns the text of bits that are compared alone: of a mask, or of the value under it. */
  static String describeBits(
      Arch arch, String syscall, Parameter parameter, long mask, long value, boolean isMask) {
    String family = family(syscall, parameter);
    if (family == null || family.equals("octal") || family.equals("fd")) {
      boolean octal = family != null && family.equals("octal") && value != 0;
      return octal ? "0" + Long.toOctalString(value) : number(value);
    }
    return of(arch, family).bitsAsText(mask, value, isMask);
  }

  private static @Nullable String family(String syscall, Parameter parameter) {
    String family = USES.get(syscall + '.' + parameter.name());
    if (family == null) {
      family = USES.get("*." + parameter.name());
    }
    return family != null && family.equals("octal") && !isMode(syscall, parameter) ? null : family;
  }

  private static Meaning of(Arch arch, String family) {
    return RESOLVED.computeIfAbsent(
        family + '@' + arch,
        key -> {
          List<String> words = DataFile.split(FAMILIES.getOrDefault(family, ""), ' ');
          return new Meaning(arch, words.subList(2, words.size()));
        });
  }

  private static boolean isMode(String syscall, Parameter parameter) {
    return parameter.type().equals("umode_t") || syscall.equals("umask");
  }

  /** Returns a number without names: pointers and large ones in hexadecimal. */
  private static String plain(Parameter parameter, long value) {
    if (parameter.type().indexOf('*') >= 0) {
      return value == 0 ? "NULL" : "0x" + Long.toHexString(value);
    }
    if (parameter.isSigned()) {
      return Long.toString(parameter.width() == Width.LOW_32 ? (int) value : value);
    }
    return number(value);
  }

  static String number(long value) {
    return value >= 0 && value < 1 << 20 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  /** A field is named only where the mask has all of it; bits without a name are a number. */
  private String bitsAsText(long mask, long value, boolean isMask) {
    long rest = value;
    List<String> names = new ArrayList<>();
    for (Field field : fields) {
      if (field.mask() != -1 && (mask & field.mask()) == field.mask()) {
        String name = isMask ? field.name() : match(field.values(), value & field.mask(), -1);
        if (name != null) {
          names.add(name);
          rest &= ~field.mask();
        }
      }
    }
    for (Named bit : bits) {
      if (bit.value() != 0 && (rest & bit.value()) == bit.value()) {
        names.add(bit.name());
        rest &= ~bit.value();
      }
    }
    if (names.isEmpty()) {
      return number(value);
    }
    if (rest != 0) {
      names.add("0x" + Long.toHexString(rest));
    }
    return String.join("|", names);
  }

  /** Returns the names, with what is left over in hexadecimal; null when no name fits. */
  private @Nullable String text(long value, long mask) {
    if (value == mask && !bits.isEmpty()) {
      // All ones is a value of its own, as in personality(0xffffffff), and no set of flags.
      return null;
    }
    long rest = value;
    List<String> names = new ArrayList<>();
    for (Field field : fields) {
      String name = match(field.values(), value & field.mask(), mask & field.mask());
      if (name != null) {
        names.add(name);
        rest &= ~field.mask();
      }
    }
    for (Named bit : bits) {
      long ones = bit.value() & mask;
      if (ones != 0 && (rest & ones) == ones) {
        names.add(bit.name());
        rest &= ~ones;
      }
    }
    if (names.isEmpty()) {
      return value == 0 ? match(bits, 0, mask) : null;
    }
    if (rest != 0) {
      names.add("0x" + Long.toHexString(rest));
    }
    return String.join("|", names);
  }

  private static @Nullable String match(List<Named> candidates, long value, long mask) {
    for (Named candidate : candidates) {
      if ((candidate.value() & mask) == value) {
        return candidate.name();
      }
    }
    return null;
  }

  /** Resolves names, patterns that end in {@code *}, and exclusions that start with {@code -}. */
  private static List<Named> named(Arch arch, List<String> patterns) {
    List<Named> result = new ArrayList<>();
    for (String pattern : patterns) {
      if (pattern.startsWith("-")) {
        String excluded = pattern.substring(1);
        result.removeIf(named -> matches(excluded, named.name()));
      } else if (pattern.endsWith("*")) {
        for (String name : ConstantTable.names()) {
          if (matches(pattern, name)) {
            add(arch, name, result);
          }
        }
      } else {
        add(arch, pattern, result);
      }
    }
    return List.copyOf(result);
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }

  private static void add(Arch arch, String name, List<Named> result) {
    OptionalLong value = ConstantTable.value(name, arch);
    if (value.isPresent()) {
      result.add(new Named(name, value.getAsLong()));
    }
  }

  /** Returns the families with their parts and the uses, for the test that every name exists. */
  static Map<String, String> families() {
    return Map.copyOf(FAMILIES);
  }

  /** Returns the parameters that have a family. */
  static Map<String, String> uses() {
    return Map.copyOf(USES);
  }
}
