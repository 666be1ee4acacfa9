package io.seccomp4j.exec.internal.linux;

/** Our native part, spawn.c. */
public interface Spawner {
  /**
   * Starts a program; returns when it runs or has failed.
   *
   * @param request address of a {@link SpawnRequest}, which holds the answer then
   * @return 0, or negative when it failed
   */
  long s4j_spawn(long request);

  /**
   * Turns this process into a program. The calling thread never comes back once it is filtered.
   *
   * @param request address of a {@link SpawnRequest}
   * @return the negative errno
   */
  long s4j_exec(long request);
}
