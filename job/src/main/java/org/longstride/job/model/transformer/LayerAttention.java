package org.longstride.job.model.transformer;

/**
 * One layer's attention in one document. For each chunk it takes the keys and values of all its
 * tokens, and then answers the queries of all of them.
 */
interface LayerAttention {

  /** Takes the keys of up to 64 consecutive tokens: lane tile {@code [kvHeads * headDim, 64]}. */
  void putKeys(int firstToken, int count, float[] tile);

  /** Takes the values of up to 64 consecutive tokens, likewise. */
  void putValues(int firstToken, int count, float[] tile);

  /**
   * Fills the workspace's outputs for the workspace's queries.
   *
   * @param chunk the tokens that they belong to, whose keys and values were put
   */
  void attend(Chunk chunk, Workspace workspace);
}
