package org.longstride.job.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.longstride.job.UsageException;
import org.longstride.job.corpus.Corpus;

/**
 * Scores a corpus: reads it once to cut it into batches of even cost, and again, batch by batch, to
 * score it; writes documents, tokens, the summary and the record of the run.
 */
public final class ScoreAction {

  /** How many groups the result holds for people to look at; the output holds all. */
  private static final int GROUPS_SHOWN = 20;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final ScoreOptions options;
  private final RunListener listener;

  /**
   * @param spark runs the work
   * @param options what to do
   * @param listener is told how it goes
   */
  public ScoreAction(SparkSession spark, ScoreOptions options, RunListener listener) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.options = options;
    this.listener = listener;
  }

  /**
   * Does it.
   *
   * @throws UsageException where it cannot be done as it was asked; nothing was written then
   * @throws IOException where the output cannot be written
   */
  public ScoreResult execute() throws IOException {
    Instant start = Instant.now();
    String runId = UUID.randomUUID().toString();
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    try (OutputFolder output =
        OutputFolder.prepare(
            options.output(), options.overwrite(), runId, context.hadoopConfiguration())) {
      listener.stage("opening the model");
      ModelFacts model = ModelFacts.probe(context, options.model(), hadoop);
      requireTokenizer(model);
      listener.stage("reading the corpus");
      Corpus corpus = Corpus.open(spark, options.corpus());
      DocumentPricing pricing =
          new DocumentPricing(
              options.model(),
              hadoop,
              CostEstimate.of(model.vocabularySize(), Math.min(model.maxTokens(), maxTokens())));
      Inventory inventory = Inventory.of(corpus.documents(), pricing, options.batches().orElse(0));

      score(corpus, inventory, pricing, output);

      listener.stage("summing up");
      Dataset<Row> documents =
          spark
              .read()
              .schema(DocumentTable.schema(corpus.kept()))
              .parquet(output.path("documents"));
      Dataset<Row> summary = SummaryTable.of(documents, options.groupBy());
      write(summary, output.path("summary"));
      ScoreResult result =
          result(output, documents, spark.read().parquet(output.path("summary")), start);
      RunRecord record =
          new RunRecord(runId, start)
              .configuration(options.configuration())
              .model(options.model(), model, spark.version())
              .input(corpus, inventory)
              .cluster(spark.sparkContext())
              .output(result.counts())
              .end(Instant.now(), result.exitCode());
      output.write(OutputFolder.RECORD, record.json());
      output.publish();
      return result;
    }
  }

  private void requireTokenizer(ModelFacts model) {
    if (!model.tokenizes() && options.corpus().tokensColumn().isEmpty()) {
      throw new UsageException(
          "--model "
              + options.model()
              + " brings no tokenizer; give token ids with --tokens-column");
    }
  }

  private int maxTokens() {
    return options.maxTokens().orElse(Integer.MAX_VALUE);
  }

  private void score(
      Corpus corpus, Inventory inventory, DocumentPricing pricing, OutputFolder output) {
    RunProgress progress = new RunProgress(spark.sparkContext(), inventory.cost());
    spark.sparkContext().addSparkListener(progress);
    listener.scoring(inventory.documents(), inventory.plan().batches(), progress::snapshot);
    JavaRDD<ScoredDocument> scored =
        inventory.documents() == 0
            ? context.emptyRDD()
            : new BatchScoring(
                    context.broadcast(inventory.plan()),
                    pricing,
                    maxTokens(),
                    options.tokenScores(),
                    progress.counters())
                .of(corpus.documents());
    try {
      if (options.tokenScores()) {
        // Written to two tables, scored once.
        scored.persist(StorageLevel.DISK_ONLY());
      }
      write(
          spark.createDataFrame(
              scored.map(DocumentTable::row), DocumentTable.schema(corpus.kept())),
          output.path("documents"));
      if (options.tokenScores()) {
        write(
            spark.createDataFrame(scored.flatMap(TokenTable::rows), TokenTable.SCHEMA),
            output.path("tokens"));
      }
    } finally {
      scored.unpersist();
      listener.scored();
      spark.sparkContext().removeSparkListener(progress);
    }
  }

  private static void write(Dataset<Row> table, String path) {
    table.write().parquet(path);
  }

  private ScoreResult result(
      OutputFolder output, Dataset<Row> documents, Dataset<Row> summary, Instant start) {
    long groups = options.groupBy().isEmpty() ? 0 : summary.count() - 1;
    List<Map<String, Object>> shown = new ArrayList<>();
    // The whole is the first row of a single file, so that the head is the whole and then groups.
    for (Row row : summary.takeAsList(GROUPS_SHOWN + 1)) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (String name : row.schema().fieldNames()) {
        values.put(name, row.getAs(name));
      }
      shown.add(values);
    }
    long count = (long) shown.get(0).get("documents");
    long bad = count - (long) shown.get(0).get("ok");
    long sharedIds = count - documents.select("id").distinct().count();
    return new ScoreResult(
        output.toString(),
        count,
        bad,
        sharedIds,
        bad > options.maxBadFraction() * count,
        Duration.between(start, Instant.now()),
        shown,
        groups);
  }
}
