package org.longstride.kernels.bench;

import java.util.List;
import java.util.function.Supplier;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.linear.FeatureMap;
import org.longstride.kernels.attention.linear.KeyMaximum;
import org.longstride.kernels.attention.linear.OrthogonalFeatures;
import org.longstride.kernels.attention.linear.ReferenceLinearAttention;

/**
 * Linear attention: FAVOR+ with the softmax kernel, causal.
 *
 * @param features random features of a query or key
 */
record Favor(int features) implements Kind {

  static final Spelling SPELLING = new Spelling("performer", "features", 256);

  static Favor parse(String spelling) {
    return new Favor(SPELLING.number(spelling));
  }

  /** The same features for everyone. */
  FeatureMap map(Work work) {
    return FeatureMap.softmax(work.d(), OrthogonalFeatures.draw(features, work.d(), 1));
  }

  static HeadArrays arrays(Work work) {
    return Inputs.arrays(work, Inputs.QUERIES.all(work), Inputs.KEYS.all(work));
  }

  @Override
  public int checkedTokens() {
    return 256;
  }

  @Override
  public void check(Work work) {
    // Any length will do.
  }

  /** Features of a query and of a key, a key's value into every sum, and every sum read. */
  @Override
  public double flops(Work work) {
    return 8.0 * work.d() * features * work.n() * work.heads();
  }

  @Override
  public double[] reference(Work work) {
    return new ReferenceLinearAttention(map(work), arrays(work)).causal(KeyMaximum.RUNNING);
  }

  @Override
  public List<Supplier<Contestant>> contestants(Work work) {
    return List.of(() -> new FavorOnFloats(work, this));
  }
}
