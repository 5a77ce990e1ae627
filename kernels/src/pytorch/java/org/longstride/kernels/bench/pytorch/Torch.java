package org.longstride.kernels.bench.pytorch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.longstride.kernels.bench.Inputs;
import org.longstride.kernels.bench.Work;

/** The few calls of PyTorch that the opponents need, without their optional arguments. */
final class Torch {

  private Torch() {}

  /** One of the inputs, {@code [heads, n, d]}. */
  static Tensor input(Inputs inputs, Work work) {
    Tensor tensor = torch.empty(work.heads(), work.n(), work.d());
    FloatPointer data = tensor.data_ptr_float();
    for (int head = 0; head < work.heads(); head++) {
      float[] rows = inputs.head(work, head);
      data.position((long) head * rows.length).put(rows);
    }
    return tensor;
  }

  /** A tensor of whole numbers. */
  static Tensor indices(long... indices) {
    Tensor tensor = torch.empty(new long[] {indices.length}, longs(), new MemoryFormatOptional());
    tensor.data_ptr_long().put(indices);
    return tensor;
  }

  private static TensorOptions longs() {
    return torch.dtype(torch.ScalarType.Long);
  }

  /** Every {@code step}th element of the first dimension: a view. */
  static Tensor every(Tensor tensor, int from, int to, int step) {
    return tensor.slice(0, new LongOptional(from), new LongOptional(to), step);
  }

  /** Attention over all keys, or those that are not behind the query. */
  static Tensor attend(Tensor q, Tensor k, Tensor v, boolean causal) {
    return torch.scaled_dot_product_attention(
        q, k, v, new TensorOptional(), 0, causal, new DoubleOptional(), false);
  }

  /** Attention with an additive mask. */
  static Tensor attend(Tensor q, Tensor k, Tensor v, Tensor mask) {
    return torch.scaled_dot_product_attention(
        q, k, v, new TensorOptional(mask), 0, false, new DoubleOptional(), false);
  }

  /** A part of a dimension. */
  static Tensor part(Tensor tensor, int dimension, long from, long to) {
    return tensor.slice(dimension, new LongOptional(from), new LongOptional(to), 1);
  }

  /** Tensors one after the other along a dimension. */
  static Tensor join(int dimension, Tensor... tensors) {
    return torch.cat(new TensorVector(tensors), dimension);
  }

  /** The numbers of a tensor, in order. */
  static float[] numbers(Tensor tensor) {
    Tensor dense = tensor.contiguous();
    float[] numbers = new float[Math.toIntExact(dense.numel())];
    dense.data_ptr_float().get(numbers);
    return numbers;
  }
}
