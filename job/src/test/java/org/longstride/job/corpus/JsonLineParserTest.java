package org.longstride.job.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longstride.job.corpus.ByteLines.Line;
import org.longstride.job.scoring.Status;

class JsonLineParserTest {

  private static final Place PLACE = new Place("a.jsonl", "byte", 100);
  private static final JsonLineParser TEXTS =
      new JsonLineParser(
          "text", false, "id", new String[] {"year"}, new JsonType[] {JsonType.LONG});
  private static final JsonLineParser TOKENS =
      new JsonLineParser("tokens", true, "id", new String[0], new JsonType[0]);

  @Test
  void aGoodLineIsADocument() {
    Document document =
        text(
            "{\"year\": 1999, \"other\": [{}], \"id\": \"x\", \"text\": \"a\\u00e4\\ud83d\\ude00\"}");
    assertEquals("x", document.id());
    assertEquals("aä😀", new String(document.text(), UTF_8));
    assertArrayEquals(new Object[] {1999L}, document.kept());
    assertNull(document.problem());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"x\",\"text\":null}|EMPTY|'text' is null",
        "{\"id\":\"x\"}|EMPTY|there is no field 'text'",
        "{\"id\":\"x\",\"text\":\"\"}|EMPTY|the text is empty",
        "{\"id\":\"x\",\"text\":7}|FAILED|'text' is of type number, not a string",
        "{\"id\":\"x\",\"text\":\"a\\ud800b\"}|INVALID_UTF8|character 1 of the text (\\ud800) is a lone surrogate",
        "{\"id\":\"x\",\"text\":\"\\udc00\"}|INVALID_UTF8|character 0 of the text (\\udc00) is a lone surrogate",
      })
  void aBadTextKeepsItsIdAndSaysWhatIsWrong(String line, Status status, String message) {
    Document document = text(line);
    assertEquals("x", document.id());
    assertEquals(new Document.Problem(status, message), document.problem());
    assertNull(document.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"x\",\"text\":\"a\"|a.jsonl, byte 100: byte ",
        "{\"id\":\"x\",\"text\":\"a\"} {}|a.jsonl, byte 100: there is more on the line",
        "[1]|a.jsonl, byte 100: the line is not a JSON object",
        "nonsense|a.jsonl, byte 100: byte ",
        "{\"id\" \"x\"}|a.jsonl, byte 100: byte "
      })
  void aLineThatIsNotJsonFailsAndSaysWhereItIs(String line, String message) {
    Document document = text(line);
    assertEquals(DocumentIds.of("a.jsonl", 100), document.id());
    assertEquals(Status.FAILED, document.problem().status());
    assertTrue(document.problem().message().startsWith(message), document.problem().message());
    assertEquals(1, document.problem().message().lines().count());
  }

  @Test
  void aLineThatIsNotUtf8KeepsItsId() {
    byte[] bytes = "{\"id\":\"x\",\"text\":\"a\u00ff\",\"year\":3}".getBytes(ISO_8859_1);
    Document document = TEXTS.parse(PLACE, new Line(100, bytes.length, bytes));
    assertEquals("x", document.id());
    assertArrayEquals(new Object[] {3L}, document.kept());
    assertEquals(
        new Document.Problem(Status.INVALID_UTF8, "byte 19 of the line (0xff) is not UTF-8"),
        document.problem());
  }

  @Test
  void aNumberIsAnIdTooAndANullIsNone() {
    assertEquals("17", text("{\"id\":17,\"text\":\"a\"}").id());
    assertEquals(DocumentIds.of("a.jsonl", 100), text("{\"id\":null,\"text\":\"a\"}").id());
  }

  @Test
  void aTextAboveTheLimitOfJacksonIsRead() {
    String long20MB = "x".repeat(20_000_001);
    assertEquals(20_000_001, text("{\"text\":\"" + long20MB + "\"}").size());
  }

  @Test
  void aLineAboveTheLimitIsTooLong() {
    Document document = TEXTS.parse(PLACE, new Line(100, 1L << 32, null));
    assertEquals(Status.TOO_LONG, document.problem().status());
  }

  @Test
  void tokensAreReadAsTheyAre() {
    assertArrayEquals(new int[] {1, 0, 7}, tokens("{\"tokens\":[1,0,7]}").tokens());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|EMPTY|there are no tokens",
        "null|EMPTY|'tokens' is null",
        "[1,null]|INVALID_TOKENS|token 1 (null) is not a token id",
        "[1.5]|INVALID_TOKENS|token 0 (1.5) is not a token id",
        "[9999999999]|INVALID_TOKENS|token 0 (9999999999) is not a token id",
        "7|INVALID_TOKENS|'tokens' is of type number, not an array"
      })
  void badTokensSayWhichAndWhy(String tokens, Status status, String message) {
    assertEquals(
        new Document.Problem(status, message),
        tokens("{\"id\":\"x\",\"tokens\":" + tokens + "}").problem());
  }

  private static Document text(String line) {
    return TEXTS.parse(PLACE, line(line));
  }

  private static Document tokens(String line) {
    return TOKENS.parse(PLACE, line(line));
  }

  private static Line line(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Line(100, bytes.length, bytes);
  }
}
