package org.longstride.kernels.vector;

import java.nio.FloatBuffer;
import java.util.Arrays;
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

  /** Elements of a panel's row. */
  private static final int PANEL = Long.SIZE;

  private static final int UPPER = BfloatExp2.UPPER;

  /** Where a row begins. */
  private static final int START = CacheLines.FIRST;

  /** Move an element's bit to the sign. */
  private static final IntVector TO_SIGN = IntVector.zero(PAIRS).addIndex(-1).add(31);

  /** Scratch: new memory is memory that no cache knows. Sums of rows. */
  private float[] parts = new float[STEP * PANEL];

  private final float[] folded = new float[STEP * STEP];

  /** A row of products, the beginning of which becomes weights. */
  private float[] row = new float[0];

  private final int[] panelWeights = new int[PANEL];

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
    int width = panels * PANEL;
    if (row.length < START + width) {
      row = CacheLines.allocate(width);
    }
    for (int first = 0; first < Long.SIZE; first += STEP) {
      Arrays.fill(parts, 0, STEP * PANEL, 0f);
      for (int i = 0; i < STEP; i++) {
        float rounder = BfloatExp2.rounder(shifts[first + i]);
        products.get((first + i) * stride, row, START, width);
        for (int panel = 0, end; panel < panels; panel = end) {
          end = panel + 1;
          int masks = keptAt[from + panel];
          if (masks >= 0) {
            weighSome(panel, factor, rounder, kept[masks + first + i], i * PANEL);
            continue;
          }
          while (end < panels && keptAt[from + end] < 0) {
            end++;
          }
          weigh(panel, end, factor, rounder, i * PANEL);
        }
        products.put((first + i) * stride, row, START, width / 2);
      }
      foldQuarters();
      foldEach(parts, 0, folded);
      FloatVector before = FloatVector.fromArray(FLOATS, sums, first);
      before.add(FloatVector.fromArray(FLOATS, folded, 0)).intoArray(sums, first);
    }
  }

  /** Adds the four parts of sums up. */
  private void foldQuarters() {
    for (int i = 0; i < STEP; i++) {
      FloatVector s0 = FloatVector.fromArray(FLOATS, parts, i * PANEL);
      FloatVector s1 = FloatVector.fromArray(FLOATS, parts, i * PANEL + STEP);
      FloatVector s2 = FloatVector.fromArray(FLOATS, parts, i * PANEL + 2 * STEP);
      FloatVector s3 = FloatVector.fromArray(FLOATS, parts, i * PANEL + 3 * STEP);
      s0.add(s1).add(s2.add(s3)).intoArray(parts, i * STEP);
    }
  }

  /** {@link BfloatExp2} on panels of a row; 64 of {@link #parts} are its sums. */
  private void weigh(int from, int to, float factor, float shiftedRounder, int partsAt) {
    FloatVector scale = FloatVector.broadcast(FLOATS, factor);
    FloatVector rounder = FloatVector.broadcast(FLOATS, shiftedRounder);
    FloatVector s0 = FloatVector.fromArray(FLOATS, parts, partsAt);
    FloatVector s1 = FloatVector.fromArray(FLOATS, parts, partsAt + STEP);
    FloatVector s2 = FloatVector.fromArray(FLOATS, parts, partsAt + 2 * STEP);
    FloatVector s3 = FloatVector.fromArray(FLOATS, parts, partsAt + 3 * STEP);
    for (int at = from * PANEL; at < to * PANEL; at += PANEL) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, row, START + at);
      FloatVector t0 = x0.fma(scale, rounder);
      FloatVector f0 = x0.fma(scale, rounder.sub(t0));
      FloatVector p0 =
          f0.broadcast(BfloatExp2.P3)
              .fma(f0, f0.broadcast(BfloatExp2.P2))
              .fma(f0, f0.broadcast(BfloatExp2.P1))
              .fma(f0, f0.broadcast(BfloatExp2.P0));
      IntVector n0 =
          t0.reinterpretAsInts()
              .max(BfloatExp2.ZERO)
              .min(BfloatExp2.INFINITE)
              .lanewise(VectorOperators.LSHL, 23);
      IntVector w0 = p0.mul(n0.reinterpretAsFloats()).reinterpretAsInts().and(UPPER);
      s0 = s0.add(w0.reinterpretAsFloats());
      FloatVector x1 = FloatVector.fromArray(FLOATS, row, START + at + STEP);
      FloatVector t1 = x1.fma(scale, rounder);
      FloatVector f1 = x1.fma(scale, rounder.sub(t1));
      FloatVector p1 =
          f1.broadcast(BfloatExp2.P3)
              .fma(f1, f1.broadcast(BfloatExp2.P2))
              .fma(f1, f1.broadcast(BfloatExp2.P1))
              .fma(f1, f1.broadcast(BfloatExp2.P0));
      IntVector n1 =
          t1.reinterpretAsInts()
              .max(BfloatExp2.ZERO)
              .min(BfloatExp2.INFINITE)
              .lanewise(VectorOperators.LSHL, 23);
      IntVector w1 = p1.mul(n1.reinterpretAsFloats()).reinterpretAsInts().and(UPPER);
      s1 = s1.add(w1.reinterpretAsFloats());
      FloatVector x2 = FloatVector.fromArray(FLOATS, row, START + at + 2 * STEP);
      FloatVector t2 = x2.fma(scale, rounder);
      FloatVector f2 = x2.fma(scale, rounder.sub(t2));
      FloatVector p2 =
          f2.broadcast(BfloatExp2.P3)
              .fma(f2, f2.broadcast(BfloatExp2.P2))
              .fma(f2, f2.broadcast(BfloatExp2.P1))
              .fma(f2, f2.broadcast(BfloatExp2.P0));
      IntVector n2 =
          t2.reinterpretAsInts()
              .max(BfloatExp2.ZERO)
              .min(BfloatExp2.INFINITE)
              .lanewise(VectorOperators.LSHL, 23);
      IntVector w2 = p2.mul(n2.reinterpretAsFloats()).reinterpretAsInts().and(UPPER);
      s2 = s2.add(w2.reinterpretAsFloats());
      FloatVector x3 = FloatVector.fromArray(FLOATS, row, START + at + 3 * STEP);
      FloatVector t3 = x3.fma(scale, rounder);
      FloatVector f3 = x3.fma(scale, rounder.sub(t3));
      FloatVector p3 =
          f3.broadcast(BfloatExp2.P3)
              .fma(f3, f3.broadcast(BfloatExp2.P2))
              .fma(f3, f3.broadcast(BfloatExp2.P1))
              .fma(f3, f3.broadcast(BfloatExp2.P0));
      IntVector n3 =
          t3.reinterpretAsInts()
              .max(BfloatExp2.ZERO)
              .min(BfloatExp2.INFINITE)
              .lanewise(VectorOperators.LSHL, 23);
      IntVector w3 = p3.mul(n3.reinterpretAsFloats()).reinterpretAsInts().and(UPPER);
      s3 = s3.add(w3.reinterpretAsFloats());
      IntVector low = w0.lanewise(VectorOperators.LSHR, 16).or(w2);
      IntVector high = w1.lanewise(VectorOperators.LSHR, 16).or(w3);
      low.reinterpretAsFloats().intoArray(row, START + at / 2);
      high.reinterpretAsFloats().intoArray(row, START + at / 2 + STEP);
    }
    s0.intoArray(parts, partsAt);
    s1.intoArray(parts, partsAt + STEP);
    s2.intoArray(parts, partsAt + 2 * STEP);
    s3.intoArray(parts, partsAt + 3 * STEP);
  }

  /** The same on a panel of which some elements keep their weights. */
  private void weighSome(int panel, float factor, float shiftedRounder, long keeps, int partsAt) {
    FloatVector scale = FloatVector.broadcast(FLOATS, factor);
    FloatVector rounder = FloatVector.broadcast(FLOATS, shiftedRounder);
    for (int i = 0; i < PANEL; i += STEP) {
      IntVector kept =
          IntVector.broadcast(PAIRS, (int) (keeps >>> i))
              .lanewise(VectorOperators.LSHL, TO_SIGN)
              .lanewise(VectorOperators.ASHR, Integer.SIZE - 1)
              .and(UPPER);
      FloatVector x = FloatVector.fromArray(FLOATS, row, START + panel * PANEL + i);
      FloatVector t = x.fma(scale, rounder);
      FloatVector f = x.fma(scale, rounder.sub(t));
      FloatVector p =
          f.broadcast(BfloatExp2.P3)
              .fma(f, f.broadcast(BfloatExp2.P2))
              .fma(f, f.broadcast(BfloatExp2.P1))
              .fma(f, f.broadcast(BfloatExp2.P0));
      IntVector n =
          t.reinterpretAsInts()
              .max(BfloatExp2.ZERO)
              .min(BfloatExp2.INFINITE)
              .lanewise(VectorOperators.LSHL, 23);
      IntVector w = p.mul(n.reinterpretAsFloats()).reinterpretAsInts().and(kept);
      w.intoArray(panelWeights, i);
      FloatVector s = FloatVector.fromArray(FLOATS, parts, partsAt + i);
      s.add(w.reinterpretAsFloats()).intoArray(parts, partsAt + i);
    }
    for (int i = 0; i < PANEL / 2; i += STEP) {
      IntVector low = IntVector.fromArray(PAIRS, panelWeights, i);
      IntVector high = IntVector.fromArray(PAIRS, panelWeights, i + PANEL / 2);
      low.lanewise(VectorOperators.LSHR, 16)
          .or(high)
          .reinterpretAsFloats()
          .intoArray(row, START + panel * PANEL / 2 + i);
    }
  }
}
