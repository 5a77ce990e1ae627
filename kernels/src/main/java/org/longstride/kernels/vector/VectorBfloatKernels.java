package org.longstride.kernels.vector;

import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Computes 16 floats or 16 pairs at a time: processors with bfloat16 products have such vectors.
 */
final class VectorBfloatKernels implements BfloatKernels {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final int STEP = FLOATS.length();

  private static final int UPPER = BfloatExp2.UPPER;

  /** Scratch: new memory is memory that no cache knows. 16 sums of each row. */
  private float[] parts = new float[0];

  private final float[] folded = new float[STEP * STEP];
  private final VectorBfloatWeights weights = new VectorBfloatWeights();

  /**
   * Written out, two vectors at a time, and so longer than what the compiler puts into its callers:
   * in one that is long already it would call the last operations instead, and allocate vectors.
   */
  @Override
  public void pair(
      float[] rows,
      int at,
      int distance,
      int apart,
      int count,
      int width,
      float[] out,
      int outAt,
      int outDistance) {
    int whole = width / STEP * STEP;
    for (int row = 0, r = at, o = outAt; row < count; row++, r += distance, o += outDistance) {
      int i = 0;
      for (; i + 2 * STEP <= whole; i += 2 * STEP) {
        IntVector a = FloatVector.fromArray(FLOATS, rows, r + i).reinterpretAsInts();
        IntVector b = FloatVector.fromArray(FLOATS, rows, r + i + apart).reinterpretAsInts();
        IntVector c = FloatVector.fromArray(FLOATS, rows, r + i + STEP).reinterpretAsInts();
        IntVector d = FloatVector.fromArray(FLOATS, rows, r + i + STEP + apart).reinterpretAsInts();
        IntVector oddA = a.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector oddB = b.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector oddC = c.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector oddD = d.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector lower = a.add(0x7fff).add(oddA).lanewise(VectorOperators.LSHR, 16);
        IntVector upper = b.add(0x7fff).add(oddB).and(UPPER);
        IntVector lower2 = c.add(0x7fff).add(oddC).lanewise(VectorOperators.LSHR, 16);
        IntVector upper2 = d.add(0x7fff).add(oddD).and(UPPER);
        lower.or(upper).reinterpretAsFloats().intoArray(out, o + i);
        lower2.or(upper2).reinterpretAsFloats().intoArray(out, o + i + STEP);
      }
      if (i < whole) {
        IntVector a = FloatVector.fromArray(FLOATS, rows, r + i).reinterpretAsInts();
        IntVector b = FloatVector.fromArray(FLOATS, rows, r + i + apart).reinterpretAsInts();
        IntVector oddA = a.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector oddB = b.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector lower = a.add(0x7fff).add(oddA).lanewise(VectorOperators.LSHR, 16);
        IntVector upper = b.add(0x7fff).add(oddB).and(UPPER);
        lower.or(upper).reinterpretAsFloats().intoArray(out, o + i);
      }
      ScalarBfloatKernels.pairFrom(whole, rows, r, apart, width, out, o);
    }
  }

  @Override
  public void multiplyEach(
      float[] a,
      int aAt,
      int aDistance,
      float[] b,
      int bAt,
      int bDistance,
      int count,
      int d,
      float[] dots) {
    if (parts.length < (count + STEP) * STEP) {
      parts = new float[(count + STEP) * STEP];
    }
    int whole = d / STEP * STEP;
    for (int row = 0; row < count; row++) {
      int left = aAt + row * aDistance;
      int right = bAt + row * bDistance;
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = 0; i < whole; i += STEP) {
        FloatVector x = FloatVector.fromArray(FLOATS, a, left + i);
        sum = x.fma(FloatVector.fromArray(FLOATS, b, right + i), sum);
      }
      sum.intoArray(parts, row * STEP);
      ScalarBfloatKernels.multiplyFrom(whole, a, left, b, right, d, parts, row * STEP);
    }
    for (int first = 0; first < count; first += STEP) {
      foldEach(parts, first * STEP, folded);
      System.arraycopy(folded, 0, dots, first, Math.min(STEP, count - first));
    }
  }

  /** Adds each of 16 rows of 16 sums up, by halves; the results are the first row. */
  static void foldEach(float[] parts, int partsAt, float[] sums) {
    VectorStripTranspose.transpose(parts, partsAt, STEP, STEP, sums, 0, STEP);
    for (int half = STEP / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        FloatVector other = FloatVector.fromArray(FLOATS, sums, (i + half) * STEP);
        FloatVector.fromArray(FLOATS, sums, i * STEP).add(other).intoArray(sums, i * STEP);
      }
    }
  }

  @Override
  public void weigh(
      FloatBuffer products,
      int stride,
      int panels,
      float factor,
      float[] shifts,
      long[] kept,
      int[] keptAt,
      int from,
      float[] sums) {
    weights.make(products, stride, panels, factor, shifts, kept, keptAt, from, sums);
  }
}
