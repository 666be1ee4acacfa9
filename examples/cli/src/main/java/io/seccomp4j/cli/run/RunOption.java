package io.seccomp4j.cli.run;

import io.seccomp4j.cli.spec.Actions;
import io.seccomp4j.cli.spec.Compilers;
import java.util.Optional;

/**
 * The options of {@code run}. The parser and the help are both made from this list, so that they
 * cannot differ.
 */
public enum RunOption {
  /** A profile. */
  POLICY(
      "--policy",
      "FILE",
      Use.REPEATED,
      "The profile, as OCI JSON or a whole config.json; of several the strictest verdict wins."),
  /** The default action. */
  DEFAULT(
      "--default",
      "ACTION",
      Use.ONCE,
      "What happens to calls that no rule decides, of several files after they are combined."
          + " Without a file: allow. ACTION is one of "
          + Actions.WORDS
          + "."),
  /** Lets calls run. */
  ALLOW("--allow", "SPEC", Use.REPEATED, "Lets these calls run, also where the file denies them."),
  /** Fails calls. */
  DENY(
      "--deny",
      "SPEC",
      Use.REPEATED,
      "Fails these calls with EPERM, or with the errno of an item, as --deny mkdir:ENOENT."),
  /** Kills the process. */
  KILL("--kill", "SPEC", Use.REPEATED, "Kills the process at these calls: exit code 159."),
  /** Logs calls. */
  LOG(
      "--log",
      "SPEC",
      Use.REPEATED,
      "Writes these calls to the audit log. It permits nothing: a denied call stays denied."),
  /** Sends SIGSYS. */
  TRAP("--trap", "SPEC", Use.REPEATED, "Sends SIGSYS to the program at these calls."),
  /** The working directory. */
  CD("--cd", "DIR", Use.ONCE, "Starts the program in this directory."),
  /** A variable. */
  ENV("--env", "K=V", Use.REPEATED, "Sets a variable of the program's environment."),
  /** An empty environment. */
  CLEAR_ENV("--clear-env", "", Use.FLAG, "Starts from an empty environment."),
  /** A time limit. */
  TIMEOUT(
      "--timeout",
      "DURATION",
      Use.ONCE,
      "Ends the program and what it started after this time with TERM, and with KILL 2 s later: exit"
          + " code 124. DURATION is an integer with ms, s, m or h. HUP, INT and TERM are passed on."),
  /** No supervision. */
  UNSUPERVISED(
      "--unsupervised", "", Use.FLAG, "Keeps to what the kernel does by itself, as it does now."),
  /** The compiler. */
  COMPILER(
      "--compiler",
      Compilers.WORDS,
      Use.ONCE,
      "Who compiles the policy: libseccomp, or the built-in compiler, or (auto, the default)"
          + " libseccomp for the rules that it handles reliably."),

  /** Help. */
  HELP("--help", "", Use.FLAG, "Shows this help."),

  /** Asks on the terminal. */
  ASK("--ask", "SPEC", Use.LATER, ""),
  /** A readable tree. */
  READ("--read", "PATH", Use.LATER, ""),
  /** A writable tree. */
  WRITE("--write", "PATH", Use.LATER, ""),
  /** An executable tree. */
  EXEC("--exec", "PATH", Use.LATER, ""),
  /** A peer to connect to. */
  CONNECT("--connect", "PEER", Use.LATER, ""),
  /** An address to bind. */
  BIND("--bind", "PEER", Use.LATER, ""),
  /** A file of events. */
  EVENTS("--events", "FILE", Use.LATER, ""),
  /** A report at the end. */
  REPORT("--report", "", Use.LATER, "");

  /** How often an option may stand on a command line. */
  public enum Use {
    /** At most once, with a value. */
    ONCE,
    /** As often as wanted, with a value each time. */
    REPEATED,
    /** Without a value. */
    FLAG,
    /** Not yet. */
    LATER
  }

  private final String text;
  private final String label;
  private final Use use;
  private final String description;

  RunOption(String text, String label, Use use, String description) {
    this.text = text;
    this.label = label;
    this.use = use;
    this.description = description;
  }

  /**
   * Returns the option as it is typed.
   *
   * @return for example {@code --policy}
   */
  public String text() {
    return text;
  }

  /**
   * Returns the name of its value in help.
   *
   * @return for example {@code FILE}; empty for a flag
   */
  public String label() {
    return label;
  }

  /**
   * Returns how it is used.
   *
   * @return how often, and whether it takes a value
   */
  public Use use() {
    return use;
  }

  /**
   * Returns what it does, for help.
   *
   * @return one or two sentences
   */
  public String description() {
    return description;
  }

  /** Finds an option. */
  static Optional<RunOption> named(String text) {
    for (RunOption option : values()) {
      if (option.text.equals(text)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }
}
