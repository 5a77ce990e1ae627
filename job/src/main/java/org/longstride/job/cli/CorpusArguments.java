package org.longstride.job.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.longstride.job.corpus.CorpusFormat;
import org.longstride.job.corpus.CorpusOptions;
import picocli.CommandLine.Option;

/** Which documents to read. */
final class CorpusArguments {

  @Option(
      names = {"-i", "--input"},
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Files, folders (read with all below them) and globs, on any Hadoop file system.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "auto (by the files' names), parquet, jsonl, text (a line a document) or file (a file a"
              + " document); .gz, .bz2 and .zst are decompressed. Default: ${DEFAULT-VALUE}.")
  private CorpusFormat format;

  @Option(
      names = "--text-column",
      paramLabel = "COLUMN",
      description = "Column of the text in Parquet and JSON lines. Default: ${DEFAULT-VALUE}.")
  private String textColumn;

  @Option(
      names = "--tokens-column",
      paramLabel = "COLUMN",
      description = "Column of token ids, for what is tokenized already, in place of the text.")
  private String tokensColumn;

  @Option(
      names = "--id-column",
      paramLabel = "COLUMN",
      description =
          "Column of ids, written as strings. Default: a hash of the file's path below the input and"
              + " of the position in it. Ids that repeat are kept, and counted.")
  private String idColumn;

  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns to pass through to documents/.")
  private List<String> keep = new ArrayList<>();

  @Option(
      names = "--group-by",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns to give statistics by in summary/; they are kept too.")
  private List<String> groupBy = new ArrayList<>();

  CorpusOptions toOptions() {
    Set<String> kept = new LinkedHashSet<>(keep);
    kept.addAll(groupBy);
    return new CorpusOptions(
        inputs,
        format,
        textColumn,
        Optional.ofNullable(tokensColumn),
        Optional.ofNullable(idColumn),
        List.copyOf(kept));
  }

  List<String> groupBy() {
    return List.copyOf(new LinkedHashSet<>(groupBy));
  }
}
