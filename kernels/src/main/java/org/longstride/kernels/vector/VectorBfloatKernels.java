package org.longstride.kernels.vector;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Computes 16 floats or 16 pairs at a time: processors with bfloat16 products have such vectors.
 * Rows outside the heap are copied: JDKs from 19 on load no vectors from byte buffers.
 */
final class VectorBfloatKernels implements BfloatKernels {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> PAIRS = IntVector.SPECIES_512;
  private static final int STEP = FLOATS.length();
  private static final ScalarBfloatKernels SCALAR = new ScalarBfloatKernels();

  /** Pairs of a row of 64. */
  private static final int ROW = Long.SIZE / 2;

  private static final int UPPER = 0xffff0000;

  /** Move the bits of a pair's lower and upper element to the sign. */
  private static final IntVector LOWER_TO_SIGN = IntVector.zero(PAIRS).addIndex(-2).add(31);

  private static final IntVector UPPER_TO_SIGN = LOWER_TO_SIGN.sub(1);

  @Override
  public void pair(
      float[] low, int lowAt, float[] high, int highAt, int count, int[] out, int outAt) {
    int i = 0;
    for (; i + STEP <= count; i += STEP) {
      IntVector a = FloatVector.fromArray(FLOATS, low, lowAt + i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, high, highAt + i).reinterpretAsInts();
      IntVector oddA = a.lanewise(VectorOperators.LSHR, 16).and(1);
      IntVector oddB = b.lanewise(VectorOperators.LSHR, 16).and(1);
      IntVector lower = a.add(0x7fff).add(oddA).lanewise(VectorOperators.LSHR, 16);
      IntVector upper = b.add(0x7fff).add(oddB).and(UPPER);
      lower.or(upper).intoArray(out, outAt + i);
    }
    SCALAR.pair(low, lowAt + i, high, highAt + i, count - i, out, outAt + i);
  }

  @Override
  public void dots(float[] a, float[] b, int count, int d, float[] out) {
    float[] sums = new float[STEP];
    int whole = d / STEP * STEP;
    for (int row = 0, at = 0; row < count; row++, at += d) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = at; i < at + whole; i += STEP) {
        FloatVector left = FloatVector.fromArray(FLOATS, a, i);
        sum = left.fma(FloatVector.fromArray(FLOATS, b, i), sum);
      }
      sum.intoArray(sums, 0);
      out[row] = ScalarBfloatKernels.finishDot(a, b, at + whole, at + d, sums);
    }
  }

  @Override
  public void hide(ByteBuffer elements, int at, int stride, long[] kept, int keptAt) {
    IntBuffer pairs = elements.asIntBuffer();
    int[] copy = new int[ROW];
    for (int row = 0; row < Long.SIZE; row++) {
      long bits = kept[keptAt + row];
      if (bits != -1L) {
        int rowAt = (at + row * stride) / Integer.BYTES;
        pairs.get(rowAt, copy);
        hide(copy, 0, (int) bits);
        hide(copy, STEP, (int) (bits >>> 2 * STEP));
        pairs.put(rowAt, copy);
      }
    }
  }

  /** Keeps those of 32 elements whose bit is set. */
  private static void hide(int[] pairs, int at, int kept) {
    IntVector bits = IntVector.broadcast(PAIRS, kept);
    IntVector lower =
        bits.lanewise(VectorOperators.LSHL, LOWER_TO_SIGN)
            .lanewise(VectorOperators.ASHR, 31)
            .lanewise(VectorOperators.LSHR, 16);
    IntVector upper =
        bits.lanewise(VectorOperators.LSHL, UPPER_TO_SIGN)
            .lanewise(VectorOperators.ASHR, 31)
            .and(UPPER);
    IntVector.fromArray(PAIRS, pairs, at).and(lower.or(upper)).intoArray(pairs, at);
  }

  @Override
  public void addRows(ByteBuffer elements, int stride, int count, float[] sums) {
    IntBuffer pairs = elements.asIntBuffer();
    int[] copy = new int[count / 2];
    float[] folded = new float[STEP];
    for (int row = 0; row < Long.SIZE; row++) {
      pairs.get(row * stride / Integer.BYTES, copy);
      add(copy, folded);
      sums[row] += ScalarBfloatKernels.fold(folded);
    }
  }

  private static void add(int[] pairs, float[] folded) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int at = 0; at < pairs.length; at += 2 * STEP) {
      IntVector low = IntVector.fromArray(PAIRS, pairs, at);
      IntVector high = IntVector.fromArray(PAIRS, pairs, at + STEP);
      s0 = s0.add(low.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats());
      s1 = s1.add(low.and(UPPER).reinterpretAsFloats());
      s2 = s2.add(high.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats());
      s3 = s3.add(high.and(UPPER).reinterpretAsFloats());
    }
    s0.add(s1).add(s2.add(s3)).intoArray(folded, 0);
  }
}
