package org.longstride.job.corpus;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The ids of documents that bring none. */
final class DocumentIds {

  private static final int BYTES = 16;

  private DocumentIds() {}

  /**
   * The first 128 bits, in hexadecimal, of the SHA-256 of the source, a zero byte, and the position
   * in decimal. It depends on nothing else: not on splits, partitions or the order of files.
   */
  static String of(String source, long position) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(source.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(Long.toString(position).getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
