package io.seccomp4j.oci;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.FilterFlag;
import io.seccomp4j.policy.SyscallGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a profile object while they are read. Not thread-safe. */
final class ProfileFields {
  static final List<String> NAMES =
      List.of(
          "defaultAction",
          "defaultErrnoRet",
          "architectures",
          "flags",
          "listenerPath",
          "listenerMetadata",
          "syscalls");

  private static final Map<String, Arch> ARCHITECTURES = Words.named(Arch.values(), Arch::ociName);
  private static final Map<String, FilterFlag> FLAGS =
      Words.named(FilterFlag.values(), FilterFlag::ociName);

  private final JsonCursor cursor;
  private final Problems problems;
  private final EntryReader entries;
  private final ActionFields defaultAction;
  private final List<Arch> architectures = new ArrayList<>();
  private Optional<List<FilterFlag>> flags = Optional.empty();
  private Optional<String> listenerPath = Optional.empty();
  private Optional<String> listenerMetadata = Optional.empty();
  private Spot start = Spot.WHOLE;
  private @Nullable Spot metadataSpot;

  ProfileFields(JsonCursor cursor, Problems problems, List<SyscallGroup> groups) {
    this.cursor = cursor;
    this.problems = problems;
    this.entries = new EntryReader(cursor, groups);
    this.defaultAction = new ActionFields(cursor, "defaultAction");
  }

  /** Reads a whole object, where there is one. */
  void readAll() throws IOException {
    start = cursor.here();
    if (cursor.object(NAMES)) {
      while (cursor.nextField()) {
        if (!read()) {
          cursor.problemAtKey(() -> Words.unknownField(cursor.key(), NAMES));
          cursor.skip();
        }
      }
    } else {
      defaultAction.excuse();
    }
  }

  /** Returns where the object starts. */
  Spot start() {
    return start;
  }

  /** Reads the field that the cursor is at; false when it is none of a profile. */
  boolean read() throws IOException {
    switch (cursor.key()) {
      case "defaultAction" -> defaultAction.readAction();
      case "defaultErrnoRet" -> defaultAction.readData();
      case "architectures" ->
          names("architecture", "SCMP_ARCH_", ARCHITECTURES).ifPresent(architectures::addAll);
      case "flags" -> flags = names("flag", "SECCOMP_FILTER_FLAG_", FLAGS);
      case "listenerPath" -> listenerPath = text();
      case "listenerMetadata" -> {
        metadataSpot = cursor.here();
        listenerMetadata = text();
      }
      case "syscalls" -> entries.read();
      default -> {
        return false;
      }
    }
    return true;
  }

  private Optional<String> text() throws IOException {
    if (cursor.nullIsAbsent()) {
      return Optional.empty();
    }
    Spot spot = cursor.here();
    Optional<String> text = cursor.string();
    if (text.isPresent() && text.get().indexOf('\0') >= 0) {
      problems.add(spot, "a NUL character has no place in this text");
    }
    return text;
  }

  private <T> Optional<List<T>> names(String what, String prefix, Map<String, T> known)
      throws IOException {
    if (cursor.nullIsAbsent() || !cursor.array()) {
      return Optional.empty();
    }
    List<T> values = new ArrayList<>();
    while (cursor.nextElement()) {
      Spot spot = cursor.here();
      Optional<String> name = cursor.string();
      if (name.isPresent()) {
        T value = known.get(name.get());
        if (value == null) {
          problems.add(spot, Words.unknown(what, name.get(), prefix, known.keySet()));
        } else if (values.contains(value)) {
          cursor.warning(() -> name.get() + " is listed twice");
        } else {
          values.add(value);
        }
        if (value == FilterFlag.TSYNC) {
          cursor.warning(
              () -> "TSYNC has no effect: the filter is loaded by a process with a single thread");
        }
      }
    }
    return Optional.of(values);
  }

  /** Returns the profile, or null where a problem was found. */
  @Nullable OciProfile finish(Spot whole, Optional<String> file, Problems warnings) {
    Optional<Action> action = defaultAction.finish(whole);
    if (metadataSpot != null && listenerMetadata.isPresent() && listenerPath.isEmpty()) {
      warnings.add(metadataSpot, "listenerMetadata without listenerPath reaches nobody");
    }
    Optional<Spot> notify = entries.firstNotify().or(defaultAction::notifySpot);
    if (notify.isPresent() && listenerPath.isEmpty()) {
      warnings.add(
          notify.get(),
          "SCMP_ACT_NOTIFY without listenerPath: container runtimes refuse it or answer ENOSYS");
    }
    if (action.isPresent() && problems.isEmpty()) {
      entries.entries().finish(action.get(), architectures, problems);
    }
    if (action.isEmpty() || !problems.isEmpty()) {
      return null;
    }
    return ImmutableOciProfile.builder()
        .defaultAction(action.get())
        .addAllArchitectures(architectures)
        .flags(flags)
        .listenerPath(listenerPath)
        .listenerMetadata(listenerMetadata)
        .addAllSyscalls(entries.entries().entries())
        .addAllSources(entries.entries().sources())
        .addAllWarnings(warnings.inOrder())
        .file(file)
        .build();
  }
}
