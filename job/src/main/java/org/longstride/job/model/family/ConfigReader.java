package org.longstride.job.model.family;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.longstride.job.model.CheckpointException;
import org.longstride.job.model.safetensors.JsonText;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Reads a {@code config.json} key by key, and remembers which keys were read: what changes the
 * computation and was not read is refused at the end. A key that is {@code null} counts as absent.
 */
public final class ConfigReader {

  private final Path file;
  private final String prefix;
  private final JsonNode root;
  private final Set<String> read = new HashSet<>();

  private ConfigReader(Path file, String prefix, JsonNode root) {
    this.file = file;
    this.prefix = prefix;
    this.root = root;
  }

  /** Opens the file. */
  public static ConfigReader open(Path file) {
    return new ConfigReader(file, "", JsonText.read(file));
  }

  /** The file. */
  public Path file() {
    return file;
  }

  private Optional<JsonNode> find(String key) {
    read.add(key);
    JsonNode value = root.get(key);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  /** Passes over a key that is known to change nothing here. */
  void ignore(String key) {
    read.add(key);
  }

  /** A text, if the key is there. */
  public Optional<String> text(String key) {
    Optional<JsonNode> value = find(key);
    value.filter(v -> !v.isTextual()).ifPresent(v -> fail(key, v, "a text"));
    return value.map(JsonNode::asText);
  }

  /** A whole number from 1, which has to be there. */
  int count(String key) {
    return find(key).map(value -> count(key, value)).orElseThrow(() -> missing(key));
  }

  /** A whole number from 1, if the key is there. */
  Optional<Integer> optionalCount(String key) {
    return find(key).map(value -> count(key, value));
  }

  private int count(String key, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
      fail(key, value, "a whole number from 1 to " + Integer.MAX_VALUE);
    }
    return value.asInt();
  }

  /** A positive number, which has to be there. */
  double number(String key) {
    return find(key).map(value -> number(key, value)).orElseThrow(() -> missing(key));
  }

  /** A positive number, or else the one that the family means by silence. */
  double number(String key, double otherwise) {
    return find(key).map(value -> number(key, value)).orElse(otherwise);
  }

  private double number(String key, JsonNode value) {
    if (!value.isNumber() || !(value.asDouble() > 0) || Double.isInfinite(value.asDouble())) {
      fail(key, value, "a positive number");
    }
    return value.asDouble();
  }

  /** A truth value, or else the one that the family means by silence. */
  boolean flag(String key, boolean otherwise) {
    Optional<JsonNode> value = find(key);
    value.filter(v -> !v.isBoolean()).ifPresent(v -> fail(key, v, "true or false"));
    return value.map(JsonNode::asBoolean).orElse(otherwise);
  }

  /** A list of texts, if the key is there. */
  Optional<List<String>> texts(String key) {
    Optional<JsonNode> value = find(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value.get()) {
      if (!element.isTextual()) {
        fail(key, value.get(), "a list of texts");
      }
      texts.add(element.asText());
    }
    if (!value.get().isArray()) {
      fail(key, value.get(), "a list of texts");
    }
    return Optional.of(texts);
  }

  /** An object, if the key is there. */
  Optional<ConfigReader> section(String key) {
    Optional<JsonNode> value = find(key);
    value.filter(v -> !v.isObject()).ifPresent(v -> fail(key, v, "an object"));
    return value.map(v -> new ConfigReader(file, prefix + key + ".", v));
  }

  /** Refuses a feature that would change the computation and that nobody has read. */
  void refuseUnread(Set<String> features) {
    root.fields()
        .forEachRemaining(
            field -> {
              boolean on = isOn(field.getValue());
              if (on && features.contains(field.getKey()) && !read.contains(field.getKey())) {
                throw new CheckpointException(
                    String.format(
                        "%s: %s%s is %s, which models of this type do not compute here; it must be"
                            + " absent",
                        file, prefix, field.getKey(), field.getValue()));
              }
            });
  }

  /** Refuses every key that nobody has read. */
  void refuseUnread() {
    Set<String> names = new HashSet<>();
    root.fieldNames().forEachRemaining(names::add);
    refuseUnread(names);
  }

  private static boolean isOn(JsonNode value) {
    boolean off =
        value.isNull()
            || value.isBoolean() && !value.asBoolean()
            || value.isNumber() && value.asDouble() == 0;
    return !off;
  }

  CheckpointException missing(String key) {
    return new CheckpointException(file + ": " + prefix + key + " is not there");
  }

  CheckpointException bad(String key, String value, String allowed) {
    return new CheckpointException(
        file + ": " + prefix + key + " is " + value + ", must be " + allowed);
  }

  private void fail(String key, JsonNode value, String allowed) {
    throw bad(key, value.toString(), allowed);
  }
}
