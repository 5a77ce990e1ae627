package org.longstride.job.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.longstride.job.corpus.CorpusFormat;
import org.longstride.job.corpus.CorpusOptions;

/** A scoring run for tests, with everything at its default until it is said otherwise. */
final class Scoring {

  static final RunListener SILENT =
      new RunListener() {
        @Override
        public void stage(String what) {}

        @Override
        public void scoring(long documents, int batches, Progress progress) {}

        @Override
        public void scored() {}
      };

  private final SparkSession spark;
  private final List<String> inputs;
  private final String output;
  private ModelSource model = BigramModel.UNLIMITED;
  private CorpusFormat format = CorpusFormat.AUTO;
  private String tokensColumn;
  private String idColumn;
  private List<String> keep = List.of();
  private List<String> groupBy = List.of();
  private OptionalInt maxTokens = OptionalInt.empty();
  private OptionalInt batches = OptionalInt.empty();
  private boolean tokenScores;
  private boolean overwrite;

  Scoring(SparkSession spark, Path output, Path... inputs) {
    this.spark = spark;
    this.output = output.toString();
    this.inputs = Arrays.stream(inputs).map(Path::toString).toList();
  }

  Scoring model(ModelSource source) {
    model = source;
    return this;
  }

  Scoring format(CorpusFormat value) {
    format = value;
    return this;
  }

  Scoring tokensColumn(String column) {
    tokensColumn = column;
    return this;
  }

  Scoring idColumn(String column) {
    idColumn = column;
    return this;
  }

  Scoring keep(String... columns) {
    keep = List.of(columns);
    return this;
  }

  Scoring groupBy(String... columns) {
    groupBy = List.of(columns);
    return this;
  }

  Scoring maxTokens(int limit) {
    maxTokens = OptionalInt.of(limit);
    return this;
  }

  Scoring batches(int count) {
    batches = OptionalInt.of(count);
    return this;
  }

  Scoring tokenScores() {
    tokenScores = true;
    return this;
  }

  Scoring overwrite() {
    overwrite = true;
    return this;
  }

  ScoreResult run() throws IOException {
    Set<String> kept = new LinkedHashSet<>(keep);
    kept.addAll(groupBy);
    CorpusOptions corpus =
        new CorpusOptions(
            inputs,
            format,
            "text",
            Optional.ofNullable(tokensColumn),
            Optional.ofNullable(idColumn),
            List.copyOf(kept));
    ScoreOptions options =
        new ScoreOptions(
            corpus,
            output,
            model,
            groupBy,
            maxTokens,
            tokenScores,
            0.01,
            overwrite,
            batches,
            Map.of("model", "bigram"));
    return new ScoreAction(spark, options, SILENT).execute();
  }

  Dataset<Row> documents() {
    return spark.read().parquet(output + "/documents").orderBy("id");
  }

  Dataset<Row> tokens() {
    return spark.read().parquet(output + "/tokens");
  }

  Dataset<Row> summary() {
    return spark.read().parquet(output + "/summary");
  }

  /** Documents as text, without what may differ from run to run. */
  List<String> rows() {
    return documents().drop("seconds").toJSON().collectAsList().stream().sorted().toList();
  }
}
