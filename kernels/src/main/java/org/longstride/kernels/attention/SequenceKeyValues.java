package org.longstride.kernels.attention;

import java.nio.FloatBuffer;

/** All keys and values of a sequence, in its order. */
record SequenceKeyValues(FloatBuffer[] allKeys, FloatBuffer[] allValues) implements KeyValues {

  @Override
  public FloatBuffer keys(int kvHead) {
    return allKeys[kvHead];
  }

  @Override
  public FloatBuffer values(int kvHead) {
    return allValues[kvHead];
  }

  @Override
  public int row(int token) {
    return token;
  }

  @Override
  public void rows(int[] tokens, int count, int[] rows) {
    System.arraycopy(tokens, 0, rows, 0, count);
  }
}
