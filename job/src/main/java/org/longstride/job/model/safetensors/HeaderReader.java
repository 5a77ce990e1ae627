package org.longstride.job.model.safetensors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longstride.job.model.CheckpointException;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * Reads a header's JSON, token by token: where the same name comes twice the last one counts, keys
 * that nobody knows are passed over, and everything else has to be as the format says.
 */
final class HeaderReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String METADATA = "__metadata__";

  private final String file;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private boolean metadataSeen;

  private HeaderReader(String file) {
    this.file = file;
  }

  /**
   * Reads a header.
   *
   * @param file the file's name, for messages
   * @param json the header
   * @throws CheckpointException if the header is not a safetensors header
   */
  static Header read(String file, String json) {
    HeaderReader reader = new HeaderReader(file);
    try (JsonParser parser = JSON.createParser(json)) {
      reader.header(parser);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          file + ": the header is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file + ": the header cannot be read: " + e.getMessage(), e);
    }
    return new Header(reader.tensors, reader.metadata);
  }

  private void header(JsonParser parser) throws IOException {
    expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.getCurrentName();
      parser.nextToken();
      if (name.equals(METADATA)) {
        metadata(parser);
      } else {
        tensors.put(name, tensor(name, parser));
      }
    }
    if (parser.nextToken() != null) {
      throw bad("the header has characters behind its end");
    }
  }

  private void metadata(JsonParser parser) throws IOException {
    if (metadataSeen) {
      throw bad(METADATA + " is there twice");
    }
    metadataSeen = true;
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    expect(parser.currentToken(), JsonToken.START_OBJECT, METADATA);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.getCurrentName();
      expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + " \"" + key + "\"");
      metadata.put(key, parser.getText());
    }
  }

  private TensorInfo tensor(String name, JsonParser parser) throws IOException {
    String what = "tensor \"" + name + "\"";
    expect(parser.currentToken(), JsonToken.START_OBJECT, what);
    ElementType type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.getCurrentName();
      JsonToken token = parser.nextToken();
      switch (key) {
        case "dtype" -> {
          once(type, what, key);
          expect(token, JsonToken.VALUE_STRING, what + " dtype");
          type = type(what, parser.getText());
        }
        case "shape" -> {
          once(shape, what, key);
          shape = sizes(what + " shape", parser);
        }
        case "data_offsets" -> {
          once(offsets, what, key);
          offsets = sizes(what + " data_offsets", parser);
        }
        default -> parser.skipChildren();
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw bad(what + " lacks one of dtype, shape and data_offsets");
    }
    if (offsets.size() != 2) {
      throw bad(what + " data_offsets has " + offsets.size() + " numbers, must have 2");
    }
    return new TensorInfo(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private ElementType type(String what, String name) {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw bad(what + " has the unknown dtype \"" + name + "\"");
  }

  private List<Long> sizes(String what, JsonParser parser) throws IOException {
    expect(parser.currentToken(), JsonToken.START_ARRAY, what);
    List<Long> sizes = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      expect(t, JsonToken.VALUE_NUMBER_INT, what);
      String digits = parser.getText();
      // Any file is shorter than what a long cannot count.
      if (digits.startsWith("-") || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw bad(what + " holds " + digits + ", must be from 0 to " + Long.MAX_VALUE);
      }
      sizes.add(parser.getLongValue());
    }
    return sizes;
  }

  private void once(Object seen, String what, String key) {
    if (seen != null) {
      throw bad(what + " has " + key + " twice");
    }
  }

  private void expect(JsonToken token, JsonToken expected, String what) {
    if (token != expected) {
      throw bad(what + " is " + token + ", must be " + expected);
    }
  }

  private CheckpointException bad(String message) {
    return new CheckpointException(file + ": " + message);
  }
}
