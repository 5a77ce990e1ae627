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

  /** Pairs of a panel's row. */
  private static final int PANEL = Long.SIZE / 2;

  private static final int UPPER = 0xffff0000;

  /** Move the bits of a pair's lower and upper element to the sign. */
  private static final IntVector LOWER_TO_SIGN = IntVector.zero(PAIRS).addIndex(-2).add(31);

  private static final IntVector UPPER_TO_SIGN = LOWER_TO_SIGN.sub(1);

  /** Scratch: new memory is memory that no cache knows. 16 sums of each row. */
  private float[] parts = new float[STEP * STEP];

  private final float[] folded = new float[STEP * STEP];
  private int[] copy = new int[PANEL];

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
  public void scaleAndMultiply(
      float[] a,
      int aAt,
      int aDistance,
      float factor,
      float[] b,
      int bAt,
      int bDistance,
      int count,
      int d,
      float[] scaled,
      float[] dots,
      int dotsAt) {
    if (parts.length < (count + STEP) * STEP) {
      parts = new float[(count + STEP) * STEP];
    }
    FloatVector factors = FloatVector.broadcast(FLOATS, factor);
    int whole = d / STEP * STEP;
    for (int row = 0; row < count; row++) {
      int left = aAt + row * aDistance;
      int right = bAt + row * bDistance;
      int to = row * d;
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = 0; i < whole; i += STEP) {
        FloatVector x = FloatVector.fromArray(FLOATS, a, left + i).mul(factors);
        x.intoArray(scaled, to + i);
        sum = x.fma(FloatVector.fromArray(FLOATS, b, right + i), sum);
      }
      sum.intoArray(parts, row * STEP);
      ScalarBfloatKernels.multiplyFrom(
          whole, a, left, factor, b, right, d, scaled, to, parts, row * STEP);
    }
    for (int first = 0; first < count; first += STEP) {
      foldEach(parts, first * STEP, folded);
      System.arraycopy(folded, 0, dots, dotsAt + first, Math.min(STEP, count - first));
    }
  }

  /** Adds each of 16 rows of 16 sums up, by halves; the results are the first row. */
  private static void foldEach(float[] parts, int partsAt, float[] sums) {
    VectorStripTranspose.transpose(parts, partsAt, STEP, STEP, sums, 0, STEP);
    for (int half = STEP / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        FloatVector other = FloatVector.fromArray(FLOATS, sums, (i + half) * STEP);
        FloatVector.fromArray(FLOATS, sums, i * STEP).add(other).intoArray(sums, i * STEP);
      }
    }
  }

  @Override
  public void hideAndAdd(
      ByteBuffer elements,
      int stride,
      int panels,
      long[] kept,
      int[] keptAt,
      int from,
      float[] sums) {
    IntBuffer pairs = elements.asIntBuffer();
    if (copy.length < panels * PANEL) {
      copy = new int[panels * PANEL];
    }
    for (int first = 0; first < Long.SIZE; first += STEP) {
      for (int row = 0; row < STEP; row++) {
        int rowAt = (first + row) * stride / Integer.BYTES;
        pairs.get(rowAt, copy, 0, panels * PANEL);
        for (int panel = 0; panel < panels; panel++) {
          int masks = keptAt[from + panel];
          if (masks >= 0 && kept[masks + first + row] != -1L) {
            hide(copy, panel * PANEL, kept[masks + first + row]);
            pairs.put(rowAt + panel * PANEL, copy, panel * PANEL, PANEL);
          }
        }
        add(copy, panels * PANEL, parts, row * STEP);
      }
      foldEach(parts, 0, folded);
      FloatVector before = FloatVector.fromArray(FLOATS, sums, first);
      before.add(FloatVector.fromArray(FLOATS, folded, 0)).intoArray(sums, first);
    }
  }

  private static void hide(int[] pairs, int at, long kept) {
    hide(pairs, at, (int) kept);
    hide(pairs, at + STEP, (int) (kept >>> 2 * STEP));
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

  /** Adds a row up to 16 sums. */
  private static void add(int[] pairs, int count, float[] sums, int sumsAt) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int at = 0; at < count; at += 2 * STEP) {
      IntVector low = IntVector.fromArray(PAIRS, pairs, at);
      IntVector high = IntVector.fromArray(PAIRS, pairs, at + STEP);
      s0 = s0.add(low.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats());
      s1 = s1.add(low.and(UPPER).reinterpretAsFloats());
      s2 = s2.add(high.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats());
      s3 = s3.add(high.and(UPPER).reinterpretAsFloats());
    }
    s0.add(s1).add(s2.add(s3)).intoArray(sums, sumsAt);
  }
}
