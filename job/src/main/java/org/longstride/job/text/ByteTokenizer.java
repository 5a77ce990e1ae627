package org.longstride.job.text;

import java.nio.charset.StandardCharsets;

/**
 * Bytes as tokens: a beginning of sequence, then the text's UTF-8, each byte its own id. Nothing is
 * out of the vocabulary and nothing is learned.
 */
public final class ByteTokenizer implements Tokenizer {

  /** The beginning of sequence, behind the 256 bytes. */
  public static final int BOS = 256;

  /** Bytes and the beginning of sequence. */
  public static final int VOCABULARY_SIZE = 257;

  @Override
  public int[] encode(String text) {
    UnpairedSurrogates.refuse(text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length + 1];
    ids[0] = BOS;
    for (int i = 0; i < bytes.length; i++) {
      ids[i + 1] = Byte.toUnsignedInt(bytes[i]);
    }
    return ids;
  }
}
