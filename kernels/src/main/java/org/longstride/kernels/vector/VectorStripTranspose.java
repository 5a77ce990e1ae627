package org.longstride.kernels.vector;

import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes strips of 16 evenly spaced rows as {@link VectorSquareTranspose} does; but where rows
 * lie is computed, not looked up. Each of the two methods goes through all squares of a strip.
 */
final class VectorStripTranspose {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final int SIDE = SquareTranspose.SIDE;

  private VectorStripTranspose() {}

  /** {@link SquareTranspose#transpose(float[], int, int, int, float[], int, int)}. */
  static void transpose(
      float[] in, int inAt, int inDistance, int columns, float[] out, int outAt, int outDistance) {
    small(in, inAt, inDistance, columns, out, outAt, outDistance);
    large(columns, out, outAt, outDistance);
  }

  /** Squares of 2 and of 4: four rows of a square become as many columns. */
  private static void small(
      float[] in, int inAt, int inDistance, int columns, float[] out, int outAt, int outDistance) {
    IntVector odd = IntVector.fromArray(INTS, VectorSquareTranspose.ODD1, 0);
    IntVector odd2 = IntVector.fromArray(INTS, VectorSquareTranspose.ODD2, 0);
    for (int column = 0; column < columns; column += 4) {
      int row = column % SIDE;
      int f = inAt + row * inDistance + column - row;
      int o = outAt + column * outDistance;
      IntVector a0 = FloatVector.fromArray(SPECIES, in, f + 0 * inDistance).reinterpretAsInts();
      IntVector a1 = FloatVector.fromArray(SPECIES, in, f + 1 * inDistance).reinterpretAsInts();
      IntVector a2 = FloatVector.fromArray(SPECIES, in, f + 2 * inDistance).reinterpretAsInts();
      IntVector a3 = FloatVector.fromArray(SPECIES, in, f + 3 * inDistance).reinterpretAsInts();
      IntVector s0 = a0.rearrange(VectorSquareTranspose.SWAP1);
      IntVector s1 = a1.rearrange(VectorSquareTranspose.SWAP1);
      IntVector s2 = a2.rearrange(VectorSquareTranspose.SWAP1);
      IntVector s3 = a3.rearrange(VectorSquareTranspose.SWAP1);
      IntVector b0 = a0.lanewise(XOR, a0.lanewise(XOR, s1).and(odd));
      IntVector b1 = s0.lanewise(XOR, s0.lanewise(XOR, a1).and(odd));
      IntVector b2 = a2.lanewise(XOR, a2.lanewise(XOR, s3).and(odd));
      IntVector b3 = s2.lanewise(XOR, s2.lanewise(XOR, a3).and(odd));
      IntVector t0 = b0.rearrange(VectorSquareTranspose.SWAP2);
      IntVector t1 = b1.rearrange(VectorSquareTranspose.SWAP2);
      IntVector t2 = b2.rearrange(VectorSquareTranspose.SWAP2);
      IntVector t3 = b3.rearrange(VectorSquareTranspose.SWAP2);
      IntVector c0 = b0.lanewise(XOR, b0.lanewise(XOR, t2).and(odd2));
      IntVector c1 = b1.lanewise(XOR, b1.lanewise(XOR, t3).and(odd2));
      IntVector c2 = t0.lanewise(XOR, t0.lanewise(XOR, b2).and(odd2));
      IntVector c3 = t1.lanewise(XOR, t1.lanewise(XOR, b3).and(odd2));
      c0.reinterpretAsFloats().intoArray(out, o + 0 * outDistance);
      c1.reinterpretAsFloats().intoArray(out, o + 1 * outDistance);
      c2.reinterpretAsFloats().intoArray(out, o + 2 * outDistance);
      c3.reinterpretAsFloats().intoArray(out, o + 3 * outDistance);
    }
  }

  /** Squares of 8 and of 16, in place: of each square four rows that are four apart. */
  private static void large(int columns, float[] out, int outAt, int outDistance) {
    IntVector odd = IntVector.fromArray(INTS, VectorSquareTranspose.ODD4, 0);
    IntVector odd2 = IntVector.fromArray(INTS, VectorSquareTranspose.ODD8, 0);
    for (int column = 0; column < columns; column += 4) {
      int row = column % SIDE;
      int o = outAt + (column - row + row / 4) * outDistance;
      IntVector a0 = FloatVector.fromArray(SPECIES, out, o + 0 * outDistance).reinterpretAsInts();
      IntVector a1 = FloatVector.fromArray(SPECIES, out, o + 4 * outDistance).reinterpretAsInts();
      IntVector a2 = FloatVector.fromArray(SPECIES, out, o + 8 * outDistance).reinterpretAsInts();
      IntVector a3 = FloatVector.fromArray(SPECIES, out, o + 12 * outDistance).reinterpretAsInts();
      IntVector s0 = a0.rearrange(VectorSquareTranspose.SWAP4);
      IntVector s1 = a1.rearrange(VectorSquareTranspose.SWAP4);
      IntVector s2 = a2.rearrange(VectorSquareTranspose.SWAP4);
      IntVector s3 = a3.rearrange(VectorSquareTranspose.SWAP4);
      IntVector b0 = a0.lanewise(XOR, a0.lanewise(XOR, s1).and(odd));
      IntVector b1 = s0.lanewise(XOR, s0.lanewise(XOR, a1).and(odd));
      IntVector b2 = a2.lanewise(XOR, a2.lanewise(XOR, s3).and(odd));
      IntVector b3 = s2.lanewise(XOR, s2.lanewise(XOR, a3).and(odd));
      IntVector t0 = b0.rearrange(VectorSquareTranspose.SWAP8);
      IntVector t1 = b1.rearrange(VectorSquareTranspose.SWAP8);
      IntVector t2 = b2.rearrange(VectorSquareTranspose.SWAP8);
      IntVector t3 = b3.rearrange(VectorSquareTranspose.SWAP8);
      IntVector c0 = b0.lanewise(XOR, b0.lanewise(XOR, t2).and(odd2));
      IntVector c1 = b1.lanewise(XOR, b1.lanewise(XOR, t3).and(odd2));
      IntVector c2 = t0.lanewise(XOR, t0.lanewise(XOR, b2).and(odd2));
      IntVector c3 = t1.lanewise(XOR, t1.lanewise(XOR, b3).and(odd2));
      c0.reinterpretAsFloats().intoArray(out, o + 0 * outDistance);
      c1.reinterpretAsFloats().intoArray(out, o + 4 * outDistance);
      c2.reinterpretAsFloats().intoArray(out, o + 8 * outDistance);
      c3.reinterpretAsFloats().intoArray(out, o + 12 * outDistance);
    }
  }
}
