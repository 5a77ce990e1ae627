package org.longstride.kernels.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternParserTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(512)",
        "window(512, dilation=2)",
        "window(3, 0)",
        "window(0, 4, dilation=3)",
        "stride(128)",
        "block(7)",
        "block(7, beside=1)",
        "block(7, beside=2, offset=3)",
        "columns(128, 8)",
        "columns(128, 8, slots=3)",
        "global(0)",
        "global(0..3, 100, -1, -5..-2)",
        "global(0, -1, block=64)",
        "random(3)",
        "random(2, block=16, seed=7, apart=2, ends=1, offset=5)",
        "neighborhood(7)",
        "neighborhood(7 over 100, dilation=3, stride=2, causal=1)",
        "neighborhood(7x5 over 32x40)",
        "neighborhood(3x3x3 over 4x8x8, dilation=1x2x2, causal=1x0x0)",
        "window(512) + global(0..3)",
        "(window(3) | stride(4)) + global(0)",
        "window(3) | (full | stride(4)) ; full + block(3) | stride(5)",
        "(full ; block(2)) | block(3)",
        "((full ; block(2)) ; full) + full",
      })
  void textComesBackAsItWas(String text) {
    assertEquals(text, AttentionPattern.parse(text).toString());
  }

  @Test
  void everyExampleOfTheCatalogueParses() {
    for (PatternForm form : PatternCatalogue.forms()) {
      AttentionPattern pattern = AttentionPattern.parse(form.example());
      assertEquals(pattern, AttentionPattern.parse(pattern.toString()));
      assertFalse(form.meaning().isBlank());
    }
  }

  @Test
  void whiteSpaceAndNamesOfArgumentsAreFree() {
    AttentionPattern expected = AttentionPattern.parse("window(4, 2, dilation=3) + global(0..3)");
    for (String text :
        new String[] {
          "window(4,2,dilation=3)+global(0..3)",
          " window\t( left = 4 , right = 2 , dilation = 3 )\n+ global ( 0 .. 3 ) ",
          "((window(dilation=3, right=2, left=4)) + (global(0..3)))",
          "window(4, right=2, dilation=3)+global(positions=0..3)",
        }) {
      assertEquals(expected, AttentionPattern.parse(text));
    }
  }

  @Test
  void oneSizeStandsForAllAxes() {
    AttentionPattern expected =
        AttentionPattern.parse("neighborhood(7x7 over 32x32, dilation=2x2, causal=0x0)");
    for (String text :
        new String[] {
          "neighborhood(7, over=32x32, dilation=2)",
          "neighborhood(window = 7 x 7 over 32 x 32 , dilation = 2)",
          "neighborhood(7\u00d77 over 32\u00d732, dilation=2x2, stride=1)",
        }) {
      assertEquals(expected, AttentionPattern.parse(text));
    }
  }

  @Test
  void randomPatternsComeBackEqual() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      String text = randomPattern(random, 4);
      AttentionPattern pattern = AttentionPattern.parse(text);
      assertEquals(pattern, AttentionPattern.parse(pattern.toString()), text);
    }
  }

  private static String randomPattern(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return PatternCatalogue.forms()
          .get(random.nextInt(PatternCatalogue.forms().size()))
          .example();
    }
    String operator = new String[] {"+", "|", ";"}[random.nextInt(3)];
    String left = randomPattern(random, depth - 1);
    String right = randomPattern(random, depth - 1);
    return random.nextBoolean()
        ? "(" + left + ")" + operator + "(" + right + ")"
        : left + " " + operator + " " + right;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "` `! 1! expected a pattern like window(512)",
        "windw(3)! 0! no pattern is called windw, did you mean window?",
        "full + strid(3)! 7! did you mean stride?",
        "colums(8, 2)! 0! did you mean columns?",
        "perfromer(64)! 0! no pattern is called perfromer, did you mean performer?",
        "full + performer(64)! 7! performer is no pattern, it leaves no pair out",
        "routing! 0! routing is no pattern, the data decides",
        "bigbird(8, global=4, draws=google)! 33! draws=google has no global tokens",
        "random(3, draws=numpy)! 10! draws is numpy, must be one of [own, google]",
        "random(3, draws=google, ends=1)! 24! random takes no ends",
        "xyzzy(3)! 0! known: full, window",
        "window(0)! 7! window: w is 0, must be at least 1",
        "window(-3)! 7! w is -3, must be at least 1",
        "window(2, -1)! 10! right is -1, must be at least 0",
        "window(3.5)! 7! w is 3.5, must be a whole number",
        "window(99999999999999999999)! 7! must be at most 1073741824",
        "window(2000000000)! 7! must be at most 1073741824",
        "window(four)! 7! w is four, must be a whole number",
        "window! 6! window needs w: window(w | left, right; dilation=1)",
        "window()! 7! window needs w",
        "window(1, 2, 3)! 13! window takes no further argument 3",
        "window(3, dilatoin=2)! 10! window takes no dilatoin, did you mean dilation?",
        "window(3, dilation=0)! 10! dilation is 0, must be at least 1",
        "window(3, w=4)! 7! window takes no further argument 3",
        "columns(8, 9)! 11! c is 9, must be at most l = 8",
        "columns(8)! 9! columns needs c",
        "columns(8, 3, slots=3)! 14! slots is 3, must be at most l/c = 2",
        "global()! 7! global needs positions like 0 or 0..3",
        "global(3..1)! 7! positions is 3..1, must not end before it begins",
        "global(a)! 7! must be positions and ranges like 0 or 0..3",
        "full(3)! 5! full takes no further argument 3",
        "full(x=3)! 5! full takes no x, it takes no arguments",
        "strided(8, heads=both)! 11! heads is both, must be one of [split, merged, interleaved]",
        "neighborhood()! 13! neighborhood needs window: neighborhood(window over sizes",
        "neighborhood(7x7)! 13! window is 7x7, must have as many sizes as over, 1",
        "neighborhood(7x7 over 32)! 13! window is 7x7, must have as many sizes as over, 1",
        "neighborhood(7x over 32)! 13! window is 7x, must be a whole number",
        "neighborhood(0x7 over 9x9)! 13! window is 0x7, must be at least 1",
        "neighborhood(7 over 9x0)! 20! over is 9x0, must be at least 1",
        "neighborhood(7x7 over 6x9)! 25! a window of 7 must fit into its axis of 6",
        "neighborhood(7 over 13, dilation=2)! 34! window of 7 in steps of 2 must fit into its axis",
        "neighborhood(3, stride=4)! 24! stride is 4, must be at most window = 3",
        "neighborhood(3, causal=2)! 16! causal is 2, must be at most 1",
        "neighborhood(3 over 99999x99999)! 31! over has more than 1073741824 tokens",
        "window(3 over 5)! 14! window takes no over, known: dilation, w",
        "full +! 6! expected a pattern",
        "full full! 5! expected + or | or ; or the end",
        "(full! 5! expected )",
        "full)! 4! expected + or | or ; or the end",
        "window(3! 8! expected , or ) in window(w | left, right; dilation=1)",
        "window(3 + 4)! 9! expected , or )",
        "window(,)! 7! expected an argument of window",
        "window(w=)! 9! expected an argument of window",
      })
  void errorsPointAtTheCharacterAndSayWhatWasExpected(String text, int position, String message) {
    PatternSyntaxException error =
        assertThrows(PatternSyntaxException.class, () -> AttentionPattern.parse(text));
    String shown = error.getMessage();
    assertTrue(shown.contains(message), shown);
    assertEquals(position, error.position(), shown);
    String mark = text.substring(0, position) + ">>>" + text.substring(position);
    assertTrue(shown.endsWith("at character " + (position + 1) + ": " + mark), shown);
    assertEquals(1, shown.lines().count());
  }

  @Test
  void errorsInLongTextsShowTheirSurroundings() {
    String text = "window(16);\n".repeat(50) + "ful" + "; full".repeat(50);
    PatternSyntaxException error =
        assertThrows(PatternSyntaxException.class, () -> AttentionPattern.parse(text));
    assertEquals(600, error.position());
    assertEquals(1, error.getMessage().lines().count());
    assertTrue(error.getMessage().contains("window(16); >>>ful; full; "));
    assertTrue(error.getMessage().length() < 250, error.getMessage());
  }

  @Test
  void endlessParenthesesAreAnError() {
    String text = "(".repeat(100_000) + "full";
    assertThrows(PatternSyntaxException.class, () -> AttentionPattern.parse(text));
  }
}
