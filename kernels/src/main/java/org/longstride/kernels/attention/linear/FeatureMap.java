package org.longstride.kernels.attention.linear;

/**
 * How queries and keys become features whose products are attention weights. Everywhere below x is
 * a query or key times the square root of {@code scale}, and W the projection.
 *
 * @param kind which features
 * @param d elements of queries and keys
 * @param projection W, {@code [features, d]}; null where the kind has none
 * @param scale factor on query times key that the weights stand for; 1/sqrt(d) in most models
 * @param epsilon what is added to every feature
 */
public record FeatureMap(Kind kind, int d, float[] projection, float scale, float epsilon) {

  /** The kinds of features. */
  public enum Kind {
    /**
     * FAVOR+'s positive features of the softmax kernel: {@code exp(Wx - |x|²/2 - maximum) +
     * epsilon}, times {@code features^(-1/2)} (Choromanski et al. 2020, section 2.3 and lemma 1).
     * The maximum is over Wx: for a query over its own features, for a key over all keys and
     * features.
     */
    SOFTMAX,

    /** FAVOR+'s generalized attention with the ReLU kernel: {@code max(Wx, 0) + epsilon}. */
    RELU,

    /**
     * No projection: a query's features are its softmax, a key's its exponentials; where all keys
     * are known, softmaxes over the sequence, feature by feature (Shen et al. 2021, "Efficient
     * Attention", section 3.2). Queries and keys are taken as they are, without a scale.
     */
    EXPONENTIAL
  }

  /** What the reference code adds to the features of the softmax kernel. */
  public static final float SOFTMAX_EPSILON = 1e-4f;

  /** What the reference code adds to the features of the ReLU kernel. */
  public static final float RELU_EPSILON = 1e-3f;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the projection is no matrix of d columns, or is missing
   */
  public FeatureMap {
    if (d < 1) {
      throw new IllegalArgumentException("d is " + d + ", must be at least 1");
    }
    if (!(scale > 0)) {
      throw new IllegalArgumentException("scale is " + scale + ", must be above 0");
    }
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon is " + epsilon + ", must be at least 0");
    }
    if (kind == Kind.EXPONENTIAL) {
      if (projection != null) {
        throw new IllegalArgumentException("projection is given, EXPONENTIAL has none: pass null");
      }
    } else if (projection == null || projection.length == 0 || projection.length % d != 0) {
      throw new IllegalArgumentException(
          "projection has "
              + (projection == null ? 0 : projection.length)
              + " elements, must be a matrix [features, d = "
              + d
              + "]; OrthogonalFeatures draws one");
    }
  }

  /** The softmax kernel with the scale 1/sqrt(d) and the reference code's epsilon. */
  public static FeatureMap softmax(int d, float[] projection) {
    return new FeatureMap(Kind.SOFTMAX, d, projection, rootScale(d), SOFTMAX_EPSILON);
  }

  /** The ReLU kernel with the scale 1/sqrt(d) and the reference code's epsilon. */
  public static FeatureMap relu(int d, float[] projection) {
    return new FeatureMap(Kind.RELU, d, projection, rootScale(d), RELU_EPSILON);
  }

  /** Features without a projection. */
  public static FeatureMap exponential(int d) {
    return new FeatureMap(Kind.EXPONENTIAL, d, null, 1, 0);
  }

  private static float rootScale(int d) {
    return (float) (1 / Math.sqrt(d));
  }

  /** Features of a query or key. */
  public int features() {
    return projection == null ? d : projection.length / d;
  }

  /** What queries and keys are multiplied with before anything else. */
  float factor() {
    return (float) Math.sqrt(scale);
  }

  /**
   * What is added to each feature's sum over the keys when attention is causal: the reference
   * code's 1e-6, which keeps the first queries' normalisers off zero, in the units of features
   * without the factor {@code features^(-1/2)}.
   */
  float normaliserEpsilon() {
    return (float) (kind == Kind.SOFTMAX ? 1e-6 * Math.sqrt(features()) : 1e-6);
  }
}
