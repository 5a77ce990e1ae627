package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * In vectors of 16 lanes: squares of 2, 4, 8 and 16 change their off-diagonal quarters. Written
 * out, in two methods that are short enough for the compiler to take in at once: of a longer one,
 * JDK 17 leaves some of the last operations for later, and where that happens in the middle of one,
 * its vectors are allocated. Each goes through all rows, because looking at the shuffles takes as
 * long as a square. Lanes are chosen by bits, which is one instruction; a blend is two, as its mask
 * is compared anew.
 */
final class VectorSquareTranspose implements SquareTranspose {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;

  private static final VectorShuffle<Integer> SWAP1 = swap(1);
  private static final VectorShuffle<Integer> SWAP2 = swap(2);
  private static final VectorShuffle<Integer> SWAP4 = swap(4);
  private static final VectorShuffle<Integer> SWAP8 = swap(8);

  private static final IntVector EVEN1 = every(1, 0);
  private static final IntVector ODD1 = every(1, 1);
  private static final IntVector EVEN2 = every(2, 0);
  private static final IntVector ODD2 = every(2, 2);
  private static final IntVector EVEN4 = every(4, 0);
  private static final IntVector ODD4 = every(4, 4);
  private static final IntVector EVEN8 = every(8, 0);
  private static final IntVector ODD8 = every(8, 8);

  /** Whether vectors have as many lanes as a square has sides. */
  static boolean fits() {
    return VectorGemm.SPECIES.length() == SIDE;
  }

  /** Neighbouring groups of so many lanes change places. */
  private static VectorShuffle<Integer> swap(int size) {
    return VectorShuffle.fromOp(INTS, lane -> lane ^ size);
  }

  /** Every other group of so many lanes: the first, or the second. */
  private static IntVector every(int size, int which) {
    int[] lanes = new int[SIDE];
    for (int lane = 0; lane < SIDE; lane++) {
      lanes[lane] = (lane & size) == which ? -1 : 0;
    }
    return IntVector.fromArray(INTS, lanes, 0);
  }

  @Override
  public void transpose(float[] in, int[] inAt, int rows, int column, float[] out, int[] outAt) {
    small(in, inAt, rows, column, out, outAt);
    large(rows, column, out, outAt);
  }

  /** Squares of 2 and of 4. */
  private static void small(
      float[] in, int[] inAt, int rows, int column, float[] out, int[] outAt) {
    for (int i = 0; i < rows; i += 4) {
      IntVector a0 = FloatVector.fromArray(SPECIES, in, inAt[i + 0] + column).reinterpretAsInts();
      IntVector a1 = FloatVector.fromArray(SPECIES, in, inAt[i + 1] + column).reinterpretAsInts();
      IntVector a2 = FloatVector.fromArray(SPECIES, in, inAt[i + 2] + column).reinterpretAsInts();
      IntVector a3 = FloatVector.fromArray(SPECIES, in, inAt[i + 3] + column).reinterpretAsInts();
      IntVector b0 =
          a0.lanewise(
              VectorOperators.XOR, a0.lanewise(VectorOperators.XOR, a1.rearrange(SWAP1)).and(ODD1));
      IntVector b1 =
          a1.lanewise(
              VectorOperators.XOR,
              a1.lanewise(VectorOperators.XOR, a0.rearrange(SWAP1)).and(EVEN1));
      IntVector b2 =
          a2.lanewise(
              VectorOperators.XOR, a2.lanewise(VectorOperators.XOR, a3.rearrange(SWAP1)).and(ODD1));
      IntVector b3 =
          a3.lanewise(
              VectorOperators.XOR,
              a3.lanewise(VectorOperators.XOR, a2.rearrange(SWAP1)).and(EVEN1));
      IntVector c0 =
          b0.lanewise(
              VectorOperators.XOR, b0.lanewise(VectorOperators.XOR, b2.rearrange(SWAP2)).and(ODD2));
      IntVector c2 =
          b2.lanewise(
              VectorOperators.XOR,
              b2.lanewise(VectorOperators.XOR, b0.rearrange(SWAP2)).and(EVEN2));
      IntVector c1 =
          b1.lanewise(
              VectorOperators.XOR, b1.lanewise(VectorOperators.XOR, b3.rearrange(SWAP2)).and(ODD2));
      IntVector c3 =
          b3.lanewise(
              VectorOperators.XOR,
              b3.lanewise(VectorOperators.XOR, b1.rearrange(SWAP2)).and(EVEN2));
      int first = column + i % SIDE;
      int at = i / SIDE * SIDE;
      c0.reinterpretAsFloats().intoArray(out, outAt[first + 0] + at);
      c1.reinterpretAsFloats().intoArray(out, outAt[first + 1] + at);
      c2.reinterpretAsFloats().intoArray(out, outAt[first + 2] + at);
      c3.reinterpretAsFloats().intoArray(out, outAt[first + 3] + at);
    }
  }

  /** Squares of 8 and of 16, in place. */
  private static void large(int rows, int column, float[] out, int[] outAt) {
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
        IntVector b0 =
            a0.lanewise(
                VectorOperators.XOR,
                a0.lanewise(VectorOperators.XOR, a1.rearrange(SWAP4)).and(ODD4));
        IntVector b1 =
            a1.lanewise(
                VectorOperators.XOR,
                a1.lanewise(VectorOperators.XOR, a0.rearrange(SWAP4)).and(EVEN4));
        IntVector b2 =
            a2.lanewise(
                VectorOperators.XOR,
                a2.lanewise(VectorOperators.XOR, a3.rearrange(SWAP4)).and(ODD4));
        IntVector b3 =
            a3.lanewise(
                VectorOperators.XOR,
                a3.lanewise(VectorOperators.XOR, a2.rearrange(SWAP4)).and(EVEN4));
        IntVector c0 =
            b0.lanewise(
                VectorOperators.XOR,
                b0.lanewise(VectorOperators.XOR, b2.rearrange(SWAP8)).and(ODD8));
        IntVector c2 =
            b2.lanewise(
                VectorOperators.XOR,
                b2.lanewise(VectorOperators.XOR, b0.rearrange(SWAP8)).and(EVEN8));
        IntVector c1 =
            b1.lanewise(
                VectorOperators.XOR,
                b1.lanewise(VectorOperators.XOR, b3.rearrange(SWAP8)).and(ODD8));
        IntVector c3 =
            b3.lanewise(
                VectorOperators.XOR,
                b3.lanewise(VectorOperators.XOR, b1.rearrange(SWAP8)).and(EVEN8));
        c0.reinterpretAsFloats().intoArray(out, o0 + i);
        c1.reinterpretAsFloats().intoArray(out, o1 + i);
        c2.reinterpretAsFloats().intoArray(out, o2 + i);
        c3.reinterpretAsFloats().intoArray(out, o3 + i);
      }
    }
  }
}
