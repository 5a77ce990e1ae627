package org.longstride.kernels.attention;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The heads of an ND4J array as buffers on its own memory, one for each head, so that an array may
 * be larger than a buffer.
 *
 * @param owner the array whose memory it is; it must not be closed before the buffers' last use
 * @param heads rows of each head, {@code [heads][rows, width]}
 */
record HeadBuffers(INDArray owner, FloatBuffer[] heads) {

  /** Attention on the memory of arrays: queries, keys and values, outputs. */
  interface Borrower {

    void attend(FloatBuffer[] q, KeyValues kv, FloatBuffer[] out);
  }

  /** Lends the arrays' memory, and keeps them alive as long: the buffers do not. */
  static void lend(INDArray q, INDArray k, INDArray v, INDArray out, Borrower borrower) {
    HeadBuffers queries = of(q);
    HeadBuffers keys = of(k);
    HeadBuffers values = of(v);
    HeadBuffers outputs = of(out);
    KeyValues kv = new SequenceKeyValues(keys.heads, values.heads);
    borrower.attend(queries.heads, kv, outputs.heads);
    Reference.reachabilityFence(queries);
    Reference.reachabilityFence(keys);
    Reference.reachabilityFence(values);
    Reference.reachabilityFence(outputs);
  }

  /** The buffers of an array {@code [heads, rows, width]}; of a copy, if rows lie otherwise. */
  static HeadBuffers of(INDArray array) {
    long rows = array.size(1);
    long width = array.size(2);
    INDArray owner = isInOrder(array) ? array : array.castTo(DataType.FLOAT).dup('c');
    FloatBuffer[] heads = new FloatBuffer[(int) owner.size(0)];
    long length = Math.multiplyExact(rows, width);
    for (int head = 0; head < heads.length; head++) {
      heads[head] = slice(owner, owner.offset() + head * owner.stride(0), length);
    }
    return new HeadBuffers(owner, heads);
  }

  /** Whether the elements of each head lie row by row, and are what buffers hold. */
  static boolean isInOrder(INDArray array) {
    return array.dataType() == DataType.FLOAT
        && (array.size(2) == 1 || array.stride(2) == 1)
        && (array.size(1) == 1 || array.stride(1) == array.size(2));
  }

  private static FloatBuffer slice(INDArray array, long at, long length) {
    if (length > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "a head holds "
              + length
              + " elements, must be at most "
              + Integer.MAX_VALUE / Float.BYTES);
    }
    Pointer all = array.data().pointer();
    return new FloatPointer(all).getPointer(at).capacity(length).asBuffer();
  }
}
