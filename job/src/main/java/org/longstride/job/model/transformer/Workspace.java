package org.longstride.job.model.transformer;

import java.util.Arrays;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.kernels.attention.RangeAttention;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.vector.LaneKernels;

/**
 * What a thread writes while it computes: used again from chunk to chunk and from document to
 * document. Only the stream, queries and outputs are as long as a chunk; everything else is as long
 * as a group of {@value #GROUP} tiles.
 */
final class Workspace {

  /** Tiles that pass a projection together. */
  static final int GROUP = 16;

  private static final int LANES = LaneKernels.LANES;

  private final ModelConfig config;
  private float[][] stream = new float[0][];
  private float[][] queries = new float[0][];
  private float[][] outputs = new float[0][];

  /** Lane tiles {@code [hidden, 64]} of a group. */
  final float[][] normed;

  /** Lane tiles {@code [kvHeads * headDim, 64]} of a group. */
  final float[][] keyValues;

  /** Lane tiles {@code [hidden, 64]} of a group: what is to be added to the stream. */
  final float[][] added;

  final LaneMlp.Scratch mlp;
  final LaneNorm.Scratch norm = new LaneNorm.Scratch();
  final CrossEntropy crossEntropy = new CrossEntropy(GROUP);
  final LaneKernels kernels;

  /** Attention by plans. */
  final RangeAttention attention;

  /** What streams read; empty where a pattern is computed. */
  final ChunkRows rows;

  /** Cosines and sines of the chunk's tiles, where positions are rotary. */
  private RotaryTile[] rotary = new RotaryTile[0];

  Workspace(ModelConfig config, Precision precision, LaneKernels kernels) {
    this.config = config;
    this.normed = new float[GROUP][config.hidden() * LANES];
    this.keyValues = new float[GROUP][config.attention().kvWidth() * LANES];
    this.added = new float[GROUP][config.hidden() * LANES];
    this.mlp = new LaneMlp.Scratch(config.hidden());
    this.kernels = kernels;
    this.attention = precision.attention(kernels);
    this.rows = new ChunkRows(config);
  }

  /** Makes room for a chunk of so many tiles. */
  void reserve(int tiles) {
    stream = grow(stream, tiles, config.hidden());
    queries = grow(queries, tiles, config.attention().width());
    outputs = grow(outputs, tiles, config.attention().width());
    int before = rotary.length;
    if (config.positions().rotary().isPresent() && tiles > before) {
      rotary = Arrays.copyOf(rotary, tiles);
      for (int t = before; t < tiles; t++) {
        rotary[t] = new RotaryTile(config.positions().rotary().get().frequencies());
      }
    }
  }

  private static float[][] grow(float[][] tiles, int count, int features) {
    if (count <= tiles.length) {
      return tiles;
    }
    float[][] grown = Arrays.copyOf(tiles, count);
    for (int t = tiles.length; t < count; t++) {
      grown[t] = new float[features * LANES];
    }
    return grown;
  }

  /** The residual stream: lane tiles {@code [hidden, 64]} of the chunk. */
  float[][] stream() {
    return stream;
  }

  /** Lane tiles {@code [heads * headDim, 64]} of the chunk. */
  float[][] queries() {
    return queries;
  }

  /** Lane tiles {@code [heads * headDim, 64]} of the chunk. */
  float[][] outputs() {
    return outputs;
  }

  /** The positions of the chunk's tiles; empty where they are learned. */
  RotaryTile[] rotary() {
    return rotary;
  }
}
