package org.longstride.job.model.family;

/**
 * Rotary positions (Su et al. 2021): feature i and feature i + d/2 of a head turn together, by the
 * token's position times {@code frequencies[i]} (Hugging Face's order of features).
 *
 * @param frequencies radians a token, {@code [d/2]}
 */
public record Rotary(float[] frequencies) {

  /** The plain frequencies: {@code theta^(-2i/d)}. */
  static Rotary plain(double theta, int headDim) {
    float[] frequencies = new float[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      float exponent = (float) (2 * i) / headDim;
      frequencies[i] = 1f / (float) StrictMath.pow(theta, exponent);
    }
    return new Rotary(frequencies);
  }

  /** All positions divided by a factor (Chen et al. 2023). */
  Rotary stretched(double factor) {
    float[] stretched = new float[frequencies.length];
    for (int i = 0; i < stretched.length; i++) {
      stretched[i] = frequencies[i] / (float) factor;
    }
    return new Rotary(stretched);
  }

  /**
   * Llama 3.1's: slow turns are divided by a factor, fast ones stay, and those between are mixed.
   *
   * @param factor what slow frequencies are divided by
   * @param lowFactor turns within the original context up to which a frequency is slow
   * @param highFactor turns from which it is fast
   * @param original tokens of the original context
   */
  Rotary llama3(double factor, double lowFactor, double highFactor, double original) {
    float[] scaled = new float[frequencies.length];
    for (int i = 0; i < scaled.length; i++) {
      float frequency = frequencies[i];
      float wavelength = (float) (2 * Math.PI) / frequency;
      if (wavelength < original / highFactor) {
        scaled[i] = frequency;
      } else if (wavelength > original / lowFactor) {
        scaled[i] = frequency / (float) factor;
      } else {
        float smooth =
            ((float) original / wavelength - (float) lowFactor) / (float) (highFactor - lowFactor);
        scaled[i] = (1 - smooth) * frequency / (float) factor + smooth * frequency;
      }
    }
    return new Rotary(scaled);
  }
}
