package org.longstride.job.corpus;

import java.util.List;
import java.util.Optional;

/**
 * Which documents to read, and how.
 *
 * @param inputs files, folders and globs on any Hadoop file system
 * @param format how documents lie in files
 * @param textColumn column of the text, where the corpus is of text
 * @param tokensColumn column of token ids; where it is given, the corpus is of tokens
 * @param idColumn column of ids; where it is not given, ids are hashes of source and position
 * @param kept columns that are passed through, in order, without repetition
 */
public record CorpusOptions(
    List<String> inputs,
    CorpusFormat format,
    String textColumn,
    Optional<String> tokensColumn,
    Optional<String> idColumn,
    List<String> kept) {

  public CorpusOptions {
    inputs = List.copyOf(inputs);
    kept = List.copyOf(kept);
  }

  /** The column that holds the document: its tokens where they are given, its text otherwise. */
  String contentColumn() {
    return tokensColumn.orElse(textColumn);
  }
}
