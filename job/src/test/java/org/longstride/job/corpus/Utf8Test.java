package org.longstride.job.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

  @Test
  void everySequenceOfTwoBytesIsJudgedAsTheJdkJudgesIt() {
    for (int pair = 0; pair < 1 << 16; pair++) {
      check(new byte[] {(byte) (pair >> 8), (byte) pair});
    }
  }

  @Test
  void longerSequencesAreJudgedAsTheJdkJudgesThem() {
    int[] interesting = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xff};
    for (int lead = 0xe0; lead < 0xf8; lead++) {
      for (int second : interesting) {
        for (int third : interesting) {
          for (int fourth : interesting) {
            check(bytes(lead, second, third, fourth));
          }
          check(bytes(lead, second, third));
        }
      }
    }
  }

  @Test
  void textWithOneByteChangedIsJudgedAsTheJdkJudgesIt() {
    Random random = new Random(7);
    byte[] text = "aä€😀 zß".repeat(3).getBytes(StandardCharsets.UTF_8);
    for (int trial = 0; trial < 20_000; trial++) {
      byte[] changed = text.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      check(changed);
    }
  }

  @Test
  void offsetsCountFromTheStartOfTheRange() {
    byte[] bytes = bytes('a', 'b', 'c', 0xff, 'd');
    assertEquals(3, Utf8.firstInvalid(bytes, 0, 5));
    assertEquals(1, Utf8.firstInvalid(bytes, 2, 5));
    assertEquals(-1, Utf8.firstInvalid(bytes, 0, 3));
  }

  @Test
  void halfASurrogatePairIsFound() {
    assertEquals(-1, Utf8.firstLoneSurrogate("a😀b"));
    assertEquals(1, Utf8.firstLoneSurrogate("a\ud83d"));
    assertEquals(1, Utf8.firstLoneSurrogate("a\ude00b"));
    assertEquals(0, Utf8.firstLoneSurrogate("\ud83dx\ude00"));
    assertEquals(0, Utf8.firstLoneSurrogate("\ud83d\ud83d\ude00"));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static void check(byte[] bytes) {
    CharsetDecoder strict =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    boolean malformed = strict.decode(in, CharBuffer.allocate(64), true).isError();
    int expected = malformed ? in.position() : -1;
    assertEquals(expected, Utf8.firstInvalid(bytes, 0, bytes.length));
  }
}
