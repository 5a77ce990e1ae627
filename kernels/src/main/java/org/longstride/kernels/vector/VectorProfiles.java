package org.longstride.kernels.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Shows the JVM every kind of operation before any kernel is compiled.
 *
 * <p>Each operation goes through a few methods of the Vector API that all share, and that look up
 * what kind it is. When the compiler has seen one kind only, it takes it for granted; the next kind
 * is a trap, which is counted in that method. A kernel that is compiled later inherits the count
 * with every operation, and past a hundred ({@code -XX:PerMethodTrapLimit}) the compiler takes
 * nothing for granted any more: the last operations are then called instead of inlined, every
 * vector is allocated, and the kernel is several times as slow, for as long as the process lives.
 * Whether that happened depended on what ran first: about one process in six.
 */
final class VectorProfiles {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());

  /** Enough for the shared methods to be compiled, with all kinds in their profiles. */
  private static final int ROUNDS = 2000;

  private VectorProfiles() {}

  /** Uses all operations again and again, which takes a quarter of a second. */
  static void show() {
    float[] x = new float[SPECIES.length()];
    for (int round = 0; round < ROUNDS; round++) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, 0);
      FloatVector b = FloatVector.broadcast(SPECIES, round);
      b = a.add(b).sub(a).mul(b).div(b.add(1f)).max(a).min(b).neg().fma(a, b);
      IntVector i = b.reinterpretAsInts();
      i = i.lanewise(XOR, i.and(1).or(2)).add(i).max(0).min(9);
      i = i.lanewise(LSHL, 1).lanewise(LSHR, 1).lanewise(ASHR, 1);
      i = i.lanewise(LSHL, IntVector.broadcast(INTS, round & 7));
      float most = Math.max(b.reduceLanes(VectorOperators.MAX), i.reduceLanes(VectorOperators.MAX));
      i.reinterpretAsFloats().max(most).intoArray(x, 0);
    }
  }
}
