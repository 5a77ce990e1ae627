package org.longstride.job.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.longstride.job.corpus.ByteLines.Line;
import org.longstride.job.corpus.JsonObjectReader.MalformedJsonException;
import org.longstride.job.scoring.Status;

/**
 * Makes a document of a line of JSON.
 *
 * @param content field of the text or of the tokens
 * @param ofTokens which of the two
 * @param id field of the id, or null
 * @param kept fields that are passed through
 * @param types what they become, in the same order
 */
record JsonLineParser(String content, boolean ofTokens, String id, String[] kept, JsonType[] types)
    implements Serializable {

  /** The fields that matter. */
  Set<String> wanted() {
    Set<String> wanted = new LinkedHashSet<>(Set.of(kept));
    wanted.add(content);
    Optional.ofNullable(id).ifPresent(wanted::add);
    return wanted;
  }

  /** The types of the wanted fields of a line, empty where it cannot be read. */
  Map<String, JsonType> types(Line line) {
    Map<String, JsonType> types = new HashMap<>();
    if (line.bytes() != null) {
      try {
        JsonObjectReader.read(wellFormed(line.bytes()), wanted())
            .forEach((name, value) -> types.put(name, JsonType.of(value)));
      } catch (MalformedJsonException e) {
        // It becomes a failed document when it is read as one; it has no fields to tell of.
        return Map.of();
      }
    }
    return types;
  }

  /**
   * The document of one line. A line that is not UTF-8 is bad as a whole, but its id and kept
   * fields are still read where that can be done, with U+FFFD for what is not UTF-8.
   */
  Document parse(Place place, Line line) {
    if (line.bytes() == null) {
      return place.document(null, Content.tooLong(line.length()), new Object[kept.length]);
    }
    byte[] bytes = line.bytes();
    int invalid = Utf8.firstInvalid(bytes, 0, bytes.length);
    Content problem =
        invalid < 0
            ? null
            : Content.problem(
                Status.INVALID_UTF8,
                "byte %d of the line (0x%02x) is not UTF-8"
                    .formatted(invalid, bytes[invalid] & 0xff));
    try {
      Map<String, JsonNode> fields = JsonObjectReader.read(wellFormed(bytes), wanted());
      Content found = problem != null ? problem : content(fields.get(content));
      return place.document(idOf(fields), found, keptOf(fields));
    } catch (MalformedJsonException e) {
      Content found = problem != null ? problem : Content.problem(Status.FAILED, e.getMessage());
      return place.document(null, found, new Object[kept.length]);
    }
  }

  private static byte[] wellFormed(byte[] bytes) {
    return Utf8.firstInvalid(bytes, 0, bytes.length) < 0
        ? bytes
        : new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }

  private String idOf(Map<String, JsonNode> fields) {
    return id == null ? null : (String) JsonType.STRING.convert(fields.get(id));
  }

  private Object[] keptOf(Map<String, JsonNode> fields) {
    Object[] values = new Object[kept.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = types[i].convert(fields.get(kept[i]));
    }
    return values;
  }

  private Content content(JsonNode value) {
    if (value == null) {
      return Content.problem(Status.EMPTY, "there is no field '" + content + "'");
    }
    if (value.isNull()) {
      return Content.problem(Status.EMPTY, "'" + content + "' is null");
    }
    return ofTokens ? tokens(value) : text(value);
  }

  private Content text(JsonNode value) {
    if (!value.isTextual()) {
      String type = value.getNodeType().name().toLowerCase(Locale.ROOT);
      return Content.problem(
          Status.FAILED, "'" + content + "' is of type " + type + ", not a string");
    }
    String text = value.textValue();
    int lone = Utf8.firstLoneSurrogate(text);
    if (lone >= 0) {
      return Content.problem(
          Status.INVALID_UTF8,
          "character %d of the text (\\u%04x) is a lone surrogate"
              .formatted(lone, (int) text.charAt(lone)));
    }
    return Content.ofText(text.getBytes(StandardCharsets.UTF_8));
  }

  private Content tokens(JsonNode value) {
    if (!value.isArray()) {
      String type = value.getNodeType().name().toLowerCase(Locale.ROOT);
      return Content.problem(
          Status.INVALID_TOKENS, "'" + content + "' is of type " + type + ", not an array");
    }
    int[] tokens = new int[value.size()];
    for (int i = 0; i < tokens.length; i++) {
      JsonNode token = value.get(i);
      if (!token.isIntegralNumber() || !token.canConvertToInt()) {
        return Content.problem(
            Status.INVALID_TOKENS, "token %d (%s) is not a token id".formatted(i, token));
      }
      tokens[i] = token.intValue();
    }
    return Content.ofTokens(tokens);
  }
}
