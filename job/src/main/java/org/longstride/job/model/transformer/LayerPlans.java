package org.longstride.job.model.transformer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;

/** Which layers see alike, and the plans of those that differ. */
final class LayerPlans {

  private final AttentionPattern pattern;
  private final ModelConfig.Attention shape;
  private final List<Integer> representatives = new ArrayList<>();
  private final int[] planOfLayer;

  LayerPlans(AttentionPattern pattern, ModelConfig config) {
    this.pattern = pattern;
    this.shape = config.attention();
    this.planOfLayer = new int[config.layers()];
    Map<List<List<Term>>, Integer> known = new LinkedHashMap<>();
    for (int layer = 0; layer < planOfLayer.length; layer++) {
      List<List<Term>> terms = new ArrayList<>();
      for (int head = 0; head < shape.heads(); head++) {
        terms.add(pattern.terms(layer, head, shape.heads()));
      }
      Integer plan = known.putIfAbsent(terms, known.size());
      if (plan == null) {
        representatives.add(layer);
      }
      planOfLayer[layer] = plan == null ? known.size() - 1 : plan;
    }
  }

  /** The plans for a document, each once. */
  List<AttentionPlan> of(int tokens) {
    Sequence sequence = new Sequence(tokens, true);
    List<AttentionPlan> plans = new ArrayList<>();
    for (int layer : representatives) {
      plans.add(AttentionPlan.of(pattern, layer, shape.heads(), shape.kvHeads(), sequence));
    }
    return plans;
  }

  /** Which of the plans a layer follows. */
  int indexOf(int layer) {
    return planOfLayer[layer];
  }
}
