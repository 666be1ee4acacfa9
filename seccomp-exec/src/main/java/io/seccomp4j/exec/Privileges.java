package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Kernel;
import io.seccomp4j.exec.internal.linux.Linux;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out whether a program would lose privileges, since no_new_privs is always set. */
final class Privileges {
  private static final int SETUID = 04000;
  private static final int SETGID = 02000;
  private static final int GROUP_EXECUTE = 010;
  private static final int EXECUTE = 0111;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final byte[] CAPABILITIES =
      "security.capability\0".getBytes(StandardCharsets.US_ASCII);

  private final Kernel kernel;
  private final NativeMemory memory;
  private final long path;

  private Privileges(Kernel kernel, NativeMemory memory) {
    this.kernel = kernel;
    this.memory = memory;
    path = memory.address() + Linux.STATX_BYTES + CAPABILITIES.length;
  }

  /** Returns a sentence about each privilege that the program asks for and will not get. */
  static List<String> warnings(Kernel kernel, Command command) {
    for (byte[] program : command.programs()) {
      byte[] path = absolute(program, command.directory());
      try (NativeMemory memory =
          kernel.allocate(Linux.STATX_BYTES + CAPABILITIES.length + path.length + 1)) {
        memory.buffer().put(Linux.STATX_BYTES, CAPABILITIES);
        memory.buffer().put(Linux.STATX_BYTES + CAPABILITIES.length, path);
        Privileges privileges = new Privileges(kernel, memory);
        if (privileges.isProgram()) {
          return privileges.warnings(new String(path, StandardCharsets.UTF_8));
        }
      }
    }
    return List.of();
  }

  private boolean isProgram() {
    long found =
        kernel.statx(Linux.AT_FDCWD, path, 0, Linux.STATX_TYPE_MODE_UID_GID, memory.address());
    int mode = mode();
    return found == 0 && (mode & TYPE) == REGULAR && (mode & EXECUTE) != 0;
  }

  private List<String> warnings(String name) {
    List<String> found = new ArrayList<>();
    ByteBuffer status = memory.buffer();
    int mode = mode();
    long user = kernel.geteuid();
    if ((mode & SETUID) != 0 && status.getInt(Linux.STX_UID) != user) {
      found.add(name + " is setuid and will run without that user's rights: no_new_privs is set");
    }
    if ((mode & SETGID) != 0
        && (mode & GROUP_EXECUTE) != 0
        && status.getInt(Linux.STX_GID) != kernel.getegid()) {
      found.add(name + " is setgid and will run without that group's rights: no_new_privs is set");
    }
    long capabilities = memory.address() + Linux.STATX_BYTES;
    if (user != 0 && kernel.getxattr(path, capabilities, 0, 0) > 0) {
      found.add(name + " has file capabilities and will not get them: no_new_privs is set");
    }
    for (String warning : found) {
      System.getLogger(Privileges.class.getName()).log(System.Logger.Level.WARNING, warning);
    }
    return found;
  }

  private int mode() {
    return Short.toUnsignedInt(memory.buffer().getShort(Linux.STX_MODE));
  }

  private static byte[] absolute(byte[] program, byte @Nullable [] directory) {
    if (directory == null || (program.length > 0 && program[0] == '/')) {
      return program;
    }
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    path.writeBytes(directory);
    path.write('/');
    path.writeBytes(program);
    return path.toByteArray();
  }
}
