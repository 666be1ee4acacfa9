package io.seccomp4j.exec;

/** Starts our daemon threads so that they hold on to nothing of their first user. */
final class Threads {
  private Threads() {}

  static void start(String name, Runnable work) {
    Thread thread = new Thread(rootGroup(), work, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
  }

  private static ThreadGroup rootGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    ThreadGroup parent = group.getParent();
    while (parent != null) {
      group = parent;
      parent = group.getParent();
    }
    return group;
  }
}
