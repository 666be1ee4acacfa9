package io.seccomp4j.bpf;

import io.seccomp4j.arch.Arch;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Classic BPF once more, in the plainest way, to compare the simulator with: registers are numbers
 * from 0 to 2^32-1 in a long, and the call lies in memory as bytes.
 */
final class PlainInterpreter {
  private static final long WRAP = 1L << 32;

  private final List<Instruction> program;
  private final ByteBuffer call;
  private final Map<Integer, Long> memory = new HashMap<>();
  private long a;
  private long x;
  private int steps;

  PlainInterpreter(Filter filter, Arch arch, int nr, long instructionPointer, long... args) {
    program = filter.instructions();
    call = ByteBuffer.allocate(64).order(arch.byteOrder());
    call.putInt(nr).putInt(arch.token()).putLong(instructionPointer);
    for (long arg : args) {
      call.putLong(arg);
    }
  }

  int steps() {
    return steps;
  }

  long run() {
    int pc = 0;
    while (true) {
      Instruction now = program.get(pc);
      steps++;
      pc++;
      long k = now.k() & 0xffff_ffffL;
      int code = now.code();
      if (code == 0x06) {
        return k;
      } else if (code == 0x16) {
        return a;
      } else if (code == 0x05) {
        pc += (int) k;
      } else if ((code & 7) == 5) {
        pc += test(code, (code & 8) == 0 ? k : x) ? now.jt() : now.jf();
      } else if (code == 0x3c && x == 0) {
        return 0;
      } else if (code == 0x84) {
        a = (WRAP - a) % WRAP;
      } else if ((code & 7) == 4) {
        a = arithmetic(code, (code & 8) == 0 ? k : x);
      } else {
        move(code, (int) k);
      }
    }
  }

  private boolean test(int code, long operand) {
    return switch (code & 0xf7) {
      case 0x15 -> a == operand;
      case 0x25 -> a > operand;
      case 0x35 -> a >= operand;
      case 0x45 -> (a & operand) != 0;
      default -> throw new AssertionError(code);
    };
  }

  private long arithmetic(int code, long operand) {
    return switch (code & 0xf7) {
      case 0x04 -> (a + operand) % WRAP;
      case 0x14 -> (a - operand + WRAP) % WRAP;
      case 0x24 -> Long.remainderUnsigned(a * operand, WRAP);
      case 0x34 -> a / operand;
      case 0x44 -> a | operand;
      case 0x54 -> a & operand;
      case 0xa4 -> a ^ operand;
      case 0x64 -> (a << operand % 32) % WRAP;
      case 0x74 -> a >> operand % 32;
      default -> throw new AssertionError(code);
    };
  }

  private void move(int code, int k) {
    switch (code) {
      case 0x20 -> a = call.getInt(k) & 0xffff_ffffL;
      case 0x00 -> a = k & 0xffff_ffffL;
      case 0x01 -> x = k & 0xffff_ffffL;
      case 0x80 -> a = 64;
      case 0x81 -> x = 64;
      case 0x60 -> a = cell(k);
      case 0x61 -> x = cell(k);
      case 0x02 -> memory.put(k, a);
      case 0x03 -> memory.put(k, x);
      case 0x07 -> x = a;
      case 0x87 -> a = x;
      default -> throw new AssertionError(code);
    }
  }

  private long cell(int k) {
    Long value = memory.get(k);
    if (value == null) {
      throw new AssertionError("M[" + k + "] was never written");
    }
    return value;
  }
}
