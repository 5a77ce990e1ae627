package org.longstride.job.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What a kept field of JSON lines is in the output: the narrowest type that holds all its values.
 */
enum JsonType {
  NOTHING(DataTypes.StringType),
  BOOLEAN(DataTypes.BooleanType),
  LONG(DataTypes.LongType),
  DOUBLE(DataTypes.DoubleType),
  /** Text as it is; everything else as the JSON that it was. */
  STRING(DataTypes.StringType);

  private final DataType sparkType;

  JsonType(DataType sparkType) {
    this.sparkType = sparkType;
  }

  DataType sparkType() {
    return sparkType;
  }

  static JsonType of(JsonNode value) {
    if (value == null || value.isNull()) {
      return NOTHING;
    }
    if (value.isBoolean()) {
      return BOOLEAN;
    }
    if (value.isIntegralNumber()) {
      return value.canConvertToLong() ? LONG : STRING;
    }
    return value.isNumber() ? DOUBLE : STRING;
  }

  /** The narrowest type that holds the values of both. */
  JsonType with(JsonType other) {
    if (this == other || other == NOTHING) {
      return this;
    }
    if (this == NOTHING) {
      return other;
    }
    boolean numbers = (this == LONG || this == DOUBLE) && (other == LONG || other == DOUBLE);
    return numbers ? DOUBLE : STRING;
  }

  /** The value in this type, which must hold it; null stays null. */
  Object convert(JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    return switch (this) {
      case NOTHING -> null;
      case BOOLEAN -> value.booleanValue();
      case LONG -> value.longValue();
      case DOUBLE -> value.doubleValue();
      case STRING -> value.isTextual() ? value.textValue() : value.toString();
    };
  }
}
