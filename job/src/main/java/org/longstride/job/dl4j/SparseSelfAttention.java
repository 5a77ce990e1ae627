package org.longstride.job.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.longstride.kernels.attention.AttentionGradient;
import org.longstride.kernels.attention.VisibleTile;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;
import org.longstride.kernels.vector.PackedRows;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Computes {@link SparseSelfAttentionLayer}: projections and rotations tile by tile, then each head
 * of each sequence by itself, then the output projection tile by tile.
 */
public class SparseSelfAttention extends RowLayer<SparseSelfAttentionLayer> {

  private static final long serialVersionUID = 1L;
  private static final int LANES = LaneKernels.LANES;

  private transient Heads heads;

  /** For Deeplearning4j. */
  public SparseSelfAttention(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** What does not change from batch to batch. */
  private static final class Heads {
    final AttentionShape shape;
    final int queries;
    final int keys;
    final LaneMatrix wq;
    final LaneMatrix wk;
    final LaneMatrix wv;
    final LaneMatrix wo;
    final Rotation rotation;
    final List<List<VisibleTile>> tiles = new ArrayList<>();
    HeadArrays arrays;

    Heads(AttentionShape shape, int size) {
      this.shape = shape;
      queries = shape.heads() * shape.headSize();
      keys = shape.kvHeads() * shape.headSize();
      wq = LaneMatrix.at(0, size, queries);
      wk = LaneMatrix.at(wq.end(), size, keys);
      wv = LaneMatrix.at(wk.end(), size, keys);
      wo = LaneMatrix.at(wv.end(), queries, size);
      rotation = new Rotation(shape.headSize(), shape.context(), shape.ropeTheta());
      AttentionPattern pattern = AttentionPattern.parse(shape.pattern());
      Sequence sequence = new Sequence(shape.context(), true);
      Map<List<Term>, List<VisibleTile>> planned = new HashMap<>();
      for (int head = 0; head < shape.heads(); head++) {
        List<Term> terms = pattern.terms(shape.layer(), head, shape.heads());
        tiles.add(planned.computeIfAbsent(terms, t -> VisibleTile.of(sequence, t)));
      }
    }
  }

  private Heads heads() {
    if (heads == null) {
      heads = new Heads(layerConf().getShape(), (int) layerConf().getNIn());
    }
    return heads;
  }

  @Override
  void forward(float[] weights, int rows, Rows x, Rows y, boolean training) {
    Heads h = heads();
    AttentionShape shape = h.shape;
    int size = (int) layerConf().getNIn();
    Shards shards = new Shards(rows, shape.context());
    if (h.arrays == null || h.arrays.sequences() != shards.sequences()) {
      h.arrays = HeadArrays.of(shape, shards);
    }
    HeadArrays a = h.arrays;
    PackedRows toQuery = h.wq.packed(weights);
    PackedRows toKey = h.wk.packed(weights);
    PackedRows toValue = h.wv.packed(weights);
    PackedRows toOutput = h.wo.packed(weights);
    shards.forEachTile(
        shard -> {
          float[] block = new float[LANES * size];
          float[] lanes = new float[LANES * size];
          float[] projected = new float[LANES * Math.max(h.queries, h.keys)];
          return (tile, row, count) -> {
            int sequence = tile / shards.tilesPerSequence();
            int within = tile % shards.tilesPerSequence();
            x.read(row * size, block, 0, count * size);
            LaneTiles.toLanes(block, 0, size, count, size, lanes, 0);
            LaneMatrix.apply(toQuery, lanes, projected, 0);
            a.storeQueries(h.rotation, projected, sequence, within);
            LaneMatrix.apply(toKey, lanes, projected, 0);
            a.storeKeys(h.rotation, projected, sequence, within, count);
            LaneMatrix.apply(toValue, lanes, projected, 0);
            a.storeValues(projected, sequence, within, count);
          };
        });
    Shards.parallel(
        shards.sequences() * shape.heads(),
        i -> {
          int sequence = i / shape.heads();
          int head = i % shape.heads();
          int kv = sequence * shape.kvHeads() + head * shape.kvHeads() / shape.heads();
          AttentionGradient attention = attention(shape);
          List<VisibleTile> tiles = h.tiles.get(head);
          for (int t = 0; t < tiles.size(); t++) {
            attention.forward(
                tiles.get(t), a.q()[i][t], a.k()[kv], a.v()[kv], a.o()[i][t], a.lse()[i][t]);
          }
        });
    shards.forEachTile(
        shard -> {
          float[] block = new float[LANES * size];
          float[] lanes = new float[LANES * size];
          float[] mixed = new float[LANES * h.queries];
          return (tile, row, count) -> {
            a.load(
                a.o(), tile / shards.tilesPerSequence(), tile % shards.tilesPerSequence(), mixed);
            LaneMatrix.apply(toOutput, mixed, lanes, 0);
            LaneTiles.toRows(lanes, 0, size, block, 0, size, count);
            y.write(block, 0, row * size, count * size);
          };
        });
  }

  @Override
  float[] backward(float[] weights, int rows, Rows x, Rows dy, Rows dx) {
    Heads h = heads();
    AttentionShape shape = h.shape;
    int size = (int) layerConf().getNIn();
    Shards shards = new Shards(rows, shape.context());
    HeadArrays a = h.arrays;
    float[][] gradients = new float[Shards.COUNT][];
    shards.forEachTile(
        shard -> {
          float[] gradient = gradients[shard] = new float[weights.length];
          float[] block = new float[LANES * size];
          float[] lanes = new float[LANES * size];
          float[] mixed = new float[LANES * h.queries];
          float[] mixedRows = new float[LANES * h.queries];
          return (tile, row, count) -> {
            int sequence = tile / shards.tilesPerSequence();
            int within = tile % shards.tilesPerSequence();
            dy.read(row * size, block, 0, count * size);
            LaneTiles.toLanes(block, 0, size, count, size, lanes, 0);
            a.load(a.o(), sequence, within, mixed);
            LaneTiles.toRows(mixed, 0, h.queries, mixedRows, 0, h.queries, LANES);
            h.wo.addGradient(lanes, mixedRows, gradient);
            Arrays.fill(mixed, 0f);
            h.wo.applyTransposed(weights, lanes, mixed);
            a.store(a.dO(), sequence, within, mixed);
          };
        });
    Shards.parallel(
        shards.sequences() * shape.kvHeads(),
        kv -> {
          Arrays.fill(a.dk()[kv], 0f);
          Arrays.fill(a.dv()[kv], 0f);
          int group = shape.heads() / shape.kvHeads();
          AttentionGradient attention = attention(shape);
          for (int i = kv * group; i < (kv + 1) * group; i++) {
            attention.backward(
                h.tiles.get(i % shape.heads()),
                a.q()[i],
                a.k()[kv],
                a.v()[kv],
                a.o()[i],
                a.lse()[i],
                a.dO()[i],
                a.dq()[i],
                a.dk()[kv],
                a.dv()[kv]);
          }
        });
    shards.forEachTile(
        shard -> {
          float[] gradient = gradients[shard];
          float[] xRows = new float[LANES * size];
          float[] lanes = new float[LANES * size];
          float[] projected = new float[LANES * Math.max(h.queries, h.keys)];
          return (tile, row, count) -> {
            int sequence = tile / shards.tilesPerSequence();
            int within = tile % shards.tilesPerSequence();
            Arrays.fill(xRows, count * size, LANES * size, 0f);
            x.read(row * size, xRows, 0, count * size);
            Arrays.fill(lanes, 0f);
            a.loadQuerySlopes(h.rotation, sequence, within, projected);
            h.wq.applyTransposed(weights, projected, lanes);
            h.wq.addGradient(projected, xRows, gradient);
            a.loadKeySlopes(h.rotation, sequence, within, count, projected);
            h.wk.applyTransposed(weights, projected, lanes);
            h.wk.addGradient(projected, xRows, gradient);
            a.loadValueSlopes(sequence, within, count, projected);
            h.wv.applyTransposed(weights, projected, lanes);
            h.wv.addGradient(projected, xRows, gradient);
            LaneTiles.toRows(lanes, 0, size, xRows, 0, size, count);
            dx.write(xRows, 0, row * size, count * size);
          };
        });
    return Shards.sum(gradients, weights.length);
  }

  private static AttentionGradient attention(AttentionShape shape) {
    return new AttentionGradient(shape.headSize(), (float) (1 / Math.sqrt(shape.headSize())));
  }
}
