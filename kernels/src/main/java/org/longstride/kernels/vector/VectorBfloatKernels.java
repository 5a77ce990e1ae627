package org.longstride.kernels.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Computes 16 floats or 16 pairs at a time: processors with bfloat16 products have such vectors.
 */
final class VectorBfloatKernels implements BfloatKernels {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> PAIRS = IntVector.SPECIES_512;
  private static final int STEP = FLOATS.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ScalarBfloatKernels SCALAR = new ScalarBfloatKernels();

  private static final int BYTES = PAIRS.vectorByteSize();
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
    for (int row = 0; row < Long.SIZE; row++) {
      long bits = kept[keptAt + row];
      if (bits != -1L) {
        int rowAt = at + row * stride;
        hide(elements, rowAt, (int) bits);
        hide(elements, rowAt + BYTES, (int) (bits >>> 2 * STEP));
      }
    }
  }

  /** Keeps those of 32 elements whose bit is set. */
  private static void hide(ByteBuffer elements, int at, int kept) {
    IntVector bits = IntVector.broadcast(PAIRS, kept);
    IntVector lower =
        bits.lanewise(VectorOperators.LSHL, LOWER_TO_SIGN)
            .lanewise(VectorOperators.ASHR, 31)
            .lanewise(VectorOperators.LSHR, 16);
    IntVector upper =
        bits.lanewise(VectorOperators.LSHL, UPPER_TO_SIGN)
            .lanewise(VectorOperators.ASHR, 31)
            .and(UPPER);
    IntVector.fromByteBuffer(PAIRS, elements, at, ORDER)
        .and(lower.or(upper))
        .intoByteBuffer(elements, at, ORDER);
  }

  @Override
  public void addRows(ByteBuffer elements, int stride, int count, float[] sums) {
    float[] folded = new float[STEP];
    for (int row = 0; row < Long.SIZE; row++) {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      FloatVector s2 = FloatVector.zero(FLOATS);
      FloatVector s3 = FloatVector.zero(FLOATS);
      int end = row * stride + Short.BYTES * count;
      for (int at = row * stride; at < end; at += 2 * BYTES) {
        IntVector low = IntVector.fromByteBuffer(PAIRS, elements, at, ORDER);
        IntVector high = IntVector.fromByteBuffer(PAIRS, elements, at + BYTES, ORDER);
        s0 = s0.add(low.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats());
        s1 = s1.add(low.and(UPPER).reinterpretAsFloats());
        s2 = s2.add(high.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats());
        s3 = s3.add(high.and(UPPER).reinterpretAsFloats());
      }
      s0.add(s1).add(s2.add(s3)).intoArray(folded, 0);
      sums[row] += ScalarBfloatKernels.fold(folded);
    }
  }
}
