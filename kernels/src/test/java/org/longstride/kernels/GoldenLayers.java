package org.longstride.kernels;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The plain parts of other people's layers, in double precision, from their weights. */
public final class GoldenLayers {

  /**
   * What the parts of a layer are called that follow its attention.
   *
   * @param back the projection of attention's outputs
   * @param backNorm the norm behind it
   * @param inner the first layer of the MLP
   * @param outer its second
   * @param outerNorm the norm behind that
   */
  public record Names(String back, String backNorm, String inner, String outer, String outerNorm) {

    /** BERT's, and those of its relatives. */
    public static final Names BERT =
        new Names(
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");

    /** Those of LED's encoder. */
    public static final Names LED =
        new Names("self_attn.output", "self_attn_layer_norm", "fc1", "fc2", "final_layer_norm");
  }

  private GoldenLayers() {}

  /**
   * {@code x W^T + b}, row by row.
   *
   * @param layer whose {@code weight} {@code [out, in]} and, if there is one, {@code bias} are
   *     meant
   * @param x {@code [rows, in]}
   */
  public static float[] dense(Safetensors golden, String layer, float[] x) {
    float[] weight = golden.floats(layer + ".weight");
    int out = golden.shape(layer + ".weight")[0];
    int in = weight.length / out;
    float[] bias = golden.has(layer + ".bias") ? golden.floats(layer + ".bias") : new float[out];
    float[] y = new float[x.length / in * out];
    for (int i = 0; i < y.length; i++) {
      double sum = bias[i % out];
      for (int c = 0; c < in; c++) {
        sum += (double) weight[i % out * in + c] * x[i / out * in + c];
      }
      y[i] = (float) sum;
    }
    return y;
  }

  /** The layer norm of {@code x} {@code [rows, size]}. */
  public static float[] norm(Safetensors golden, String layer, float[] x, double epsilon) {
    float[] weight = golden.floats(layer + ".weight");
    float[] bias = golden.floats(layer + ".bias");
    int size = bias.length;
    float[] y = new float[x.length];
    for (int row = 0; row < x.length; row += size) {
      double mean = 0;
      double square = 0;
      for (int c = row; c < row + size; c++) {
        mean += (double) x[c] / size;
        square += (double) x[c] * x[c] / size;
      }
      double deviation = Math.sqrt(square - mean * mean + epsilon);
      for (int c = row; c < row + size; c++) {
        y[c] = (float) ((x[c] - mean) / deviation * weight[c - row] + bias[c - row]);
      }
    }
    return y;
  }

  /** {@code a + b}, element by element. */
  public static float[] add(float[] a, float[] b) {
    float[] sum = new float[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  /**
   * What a layer of BERT's kind makes of its attention's outputs: projected back, added and normed,
   * and through the MLP.
   *
   * @param layer the layer's name, with a dot behind it
   * @param names what its parts are called
   * @param x the layer's input {@code [n, size]}
   * @param attended outputs of attention {@code [n, size]}
   */
  public static float[] finish(
      Safetensors golden,
      String layer,
      Names names,
      float[] x,
      float[] attended,
      DoubleUnaryOperator activation,
      double epsilon) {
    float[] back = dense(golden, layer + names.back(), attended);
    float[] middle = norm(golden, layer + names.backNorm(), add(back, x), epsilon);
    float[] inner = dense(golden, layer + names.inner(), middle);
    for (int i = 0; i < inner.length; i++) {
      inner[i] = (float) activation.applyAsDouble(inner[i]);
    }
    float[] out = dense(golden, layer + names.outer(), inner);
    return norm(golden, layer + names.outerNorm(), add(out, middle), epsilon);
  }

  /**
   * The Gaussian error linear unit, by that series of the error function whose terms are all of one
   * sign (Abramowitz and Stegun 7.1.6).
   */
  public static double gelu(double x) {
    double z = x / Math.sqrt(2);
    if (Math.abs(z) > 6) {
      return x > 0 ? x : 0;
    }
    double term = z;
    double sum = z;
    for (int k = 1; k < 200; k++) {
      term *= 2 * z * z / (2 * k + 1);
      sum += term;
    }
    return 0.5 * x * (1 + sum * Math.exp(-z * z) * 2 / Math.sqrt(Math.PI));
  }

  /** The same by the hyperbolic tangent, as GPT-2 and BigBird have it. */
  public static double geluByTanh(double x) {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  /** The heads of a dense layer's outputs: {@code [heads, n, d]}. */
  public static INDArray project(Safetensors golden, String layer, float[] x, int n, int heads) {
    float[] y = dense(golden, layer, x);
    int d = y.length / n / heads;
    return Nd4j.createFromArray(heads(y, n, heads, d)).reshape(heads, n, d);
  }

  /** Which elements of a mask are 1. */
  public static boolean[] tokens(JsonNode mask) {
    boolean[] tokens = new boolean[mask.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = mask.get(i).asInt() == 1;
    }
    return tokens;
  }

  /** From {@code [n, heads, d]} to {@code [heads, n, d]}. */
  public static float[] heads(float[] x, int n, int heads, int d) {
    float[] y = new float[x.length];
    Arrays.fill(y, Float.NaN);
    for (int i = 0; i < x.length; i++) {
      int token = i / (heads * d);
      int head = i / d % heads;
      y[(head * n + token) * d + i % d] = x[i];
    }
    return y;
  }

  /** From {@code [heads, n, d]} to {@code [n, heads, d]}. */
  public static float[] tokens(float[] x, int n, int heads, int d) {
    return heads(x, heads, n, d);
  }
}
