package io.seccomp4j.cli.command;

import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Simulator;
import io.seccomp4j.exec.FilterCompiler;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import io.seccomp4j.policy.Explanation;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.Rule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers a file of calls, line by line. */
final class CallFile {
  private static final int AUDIT_64BIT = 0x8000_0000;
  private static final long LOW_WORD = 0xffff_ffffL;

  private final Policy policy;
  private final @Nullable Filter filter;

  CallFile(Policy policy, boolean throughFilter) {
    this.policy = policy;
    this.filter = throughFilter ? FilterCompiler.compile(policy).filter() : null;
  }

  void answer(Path file, PrintWriter out) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a directory");
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        Call call;
        try {
          call = CallLine.parse(line, policy.nativeArchitecture());
        } catch (IllegalArgumentException e) {
          out.flush();
          throw new IOException(file + ":" + number + ":" + e.getMessage(), e);
        }
        out.append(answer(call)).append('\n');
      }
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": is not UTF-8", e);
    }
  }

  private String answer(Call call) {
    if (filter != null) {
      // The kernel gives a filter zeros above the 32-bit registers of such a program.
      long bits = (call.arch().token() & AUDIT_64BIT) == 0 ? LOW_WORD : -1;
      long[] args = call.args().stream().mapToLong(arg -> arg.orElse(0) & bits).toArray();
      int value = Simulator.run(filter, call.arch(), call.number(), 0, args);
      return answer(Action.ofReturnValue(value), Optional.empty());
    }
    Explanation explanation = policy.explain(call);
    return answer(explanation.action(), explanation.rule());
  }

  private static String answer(Action action, Optional<Rule> rule) {
    StringBuilder text = new StringBuilder(80);
    text.append("{\"action\":\"").append(action.kind().ociName()).append('"');
    switch (action.kind()) {
      case ERRNO -> text.append(",\"errno\":").append(action.data());
      case TRACE -> text.append(",\"value\":").append(action.data());
      default -> {}
    }
    text.append(",\"rule\":");
    if (rule.isPresent() && rule.get().sourceIndex().isPresent()) {
      text.append(rule.get().sourceIndex().getAsInt());
    } else {
      text.append(rule.map(Rule::origin).map(Json::of).orElse("null"));
    }
    return text.append('}').toString();
  }
}
