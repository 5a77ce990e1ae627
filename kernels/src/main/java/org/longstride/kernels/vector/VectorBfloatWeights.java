package org.longstride.kernels.vector;

import java.nio.FloatBuffer;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Makes weights of products, {@link BfloatExp2} on vectors, operation by operation. Rows outside
 * the heap are copied one by one: several at a time are no faster, and JDKs from 19 on load no
 * vectors from buffers. An instance holds scratch memory.
 */
final class VectorBfloatWeights {

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

  /** A row of products, the beginning of which becomes weights. */
  private float[] row = new float[0];

  /** The weights of a panel's row before they are paired. */
  private final int[] unpaired = new int[PANEL];

  /** Sums of 16 rows, 64 each. */
  private final float[] parts = new float[STEP * PANEL];

  private final float[] folded = new float[STEP * STEP];

  /** {@link BfloatKernels#weigh}. */
  void make(
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
      VectorBfloatKernels.foldEach(parts, 0, folded);
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
      w.intoArray(unpaired, i);
      FloatVector s = FloatVector.fromArray(FLOATS, parts, partsAt + i);
      s.add(w.reinterpretAsFloats()).intoArray(parts, partsAt + i);
    }
    for (int i = 0; i < PANEL / 2; i += STEP) {
      IntVector low = IntVector.fromArray(PAIRS, unpaired, i);
      IntVector high = IntVector.fromArray(PAIRS, unpaired, i + PANEL / 2);
      low.lanewise(VectorOperators.LSHR, 16)
          .or(high)
          .reinterpretAsFloats()
          .intoArray(row, START + panel * PANEL / 2 + i);
    }
  }
}
