package org.longstride.job.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads some fields of one JSON object. Of fields with the same name, the last one counts. */
final class JsonObjectReader {

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  private JsonObjectReader() {}

  /**
   * The wanted fields that the object has.
   *
   * @param line well-formed UTF-8
   * @throws MalformedJsonException where the line is not one JSON object
   */
  static Map<String, JsonNode> read(byte[] line, Set<String> wanted) throws MalformedJsonException {
    Map<String, JsonNode> fields = new HashMap<>();
    try (JsonParser parser = MAPPER.getFactory().createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJsonException("the line is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (wanted.contains(name)) {
          fields.put(name, parser.readValueAsTree());
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("there is more on the line than one JSON object");
      }
      return fields;
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(
          "byte %d of the line: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getByteOffset(),
                  e.getOriginalMessage().lines().findFirst().orElse("not JSON")));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory could not be read", e);
    }
  }

  /** A line is not one JSON object. */
  static final class MalformedJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
      super(message);
    }
  }
}
