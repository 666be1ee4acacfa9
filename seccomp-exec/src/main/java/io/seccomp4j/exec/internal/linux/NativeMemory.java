package io.seccomp4j.exec.internal.linux;

import java.nio.ByteBuffer;

/** A block of zeroed memory outside the heap, freed by {@link #close}. Closing twice is fine. */
public interface NativeMemory extends AutoCloseable {
  /**
   * Returns where it begins.
   *
   * @return the address
   */
  long address();

  /**
   * Returns the block as a buffer in native byte order; not to be used after {@link #close}.
   *
   * @return the same buffer every time
   */
  ByteBuffer buffer();

  @Override
  void close();
}
