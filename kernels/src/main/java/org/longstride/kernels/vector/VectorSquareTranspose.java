package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * In vectors of 16 lanes: squares of 2, 4, 8 and 16 change their off-diagonal quarters. Written
 * out, and with integers of all ones for masks, for which JDK 17 makes the shortest code. In two
 * methods, each small enough to be compiled as a whole.
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

  /** All ones in every other group of so many lanes: in the first, or in the second. */
  private static IntVector every(int size, int which) {
    int[] lanes = new int[SIDE];
    for (int lane = 0; lane < SIDE; lane++) {
      lanes[lane] = (lane & size) == which ? -1 : 0;
    }
    return IntVector.fromArray(INTS, lanes, 0);
  }

  @Override
  public void transpose(
      float[] in,
      int[] inAt,
      int inFirst,
      int inColumn,
      float[] out,
      int[] outAt,
      int outFirst,
      int outColumn) {
    small(in, inAt, inFirst, inColumn, out, outAt, outFirst, outColumn);
    large(out, outAt, outFirst, outColumn);
  }

  /** Squares of 2 and of 4. */
  private static void small(
      float[] in,
      int[] inAt,
      int inFirst,
      int inColumn,
      float[] out,
      int[] outAt,
      int outFirst,
      int outColumn) {
    for (int r = 0; r < SIDE; r += 4) {
      IntVector a0 =
          FloatVector.fromArray(SPECIES, in, inAt[inFirst + r + 0] + inColumn).reinterpretAsInts();
      IntVector a1 =
          FloatVector.fromArray(SPECIES, in, inAt[inFirst + r + 1] + inColumn).reinterpretAsInts();
      IntVector a2 =
          FloatVector.fromArray(SPECIES, in, inAt[inFirst + r + 2] + inColumn).reinterpretAsInts();
      IntVector a3 =
          FloatVector.fromArray(SPECIES, in, inAt[inFirst + r + 3] + inColumn).reinterpretAsInts();
      IntVector b0 = a0.and(EVEN1).or(a1.rearrange(SWAP1).and(ODD1));
      IntVector b1 = a1.and(ODD1).or(a0.rearrange(SWAP1).and(EVEN1));
      IntVector b2 = a2.and(EVEN1).or(a3.rearrange(SWAP1).and(ODD1));
      IntVector b3 = a3.and(ODD1).or(a2.rearrange(SWAP1).and(EVEN1));
      IntVector c0 = b0.and(EVEN2).or(b2.rearrange(SWAP2).and(ODD2));
      IntVector c2 = b2.and(ODD2).or(b0.rearrange(SWAP2).and(EVEN2));
      IntVector c1 = b1.and(EVEN2).or(b3.rearrange(SWAP2).and(ODD2));
      IntVector c3 = b3.and(ODD2).or(b1.rearrange(SWAP2).and(EVEN2));
      int o0 = outAt[outFirst + r + 0] + outColumn;
      int o1 = outAt[outFirst + r + 1] + outColumn;
      int o2 = outAt[outFirst + r + 2] + outColumn;
      int o3 = outAt[outFirst + r + 3] + outColumn;
      c0.reinterpretAsFloats().intoArray(out, o0);
      c1.reinterpretAsFloats().intoArray(out, o1);
      c2.reinterpretAsFloats().intoArray(out, o2);
      c3.reinterpretAsFloats().intoArray(out, o3);
    }
  }

  /** Squares of 8 and of 16, in place. */
  private static void large(float[] out, int[] outAt, int outFirst, int outColumn) {
    for (int r = 0; r < 4; r++) {
      int o0 = outAt[outFirst + r + 0] + outColumn;
      int o1 = outAt[outFirst + r + 4] + outColumn;
      int o2 = outAt[outFirst + r + 8] + outColumn;
      int o3 = outAt[outFirst + r + 12] + outColumn;
      IntVector a0 = FloatVector.fromArray(SPECIES, out, o0).reinterpretAsInts();
      IntVector a1 = FloatVector.fromArray(SPECIES, out, o1).reinterpretAsInts();
      IntVector a2 = FloatVector.fromArray(SPECIES, out, o2).reinterpretAsInts();
      IntVector a3 = FloatVector.fromArray(SPECIES, out, o3).reinterpretAsInts();
      IntVector b0 = a0.and(EVEN4).or(a1.rearrange(SWAP4).and(ODD4));
      IntVector b1 = a1.and(ODD4).or(a0.rearrange(SWAP4).and(EVEN4));
      IntVector b2 = a2.and(EVEN4).or(a3.rearrange(SWAP4).and(ODD4));
      IntVector b3 = a3.and(ODD4).or(a2.rearrange(SWAP4).and(EVEN4));
      IntVector c0 = b0.and(EVEN8).or(b2.rearrange(SWAP8).and(ODD8));
      IntVector c2 = b2.and(ODD8).or(b0.rearrange(SWAP8).and(EVEN8));
      IntVector c1 = b1.and(EVEN8).or(b3.rearrange(SWAP8).and(ODD8));
      IntVector c3 = b3.and(ODD8).or(b1.rearrange(SWAP8).and(EVEN8));
      c0.reinterpretAsFloats().intoArray(out, o0);
      c1.reinterpretAsFloats().intoArray(out, o1);
      c2.reinterpretAsFloats().intoArray(out, o2);
      c3.reinterpretAsFloats().intoArray(out, o3);
    }
  }
}
