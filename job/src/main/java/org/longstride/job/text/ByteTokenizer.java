package org.longstride.job.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes as tokens: a beginning of sequence, then the text's UTF-8, each byte its own id. Nothing is
 * out of the vocabulary and nothing is learned.
 */
public final class ByteTokenizer implements Tokenizer {

  /** The beginning of sequence, behind the 256 bytes. */
  public static final int BOS = 256;

  /** Bytes and the beginning of sequence. */
  public static final int VOCABULARY_SIZE = 257;

  private final int before;

  /** Bytes behind a beginning of sequence. */
  public ByteTokenizer() {
    this(1);
  }

  private ByteTokenizer(int before) {
    this.before = before;
  }

  /** Bytes and nothing else, for a vocabulary of 256. */
  public static ByteTokenizer withoutBeginning() {
    return new ByteTokenizer(0);
  }

  @Override
  public int[] encode(String text) {
    UnpairedSurrogates.refuse(text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[before + bytes.length];
    Arrays.fill(ids, 0, before, BOS);
    for (int i = 0; i < bytes.length; i++) {
      ids[before + i] = Byte.toUnsignedInt(bytes[i]);
    }
    return ids;
  }
}
