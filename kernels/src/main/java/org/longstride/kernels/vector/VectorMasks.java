package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Lanes chosen by the bits of a long, as integers of all ones or all zeros. (JDK 17 makes a vector
 * mask of a long element by element.)
 */
final class VectorMasks {

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorGemm.SPECIES.vectorShape());

  /** Moves lane i's bit to the sign. */
  static final IntVector TO_SIGN = IntVector.broadcast(INTS, 31).sub(laneNumbers());

  private VectorMasks() {}

  private static IntVector laneNumbers() {
    return IntVector.zero(INTS).addIndex(1);
  }

  /** The values of the lanes whose bit is set, from the lowest on; something else elsewhere. */
  static FloatVector keep(FloatVector values, long bits, float other) {
    IntVector lanes =
        IntVector.broadcast(INTS, (int) bits)
            .lanewise(VectorOperators.LSHL, TO_SIGN)
            .lanewise(VectorOperators.ASHR, 31);
    IntVector otherBits = IntVector.broadcast(INTS, Float.floatToRawIntBits(other));
    return values
        .reinterpretAsInts()
        .lanewise(VectorOperators.XOR, otherBits)
        .and(lanes)
        .lanewise(VectorOperators.XOR, otherBits)
        .reinterpretAsFloats();
  }
}
