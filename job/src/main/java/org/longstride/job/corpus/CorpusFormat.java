package org.longstride.job.corpus;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How documents lie in files. */
public enum CorpusFormat {
  /**
   * By the files' names: {@code .parquet}, {@code .jsonl}, {@code .ndjson}, {@code .json}, {@code
   * .txt}, {@code .text}.
   */
  AUTO,
  /** A row a document. */
  PARQUET,
  /** A JSON object a line, a line a document. */
  JSONL,
  /** A line a document. */
  TEXT,
  /** A file a document. */
  FILE;

  private static final Map<String, CorpusFormat> BY_EXTENSION =
      Map.of(
          "parquet", PARQUET, "jsonl", JSONL, "ndjson", JSONL, "json", JSONL, "txt", TEXT, "text",
          TEXT);

  /** The format that a file's name promises, compression suffix aside. */
  static Optional<CorpusFormat> ofName(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|bz2|zst)$", "");
    String extension = plain.substring(plain.lastIndexOf('.') + 1);
    return Optional.ofNullable(BY_EXTENSION.get(extension));
  }
}
