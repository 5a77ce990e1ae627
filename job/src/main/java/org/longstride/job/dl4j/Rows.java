package org.longstride.job.dl4j;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Bulk access to the memory of an array: one copy instead of an ND4J operation per element. Reading
 * and writing are thread-safe as long as the ranges do not overlap.
 */
final class Rows {

  private final INDArray array;
  private final FloatBuffer buffer;

  /** Only reading is meaningful if the array is not in C order: then it is copied. */
  Rows(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("array is " + array.dataType() + ", must be FLOAT");
    }
    this.array = isPlain(array) ? array : array.dup('c');
    Pointer pointer = this.array.data().addressPointer();
    int length = Math.toIntExact(this.array.length());
    buffer = new FloatPointer(pointer).position(0).capacity(length).asBuffer();
  }

  private static boolean isPlain(INDArray array) {
    return array.rank() < 2
        || (array.rank() == 2
            && array.stride(1) == 1
            && (array.size(0) == 1 || array.stride(0) == array.size(1)));
  }

  /** Copies {@code count} elements from {@code from} on to {@code to[at...]}. */
  void read(int from, float[] to, int at, int count) {
    buffer.get(from, to, at, count);
  }

  /** Copies {@code count} elements of {@code from[at...]} to the elements from {@code to} on. */
  void write(float[] from, int at, int to, int count) {
    buffer.put(to, from, at, count);
  }

  /** The number of elements. */
  int length() {
    return Math.toIntExact(array.length());
  }
}
