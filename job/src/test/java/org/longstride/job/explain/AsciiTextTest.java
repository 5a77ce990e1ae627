package org.longstride.job.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AsciiTextTest {

  @Test
  void anExplanationFitsATerminalWithoutBlockCharacters() {
    Subject subject = Subject.parse("strided(128) | bigbird(64)", 5_000_000, true, 12, 2);
    String text = Explanation.text(subject, false);
    String ascii = AsciiText.fit(text, StandardCharsets.US_ASCII);
    assertEquals(text.length(), ascii.length());
    assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(ascii), ascii);
    assertEquals(text, AsciiText.fit(text, StandardCharsets.UTF_8));
  }

  @Test
  void quantitiesAreShortAndNeverRoundedToAll() {
    assertEquals("16,384", Quantities.count(16_384));
    assertEquals("96.5", Quantities.mean(96.49));
    assertEquals("12,346", Quantities.mean(12_345.6));
    assertEquals("1.57 %", Quantities.share(0.01569));
    assertEquals("0.051 %", Quantities.share(0.00051));
    assertEquals("99.99 %", Quantities.share(0.9999999));
    assertEquals("100 %", Quantities.share(1));
    assertEquals("9.22 quadrillion", Quantities.large(9.216e15));
    assertEquals("999", Quantities.large(999));
    assertEquals("3.14 MB", Quantities.bytes(3_139_584));
    assertEquals("84.9 times", Quantities.times(84.93));
  }
}
