package io.seccomp4j.exec;

import io.seccomp4j.arch.Arch;
import io.seccomp4j.bpf.Filter;
import io.seccomp4j.policy.Policy;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts programs under a policy. Immutable and reusable: every method returns a new one, and
 * {@link #start()} may be called any number of times, from any thread.
 *
 * <p>Standard input, output and error are pipes unless said otherwise, the environment and the
 * directory are this JVM's, and PATH is searched as {@link ProcessBuilder} does.
 *
 * <p>The program inherits nothing of the JVM: no descriptor but the three, no signal handler, no
 * blocked signal, and of a raised limit of open files only the usual 1024 (the JVM raises its own
 * to the hard limit; {@link Limit#OPEN_FILES} asks for another). It runs with no_new_privs, also as
 * root, so it gains no privileges from setuid bits or file capabilities.
 */
public final class Sandbox {
  private final SandboxFilter filter;
  private final ImmutableSettings settings;

  private Sandbox(SandboxFilter filter, ImmutableSettings settings) {
    this.filter = filter;
    this.settings = settings;
  }

  /**
   * Returns a sandbox that runs programs under a policy. The policy is compiled when the filter is
   * first needed: by a start, or by {@link #warnings()}, which is the way to compile it early.
   *
   * @param policy what its programs may do
   * @return a sandbox without a command
   * @throws IllegalArgumentException when the policy is for another architecture than this host's
   */
  public static Sandbox of(Policy policy) {
    if (policy.nativeArchitecture() != Arch.host()) {
      throw new IllegalArgumentException(
          "the policy is for " + policy.nativeArchitecture() + ", this host is " + Arch.host());
    }
    return new Sandbox(SandboxFilter.of(policy), ImmutableSettings.builder().build());
  }

  /**
   * Returns a sandbox with a compiled filter.
   *
   * @param flags SECCOMP_FILTER_FLAG_LOG and SECCOMP_FILTER_FLAG_SPEC_ALLOW
   */
  static Sandbox ofFilter(Filter filter, int flags) {
    return new Sandbox(SandboxFilter.of(filter, flags), ImmutableSettings.builder().build());
  }

  /**
   * Chooses who compiles the policy; {@link Compiler#AUTO} unless this is called.
   *
   * @param compiler libseccomp, the built-in compiler, or whichever suits the policy
   * @return a sandbox whose filter that compiler makes
   */
  public Sandbox compiler(Compiler compiler) {
    return new Sandbox(filter.by(compiler), settings);
  }

  /**
   * Sets what to run.
   *
   * @param command the program, as a path or as a name to find in PATH, and its arguments
   * @return a sandbox with that command
   * @throws IllegalArgumentException when it is empty or contains a NUL character
   */
  public Sandbox command(String... command) {
    return command(List.of(command));
  }

  /**
   * Sets what to run.
   *
   * @param command the program, as a path or as a name to find in PATH, and its arguments
   * @return a sandbox with that command
   * @throws IllegalArgumentException when it is empty or contains a NUL character
   */
  public Sandbox command(List<String> command) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("the command is empty: name a program");
    }
    command.forEach(argument -> Text.withoutNul("the command", argument));
    return with(settings.withCommand(command));
  }

  /**
   * Sets the working directory. A command with a slash is looked for from there.
   *
   * @param directory an existing directory when the program starts
   * @return a sandbox with that directory
   */
  public Sandbox directory(Path directory) {
    Text.withoutNul("the directory", directory.toString());
    return with(settings.withDirectory(directory));
  }

  /**
   * Sets an environment variable.
   *
   * @param name its name
   * @param value its value
   * @return a sandbox with that variable
   * @throws IllegalArgumentException when the name is empty or contains {@code =}, or either
   *     contains a NUL character
   */
  public Sandbox environment(String name, String value) {
    Text.withoutNul("the value of \"" + checked(name) + "\"", value);
    return changing(name, Optional.of(value));
  }

  /**
   * Takes a variable out of the environment.
   *
   * @param name its name
   * @return a sandbox without that variable
   * @throws IllegalArgumentException when the name is empty or contains {@code =} or a NUL
   *     character
   */
  public Sandbox withoutEnvironment(String name) {
    return changing(checked(name), Optional.empty());
  }

  /**
   * Empties the environment; variables set afterwards are in it.
   *
   * @return a sandbox with an empty environment
   */
  public Sandbox clearEnvironment() {
    return with(settings.withInheritsEnvironment(false).withEnvironment(Map.of()));
  }

  /**
   * Sets where standard input comes from.
   *
   * @param source a pipe, this JVM's, or a file to read
   * @return a sandbox with that input
   * @throws IllegalArgumentException when the redirect is for writing
   */
  public Sandbox input(Redirect source) {
    if (source.type() == Redirect.Type.WRITE || source.type() == Redirect.Type.APPEND) {
      throw new IllegalArgumentException("standard input cannot be redirected to write: " + source);
    }
    return with(settings.withInput(source));
  }

  /**
   * Sets where standard output goes.
   *
   * @param destination a pipe, this JVM's, a file to write, or nowhere
   * @return a sandbox with that output
   * @throws IllegalArgumentException when the redirect is for reading
   */
  public Sandbox output(Redirect destination) {
    return with(settings.withOutput(writing(destination)));
  }

  /**
   * Sets where standard error goes.
   *
   * @param destination a pipe, this JVM's, a file to write, or nowhere
   * @return a sandbox with that error output
   * @throws IllegalArgumentException when the redirect is for reading
   */
  public Sandbox error(Redirect destination) {
    return with(settings.withError(writing(destination)).withMergesError(false));
  }

  /**
   * Sends standard error where standard output goes.
   *
   * @return a sandbox with one output
   */
  public Sandbox mergeErrorIntoOutput() {
    return with(settings.withMergesError(true));
  }

  /**
   * Lets the program use this JVM's standard input, output and error.
   *
   * @return a sandbox without pipes
   */
  public Sandbox inheritIO() {
    return input(Redirect.INHERIT).output(Redirect.INHERIT).error(Redirect.INHERIT);
  }

  /**
   * Passes this JVM's limit of open files on as it is, instead of lowering one that the JVM may
   * have raised. That is right when Java was started with {@code -XX:-MaxFDLimit}, which keeps it
   * from raising its own.
   *
   * @return a sandbox whose processes have this JVM's limit of open files
   */
  public Sandbox inheritFileLimit() {
    return with(settings.withInheritsFileLimit(true));
  }

  /**
   * Limits a resource; soft and hard limit become this value. More than this JVM's hard limit needs
   * privileges, and the start fails without them.
   *
   * @param limit which
   * @param value in the unit that the limit says, at least 0
   * @return a sandbox with that limit
   * @throws IllegalArgumentException when the value is negative
   */
  public Sandbox limit(Limit limit, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(limit + " " + value + " is negative");
    }
    Map<Limit, Long> limits = new LinkedHashMap<>(settings.limits());
    limits.put(limit, value);
    return with(settings.withLimits(limits));
  }

  /**
   * Kills the program (SIGKILL) when this JVM ends, however it ends. The program's own children are
   * not killed, and the program can undo it with prctl where its policy lets it.
   *
   * @return a sandbox whose processes do not outlive this JVM
   */
  public Sandbox dieWithParent() {
    return with(settings.withDiesWithParent(true));
  }

  /**
   * Starts the program.
   *
   * @return the process; its filter is in force from the program's first instruction
   * @throws StartException when it cannot be started; nothing of it has run then
   * @throws CompileException when the policy cannot be turned into a filter that does what it says
   * @throws IOException when a text cannot be written in this locale's encoding
   * @throws IllegalStateException when there is no command
   * @throws UnsupportedOnThisHostException when this host cannot start any
   */
  public SandboxedProcess start() throws IOException {
    Starter starter = starter();
    return settings.diesWithParent() ? ParentThread.call(starter::start) : starter.start();
  }

  /**
   * Starts what a process builder describes: its command, environment, directory and redirects take
   * the place of this sandbox's.
   *
   * @param builder is only read
   * @return the process
   * @throws StartException when it cannot be started; nothing of it has run then
   * @throws CompileException when the policy cannot be turned into a filter that does what it says
   * @throws IOException when a text contains a NUL character or cannot be written in this locale's
   *     encoding
   * @throws UnsupportedOnThisHostException when this host cannot start any
   */
  public SandboxedProcess start(ProcessBuilder builder) throws IOException {
    return adopting(builder).start();
  }

  /**
   * Turns this very process into the program: same process id, same terminal. This JVM is gone
   * then, without shutdown hooks. Pipes cannot be, so all three of input, output and error must be
   * redirected or inherited.
   *
   * <p>This method never returns normally, and an interrupt does not stop it. A {@link
   * StartException} of stage {@link StartException.Stage#DESCRIPTORS} or a later one comes from a
   * JVM that is half the program already: its input, output, error, directory and limits may be
   * those of the program, and its other descriptors close on exec. All that is left to do is to say
   * so and exit.
   *
   * @throws StartException when the program cannot be executed
   * @throws CompileException when the policy cannot be turned into a filter that does what it says
   * @throws IOException when a text cannot be written in this locale's encoding
   * @throws IllegalStateException when there is no command, or a pipe
   * @throws UnsupportedOnThisHostException when this host cannot
   */
  public void replaceThisProcess() throws IOException {
    replaceThisProcess(warning -> {});
  }

  /**
   * Turns this very process into the program, as {@link #replaceThisProcess()} does, and tells
   * first what was noticed that does not stop it.
   *
   * @param warnings gets what {@link SandboxedProcess#warnings()} would return
   * @throws StartException when the program cannot be executed
   * @throws CompileException when the policy cannot be turned into a filter that does what it says
   * @throws IOException when a text cannot be written in this locale's encoding
   * @throws IllegalStateException when there is no command, or a pipe
   * @throws UnsupportedOnThisHostException when this host cannot
   */
  public void replaceThisProcess(Consumer<String> warnings) throws IOException {
    new Replacement(Host.kernel(), Host.spawner(), settings, starter()).replace(warnings);
  }

  /**
   * Compiles the policy unless that is done, and returns what may not be meant as the policy says
   * it, and what the user should know about this host's libseccomp.
   *
   * @return one line each
   * @throws CompileException when the policy cannot be turned into a filter that does what it says
   * @throws UnsupportedOnThisHostException when the compiler of choice is libseccomp and it is
   *     missing
   */
  public List<String> warnings() {
    return filter.warnings();
  }

  /** Returns the command and what it runs under. */
  @Override
  public String toString() {
    return "Sandbox[command=" + settings.command() + ", " + filter + "]";
  }

  private Starter starter() {
    if (settings.command().isEmpty()) {
      throw new IllegalStateException("there is no command: call command(...) first");
    }
    return new Starter(Host.kernel(), Host.spawner(), settings, filter.get());
  }

  private Sandbox adopting(ProcessBuilder builder) throws IOException {
    List<String> command = List.copyOf(builder.command());
    if (command.isEmpty()) {
      throw new IndexOutOfBoundsException("the command is empty");
    }
    for (String argument : command) {
      if (argument.indexOf('\0') >= 0) {
        throw new IOException("invalid null character in command");
      }
    }
    File directory = builder.directory();
    return with(
        settings
            .withCommand(command)
            .withDirectory(Optional.ofNullable(directory).map(File::toPath))
            .withInheritsEnvironment(true)
            .withEnvironment(Environment.differences(builder.environment()))
            .withInput(builder.redirectInput())
            .withOutput(builder.redirectOutput())
            .withError(builder.redirectError())
            .withMergesError(builder.redirectErrorStream()));
  }

  private Sandbox changing(String name, Optional<String> value) {
    Map<String, Optional<String>> changes = new LinkedHashMap<>(settings.environment());
    changes.put(name, value);
    return with(settings.withEnvironment(changes));
  }

  private Sandbox with(ImmutableSettings changed) {
    return new Sandbox(filter, changed);
  }

  private static Redirect writing(Redirect destination) {
    if (destination.type() == Redirect.Type.READ) {
      throw new IllegalArgumentException("output cannot be redirected to read: " + destination);
    }
    return destination;
  }

  private static String checked(String name) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("invalid environment variable name \"" + name + "\"");
    }
    return name;
  }
}
