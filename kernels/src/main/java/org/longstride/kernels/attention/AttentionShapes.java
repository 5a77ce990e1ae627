package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.plan.AttentionPlan;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sizes of an attention on arrays, checked against the plan. */
record AttentionShapes(int n, int d, int dv) {

  static AttentionShapes of(INDArray q, INDArray k, INDArray v, AttentionPlan plan) {
    int n = plan.sequence().length();
    requireShape("q", q, plan.heads(), n, -1);
    int d = (int) q.size(2);
    requireShape("k", k, plan.kvHeads(), n, d);
    requireShape("v", v, plan.kvHeads(), n, -1);
    return new AttentionShapes(n, d, (int) v.size(2));
  }

  /** Checks that an array can take the outputs. */
  void requireOutput(INDArray out, AttentionPlan plan) {
    requireShape("out", out, plan.heads(), n, dv);
    if (!HeadBuffers.isInOrder(out)) {
      throw new IllegalArgumentException(
          "out is "
              + out.dataType()
              + " with strides "
              + Arrays.toString(out.stride())
              + ", must be FLOAT with its rows in order");
    }
  }

  private static void requireShape(String name, INDArray array, long... shape) {
    long[] actual = array.shape();
    boolean fits = actual.length == shape.length;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = shape[i] < 0 || shape[i] == actual[i];
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + " has shape "
              + Arrays.toString(actual)
              + ", the plan asks for "
              + Arrays.toString(shape).replace("-1", "any"));
    }
  }
}
