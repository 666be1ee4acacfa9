package io.seccomp4j.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts exceptions into words. */
public final class Failures {
  private Failures() {}

  /**
   * Returns what went wrong, as a sentence that names the file.
   *
   * @param e what was thrown
   * @return the message; the JDK's exceptions about files have only the name in theirs
   */
  public static String inWords(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file";
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getFile() + ": " + failed.getReason();
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
