package io.seccomp4j.exec.internal.jna;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.seccomp4j.exec.internal.linux.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory of the C library. */
final class JnaMemory implements NativeMemory {
  private final Memory memory;
  private final ByteBuffer buffer;

  JnaMemory(int bytes) {
    memory = new Memory(bytes);
    memory.clear();
    buffer = memory.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public long address() {
    return Pointer.nativeValue(memory);
  }

  @Override
  public ByteBuffer buffer() {
    return buffer;
  }

  @Override
  public void close() {
    memory.close();
  }
}
