package io.seccomp4j.exec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is executed, in the kernel's words: bytes without an end mark. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Command(
    List<byte[]> programs,
    List<byte[]> arguments,
    List<byte[]> environment,
    byte @Nullable [] directory) {

  static Command of(Settings settings) throws IOException {
    List<byte[]> arguments = new ArrayList<>();
    for (String argument : settings.command()) {
      arguments.add(Text.encoded(argument));
    }
    List<byte[]> base = settings.inheritsEnvironment() ? Environment.inherited() : List.of();
    return new Command(
        Programs.candidates(arguments.get(0), Environment.searchPath()),
        arguments,
        Environment.changed(base, settings.environment()),
        settings.directory().isPresent()
            ? Text.encoded(settings.directory().get().toString())
            : null);
  }
}
