package io.seccomp4j.exec.internal.linux;

/** The layout of {@code struct s4j_request}; request.h is the original. */
public final class SpawnRequest {
  /** Value of {@link #AT_VERSION}. */
  public static final int VERSION = 1;

  public static final int UNFILTERED_LAUNCHER = 1;
  public static final int USUAL_FILE_LIMIT = 2;
  public static final int EXIT_RUNS = 4;

  public static final long LAUNCHER_BASE = 0x2_0000_0000L;
  public static final int LAUNCHER_ALIVE_FD = 4;

  public static final int AT_VERSION = 0;
  public static final int AT_FLAGS = 4;
  public static final int AT_PROGRAMS = 8;
  public static final int AT_ARGV = 16;
  public static final int AT_ENVP = 24;
  public static final int AT_DIRECTORY = 32;
  public static final int AT_FDS = 40;
  public static final int AT_FD_COUNT = 48;
  public static final int AT_LIMIT_COUNT = 52;
  public static final int AT_LIMITS = 56;
  public static final int AT_FILTER = 64;
  public static final int AT_FILTER_LENGTH = 72;
  public static final int AT_SECCOMP_FLAGS = 76;
  public static final int AT_DEATH_SIGNAL = 80;
  public static final int AT_LANDLOCK_FD = 84;
  public static final int AT_LISTENER_FD = 88;
  public static final int AT_PARENT = 92;
  public static final int AT_PID = 96;
  public static final int AT_PIDFD = 100;
  public static final int AT_STAGE = 104;
  public static final int AT_ERROR = 108;

  /** Bytes of the request itself; what it points to follows. */
  public static final int BYTES = 112;

  /** Bytes of one {@code struct s4j_limit}: resource, keep_hard, soft, hard. */
  public static final int LIMIT_BYTES = 24;

  /** The exit code of a child that could not start. */
  public static final int EXIT_NOT_STARTED = 127;

  private SpawnRequest() {}
}
