package org.longstride.job.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "''|0",
        "'   '|0",
        "a|1",
        "' a '|1",
        "a b|2",
        "'a\t\n b'|2",
        "a\u00a0b|2",
        "a\u0085b|2",
        "a\u2028b\u3000c|3",
        "a\u200bb|1",
        "\ud83d\ude00 \ud83d\ude00x|2"
      })
  void wordsAreWhatIsBetweenWhitespace(String text, long words) {
    assertEquals(words, Words.count(text));
  }
}
