package org.longstride.job.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class DecompressionTest {

  private static final byte[] TEXT = text();

  @Test
  void gzipGivesBackWhatWentIn() throws IOException {
    assertArrayEquals(TEXT, open(gzip(TEXT), "a.txt.gz").readAllBytes());
  }

  @Test
  void membersThatFollowEachOtherAreOneFile() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(gzip(TEXT));
    both.write(gzip("more".getBytes(UTF_8)));
    // A stream that never says that more is available, as remote ones do.
    InputStream shy =
        new FilterInputStream(new ByteArrayInputStream(both.toByteArray())) {
          @Override
          public int available() {
            return 0;
          }
        };
    byte[] out = Decompression.open(shy, "A.GZ").readAllBytes();
    assertEquals(TEXT.length + 4, out.length);
  }

  @Test
  void whatComesBeforeACutIsRead() throws IOException {
    byte[] stored = gzip(TEXT);
    InputStream in = open(Arrays.copyOf(stored, stored.length / 2), "a.gz");
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    CorruptStreamException e =
        assertThrows(CorruptStreamException.class, () -> in.transferTo(read));
    assertTrue(e.getMessage().startsWith("the compressed file is cut off"), e.getMessage());
    assertTrue(read.size() > TEXT.length / 4, "only " + read.size() + " bytes");
    assertArrayEquals(Arrays.copyOf(TEXT, read.size()), read.toByteArray());
  }

  @Test
  void changedBytesAreDamage() throws IOException {
    byte[] stored = gzip(TEXT);
    stored[stored.length - 6] ^= 1;
    InputStream in = open(stored, "a.gz");
    CorruptStreamException e = assertThrows(CorruptStreamException.class, in::readAllBytes);
    assertTrue(e.getMessage().startsWith("the compressed file is damaged"), e.getMessage());
  }

  @Test
  void whatFollowsTheLastMemberIsDamageToo() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(gzip(TEXT));
    both.write("this is no gzip".getBytes(UTF_8));
    InputStream in = open(both.toByteArray(), "a.gz");
    assertThrows(CorruptStreamException.class, in::readAllBytes);
  }

  @Test
  void aFailureOfTheFileSystemIsNoDamage() throws IOException {
    byte[] stored = gzip(TEXT);
    InputStream failing =
        new FilterInputStream(new ByteArrayInputStream(stored)) {
          private int left = stored.length / 2;

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
              throw new IOException("connection reset");
            }
            int count = super.read(bytes, offset, Math.min(left, length));
            left -= count;
            return count;
          }
        };
    InputStream in = Decompression.open(failing, "a.gz");
    IOException e = assertThrows(IOException.class, in::readAllBytes);
    assertEquals("connection reset", e.getMessage());
    assertTrue(!(e instanceof CorruptStreamException));
  }

  @Test
  void otherNamesAreReadAsTheyAre() throws IOException {
    assertArrayEquals(TEXT, open(TEXT, "a.txt").readAllBytes());
  }

  private static InputStream open(byte[] stored, String name) throws IOException {
    return Decompression.open(new ByteArrayInputStream(stored), name);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] text() {
    Random random = new Random(11);
    byte[] text = new byte[300_000];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ('a' + random.nextInt(26));
    }
    return text;
  }
}
