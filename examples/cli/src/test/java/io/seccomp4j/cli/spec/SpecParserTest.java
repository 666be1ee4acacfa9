package io.seccomp4j.cli.spec;

import static io.seccomp4j.policy.Arg.arg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.arch.Constant;
import io.seccomp4j.arch.Syscalls;
import io.seccomp4j.policy.Action;
import io.seccomp4j.policy.Comparison;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.Policy;
import io.seccomp4j.policy.PolicyBuilder;
import io.seccomp4j.policy.PolicyException;
import io.seccomp4j.policy.Rule;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpecParserTest {
  private static final Action EPERM = Action.errno(1);
  private static final Action ENOENT = Action.errno(2);
  private static final int MKDIRAT = Syscalls.of(Arch.host()).number("mkdirat").orElseThrow();

  private static List<Rule> deny(String spec) {
    return SpecParser.parse(Verb.DENY, spec);
  }

  private static Rule rule(Action action, String syscall, Condition... conditions) {
    return Rule.of(action, List.of(syscall), List.of(conditions));
  }

  private static Constant named(String name) {
    return Constant.named(name).orElseThrow();
  }

  private static Condition onlyCondition(String test) {
    List<Condition> conditions = deny("openat(" + test + ")").get(0).conditions();
    assertThat(conditions).hasSize(1);
    return conditions.get(0);
  }

  @Test
  void items_becomeRulesInTheirOrder() {
    assertThat(deny("mkdir,rmdir , unlink"))
        .containsExactly(rule(EPERM, "mkdir"), rule(EPERM, "rmdir"), rule(EPERM, "unlink"));
  }

  @ParameterizedTest
  @CsvSource({"ALLOW, allow", "DENY, errno(EPERM)", "KILL, kill-process", "LOG, log", "TRAP, trap"})
  void verb_decidesTheAction(Verb verb, String action) {
    assertThat(SpecParser.parse(verb, "mkdir").get(0).action()).hasToString(action);
  }

  @Test
  void origin_isTheOptionAsTyped() {
    assertThat(deny("mkdir, rmdir:ENOENT"))
        .extracting(Rule::origin)
        .containsOnly("--deny mkdir, rmdir:ENOENT");
  }

  @Test
  void errno_belongsToItsItem() {
    assertThat(deny("mkdir:ENOENT,rmdir,unlink:13"))
        .containsExactly(
            rule(ENOENT, "mkdir"), rule(EPERM, "rmdir"), rule(Action.errno(13), "unlink"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"!rmdir,mkdir,rmdir", "mkdir,!rmdir,rmdir", "rmdir,mkdir,! rmdir"})
  void subtraction_worksInAnyOrder(String spec) {
    assertThat(deny(spec)).containsExactly(rule(EPERM, "mkdir"));
  }

  @Test
  void subtraction_takesItemsWithTestsToo() {
    assertThat(deny("openat(flags==0),mkdir,!openat")).containsExactly(rule(EPERM, "mkdir"));
  }

  @Test
  void group_isARuleAboutItsCalls() {
    Rule rule = deny("@network-io:EACCES").get(0);

    assertThat(rule.syscalls()).contains("socket", "connect", "bind");
    assertThat(rule).hasToString("@network-io: errno(EACCES)");
    assertThat(rule.origin()).isEqualTo("--deny @network-io:EACCES");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@network-io,!connect,mkdir",
        "!connect,mkdir,@network-io",
        "connect,@network-io,mkdir,!connect"
      })
  void subtraction_takesACallFromAGroup(String spec) {
    List<Rule> rules = deny(spec);

    assertThat(rules).hasSize(2).anyMatch(rule -> rule.toString().equals("mkdir: errno(EPERM)"));
    assertThat(rules)
        .anySatisfy(
            rule ->
                assertThat(rule.syscalls()).contains("socket", "bind").doesNotContain("connect"));
    assertThat(rules).anyMatch(rule -> rule.toString().startsWith("@network-io, !connect: "));
  }

  @Test
  void subtraction_takesAGroupFromCallsAndGroups() {
    List<Rule> rules = deny("@file-system,mkdirat,read,!@basic-io,!%" + MKDIRAT);

    assertThat(rules).hasSize(1);
    assertThat(rules.get(0).syscalls()).contains("unlinkat").doesNotContain("mkdirat", "close");
  }

  @Test
  void tests_ofAGroup_areOfEachCall() {
    Rule rule = deny("@io-event(arg0 == 3)").get(0);

    assertThat(rule).hasToString("@io-event(arg0 == 3): errno(EPERM)");
    assertThat(rule.conditions()).containsExactly(arg(0).is(3));
  }

  @Test
  void groupWithTests_keepsThem() {
    assertThat(SpecParser.parse(Verb.ALLOW, "@read-files"))
        .extracting(Rule::toString)
        .containsExactly(
            "@read-files: allow",
            "@read-files: open, openat(flags & O_ACCMODE|O_CREAT|O_TRUNC == O_RDONLY): allow");
  }

  @Test
  void rawNumber_keepsItsForm() {
    assertThat(deny("%83,%0(arg5==1)"))
        .containsExactly(rule(EPERM, "%83"), rule(EPERM, "%0", arg(5).is(1)));
  }

  @Test
  void tests_areJoined() {
    assertThat(deny("openat(flags & O_ACCMODE != O_RDONLY && mode==0o644&&arg0==AT_FDCWD)"))
        .containsExactly(
            rule(
                EPERM,
                "openat",
                arg("flags").masked(named("O_ACCMODE")).isNot(named("O_RDONLY")),
                arg("mode").is(0644),
                arg(0).is(named("AT_FDCWD"))));
  }

  @Test
  void mask_bindsTighterAndTakesJoinedConstants() {
    assertThat(onlyCondition("flags&O_CREAT|O_EXCL==O_CREAT|0x80"))
        .isEqualTo(
            arg("flags")
                .masked(named("O_CREAT").or(named("O_EXCL")))
                .is(named("O_CREAT").or(Constant.of(0x80))));
  }

  @ParameterizedTest
  @CsvSource({"==, EQ", "!=, NE", "<, LT", "<=, LE", ">, GT", ">=, GE"})
  void operators_areAllThere(String text, Comparison comparison) {
    assertThat(onlyCondition("mode" + text + "7"))
        .isEqualTo(arg("mode").compared(comparison, Constant.of(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "0x1f, 31",
    "0xFFFFFFFFFFFFFFFF, -1",
    "0o17, 15",
    "-1, -1",
    "-0x10, -16",
    "- 5, -5",
    "18446744073709551615, -1",
    "9223372036854775808, -9223372036854775808",
    "-9223372036854775808, -9223372036854775808"
  })
  void integers_have64Bits(String text, long value) {
    assertThat(onlyCondition("mode==" + text).value()).isEqualTo(Constant.of(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "``; position 1: expected a syscall, found the end",
        "mkdir,; position 7: expected a syscall, found the end",
        "mkdir rmdir; position 7: expected a comma or the end, found \"r\"",
        "mkdri; position 1: unknown syscall \"mkdri\" (did you mean mkdir?)",
        "83; position 1: write %83 for a syscall by its number",
        "%; position 1: %N is a syscall by its number",
        "%0x53; position 1: %N is a syscall by its number",
        "%007; position 1: %N is a syscall by its number",
        "%2147483648; position 1: %N is a syscall by its number",
        "@fiel-system; position 1: unknown group \"@fiel-system\" (did you mean @file-system?)",
        "mkdir,!@clokc; position 8: unknown group \"@clokc\" (did you mean @clock?)",
        "@; position 1: unknown group \"@\"",
        "mkdir,!@clock; position 8: !@clock takes nothing away",
        "@clock,!connect; position 9: !connect takes nothing away",
        "@clock,!@clock; position 1: ! leaves nothing over",
        "@clock,!@clock(arg0==1); position 15: an item with ! has no tests and no errno",
        "@network-io(sockfd==1); position 13: socket has no argument \"sockfd\"; it has domain",
        "!mkdir; position 2: !mkdir takes nothing away",
        "mkdir,!rmdir; position 8: !rmdir takes nothing away",
        "mkdir,!mkdir; position 1: ! leaves nothing over",
        "mkdir,!mkdir(mode==1); position 13: an item with ! has no tests and no errno",
        "mkdir,!mkdir:EPERM; position 13: an item with ! has no tests and no errno",
        "openat(; position 8: expected an argument's name",
        "openat(); position 8: expected an argument's name",
        "openat(flags==1; position 16: expected && or ), found the end",
        "openat(flags==1,mode==2); position 16: expected && or ), found \",\"",
        "openat(flags==1||mode==2); position 16: expected && or ), found \"|\"; for \"or\"",
        "openat(flags=1); position 13: expected == != < <= > or >=, found \"=\"; equality is ==",
        "openat(flgs==1); position 8: openat has no argument \"flgs\" (did you mean flags?); it has",
        "%83(mode==1); position 5: the arguments of %83 have no names: use arg0 to arg5",
        "openat(arg6==1); position 8: openat has no argument \"arg6\"",
        "openat(flags & 3 < 1); position 18: & goes with == and != only, not with <",
        "openat(flags==O_RDONY); position 15: unknown constant \"O_RDONY\" (did you mean O_RDONLY?)",
        "openat(flags==017); position 15: leading zero in 017: write 0o for octal",
        "openat(flags==0x); position 15: \"0x\" is no integer",
        "openat(flags==0o8); position 15: \"0o8\" is no integer",
        "openat(flags==1a); position 15: \"1a\" is no integer",
        "openat(flags==18446744073709551616); position 15: 18446744073709551616 does not fit",
        "openat(flags==-9223372036854775809); position 16: -9223372036854775809 does not fit",
        "openat(flags==-O_CREAT); position 16: a minus goes with an integer",
        "openat(flags==-1|2); position 17: a negative number cannot be joined",
        "openat(flags==1|-2); position 17: expected a constant or an integer",
        "openat(flags==); position 15: expected a constant or an integer, found \")\"",
        "mkdir:; position 7: expected an errno as ENOENT, found the end",
        "mkdir:ENOENTT; position 7: unknown errno \"ENOENTT\" (did you mean ENOENT?)",
        "mkdir:4096; position 7: errno 4096 is out of range: 0 to 4095",
        "mkdir:ENOENT:EPERM; position 13: expected a comma or the end"
      })
  void wrongSpecs_areRefusedWithThePosition(String spec, String message) {
    assertThatThrownBy(() -> deny(spec))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--deny '" + spec + "': " + message);
  }

  @Test
  void errno_isRefusedWithoutDeny() {
    assertThatThrownBy(() -> SpecParser.parse(Verb.KILL, "mkdir:ENOENT"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("an errno goes with --deny only");
  }

  @Test
  void printedRules_readBackEqual() {
    String spec = "openat(flags & O_ACCMODE != O_RDONLY && mode <= 0x1ff)";
    Rule rule = deny(spec).get(0);
    String printed = rule.toString();
    assertThat(deny(printed.substring(0, printed.lastIndexOf(": ")))).containsExactly(rule);
  }

  @Test
  void garbage_isRefusedByOurExceptionOnly() {
    long seed = System.nanoTime();
    RandomGenerator random = new SplittableRandom(seed);
    String[] pieces = {
      "mkdir",
      "openat",
      "!",
      "%",
      "@",
      "@clock",
      "@read-files",
      "(",
      ")",
      ",",
      "&&",
      "&",
      "|",
      "||",
      "==",
      "!=",
      "<",
      "<=",
      ">",
      "=",
      ":",
      "flags",
      "mode",
      "arg0",
      "arg9",
      "O_RDONLY",
      "0",
      "0x",
      "077",
      "-",
      "99999",
      "18446744073709551616",
      "ENOENT",
      " ",
      "\t",
      "\n",
      "\u0000",
      "\u0661",
      "\ud83d",
      "é",
      "_"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder spec = new StringBuilder();
      for (int n = random.nextInt(9); n >= 0; n--) {
        spec.append(
            random.nextInt(20) == 0
                ? Character.toString(random.nextInt(0x300))
                : pieces[random.nextInt(pieces.length)]);
      }
      parseAndBuild(spec.toString(), seed);
    }
  }

  /** What the parser takes, the builder takes or refuses by its own exception. */
  private static void parseAndBuild(String spec, long seed) {
    List<Rule> rules;
    try {
      rules = deny(spec);
    } catch (UsageException refused) {
      return;
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + spec, e);
    }
    PolicyBuilder builder = Policy.allowByDefault();
    rules.forEach(builder::add);
    try {
      builder.build();
    } catch (PolicyException refused) {
      assertThat(refused.problems()).isNotEmpty();
    }
  }
}
