package org.longstride.job.model.transformer;

import java.util.List;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;

/** A document whose layers attend by streams, which keep of the past what they need themselves. */
final class StreamDocument implements DocumentAttention {

  /** Attention of the next tokens to all so far. */
  @FunctionalInterface
  interface Stream {

    /** Takes queries, keys and values, and gives outputs {@code [heads, n, dv]}. */
    float[] attend(HeadArrays next);
  }

  private final List<LayerAttention> layers;
  private final ChunkRows rows;

  /**
   * A document at its beginning.
   *
   * @param streams each layer's stream, at its beginning
   * @param rows the thread's
   */
  StreamDocument(List<Stream> streams, ChunkRows rows) {
    this.layers = streams.stream().map(s -> (LayerAttention) new Layer(s, rows)).toList();
    this.rows = rows;
  }

  @Override
  public int preferredChunk() {
    return LaneKernels.LANES;
  }

  @Override
  public void advance(Chunk chunk) {
    rows.begin(chunk);
  }

  @Override
  public LayerAttention layer(int layer) {
    return layers.get(layer);
  }

  private record Layer(Stream stream, ChunkRows rows) implements LayerAttention {

    @Override
    public void putKeys(int firstToken, int count, float[] tile) {
      rows.putKeys(firstToken, count, tile);
    }

    @Override
    public void putValues(int firstToken, int count, float[] tile) {
      rows.putValues(firstToken, count, tile);
    }

    @Override
    public void attend(Chunk chunk, Workspace workspace) {
      rows.toTiles(stream.attend(rows.with(workspace.queries())), workspace.outputs());
    }
  }
}
