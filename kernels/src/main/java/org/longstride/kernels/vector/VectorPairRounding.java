package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Rounds as many pairs at a time as a vector holds. */
final class VectorPairRounding implements PairRounding {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final ScalarPairRounding SCALAR = new ScalarPairRounding();

  @Override
  public void pair(
      float[] low, int lowAt, float[] high, int highAt, int count, int[] out, int outAt) {
    int i = 0;
    for (; i + STEP <= count; i += STEP) {
      IntVector a = FloatVector.fromArray(SPECIES, low, lowAt + i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(SPECIES, high, highAt + i).reinterpretAsInts();
      IntVector oddA = a.lanewise(VectorOperators.LSHR, 16).and(1);
      IntVector oddB = b.lanewise(VectorOperators.LSHR, 16).and(1);
      IntVector lower = a.add(0x7fff).add(oddA).lanewise(VectorOperators.LSHR, 16);
      IntVector upper = b.add(0x7fff).add(oddB).and(0xffff0000);
      lower.or(upper).intoArray(out, outAt + i);
    }
    SCALAR.pair(low, lowAt + i, high, highAt + i, count - i, out, outAt + i);
  }
}
