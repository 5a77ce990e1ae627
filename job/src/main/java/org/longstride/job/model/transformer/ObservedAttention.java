package org.longstride.job.model.transformer;

import org.longstride.kernels.attention.bf16.Precision;

/** Some other attention, bit for bit, that an observer watches. */
final class ObservedAttention extends ModelAttention {

  private final ModelAttention attention;
  private final LayerObserver observer;

  ObservedAttention(ModelAttention attention, LayerObserver observer) {
    this.attention = attention;
    this.observer = observer;
  }

  @Override
  public void require(Precision precision) {
    attention.require(precision);
  }

  @Override
  double[] cost(int tokens) {
    return attention.cost(tokens);
  }

  @Override
  DocumentAttention open(int tokens, Workspace workspace) {
    return new Document(attention.open(tokens, workspace), workspace.rows, observer);
  }

  private record Document(DocumentAttention watched, ChunkRows rows, LayerObserver observer)
      implements DocumentAttention {

    @Override
    public int preferredChunk() {
      return watched.preferredChunk();
    }

    @Override
    public void advance(Chunk chunk) {
      rows.begin(chunk);
      watched.advance(chunk);
    }

    @Override
    public LayerAttention layer(int layer) {
      return new Layer(layer, watched.layer(layer), rows, observer);
    }
  }

  private record Layer(int layer, LayerAttention watched, ChunkRows rows, LayerObserver observer)
      implements LayerAttention {

    @Override
    public void putKeys(int firstToken, int count, float[] tile) {
      rows.putKeys(firstToken, count, tile);
      watched.putKeys(firstToken, count, tile);
    }

    @Override
    public void putValues(int firstToken, int count, float[] tile) {
      rows.putValues(firstToken, count, tile);
      watched.putValues(firstToken, count, tile);
    }

    @Override
    public void attend(Chunk chunk, Workspace workspace) {
      observer.see(layer, rows.with(workspace.queries()));
      watched.attend(chunk, workspace);
    }
  }
}
