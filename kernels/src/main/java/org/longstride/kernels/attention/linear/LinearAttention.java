package org.longstride.kernels.attention.linear;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Linear attention over whole sequences: {@code out_i = sum_j w_ij v_j / sum_j w_ij} with {@code
 * w_ij = phi(q_i) phi(k_j)}, in time that grows linearly with the sequence. FAVOR+ (Choromanski et
 * al. 2020, "Rethinking Attention with Performers"), agreeing with performer-pytorch.
 *
 * <p>Causal attention adds 1e-6 to the sum of every key feature, as that code does. Padding keys
 * are left out of numerator, normaliser and maximum; performer-pytorch keeps them in the last two,
 * which a caller gets by zeroing their values and passing no mask. What a padding query gets means
 * nothing.
 *
 * <p>There are no scores here: soft-caps and sinks have nothing to act on. A score scale is part of
 * the feature map.
 *
 * <p>Threads take whole key-value heads, so their number does not change a bit of the result.
 */
public final class LinearAttention {

  private final LaneKernels kernels;
  private final FeatureMap map;
  private final int threads;

  /**
   * Linear attention.
   *
   * @param kernels the arithmetic
   * @param map the features, of all heads
   * @param threads how many threads work on one call, at least 1
   */
  public LinearAttention(LaneKernels kernels, FeatureMap map, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
    this.kernels = kernels;
    this.map = map;
    this.threads = threads;
  }

  /**
   * Each query over the keys up to its own.
   *
   * @param arrays queries, keys and values
   * @param maximum over which keys the softmax kernel's stabiliser is taken
   * @return outputs {@code [heads, n, dv]}; zeros for a query that sees no key
   * @throws IllegalArgumentException if d is not the feature map's
   */
  public float[] causal(HeadArrays arrays, KeyMaximum maximum) {
    float[] out = newOutputs(arrays);
    forEachKvHead(
        arrays,
        kvHead -> {
          KeyStabiliser stabiliser = new KeyStabiliser(map.kind());
          if (maximum == KeyMaximum.WHOLE_SEQUENCE) {
            new KeyTile(kernels, map, arrays.dv(), stabiliser).seeAll(arrays, kvHead);
          }
          new CausalHead(kernels, map, kvHead, arrays.dv(), stabiliser).attend(arrays, out);
        });
    return out;
  }

  /**
   * Each query over all keys.
   *
   * @param arrays queries, keys and values
   * @return outputs {@code [heads, n, dv]}; zeros for a query that sees no key
   * @throws IllegalArgumentException if d is not the feature map's
   */
  public float[] bidirectional(HeadArrays arrays) {
    float[] out = newOutputs(arrays);
    forEachKvHead(
        arrays,
        kvHead -> {
          if (map.kind() == FeatureMap.Kind.EXPONENTIAL) {
            EfficientHead.attend(kernels, map, arrays, kvHead, out);
          } else {
            BidirectionalHead.attend(kernels, map, arrays, kvHead, out);
          }
        });
    return out;
  }

  /**
   * Attention on ND4J arrays.
   *
   * @param q queries, float32 {@code [heads, n, d]}
   * @param k keys, float32 {@code [kvHeads, n, d]}
   * @param v values, float32 {@code [kvHeads, n, dv]}
   * @param mask true where a token is real, {@code [n]}; null: all are
   * @param causal whether a query sees no key behind itself; its maximum is then the running one
   * @return outputs, float32 {@code [heads, n, dv]}
   * @throws IllegalArgumentException if a shape does not fit
   */
  public INDArray attend(INDArray q, INDArray k, INDArray v, boolean[] mask, boolean causal) {
    HeadArrays arrays = HeadArrays.of(q, k, v, mask);
    float[] out = causal ? causal(arrays, KeyMaximum.RUNNING) : bidirectional(arrays);
    return Nd4j.createFromArray(out).reshape(arrays.heads(), arrays.n(), arrays.dv());
  }

  private void forEachKvHead(HeadArrays arrays, IntConsumer work) {
    AtomicInteger next = new AtomicInteger();
    IntStream.range(0, Math.min(threads, arrays.kvHeads()))
        .parallel()
        .forEach(
            thread -> {
              for (int head = next.getAndIncrement();
                  head < arrays.kvHeads();
                  head = next.getAndIncrement()) {
                work.accept(head);
              }
            });
  }

  private float[] newOutputs(HeadArrays arrays) {
    if (arrays.d() != map.d()) {
      throw new IllegalArgumentException(
          "d is " + arrays.d() + ", the feature map was made for " + map.d());
    }
    return new float[Math.multiplyExact(arrays.heads() * arrays.n(), arrays.dv())];
  }
}
