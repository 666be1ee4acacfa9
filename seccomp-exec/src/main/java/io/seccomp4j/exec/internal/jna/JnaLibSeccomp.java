package io.seccomp4j.exec.internal.jna;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.seccomp4j.exec.UnsupportedOnThisHostException;
import io.seccomp4j.exec.internal.linux.LibSeccomp;

/** Calls the libseccomp of the system. */
public final class JnaLibSeccomp implements LibSeccomp {
  private static final String SONAME = "libseccomp.so.2";

  private JnaLibSeccomp() {}

  /**
   * Binds libseccomp.
   *
   * @return the library
   * @throws UnsupportedOnThisHostException when it is not installed, or JNA cannot load it
   */
  public static JnaLibSeccomp bind() {
    try {
      if (!Native.registered(Functions.class)) {
        Native.register(Functions.class, NativeLibrary.getInstance(SONAME));
      }
    } catch (LinkageError refused) {
      UnsupportedOnThisHostException told =
          new UnsupportedOnThisHostException(
              "cannot load "
                  + SONAME
                  + ": install it with \"apt-get install libseccomp2\" (Debian, Ubuntu) or"
                  + " \"dnf install libseccomp\" (Fedora)");
      told.initCause(refused);
      throw told;
    }
    return new JnaLibSeccomp();
  }

  /** {@code struct scmp_version}: three unsigned ints. */
  @Override
  public String seccomp_version() {
    Pointer version = new Pointer(Functions.seccomp_version());
    return version.getInt(0) + "." + version.getInt(4) + "." + version.getInt(8);
  }

  @Override
  public long seccomp_init(int defaultAction) {
    return Functions.seccomp_init(defaultAction);
  }

  @Override
  public void seccomp_release(long context) {
    Functions.seccomp_release(context);
  }

  @Override
  public long seccomp_merge(long target, long source) {
    return Functions.seccomp_merge(target, source);
  }

  @Override
  public int seccomp_arch_native() {
    return Functions.seccomp_arch_native();
  }

  @Override
  public int seccomp_arch_resolve_name(String name) {
    return Functions.seccomp_arch_resolve_name(name);
  }

  @Override
  public long seccomp_arch_add(long context, int token) {
    return Functions.seccomp_arch_add(context, token);
  }

  @Override
  public long seccomp_arch_remove(long context, int token) {
    return Functions.seccomp_arch_remove(context, token);
  }

  @Override
  public long seccomp_attr_set(long context, int attribute, int value) {
    return Functions.seccomp_attr_set(context, attribute, value);
  }

  @Override
  public int seccomp_syscall_resolve_name(String name) {
    return Functions.seccomp_syscall_resolve_name(name);
  }

  @Override
  public int seccomp_syscall_resolve_name_arch(int token, String name) {
    return Functions.seccomp_syscall_resolve_name_arch(token, name);
  }

  @Override
  public long seccomp_rule_add_array(
      long context, int action, int syscall, int count, long conditions) {
    return Functions.seccomp_rule_add_array(context, action, syscall, count, conditions);
  }

  @Override
  public long seccomp_export_bpf(long context, int fd) {
    return Functions.seccomp_export_bpf(context, fd);
  }

  private static final class Functions {
    private Functions() {}

    static native long seccomp_version();

    static native long seccomp_init(int defaultAction);

    static native void seccomp_release(long context);

    static native int seccomp_merge(long target, long source);

    static native int seccomp_arch_native();

    static native int seccomp_arch_resolve_name(String name);

    static native int seccomp_arch_add(long context, int token);

    static native int seccomp_arch_remove(long context, int token);

    static native int seccomp_attr_set(long context, int attribute, int value);

    static native int seccomp_syscall_resolve_name(String name);

    static native int seccomp_syscall_resolve_name_arch(int token, String name);

    static native int seccomp_rule_add_array(
        long context, int action, int syscall, int count, long conditions);

    static native int seccomp_export_bpf(long context, int fd);
  }
}
