package io.seccomp4j.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Files in and out: of bounded size, strictly in UTF-8, with errors in plain words. */
final class Texts {
  private static final int MEGABYTE = 1024 * 1024;

  private Texts() {}

  /** Reads a file; a pipe or device is read up to the limit. */
  static String read(Path file, int maxBytes) throws IOException {
    Optional<String> name = Optional.of(file.toString());
    try {
      if (Files.isDirectory(file)) {
        throw new FileSystemException(Words.plain(file.toString()), null, "is a directory");
      }
      if (Files.isRegularFile(file) && Files.size(file) > maxBytes) {
        throw tooLarge(name, maxBytes);
      }
      try (InputStream in = Files.newInputStream(file)) {
        return read(in, maxBytes, name);
      }
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw worded(file, e);
    }
  }

  static String read(InputStream in, int maxBytes, Optional<String> name) throws IOException {
    byte[] bytes = in.readNBytes(maxBytes);
    if (in.read() >= 0) {
      throw tooLarge(name, maxBytes);
    }
    return decode(bytes, name);
  }

  static void write(Path file, String text) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new FileSystemException(Words.plain(file.toString()), null, "is a directory");
      }
      Files.writeString(file, text);
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw worded(file, e);
    }
  }

  private static IOException worded(Path file, FileSystemException e) {
    String name = Words.plain(file.toString());
    IOException worded =
        e instanceof NoSuchFileException
            ? new NoSuchFileException(name, null, "no such file or directory")
            : new AccessDeniedException(name, null, "permission denied");
    worded.initCause(e);
    return worded;
  }

  private static ProfileFormatException tooLarge(Optional<String> name, int maxBytes) {
    String limit = maxBytes % MEGABYTE == 0 ? maxBytes / MEGABYTE + " MiB" : maxBytes + " bytes";
    return new ProfileFormatException(
        name, new Problem("", 0, 0, "larger than " + limit + ", which is the limit for profiles"));
  }

  private static String decode(byte[] bytes, Optional<String> name) throws ProfileFormatException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return decoder.decode(in).toString();
    } catch (CharacterCodingException e) {
      throw new ProfileFormatException(name, notUtf8(bytes, in.position()));
    }
  }

  private static Problem notUtf8(byte[] bytes, int position) {
    CharBuffer before = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, position));
    int line = 1;
    int column = 1;
    while (before.hasRemaining()) {
      column++;
      if (before.get() == '\n') {
        line++;
        column = 1;
      }
    }
    return new Problem("", line, column, "this is not UTF-8, in which JSON is written");
  }
}
