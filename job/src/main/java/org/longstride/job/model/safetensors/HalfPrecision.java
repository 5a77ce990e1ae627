package org.longstride.job.model.safetensors;

/** Floating-point numbers of 16 bits: IEEE 754 binary16, and bfloat16 (the upper half of float). */
final class HalfPrecision {

  private static final float SMALLEST_FLOAT16 = 0x1p-24f;

  private HalfPrecision() {}

  /** The binary16 number in the lower 16 bits; exact. */
  static float float16ToFloat(int bits) {
    int exponent = bits >>> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    int sign = (bits & 0x8000) << 16;
    if (exponent == 0) {
      float magnitude = fraction * SMALLEST_FLOAT16;
      return sign == 0 ? magnitude : -magnitude;
    }
    int biased = exponent == 0x1f ? 0xff : exponent + (127 - 15);
    return Float.intBitsToFloat(sign | biased << 23 | fraction << 13);
  }

  /** The bfloat16 number in the lower 16 bits; exact. */
  static float bfloat16ToFloat(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The nearest binary16 number, to even on a tie; infinite from 65520 on. */
  static short floatToFloat16(float x) {
    int bits = Float.floatToRawIntBits(x);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(x);
    if (Float.isNaN(x)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) {
      // Adding 1/2 moves the last bit of a subnormal to the last bit of the sum: it rounds.
      int sum = Float.floatToRawIntBits(magnitude + 0.5f);
      return (short) (sign | sum - Float.floatToRawIntBits(0.5f));
    }
    int value = bits & 0x7fffffff;
    int rounded = value + 0xfff + (value >>> 13 & 1);
    return (short) (sign | (rounded >>> 13) - (127 - 15 << 10));
  }

  /** The nearest bfloat16 number, to even on a tie. */
  static short floatToBfloat16(float x) {
    int bits = Float.floatToRawIntBits(x);
    if (Float.isNaN(x)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }
}
