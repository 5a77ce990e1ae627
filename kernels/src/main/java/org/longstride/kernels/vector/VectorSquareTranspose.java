package org.longstride.kernels.vector;

import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * In vectors of 16 lanes: squares of 2, 4, 8 and 16 change their off-diagonal quarters. Which lanes
 * do is chosen by bits, which takes half as long as masks. Written out, in two methods; each goes
 * through all rows, because looking at the shuffles takes as long as a square.
 */
final class VectorSquareTranspose implements SquareTranspose {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;

  static final VectorShuffle<Integer> SWAP1 = swap(1);
  static final VectorShuffle<Integer> SWAP2 = swap(2);
  static final VectorShuffle<Integer> SWAP4 = swap(4);
  static final VectorShuffle<Integer> SWAP8 = swap(8);

  static final int[] ODD1 = odd(1);
  static final int[] ODD2 = odd(2);
  static final int[] ODD4 = odd(4);
  static final int[] ODD8 = odd(8);

  /** Whether vectors have as many lanes as a square has sides. */
  static boolean fits() {
    return VectorGemm.SPECIES.length() == SIDE;
  }

  /** Neighbouring groups of so many lanes change places. */
  private static VectorShuffle<Integer> swap(int size) {
    return VectorShuffle.fromOp(INTS, lane -> lane ^ size);
  }

  /** All bits of every other group of so many lanes. */
  private static int[] odd(int size) {
    int[] lanes = new int[SIDE];
    for (int lane = 0; lane < SIDE; lane++) {
      lanes[lane] = (lane & size) == 0 ? 0 : -1;
    }
    return lanes;
  }

  @Override
  public void transpose(float[] in, int[] inAt, int rows, int column, float[] out, int[] outAt) {
    small(in, inAt, rows, column, out, outAt);
    large(rows, column, out, outAt);
  }

  @Override
  public void transpose(
      float[] in, int inAt, int inDistance, int columns, float[] out, int outAt, int outDistance) {
    VectorStripTranspose.transpose(in, inAt, inDistance, columns, out, outAt, outDistance);
  }

  /** Squares of 2 and of 4. */
  private static void small(
      float[] in, int[] inAt, int rows, int column, float[] out, int[] outAt) {
    IntVector odd = IntVector.fromArray(INTS, ODD1, 0);
    IntVector odd2 = IntVector.fromArray(INTS, ODD2, 0);
    for (int i = 0; i < rows; i += 4) {
      int first = column + i % SIDE;
      int at = i / SIDE * SIDE;
      IntVector a0 = FloatVector.fromArray(SPECIES, in, inAt[i + 0] + column).reinterpretAsInts();
      IntVector a1 = FloatVector.fromArray(SPECIES, in, inAt[i + 1] + column).reinterpretAsInts();
      IntVector a2 = FloatVector.fromArray(SPECIES, in, inAt[i + 2] + column).reinterpretAsInts();
      IntVector a3 = FloatVector.fromArray(SPECIES, in, inAt[i + 3] + column).reinterpretAsInts();
      IntVector s0 = a0.rearrange(SWAP1);
      IntVector s1 = a1.rearrange(SWAP1);
      IntVector s2 = a2.rearrange(SWAP1);
      IntVector s3 = a3.rearrange(SWAP1);
      IntVector b0 = a0.lanewise(XOR, a0.lanewise(XOR, s1).and(odd));
      IntVector b1 = s0.lanewise(XOR, s0.lanewise(XOR, a1).and(odd));
      IntVector b2 = a2.lanewise(XOR, a2.lanewise(XOR, s3).and(odd));
      IntVector b3 = s2.lanewise(XOR, s2.lanewise(XOR, a3).and(odd));
      IntVector t0 = b0.rearrange(SWAP2);
      IntVector t1 = b1.rearrange(SWAP2);
      IntVector t2 = b2.rearrange(SWAP2);
      IntVector t3 = b3.rearrange(SWAP2);
      IntVector c0 = b0.lanewise(XOR, b0.lanewise(XOR, t2).and(odd2));
      IntVector c1 = b1.lanewise(XOR, b1.lanewise(XOR, t3).and(odd2));
      IntVector c2 = t0.lanewise(XOR, t0.lanewise(XOR, b2).and(odd2));
      IntVector c3 = t1.lanewise(XOR, t1.lanewise(XOR, b3).and(odd2));
      c0.reinterpretAsFloats().intoArray(out, outAt[first + 0] + at);
      c1.reinterpretAsFloats().intoArray(out, outAt[first + 1] + at);
      c2.reinterpretAsFloats().intoArray(out, outAt[first + 2] + at);
      c3.reinterpretAsFloats().intoArray(out, outAt[first + 3] + at);
    }
  }

  /** Squares of 8 and of 16, in place. */
  private static void large(int rows, int column, float[] out, int[] outAt) {
    IntVector odd = IntVector.fromArray(INTS, ODD4, 0);
    IntVector odd2 = IntVector.fromArray(INTS, ODD8, 0);
    for (int r = 0; r < 4; r++) {
      int o0 = outAt[column + r + 0];
      int o1 = outAt[column + r + 4];
      int o2 = outAt[column + r + 8];
      int o3 = outAt[column + r + 12];
      for (int i = 0; i < rows; i += SIDE) {
        IntVector a0 = FloatVector.fromArray(SPECIES, out, o0 + i).reinterpretAsInts();
        IntVector a1 = FloatVector.fromArray(SPECIES, out, o1 + i).reinterpretAsInts();
        IntVector a2 = FloatVector.fromArray(SPECIES, out, o2 + i).reinterpretAsInts();
        IntVector a3 = FloatVector.fromArray(SPECIES, out, o3 + i).reinterpretAsInts();
        IntVector s0 = a0.rearrange(SWAP4);
        IntVector s1 = a1.rearrange(SWAP4);
        IntVector s2 = a2.rearrange(SWAP4);
        IntVector s3 = a3.rearrange(SWAP4);
        IntVector b0 = a0.lanewise(XOR, a0.lanewise(XOR, s1).and(odd));
        IntVector b1 = s0.lanewise(XOR, s0.lanewise(XOR, a1).and(odd));
        IntVector b2 = a2.lanewise(XOR, a2.lanewise(XOR, s3).and(odd));
        IntVector b3 = s2.lanewise(XOR, s2.lanewise(XOR, a3).and(odd));
        IntVector t0 = b0.rearrange(SWAP8);
        IntVector t1 = b1.rearrange(SWAP8);
        IntVector t2 = b2.rearrange(SWAP8);
        IntVector t3 = b3.rearrange(SWAP8);
        IntVector c0 = b0.lanewise(XOR, b0.lanewise(XOR, t2).and(odd2));
        IntVector c1 = b1.lanewise(XOR, b1.lanewise(XOR, t3).and(odd2));
        IntVector c2 = t0.lanewise(XOR, t0.lanewise(XOR, b2).and(odd2));
        IntVector c3 = t1.lanewise(XOR, t1.lanewise(XOR, b3).and(odd2));
        c0.reinterpretAsFloats().intoArray(out, o0 + i);
        c1.reinterpretAsFloats().intoArray(out, o1 + i);
        c2.reinterpretAsFloats().intoArray(out, o2 + i);
        c3.reinterpretAsFloats().intoArray(out, o3 + i);
      }
    }
  }
}
