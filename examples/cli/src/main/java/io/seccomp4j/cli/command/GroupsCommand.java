package io.seccomp4j.cli.command;

import io.seccomp4j.cli.ExitCode;
import io.seccomp4j.policy.Condition;
import io.seccomp4j.policy.SyscallGroup;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists groups of syscalls, or the calls of one. */
@Command(
    name = "groups",
    description = {
      "Lists the groups of syscalls that a SPEC and the names of a profile may have: name, number of"
          + " calls, source and version, what they are for. With a name, its calls, and for which"
          + " arguments they belong to the group.",
    },
    footerHeading = "%nExample: ",
    footer = "seccomp4j groups @read-files")
final class GroupsCommand implements Callable<Integer> {
  /** All names, for the completion of shells. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SyscallGroup.all().stream().map(SyscallGroup::name).iterator();
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "@NAME",
      description = "One group only.",
      completionCandidates = Names.class)
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--json",
      description =
          "Writes a JSON object for each group, one a line: name, source, description, groups and"
              + " calls, which have tests where they belong to it for some arguments only.")
  private boolean json;

  @Override
  public Integer call() {
    List<SyscallGroup> groups = name.isPresent() ? List.of(find(name.get())) : SyscallGroup.all();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      groups.forEach(group -> out.println(Json.of(object(group))));
    } else {
      out.print(name.isPresent() ? text(groups.get(0)) : table(groups));
    }
    out.flush();
    return ExitCode.FINE;
  }

  private static SyscallGroup find(String name) {
    return SyscallGroup.find(name)
        .orElseThrow(
            () ->
                new NegativeAnswer(
                    "unknown group \""
                        + name
                        + "\""
                        + SyscallGroup.suggestion(name)
                            .map(near -> " (did you mean " + near + "?)")
                            .orElse("")));
  }

  private static String table(List<SyscallGroup> groups) {
    int names = groups.stream().mapToInt(group -> group.name().length()).max().orElse(0);
    int sources = groups.stream().mapToInt(group -> group.source().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (SyscallGroup group : groups) {
      String row = "%-" + names + "s  %3d  %-" + sources + "s  %s%n";
      text.append(
          String.format(
              row, group.name(), group.syscalls().size(), group.source(), group.description()));
    }
    return text.toString();
  }

  private static String text(SyscallGroup group) {
    StringBuilder text = new StringBuilder();
    text.append(group.name()).append(": ").append(group.syscalls().size());
    text.append(" calls, ").append(group.source()).append('\n');
    text.append(group.description()).append('\n');
    if (!group.groups().isEmpty()) {
      List<String> parts = group.groups().stream().map(SyscallGroup::name).toList();
      text.append("contains ").append(String.join(", ", parts)).append('\n');
    }
    group.members().forEach(member -> text.append("  ").append(member).append('\n'));
    return text.toString();
  }

  private static Map<String, Object> object(SyscallGroup group) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", group.name());
    object.put("source", group.source());
    object.put("description", group.description());
    object.put("groups", group.groups().stream().map(SyscallGroup::name).toList());
    List<Object> calls = new ArrayList<>();
    for (SyscallGroup.Member member : group.members()) {
      Map<String, Object> call = new LinkedHashMap<>();
      call.put("syscall", member.syscall());
      if (!member.conditions().isEmpty()) {
        call.put("tests", member.conditions().stream().map(Condition::toString).toList());
      }
      calls.add(call);
    }
    object.put("calls", calls);
    return object;
  }
}
