package org.longstride.kernels.attention;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Queries, keys and values of a sequence, or of the next tokens of one, as plain arrays: what
 * attention that is no pattern works on.
 *
 * @param n tokens
 * @param d features of queries and keys
 * @param dv features of values
 * @param heads query heads
 * @param kvHeads key-value heads, a divisor of {@code heads} (grouped-query attention)
 * @param q queries {@code [heads, n, d]}
 * @param k keys {@code [kvHeads, n, d]}
 * @param v values {@code [kvHeads, n, dv]}
 * @param mask true where a token is real, false where it is padding, {@code [n]}; null: all are
 *     real
 */
public record HeadArrays(
    int n, int d, int dv, int heads, int kvHeads, float[] q, float[] k, float[] v, boolean[] mask) {

  /**
   * Checks that the arrays hold what the sizes say.
   *
   * @throws IllegalArgumentException if one does not
   */
  public HeadArrays {
    requireAtLeast("n", n, 0);
    requireAtLeast("d", d, 1);
    requireAtLeast("dv", dv, 1);
    requireAtLeast("heads", heads, 1);
    if (kvHeads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "kvHeads is " + kvHeads + ", must divide heads, which is " + heads);
    }
    requireLength("q", q.length, "heads x n x d", heads, n, d);
    requireLength("k", k.length, "kvHeads x n x d", kvHeads, n, d);
    requireLength("v", v.length, "kvHeads x n x dv", kvHeads, n, dv);
    if (mask != null && mask.length != n) {
      throw new IllegalArgumentException(
          "mask has " + mask.length + " elements, must have one a token, which is " + n);
    }
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + ", must be at least " + least);
    }
  }

  private static void requireLength(String name, int length, String shape, int a, int b, int c) {
    long expected = (long) a * b * c;
    if (length != expected) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d elements, must have %s = %d x %d x %d = %d",
              name, length, shape, a, b, c, expected));
    }
  }

  /**
   * Copies ND4J arrays.
   *
   * @param q queries {@code [heads, n, d]}
   * @param k keys {@code [kvHeads, n, d]}
   * @param v values {@code [kvHeads, n, dv]}
   * @param mask true where a token is real, {@code [n]}; null: all are
   * @throws IllegalArgumentException if the shapes do not fit each other
   */
  public static HeadArrays of(INDArray q, INDArray k, INDArray v, boolean[] mask) {
    requireRank("q", q);
    requireRank("k", k);
    requireRank("v", v);
    return new HeadArrays(
        (int) q.size(1),
        (int) q.size(2),
        (int) v.size(2),
        (int) q.size(0),
        (int) k.size(0),
        floats(q),
        floats(k),
        floats(v),
        mask);
  }

  private static void requireRank(String name, INDArray array) {
    if (array.rank() != 3) {
      throw new IllegalArgumentException(
          name
              + " has shape "
              + Arrays.toString(array.shape())
              + ", must be [heads, tokens, features]");
    }
  }

  private static float[] floats(INDArray array) {
    return array.castTo(DataType.FLOAT).dup('c').data().asFloat();
  }

  /** Query heads of each key-value head. */
  public int group() {
    return heads / kvHeads;
  }

  /** Whether a token is real. */
  public boolean isReal(int token) {
    return mask == null || mask[token];
  }
}
