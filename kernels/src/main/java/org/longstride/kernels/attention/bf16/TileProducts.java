package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;
import org.longstride.kernels.vector.BfloatKernels;

/**
 * The arithmetic of 64 queries and a run of key panels: their products, the weights that products
 * become where they lie, and what weights sum up to, alone and with values. Maxima are not needed:
 * a shift near a query's scores keeps weights in the range of floats, and what range a product's
 * sums had is seen afterwards.
 */
final class TileProducts {

  /** The most panels of a run: their products fit the second-level cache. */
  static final int LONGEST_RUN = 16;

  private static final int ROWS = 64;

  /** A cache line, by which rows are longer: a power of two apart they would share few places. */
  private static final int LINE = 16;

  private final BfloatProducts products;
  private final BfloatKernels kernels = BfloatKernels.best();
  private final PanelSizes sizes;
  private final Exponents exponents;
  private final SequencePanels shared;
  private final GatheredPanels gathered;
  private final NativeArray queries;

  /** Products in float32, then weights at the beginning of their rows. */
  private final NativeArray weights = new NativeArray(4L * ROWS * stride(LONGEST_RUN));

  private final float[] sums = new float[ROWS];
  private final NativeArray[] outputs;
  private final FloatBuffer queryPairs;
  private final FloatBuffer weightFloats;
  private final FloatBuffer[] outputFloats;
  private final Product[] scoring = new Product[LONGEST_RUN + 1];
  private final Product[][][] averaging;

  TileProducts(
      PanelSizes sizes,
      Exponents exponents,
      SequencePanels shared,
      GatheredPanels gathered,
      BfloatProducts products) {
    this.products = products;
    this.sizes = sizes;
    this.exponents = exponents;
    this.shared = shared;
    this.gathered = gathered;
    queries = new NativeArray(4L * ROWS * sizes.pairs());
    queryPairs = queries.buffer().asFloatBuffer();
    weightFloats = weights.buffer().asFloatBuffer();
    outputs = new NativeArray[sizes.blocks()];
    outputFloats = new FloatBuffer[outputs.length];
    averaging = new Product[outputs.length][2][LONGEST_RUN + 1];
    for (int block = 0; block < outputs.length; block++) {
      outputs[block] = new NativeArray(4L * ROWS * PANEL);
      outputFloats[block] = outputs[block].buffer().asFloatBuffer();
    }
  }

  /**
   * Multiplies a tile's queries with its keys and their weights with values.
   *
   * @param tile the tile; gathered keys are packed already
   * @param rows its queries
   */
  void multiply(TilePanels tile, QueryRows rows) {
    queryPairs.put(0, rows.pairs(), 0, ROWS * sizes.pairs());
    Arrays.fill(sums, 0f);
    for (int panel = 0, run; panel < tile.count(); panel += run) {
      run = tile.run(panel);
      score(tile, panel, run);
      kernels.weigh(
          weightFloats,
          stride(run),
          run,
          exponents.factor(),
          rows.shifts(),
          tile.masks(),
          tile.masksAt(),
          panel,
          sums);
      average(tile, panel, run);
    }
    if (tile.count() == 0) {
      for (NativeArray output : outputs) {
        output.clear();
      }
    }
  }

  /** Floats from a row of a run's products to the next. */
  private static int stride(int run) {
    return run * PANEL + LINE;
  }

  /** Multiplies queries with the keys of a run of panels. */
  private void score(TilePanels tile, int panel, int run) {
    if (scoring[run] == null) {
      scoring[run] = OneDnn.onOneThread(() -> scoringOf(run));
    }
    scoring[run].times(tile.isGathered() ? gathered.keys(panel) : shared.keys(tile.id(panel)));
  }

  /** Adds values up, weighted; a tile's first run needs no zeros to begin with. */
  private void average(TilePanels tile, int panel, int run) {
    int onto = panel == 0 ? 0 : 1;
    for (int i = 0; i < outputs.length; i++) {
      int block = i;
      Product[] ofRuns = averaging[block][onto];
      if (ofRuns[run] == null) {
        ofRuns[run] = OneDnn.onOneThread(() -> averagingOf(run, onto, block));
      }
      ofRuns[run].times(
          tile.isGathered() ? gathered.values(panel, block) : shared.values(tile.id(panel), block));
    }
  }

  /** The sums of weights, {@code [64]}, until the next tile. */
  float[] sums() {
    return sums;
  }

  /** The weighted sums of a block's values, {@code [64, 64]}. */
  void readOutputs(int block, float[] to) {
    outputFloats[block].get(0, to, 0, ROWS * PANEL);
  }

  private Product scoringOf(int run) {
    dnnl_post_ops after = new dnnl_post_ops();
    OneDnn.check(dnnl.dnnl_post_ops_create(after));
    if (exponents.isCapped()) {
      eltwise(after, dnnl.dnnl_eltwise_linear, exponents.slope(), 0);
      eltwise(after, dnnl.dnnl_eltwise_tanh, 0, 0);
    }
    return new Product(
        products,
        new Product.Sizes(ROWS, 2 * sizes.pairs(), run * PANEL),
        queries.at(0),
        2 * sizes.pairs(),
        weights.at(0),
        dnnl.dnnl_f32,
        stride(run),
        attributes(after));
  }

  private Product averagingOf(int run, int onto, int block) {
    return new Product(
        products,
        new Product.Sizes(ROWS, run * PANEL, sizes.width(block)),
        weights.at(0),
        2 * stride(run),
        outputs[block].at(0),
        dnnl.dnnl_f32,
        PANEL,
        attributes(adding(onto)));
  }

  private static dnnl_post_ops adding(int onto) {
    dnnl_post_ops after = new dnnl_post_ops();
    OneDnn.check(dnnl.dnnl_post_ops_create(after));
    if (onto != 0) {
      OneDnn.check(dnnl.dnnl_post_ops_append_sum(after, 1f, 0, dnnl.dnnl_data_type_undef));
    }
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
