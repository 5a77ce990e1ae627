package org.longstride.job.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ByteTokenizerTest {

  private final Tokenizer tokenizer = new ByteTokenizer();

  @Test
  void beginsWithTheBeginningOfSequence() {
    assertArrayEquals(new int[] {256}, tokenizer.encode(""));
    assertArrayEquals(new int[] {256, 'a', '\n'}, tokenizer.encode("a\n"));
  }

  @Test
  void takesTheBytesOfUtf8() {
    assertArrayEquals(
        new int[] {256, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0},
        tokenizer.encode("\u00e9\ud83d\ude00\0"));
  }

  @Test
  void refusesHalfACharacter() {
    assertThrows(IllegalArgumentException.class, () -> tokenizer.encode("a\ud83d"));
  }
}
