package io.seccomp4j.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.seccomp4j.testing.BoundaryCalls;
import io.seccomp4j.testing.CompanionTable;
import io.seccomp4j.testing.Verdict;
import io.seccomp4j.testing.VerdictTable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two ways of the table that need no kernel; the others follow where processes start. */
final class VerdictTableTest {
  static Stream<Verdict> rows() {
    return Stream.concat(VerdictTable.rows(), CompanionTable.rows());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void model_decidesAsTheTableSays(Verdict row) {
    assertThat(row.policy().decide(row.call())).isEqualTo(row.expected());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void builtInFilter_decidesAsTheTableSays(Verdict row) {
    Filter filter = BuiltInCompiler.compile(row.policy());
    long[] args = BoundaryCalls.registers(row.call());

    assertThat(Simulator.run(filter, row.call().arch(), row.call().number(), 0, args))
        .isEqualTo(row.expected().returnValue());
  }
}
