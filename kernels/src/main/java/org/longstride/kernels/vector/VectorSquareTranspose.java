package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * In vectors of 16 lanes: squares of 2, 4, 8 and 16 change their off-diagonal quarters. Written
 * out, in two methods that are short enough for the compiler to take in at once: of a longer one,
 * JDK 17 leaves some of the last operations for later, and where that happens in the middle of one,
 * its vectors are allocated.
 */
final class VectorSquareTranspose implements SquareTranspose {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;

  private static final VectorShuffle<Float> SWAP1 = swap(1);
  private static final VectorShuffle<Float> SWAP2 = swap(2);
  private static final VectorShuffle<Float> SWAP4 = swap(4);
  private static final VectorShuffle<Float> SWAP8 = swap(8);

  private static final VectorMask<Float> EVEN1 = every(1, 0);
  private static final VectorMask<Float> ODD1 = every(1, 1);
  private static final VectorMask<Float> EVEN2 = every(2, 0);
  private static final VectorMask<Float> ODD2 = every(2, 2);
  private static final VectorMask<Float> EVEN4 = every(4, 0);
  private static final VectorMask<Float> ODD4 = every(4, 4);
  private static final VectorMask<Float> EVEN8 = every(8, 0);
  private static final VectorMask<Float> ODD8 = every(8, 8);

  /** Whether vectors have as many lanes as a square has sides. */
  static boolean fits() {
    return VectorGemm.SPECIES.length() == SIDE;
  }

  /** Neighbouring groups of so many lanes change places. */
  private static VectorShuffle<Float> swap(int size) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ size);
  }

  /** Every other group of so many lanes: the first, or the second. */
  private static VectorMask<Float> every(int size, int which) {
    boolean[] lanes = new boolean[SIDE];
    for (int lane = 0; lane < SIDE; lane++) {
      lanes[lane] = (lane & size) == which;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
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
      FloatVector a0 = FloatVector.fromArray(SPECIES, in, inAt[inFirst + r + 0] + inColumn);
      FloatVector a1 = FloatVector.fromArray(SPECIES, in, inAt[inFirst + r + 1] + inColumn);
      FloatVector a2 = FloatVector.fromArray(SPECIES, in, inAt[inFirst + r + 2] + inColumn);
      FloatVector a3 = FloatVector.fromArray(SPECIES, in, inAt[inFirst + r + 3] + inColumn);
      FloatVector b0 = a0.blend(a1.rearrange(SWAP1), ODD1);
      FloatVector b1 = a1.blend(a0.rearrange(SWAP1), EVEN1);
      FloatVector b2 = a2.blend(a3.rearrange(SWAP1), ODD1);
      FloatVector b3 = a3.blend(a2.rearrange(SWAP1), EVEN1);
      FloatVector c0 = b0.blend(b2.rearrange(SWAP2), ODD2);
      FloatVector c2 = b2.blend(b0.rearrange(SWAP2), EVEN2);
      FloatVector c1 = b1.blend(b3.rearrange(SWAP2), ODD2);
      FloatVector c3 = b3.blend(b1.rearrange(SWAP2), EVEN2);
      int o0 = outAt[outFirst + r + 0] + outColumn;
      int o1 = outAt[outFirst + r + 1] + outColumn;
      int o2 = outAt[outFirst + r + 2] + outColumn;
      int o3 = outAt[outFirst + r + 3] + outColumn;
      c0.intoArray(out, o0);
      c1.intoArray(out, o1);
      c2.intoArray(out, o2);
      c3.intoArray(out, o3);
    }
  }

  /** Squares of 8 and of 16, in place. */
  private static void large(float[] out, int[] outAt, int outFirst, int outColumn) {
    for (int r = 0; r < 4; r++) {
      int o0 = outAt[outFirst + r + 0] + outColumn;
      int o1 = outAt[outFirst + r + 4] + outColumn;
      int o2 = outAt[outFirst + r + 8] + outColumn;
      int o3 = outAt[outFirst + r + 12] + outColumn;
      FloatVector a0 = FloatVector.fromArray(SPECIES, out, o0);
      FloatVector a1 = FloatVector.fromArray(SPECIES, out, o1);
      FloatVector a2 = FloatVector.fromArray(SPECIES, out, o2);
      FloatVector a3 = FloatVector.fromArray(SPECIES, out, o3);
      FloatVector b0 = a0.blend(a1.rearrange(SWAP4), ODD4);
      FloatVector b1 = a1.blend(a0.rearrange(SWAP4), EVEN4);
      FloatVector b2 = a2.blend(a3.rearrange(SWAP4), ODD4);
      FloatVector b3 = a3.blend(a2.rearrange(SWAP4), EVEN4);
      FloatVector c0 = b0.blend(b2.rearrange(SWAP8), ODD8);
      FloatVector c2 = b2.blend(b0.rearrange(SWAP8), EVEN8);
      FloatVector c1 = b1.blend(b3.rearrange(SWAP8), ODD8);
      FloatVector c3 = b3.blend(b1.rearrange(SWAP8), EVEN8);
      c0.intoArray(out, o0);
      c1.intoArray(out, o1);
      c2.intoArray(out, o2);
      c3.intoArray(out, o3);
    }
  }
}
