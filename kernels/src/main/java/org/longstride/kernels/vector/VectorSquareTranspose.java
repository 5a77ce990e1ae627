package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * In vectors of 16 lanes: squares of 2, 4, 8 and 16 change their off-diagonal quarters. Written
 * out, in two methods that are short enough for the compiler to take in at once: of a longer one,
 * JDK 17 leaves some of the last operations for later, and where that happens in the middle of one,
 * its vectors are allocated. (So it does in some runs where lanes are chosen by bits instead of
 * masks, though that takes half the time.) Each goes through all rows, because looking at the
 * shuffles takes as long as a square.
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
    for (int i = 0; i < rows; i += 4) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, in, inAt[i + 0] + column);
      FloatVector a1 = FloatVector.fromArray(SPECIES, in, inAt[i + 1] + column);
      FloatVector a2 = FloatVector.fromArray(SPECIES, in, inAt[i + 2] + column);
      FloatVector a3 = FloatVector.fromArray(SPECIES, in, inAt[i + 3] + column);
      FloatVector b0 = a0.blend(a1.rearrange(SWAP1), ODD1);
      FloatVector b1 = a1.blend(a0.rearrange(SWAP1), EVEN1);
      FloatVector b2 = a2.blend(a3.rearrange(SWAP1), ODD1);
      FloatVector b3 = a3.blend(a2.rearrange(SWAP1), EVEN1);
      FloatVector c0 = b0.blend(b2.rearrange(SWAP2), ODD2);
      FloatVector c2 = b2.blend(b0.rearrange(SWAP2), EVEN2);
      FloatVector c1 = b1.blend(b3.rearrange(SWAP2), ODD2);
      FloatVector c3 = b3.blend(b1.rearrange(SWAP2), EVEN2);
      int first = column + i % SIDE;
      int at = i / SIDE * SIDE;
      c0.intoArray(out, outAt[first + 0] + at);
      c1.intoArray(out, outAt[first + 1] + at);
      c2.intoArray(out, outAt[first + 2] + at);
      c3.intoArray(out, outAt[first + 3] + at);
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
        FloatVector a0 = FloatVector.fromArray(SPECIES, out, o0 + i);
        FloatVector a1 = FloatVector.fromArray(SPECIES, out, o1 + i);
        FloatVector a2 = FloatVector.fromArray(SPECIES, out, o2 + i);
        FloatVector a3 = FloatVector.fromArray(SPECIES, out, o3 + i);
        FloatVector b0 = a0.blend(a1.rearrange(SWAP4), ODD4);
        FloatVector b1 = a1.blend(a0.rearrange(SWAP4), EVEN4);
        FloatVector b2 = a2.blend(a3.rearrange(SWAP4), ODD4);
        FloatVector b3 = a3.blend(a2.rearrange(SWAP4), EVEN4);
        FloatVector c0 = b0.blend(b2.rearrange(SWAP8), ODD8);
        FloatVector c2 = b2.blend(b0.rearrange(SWAP8), EVEN8);
        FloatVector c1 = b1.blend(b3.rearrange(SWAP8), ODD8);
        FloatVector c3 = b3.blend(b1.rearrange(SWAP8), EVEN8);
        c0.intoArray(out, o0 + i);
        c1.intoArray(out, o1 + i);
        c2.intoArray(out, o2 + i);
        c3.intoArray(out, o3 + i);
      }
    }
  }
}
