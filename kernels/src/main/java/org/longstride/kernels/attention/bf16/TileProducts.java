package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/**
 * The arithmetic of 64 queries and a run of key panels: their weights {@code e^(q k - shift)},
 * rounded to bfloat16 as they are made, and what the weights sum up to, alone and with values.
 * Maxima are not needed: a shift near a query's scores keeps weights in the range of floats, and
 * what range a product's sums had is seen afterwards.
 */
final class TileProducts {

  /** The most panels of a run: their weights fit the second-level cache. */
  static final int LONGEST_RUN = 16;

  private static final int ROWS = 64;
  private static final int WEIGHT_STRIDE = LONGEST_RUN * PANEL;
  private static final int PAIR_OF_ONES = 0x3f803f80;

  private final PanelSizes sizes;
  private final SoftCap cap;
  private final NativeArray queries;
  private final NativeArray weights = new NativeArray(2L * ROWS * WEIGHT_STRIDE);
  private final NativeArray sums = new NativeArray(4L * ROWS);
  private final NativeArray[] outputs;
  private final NativeArray ones = new NativeArray(2L * WEIGHT_STRIDE * 16);
  private final IntBuffer queryPairs;
  private final LongBuffer weightQuads;
  private final FloatBuffer sumFloats;
  private final FloatBuffer[] outputFloats;
  private final Product[] scoring = new Product[LONGEST_RUN + 1];
  private final Product[] summing = new Product[LONGEST_RUN + 1];
  private final Product[][] averaging;

  TileProducts(PanelSizes sizes, SoftCap cap) {
    this.sizes = sizes;
    this.cap = cap;
    queries = new NativeArray(4L * ROWS * sizes.pairs());
    queryPairs = queries.buffer().asIntBuffer();
    weightQuads = weights.buffer().asLongBuffer();
    sumFloats = sums.buffer().asFloatBuffer();
    outputs = new NativeArray[sizes.blocks()];
    outputFloats = new FloatBuffer[outputs.length];
    averaging = new Product[outputs.length][LONGEST_RUN + 1];
    for (int block = 0; block < outputs.length; block++) {
      outputs[block] = new NativeArray(4L * ROWS * PANEL);
      outputFloats[block] = outputs[block].buffer().asFloatBuffer();
    }
    int[] pairs = new int[WEIGHT_STRIDE * 8];
    Arrays.fill(pairs, PAIR_OF_ONES);
    ones.buffer().asIntBuffer().put(pairs);
  }

  /** Takes queries, {@code [64, pairs]}, and forgets what was summed up. */
  void begin(int[] rows) {
    queryPairs.put(0, rows, 0, ROWS * sizes.pairs());
    sums.clear();
    for (NativeArray output : outputs) {
      output.clear();
    }
  }

  /** The weights of a run of panels. */
  void score(int run, Pointer keys) {
    if (scoring[run] == null) {
      scoring[run] = OneDnn.onOneThread(() -> scoringOf(run));
    }
    scoring[run].times(keys);
  }

  /**
   * Makes weights 0 that nobody sees.
   *
   * @param panel which of the run's panels
   * @param masks holds for each query a bit per key that it sees
   * @param masksAt where the panel's 64 begin
   */
  void hide(int panel, long[] masks, int masksAt) {
    for (int row = 0; row < ROWS; row++) {
      long mask = masks[masksAt + row];
      if (mask != -1L) {
        int at = (row * WEIGHT_STRIDE + panel * PANEL) / 4;
        for (int quad = 0; quad < PANEL / 4; quad++, mask >>>= 4) {
          int seen = (int) mask & 15;
          if (seen == 0) {
            weightQuads.put(at + quad, 0L);
          } else if (seen != 15) {
            weightQuads.put(at + quad, weightQuads.get(at + quad) & QUADS[seen]);
          }
        }
      }
    }
  }

  /** Four elements of 16 bits each, all ones where the bit of the index is set. */
  private static final long[] QUADS = new long[16];

  static {
    for (int bits = 0; bits < 16; bits++) {
      for (int i = 0; i < 4; i++) {
        QUADS[bits] |= (bits >>> i & 1) == 0 ? 0 : 0xffffL << 16 * i;
      }
    }
  }

  /** Adds the run's weights up. */
  void sum(int run) {
    if (summing[run] == null) {
      summing[run] = OneDnn.onOneThread(() -> summingOf(run));
    }
    summing[run].times(ones.at(0));
  }

  /** Adds the run's values up, weighted, for one block of their features. */
  void average(int run, int block, Pointer values) {
    if (averaging[block][run] == null) {
      averaging[block][run] = OneDnn.onOneThread(() -> averagingOf(run, block));
    }
    averaging[block][run].times(values);
  }

  /** The sums of weights so far, {@code [64]}. */
  void readSums(float[] to) {
    sumFloats.get(0, to, 0, ROWS);
  }

  /** The weighted sums of a block's values so far, {@code [64, 64]}. */
  void readOutputs(int block, float[] to) {
    outputFloats[block].get(0, to, 0, ROWS * PANEL);
  }

  private Product scoringOf(int run) {
    dnnl_post_ops after = new dnnl_post_ops();
    OneDnn.check(dnnl.dnnl_post_ops_create(after));
    if (cap.isCapped()) {
      eltwise(after, dnnl.dnnl_eltwise_tanh, 0, 0);
      eltwise(after, dnnl.dnnl_eltwise_linear, cap.cap(), -cap.shift());
    }
    eltwise(after, dnnl.dnnl_eltwise_exp, 0, 0);
    return new Product(
        new Product.Sizes(ROWS, 2 * sizes.pairs(), run * PANEL, 64),
        queries.at(0),
        2 * sizes.pairs(),
        weights.at(0),
        dnnl.dnnl_bf16,
        WEIGHT_STRIDE,
        attributes(after));
  }

  private Product summingOf(int run) {
    return new Product(
        new Product.Sizes(ROWS, run * PANEL, 1, 16),
        weights.at(0),
        WEIGHT_STRIDE,
        sums.at(0),
        dnnl.dnnl_f32,
        1,
        attributes(added()));
  }

  private Product averagingOf(int run, int block) {
    return new Product(
        new Product.Sizes(ROWS, run * PANEL, sizes.width(block), 64),
        weights.at(0),
        WEIGHT_STRIDE,
        outputs[block].at(0),
        dnnl.dnnl_f32,
        PANEL,
        attributes(added()));
  }

  private static dnnl_post_ops added() {
    dnnl_post_ops after = new dnnl_post_ops();
    OneDnn.check(dnnl.dnnl_post_ops_create(after));
    OneDnn.check(dnnl.dnnl_post_ops_append_sum(after, 1f, 0, dnnl.dnnl_data_type_undef));
    return after;
  }

  private static void eltwise(dnnl_post_ops after, int function, float alpha, float beta) {
    OneDnn.check(dnnl.dnnl_post_ops_append_eltwise(after, function, alpha, beta));
  }

  private static dnnl_primitive_attr attributes(dnnl_post_ops after) {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    OneDnn.check(dnnl.dnnl_primitive_attr_create(attributes));
    OneDnn.check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, after));
    OneDnn.check(dnnl.dnnl_post_ops_destroy(after));
    return attributes;
  }
}
