package org.longstride.job.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** What tells one model from another: a hash over the names and bytes of its files. */
public final class Fingerprint {

  private static final int BUFFER = 1 << 16;

  private Fingerprint() {}

  /**
   * SHA-256 over the files, in the order of their names: for each the name's length and the name
   * (UTF-8), the file's length, and its bytes; lengths are 64-bit, big-endian.
   */
  public static String of(List<Path> files) throws IOException {
    MessageDigest digest = sha256();
    List<Path> sorted =
        files.stream().sorted(Comparator.comparing(file -> file.getFileName().toString())).toList();
    for (Path file : sorted) {
      byte[] name = file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
      digest.update(length(name.length));
      digest.update(name);
      digest.update(length(Files.size(file)));
      try (InputStream in = Files.newInputStream(file)) {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] length(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
