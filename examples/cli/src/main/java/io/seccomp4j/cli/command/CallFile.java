package io.seccomp4j.cli.command;

import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Policy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Answers a file of calls, line by line. */
final class CallFile {
  private static final int BATCH = 1000;

  private final Policy policy;
  private final Oracle oracle;
  private final PrintWriter out;

  CallFile(Policy policy, Oracle oracle, PrintWriter out) {
    this.policy = policy;
    this.oracle = oracle;
    this.out = out;
  }

  /** Answers a file; returns whether every call got an answer. */
  boolean answer(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a directory");
    }
    boolean complete = true;
    List<Call> calls = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        try {
          calls.add(CallLine.parse(line, policy.nativeArchitecture()));
        } catch (IllegalArgumentException e) {
          answer(calls);
          out.flush();
          throw new IOException(file + ":" + number + ":" + e.getMessage(), e);
        }
        if (calls.size() == BATCH) {
          complete &= answer(calls);
        }
      }
    } catch (CharacterCodingException e) {
      answer(calls);
      out.flush();
      throw new IOException(file + ": is not UTF-8", e);
    }
    return answer(calls) && complete;
  }

  private boolean answer(List<Call> calls) throws IOException {
    boolean complete = true;
    for (Oracle.Answer answer : oracle.answer(calls)) {
      out.append(answer.json()).append('\n');
      complete &= answer.isVerdict();
    }
    calls.clear();
    return complete;
  }
}
