package io.seccomp4j.oci;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seccomp4j.policy.Action;
import java.io.IOException;
import java.math.BigInteger;

/** Writes a profile: the same text for equal profiles, on every machine. */
final class ProfileWriter {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ProfileWriter() {}

  static String json(OciProfile profile) {
    ObjectNode root = MAPPER.createObjectNode();
    action(root, "defaultAction", "defaultErrnoRet", profile.defaultAction());
    if (!profile.architectures().isEmpty()) {
      ArrayNode architectures = root.putArray("architectures");
      profile.architectures().forEach(arch -> architectures.add(arch.ociName()));
    }
    profile
        .flags()
        .ifPresent(
            flags -> {
              ArrayNode names = root.putArray("flags");
              flags.forEach(flag -> names.add(flag.ociName()));
            });
    profile.listenerPath().ifPresent(path -> root.put("listenerPath", path));
    profile.listenerMetadata().ifPresent(metadata -> root.put("listenerMetadata", metadata));
    ArrayNode syscalls = root.putArray("syscalls");
    profile.syscalls().forEach(entry -> entry(syscalls.addObject(), entry));
    try {
      return MAPPER.writer(new Layout()).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
  }

  private static void entry(ObjectNode node, SyscallEntry entry) {
    ArrayNode names = node.putArray("names");
    entry.names().forEach(names::add);
    action(node, "action", "errnoRet", entry.action());
    if (!entry.args().isEmpty()) {
      ArrayNode args = node.putArray("args");
      for (ArgumentEntry test : entry.args()) {
        ObjectNode arg = args.addObject();
        arg.put("index", test.index());
        unsigned(arg, "value", test.value());
        if (test.operator() == Operator.MASKED_EQ || test.valueTwo() != 0) {
          unsigned(arg, "valueTwo", test.valueTwo());
        }
        arg.put("op", test.operator().ociName());
      }
    }
  }

  /** Errnos are written even where they are the default, which readers do not agree on. */
  private static void action(ObjectNode node, String name, String dataName, Action action) {
    node.put(name, action.kind().ociName());
    if (action.kind() == Action.Kind.ERRNO || action.kind() == Action.Kind.TRACE) {
      node.put(dataName, action.data());
    }
  }

  private static void unsigned(ObjectNode node, String name, long number) {
    if (number >= 0) {
      node.put(name, number);
    } else {
      node.put(name, new BigInteger(Long.toUnsignedString(number)));
    }
  }

  /** Two spaces, a line feed, an element a line. */
  private static final class Layout extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;

    Layout() {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      indentObjectsWith(indenter);
      indentArraysWith(indenter);
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new Layout();
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator generator) throws IOException {
      generator.writeRaw(": ");
    }
  }
}
