package org.longstride.kernels.bench;

import java.util.List;
import java.util.function.Supplier;

/** A kind of attention: what it computes, and who can do it. */
interface Kind {

  /** Tokens on which the reference can judge an implementation before it is timed, at most. */
  int checkedTokens();

  /**
   * Checks that a work makes sense.
   *
   * @throws IllegalArgumentException if it does not
   */
  void check(Work work);

  /** Floating-point operations of a work, of whatever way of doing it. */
  double flops(Work work);

  /** The outputs in double precision, {@code [heads, n, d]}. */
  double[] reference(Work work);

  /** Who can do the work, ours first; each is made when it is asked for. */
  List<Supplier<Contestant>> contestants(Work work);

  /** The kind that is spelled so. */
  static Kind of(String spelling) {
    if (Favor.SPELLING.isOf(spelling)) {
      return Favor.parse(spelling);
    }
    return Routed.SPELLING.isOf(spelling) ? Routed.parse(spelling) : new Softmax();
  }
}
