package io.seccomp4j.exec;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value made when it is first asked for; a failure is not remembered. */
final class Lazy<T> {
  private final Supplier<T> maker;
  private volatile @Nullable T value;

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  T get() {
    T current = value;
    if (current != null) {
      return current;
    }
    synchronized (this) {
      current = value;
      if (current == null) {
        current = maker.get();
        value = current;
      }
      return current;
    }
  }
}
