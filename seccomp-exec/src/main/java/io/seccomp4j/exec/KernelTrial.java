package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Errno;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.bpf.Instruction;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Call;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks the kernel of this host what it answers to calls under a filter. No call is carried out.
 *
 * <p>What the kernel runs is the given program with its return values renamed: each different one
 * becomes an error number of its own. So allowed calls, killed ones and all others fail alike, in a
 * child process that survives them, and the number tells which return the kernel's own interpreter
 * came to, for the registers of a real call. Everything but the values is as it would be loaded:
 * the instructions, their order, the jumps. What the renaming leaves untried is what the kernel
 * does after that, which seccomp(2) describes.
 *
 * <p>The calls of an architecture are made by its own instruction: those of x86_64 and x32 with
 * {@code syscall}, those of x86 with {@code int 0x80} from a 64-bit process, those of aarch64 with
 * {@code svc}. Others cannot be made on this host. A filter that surrounds this process, as in a
 * container, counts too where it kills or traps.
 *
 * <p>Some kernels do not show every call to filters: since Linux 6.14 uretprobe and later uprobe,
 * which do nothing outside of a probe, pass by all of them on x86_64. Such a call has a problem
 * instead of an answer.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class KernelTrial {
  private static final int RETURN = 0x06;
  private static final int RETURN_COMPUTED = 0x16;

  /** Calls that are sent to one process: it holds them in memory. */
  private static final int BATCH = 4096;

  /** The error number before the first of ours: no call fails with so high a one by itself. */
  private static final int BASE = 1024;

  private static final int HEADER_BYTES = 8;
  private static final int CALL_BYTES = 56;
  private static final int ANSWER_BYTES = 8;
  private static final int WAY_NATIVE = 0;
  private static final int WAY_IA32 = 1;
  private static final int OUTCOME_ANSWERED = 0;
  private static final int SIGSEGV = 11;
  private static final int SIGSYS = 31;

  private final Renamed renamed;

  private KernelTrial(Renamed renamed) {
    this.renamed = renamed;
  }

  /**
   * What came of a call: an action, or the reason why there is none.
   *
   * @param action what the filter answered
   * @param problem why the call could not be made, or not be answered by the filter
   */
  public record Answer(Optional<Action> action, Optional<String> problem) {
    private static Answer of(Action action) {
      return new Answer(Optional.of(action), Optional.empty());
    }

    private static Answer problem(String problem) {
      return new Answer(Optional.empty(), Optional.of(problem));
    }

    /** Returns the action or the problem. */
    @Override
    public String toString() {
      return action.map(Action::toString).or(() -> problem).orElse("");
    }
  }

  /** A program whose answers are error numbers: the one for {@code values[i]} is i + 1 + BASE. */
  private record Renamed(Filter filter, List<Integer> values) {
    static Renamed of(Filter filter) {
      List<Integer> values = new ArrayList<>();
      List<Instruction> program = new ArrayList<>(filter.size());
      for (Instruction each : filter.instructions()) {
        if (each.code() == RETURN_COMPUTED) {
          throw new IllegalArgumentException(
              "the filter computes its answer: there is no renaming");
        }
        if (each.code() != RETURN) {
          program.add(each);
          continue;
        }
        if (!values.contains(each.k())) {
          values.add(each.k());
        }
        int number = BASE + 1 + values.indexOf(each.k());
        // Action.errno refuses what the kernel would cut, should there be so many answers.
        program.add(new Instruction(RETURN, 0, 0, Action.errno(number).returnValue()));
      }
      return new Renamed(Filter.of(program), List.copyOf(values));
    }

    Optional<Action> action(int returned) {
      int index = -returned - BASE - 1;
      return index >= 0 && index < values.size()
          ? Optional.of(Action.ofReturnValue(values.get(index)))
          : Optional.empty();
    }
  }

  /**
   * Makes calls under a filter, each answered by the kernel before it would run.
   *
   * @param filter the filter, for this host
   * @param calls the calls, all their arguments known
   * @return an answer for each call, in order
   * @throws IOException when the process that makes the calls cannot be started, or the kernel
   *     refuses the filter
   * @throws IllegalArgumentException when an argument is unknown, or the filter computes its answer
   *     (BPF_RET with BPF_A)
   * @throws UnsupportedOnThisHostException when there is no native part for this host
   */
  public static List<Answer> ask(Filter filter, List<Call> calls) throws IOException {
    KernelTrial trial = new KernelTrial(Renamed.of(filter));
    List<Answer> answers = new ArrayList<>(calls.size());
    for (int from = 0; from < calls.size(); from += BATCH) {
      trial.batch(calls.subList(from, Math.min(calls.size(), from + BATCH)), answers);
    }
    return List.copyOf(answers);
  }

  private void batch(List<Call> calls, List<Answer> answers) throws IOException {
    List<Call> possible = calls.stream().filter(call -> way(call.arch()) >= 0).toList();
    ByteBuffer came =
        possible.isEmpty() ? ByteBuffer.allocate(0) : run(request(possible), possible.size());
    for (Call call : calls) {
      answers.add(
          way(call.arch()) >= 0
              ? answer(call, came.getInt(), came.getInt())
              : Answer.problem(
                  "a call of " + call.arch() + " cannot be made on this host, " + Arch.host()));
    }
  }

  /** Returns how a call of an architecture is made here, or -1. */
  private static int way(Arch arch) {
    Arch host = Arch.host();
    if (arch == host || (host == Arch.X86_64 && arch == Arch.X32)) {
      return WAY_NATIVE;
    }
    return host == Arch.X86_64 && arch == Arch.X86 ? WAY_IA32 : -1;
  }

  private byte[] request(List<Call> calls) {
    byte[] program = renamed.filter().toBytes(ByteOrder.nativeOrder());
    ByteBuffer request =
        ByteBuffer.allocate(HEADER_BYTES + program.length + calls.size() * CALL_BYTES)
            .order(ByteOrder.nativeOrder())
            .putInt(renamed.filter().size())
            .putInt(calls.size())
            .put(program);
    for (Call call : calls) {
      request.putInt(way(call.arch())).putInt(call.number());
      call.args()
          .forEach(
              arg ->
                  request.putLong(
                      arg.orElseThrow(
                          () -> new IllegalArgumentException("an argument is unknown: " + call))));
    }
    return request.array();
  }

  private static ByteBuffer run(byte[] request, int calls) throws IOException {
    Filter allowing = Filter.of(List.of(new Instruction(RETURN, 0, 0, Action.ALLOW.returnValue())));
    SandboxedProcess process =
        Sandbox.ofFilter(allowing, 0)
            .command(Host.trial().path().toString())
            .error(Redirect.DISCARD)
            .start();
    try {
      try (OutputStream out = process.getOutputStream()) {
        out.write(request);
      }
      return answers(process.getInputStream(), new byte[Integer.BYTES + calls * ANSWER_BYTES]);
    } finally {
      process.destroyForcibly();
    }
  }

  private static ByteBuffer answers(InputStream from, byte[] answers) throws IOException {
    try (DataInputStream in = new DataInputStream(from)) {
      in.readFully(answers, 0, Integer.BYTES);
      ByteBuffer buffer = ByteBuffer.wrap(answers).order(ByteOrder.nativeOrder());
      int error = buffer.getInt();
      if (error != 0) {
        throw new IOException("the kernel cannot be asked: " + Errno.message(error));
      }
      in.readFully(answers, Integer.BYTES, answers.length - Integer.BYTES);
      return buffer;
    } catch (EOFException ended) {
      throw new IOException("the process that asks the kernel ended without an answer", ended);
    }
  }

  private Answer answer(Call call, int outcome, int value) {
    if (outcome == OUTCOME_ANSWERED) {
      return renamed
          .action(value)
          .map(Answer::of)
          .orElseGet(
              () ->
                  Answer.problem(
                      "the kernel returned "
                          + value
                          + " without asking the filter, or another filter answered"));
    }
    if (value == SIGSEGV && way(call.arch()) == WAY_IA32) {
      return Answer.problem("this kernel makes no calls of " + call.arch());
    }
    return Answer.problem(
        value == SIGSYS
            ? "another filter, one that surrounds this process, kills or traps the call"
            : "signal " + value + " ended the process that made the call");
  }
}
