package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weighted values of four queries, held in registers: four queries by four vectors of features. The
 * weights are summed beside them, where the adders have nothing else to do.
 */
final class VectorQuadValues {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final int STRIDE = QuadKernels.STRIDE;

  private VectorQuadValues() {}

  /**
   * Whole vectors of columns; returns the first column that is left.
   *
   * @param sum the queries' sums of weights so far, at their lanes; updated
   */
  static int weigh(
      float[] weights,
      int at,
      int[] weightAt,
      float[] values,
      int[] rows,
      int first,
      int count,
      int shift,
      int columns,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] lanes,
      int lanesAt) {
    int column = 0;
    while (column + STEP <= columns) {
      int vectors = VectorGemm.vectors(columns - column);
      switch (vectors) {
        case 4 ->
            weighBy4(
                weights, at, weightAt, values, rows, first, count, shift, columns, column, out,
                outAt, sum, lanes, lanesAt);
        case 2 ->
            weighBy2(
                weights, at, weightAt, values, rows, first, count, shift, columns, column, out,
                outAt, sum, lanes, lanesAt);
        default ->
            weighBy1(
                weights, at, weightAt, values, rows, first, count, shift, columns, column, out,
                outAt, sum, lanes, lanesAt);
      }
      column += vectors * STEP;
    }
    return column;
  }

  private static void weighBy4(
      float[] weights,
      int at,
      int[] weightAt,
      float[] values,
      int[] rows,
      int first,
      int count,
      int shift,
      int columns,
      int column,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] lanes,
      int lanesAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s02 = zero;
    FloatVector s03 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s12 = zero;
    FloatVector s13 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s22 = zero;
    FloatVector s23 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    FloatVector s32 = zero;
    FloatVector s33 = zero;
    FloatVector sum0 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 0]]);
    FloatVector sum1 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 1]]);
    FloatVector sum2 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 2]]);
    FloatVector sum3 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 3]]);
    int base = shift * columns + column;
    for (int r = first; r < first + count; r++) {
      int v = rows[r] * columns + base;
      int w = at + weightAt[r];
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector v1 = FloatVector.fromArray(SPECIES, values, v + 1 * STEP);
      FloatVector v2 = FloatVector.fromArray(SPECIES, values, v + 2 * STEP);
      FloatVector v3 = FloatVector.fromArray(SPECIES, values, v + 3 * STEP);
      FloatVector p0 = FloatVector.broadcast(SPECIES, weights[w + 0 * STRIDE]);
      sum0 = sum0.add(p0);
      s00 = p0.fma(v0, s00);
      s01 = p0.fma(v1, s01);
      s02 = p0.fma(v2, s02);
      s03 = p0.fma(v3, s03);
      FloatVector p1 = FloatVector.broadcast(SPECIES, weights[w + 1 * STRIDE]);
      sum1 = sum1.add(p1);
      s10 = p1.fma(v0, s10);
      s11 = p1.fma(v1, s11);
      s12 = p1.fma(v2, s12);
      s13 = p1.fma(v3, s13);
      FloatVector p2 = FloatVector.broadcast(SPECIES, weights[w + 2 * STRIDE]);
      sum2 = sum2.add(p2);
      s20 = p2.fma(v0, s20);
      s21 = p2.fma(v1, s21);
      s22 = p2.fma(v2, s22);
      s23 = p2.fma(v3, s23);
      FloatVector p3 = FloatVector.broadcast(SPECIES, weights[w + 3 * STRIDE]);
      sum3 = sum3.add(p3);
      s30 = p3.fma(v0, s30);
      s31 = p3.fma(v1, s31);
      s32 = p3.fma(v2, s32);
      s33 = p3.fma(v3, s33);
    }
    int o0 = outAt[lanes[lanesAt + 0]] + column;
    int o1 = outAt[lanes[lanesAt + 1]] + column;
    int o2 = outAt[lanes[lanesAt + 2]] + column;
    int o3 = outAt[lanes[lanesAt + 3]] + column;
    s00.intoArray(out, o0 + 0 * STEP);
    s01.intoArray(out, o0 + 1 * STEP);
    s02.intoArray(out, o0 + 2 * STEP);
    s03.intoArray(out, o0 + 3 * STEP);
    s10.intoArray(out, o1 + 0 * STEP);
    s11.intoArray(out, o1 + 1 * STEP);
    s12.intoArray(out, o1 + 2 * STEP);
    s13.intoArray(out, o1 + 3 * STEP);
    s20.intoArray(out, o2 + 0 * STEP);
    s21.intoArray(out, o2 + 1 * STEP);
    s22.intoArray(out, o2 + 2 * STEP);
    s23.intoArray(out, o2 + 3 * STEP);
    s30.intoArray(out, o3 + 0 * STEP);
    s31.intoArray(out, o3 + 1 * STEP);
    s32.intoArray(out, o3 + 2 * STEP);
    s33.intoArray(out, o3 + 3 * STEP);
    if (column == 0) {
      sum[lanes[lanesAt + 0]] = sum0.lane(0);
      sum[lanes[lanesAt + 1]] = sum1.lane(0);
      sum[lanes[lanesAt + 2]] = sum2.lane(0);
      sum[lanes[lanesAt + 3]] = sum3.lane(0);
    }
  }

  private static void weighBy2(
      float[] weights,
      int at,
      int[] weightAt,
      float[] values,
      int[] rows,
      int first,
      int count,
      int shift,
      int columns,
      int column,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] lanes,
      int lanesAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    FloatVector sum0 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 0]]);
    FloatVector sum1 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 1]]);
    FloatVector sum2 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 2]]);
    FloatVector sum3 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 3]]);
    int base = shift * columns + column;
    for (int r = first; r < first + count; r++) {
      int v = rows[r] * columns + base;
      int w = at + weightAt[r];
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector v1 = FloatVector.fromArray(SPECIES, values, v + 1 * STEP);
      FloatVector p0 = FloatVector.broadcast(SPECIES, weights[w + 0 * STRIDE]);
      sum0 = sum0.add(p0);
      s00 = p0.fma(v0, s00);
      s01 = p0.fma(v1, s01);
      FloatVector p1 = FloatVector.broadcast(SPECIES, weights[w + 1 * STRIDE]);
      sum1 = sum1.add(p1);
      s10 = p1.fma(v0, s10);
      s11 = p1.fma(v1, s11);
      FloatVector p2 = FloatVector.broadcast(SPECIES, weights[w + 2 * STRIDE]);
      sum2 = sum2.add(p2);
      s20 = p2.fma(v0, s20);
      s21 = p2.fma(v1, s21);
      FloatVector p3 = FloatVector.broadcast(SPECIES, weights[w + 3 * STRIDE]);
      sum3 = sum3.add(p3);
      s30 = p3.fma(v0, s30);
      s31 = p3.fma(v1, s31);
    }
    int o0 = outAt[lanes[lanesAt + 0]] + column;
    int o1 = outAt[lanes[lanesAt + 1]] + column;
    int o2 = outAt[lanes[lanesAt + 2]] + column;
    int o3 = outAt[lanes[lanesAt + 3]] + column;
    s00.intoArray(out, o0 + 0 * STEP);
    s01.intoArray(out, o0 + 1 * STEP);
    s10.intoArray(out, o1 + 0 * STEP);
    s11.intoArray(out, o1 + 1 * STEP);
    s20.intoArray(out, o2 + 0 * STEP);
    s21.intoArray(out, o2 + 1 * STEP);
    s30.intoArray(out, o3 + 0 * STEP);
    s31.intoArray(out, o3 + 1 * STEP);
    if (column == 0) {
      sum[lanes[lanesAt + 0]] = sum0.lane(0);
      sum[lanes[lanesAt + 1]] = sum1.lane(0);
      sum[lanes[lanesAt + 2]] = sum2.lane(0);
      sum[lanes[lanesAt + 3]] = sum3.lane(0);
    }
  }

  private static void weighBy1(
      float[] weights,
      int at,
      int[] weightAt,
      float[] values,
      int[] rows,
      int first,
      int count,
      int shift,
      int columns,
      int column,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] lanes,
      int lanesAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s10 = zero;
    FloatVector s20 = zero;
    FloatVector s30 = zero;
    FloatVector sum0 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 0]]);
    FloatVector sum1 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 1]]);
    FloatVector sum2 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 2]]);
    FloatVector sum3 = FloatVector.broadcast(SPECIES, sum[lanes[lanesAt + 3]]);
    int base = shift * columns + column;
    for (int r = first; r < first + count; r++) {
      int v = rows[r] * columns + base;
      int w = at + weightAt[r];
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector p0 = FloatVector.broadcast(SPECIES, weights[w + 0 * STRIDE]);
      sum0 = sum0.add(p0);
      s00 = p0.fma(v0, s00);
      FloatVector p1 = FloatVector.broadcast(SPECIES, weights[w + 1 * STRIDE]);
      sum1 = sum1.add(p1);
      s10 = p1.fma(v0, s10);
      FloatVector p2 = FloatVector.broadcast(SPECIES, weights[w + 2 * STRIDE]);
      sum2 = sum2.add(p2);
      s20 = p2.fma(v0, s20);
      FloatVector p3 = FloatVector.broadcast(SPECIES, weights[w + 3 * STRIDE]);
      sum3 = sum3.add(p3);
      s30 = p3.fma(v0, s30);
    }
    int o0 = outAt[lanes[lanesAt + 0]] + column;
    int o1 = outAt[lanes[lanesAt + 1]] + column;
    int o2 = outAt[lanes[lanesAt + 2]] + column;
    int o3 = outAt[lanes[lanesAt + 3]] + column;
    s00.intoArray(out, o0 + 0 * STEP);
    s10.intoArray(out, o1 + 0 * STEP);
    s20.intoArray(out, o2 + 0 * STEP);
    s30.intoArray(out, o3 + 0 * STEP);
    if (column == 0) {
      sum[lanes[lanesAt + 0]] = sum0.lane(0);
      sum[lanes[lanesAt + 1]] = sum1.lane(0);
      sum[lanes[lanesAt + 2]] = sum2.lane(0);
      sum[lanes[lanesAt + 3]] = sum3.lane(0);
    }
  }
}
