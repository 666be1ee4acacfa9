package io.seccomp4j.oci;

import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.SyscallGroup;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code syscalls} of a profile. Not thread-safe. */
final class EntryReader {
  /** A syscall has six arguments; runtimes make a rule of each test where one is tested twice. */
  private static final int MOST_TESTS = 64;

  private static final List<String> FIELDS = List.of("names", "action", "errnoRet", "args");
  private static final List<String> ARGUMENT_FIELDS = List.of("index", "value", "valueTwo", "op");
  private static final BigInteger UINT32 = BigInteger.valueOf(0xffff_ffffL);
  private static final BigInteger UINT64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final int ARGUMENTS = 6;

  private static final Map<String, Operator> OPERATORS =
      Words.named(Operator.values(), Operator::ociName);

  private final JsonCursor cursor;
  private @Nullable Spot firstNotify;
  private final NameReader nameReader;
  private final ReadEntries entries = new ReadEntries();

  EntryReader(JsonCursor cursor, List<SyscallGroup> groups) {
    this.cursor = cursor;
    this.nameReader = new NameReader(cursor, groups);
  }

  /** Returns what was read. */
  ReadEntries entries() {
    return entries;
  }

  /** Returns where the first NOTIFY stands. */
  Optional<Spot> firstNotify() {
    return Optional.ofNullable(firstNotify);
  }

  void read() throws IOException {
    if (cursor.nullIsAbsent() || !cursor.array()) {
      return;
    }
    while (cursor.nextElement()) {
      if (cursor.object(FIELDS)) {
        entry();
      } else {
        entries.add(Optional.empty());
      }
    }
  }

  private void entry() throws IOException {
    Spot start = cursor.container();
    entries.startsAt(start);
    ActionFields action = new ActionFields(cursor, "action");
    boolean named = false;
    Spot namesSpot = start;
    NameReader.Names names = NameReader.NONE;
    List<ArgumentEntry> args = new ArrayList<>();
    while (cursor.nextField()) {
      switch (cursor.key()) {
        case "names" -> {
          named = true;
          namesSpot = cursor.here();
          names = nameReader.read();
        }
        case "action" -> action.readAction();
        case "errnoRet" -> action.readData();
        case "args" -> arguments(args);
        default -> {
          named |= cursor.key().equals("name");
          cursor.problemAtKey(() -> Words.unknownField(cursor.key(), FIELDS));
          cursor.skip();
        }
      }
    }
    if (!named) {
      cursor.problem(start, "the field \"names\" is missing");
    }
    firstNotify = firstNotify().or(action::notifySpot).orElse(null);
    Optional<Action> finished = action.finish(start);
    if (names.isEmpty() || finished.isEmpty()) {
      entries.add(Optional.empty());
    } else if (names.group().isEmpty()) {
      entries.add(Optional.of(new SyscallEntry(names.names(), finished.get(), args)));
    } else {
      entries.add(names, finished.get(), args, namesSpot);
    }
  }

  private void arguments(List<ArgumentEntry> args) throws IOException {
    if (cursor.nullIsAbsent() || !cursor.array()) {
      return;
    }
    int indexes = 0;
    int elements = 0;
    while (cursor.nextElement()) {
      if (++elements == MOST_TESTS + 1) {
        cursor.problem("an entry of more than " + MOST_TESTS + " tests is not taken for a profile");
      }
      if (cursor.object(ARGUMENT_FIELDS)) {
        Spot start = cursor.container();
        Optional<ArgumentEntry> arg = argument(start);
        if (arg.isPresent() && elements <= MOST_TESTS) {
          args.add(arg.get());
          if ((indexes & 1 << arg.get().index()) != 0) {
            cursor.warning(
                start,
                "argument "
                    + arg.get().index()
                    + " is tested twice: runtimes take each test of this entry as a rule of its"
                    + " own, so that any of them is enough");
          }
          indexes |= 1 << arg.get().index();
        }
      }
    }
  }

  private Optional<ArgumentEntry> argument(Spot start) throws IOException {
    OptionalLong index = OptionalLong.empty();
    OptionalLong value = OptionalLong.empty();
    OptionalLong valueTwo = OptionalLong.empty();
    Optional<Operator> operator = Optional.empty();
    Set<String> missing = new HashSet<>(ARGUMENT_FIELDS);
    Spot valueSpot = start;
    Spot valueTwoSpot = start;
    while (cursor.nextField()) {
      missing.remove(cursor.key());
      switch (cursor.key()) {
        case "index" -> index = index();
        case "value" -> {
          valueSpot = cursor.here();
          value = cursor.unsigned(UINT64);
        }
        case "valueTwo" -> {
          valueTwoSpot = cursor.here();
          valueTwo = cursor.nullIsAbsent() ? OptionalLong.empty() : cursor.unsigned(UINT64);
        }
        case "op" -> operator = operator();
        default -> {
          cursor.problemAtKey(() -> Words.unknownField(cursor.key(), ARGUMENT_FIELDS));
          cursor.skip();
        }
      }
    }
    for (String field : ARGUMENT_FIELDS) {
      if (missing.contains(field) && !field.equals("valueTwo")) {
        cursor.problem(start, "the field \"" + field + "\" is missing");
      }
    }
    if (index.isEmpty() || value.isEmpty() || operator.isEmpty()) {
      return Optional.empty();
    }
    ArgumentEntry arg =
        new ArgumentEntry(
            (int) index.getAsLong(), operator.get(), value.getAsLong(), valueTwo.orElse(0));
    doubts(arg, valueSpot, valueTwoSpot);
    return Optional.of(arg);
  }

  private OptionalLong index() throws IOException {
    OptionalLong index = cursor.unsigned(UINT32);
    if (index.isPresent() && index.getAsLong() >= ARGUMENTS) {
      cursor.problem(
          "argument index " + index.getAsLong() + " is out of range: a syscall has 0 to 5");
      return OptionalLong.empty();
    }
    return index;
  }

  private Optional<Operator> operator() throws IOException {
    Spot spot = cursor.here();
    Optional<String> name = cursor.string();
    Optional<Operator> operator = name.map(OPERATORS::get);
    if (name.isPresent() && operator.isEmpty()) {
      cursor.problem(spot, Words.unknown("operator", name.get(), "SCMP_CMP_", OPERATORS.keySet()));
    }
    return operator;
  }

  private void doubts(ArgumentEntry arg, Spot value, Spot valueTwo) {
    if (arg.operator() != Operator.MASKED_EQ) {
      if (arg.valueTwo() != 0) {
        cursor.warning(
            valueTwo, "valueTwo goes with SCMP_CMP_MASKED_EQ; " + arg.operator() + " ignores it");
      }
    } else if (arg.value() == 0) {
      cursor.warning(
          value,
          "the mask is 0, so the test always holds: value is the mask, valueTwo what the masked"
              + " bits must be");
    } else if ((arg.valueTwo() & ~arg.value()) != 0) {
      cursor.warning(
          valueTwo,
          "valueTwo has bits outside of the mask, which is value; runtimes do not look at them");
    }
  }
}
