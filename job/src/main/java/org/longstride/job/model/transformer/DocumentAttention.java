package org.longstride.job.model.transformer;

/** One document's attention in all layers, chunk by chunk, by one thread. */
interface DocumentAttention {

  /** Tokens that a chunk should have a multiple of, so that queries fill tiles. */
  int preferredChunk();

  /** Makes room for the tokens of the next chunk, before any layer sees them. */
  void advance(Chunk chunk);

  /** What a layer attends with. */
  LayerAttention layer(int layer);
}
