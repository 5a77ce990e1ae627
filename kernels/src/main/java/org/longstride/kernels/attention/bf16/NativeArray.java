package org.longstride.kernels.attention.bf16;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Memory outside the Java heap, beginning at a cache line; zero at first. */
final class NativeArray {

  private static final int LINE = 64;

  private final BytePointer memory;
  private final long start;
  private final long bytes;

  NativeArray(long bytes) {
    this.bytes = bytes;
    memory = new BytePointer(bytes + LINE);
    start = Math.floorMod(-memory.address(), LINE);
    clear();
  }

  long bytes() {
    return bytes;
  }

  /** The memory from a byte on; the same object each time, moved there. */
  Pointer at(long offset) {
    return memory.position(start + offset);
  }

  void clear() {
    Pointer.memset(at(0), 0, bytes);
  }

  /** The whole as a buffer, its first byte at 0, in the machine's byte order. */
  ByteBuffer buffer() {
    ByteBuffer whole = memory.position(start).limit(start + bytes).asByteBuffer();
    return whole.slice().order(ByteOrder.nativeOrder());
  }
}
