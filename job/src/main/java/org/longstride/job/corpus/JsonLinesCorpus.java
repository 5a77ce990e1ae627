package org.longstride.job.corpus;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.longstride.job.UsageException;
import org.longstride.job.scoring.Status;

/**
 * JSON lines. Lines of nothing but whitespace are no documents, as JSON lines have it. The lines
 * are read as bytes, because Spark's own reader takes what is not UTF-8 for something else.
 *
 * @param files how many files there are
 * @param kept the kept fields with the types that their values ask for
 * @param documents the documents
 */
record JsonLinesCorpus(int files, StructType kept, JavaRDD<Document> documents) implements Corpus {

  @Override
  public CorpusFormat format() {
    return CorpusFormat.JSONL;
  }

  static JsonLinesCorpus open(SparkSession spark, InputFiles input, CorpusOptions options) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    JavaRDD<FileSplit> splits = FileSplit.of(context, input.files(), false);
    JsonLineParser untyped = parser(options, Map.of());
    TreeMap<String, JsonType> columns = survey(splits, hadoop, untyped);
    checkColumns(untyped, columns);
    JsonLineParser parser = parser(options, columns);
    StructType kept = new StructType();
    for (int i = 0; i < parser.kept().length; i++) {
      kept = kept.add(parser.kept()[i], parser.types()[i].sparkType());
    }
    JavaRDD<Document> documents =
        splits.flatMap(
            split -> entries(split, hadoop).map(entry -> document(parser, entry)).iterator());
    return new JsonLinesCorpus(input.files().size(), kept, documents);
  }

  private static JsonLineParser parser(CorpusOptions options, Map<String, JsonType> columns) {
    String[] kept = options.kept().toArray(new String[0]);
    JsonType[] types =
        Arrays.stream(kept)
            .map(name -> columns.getOrDefault(name, JsonType.NOTHING))
            .toArray(JsonType[]::new);
    return new JsonLineParser(
        options.contentColumn(),
        options.tokensColumn().isPresent(),
        options.idColumn().orElse(null),
        kept,
        types);
  }

  /** Which of the wanted fields there are, and the types of their values. */
  private static TreeMap<String, JsonType> survey(
      JavaRDD<FileSplit> splits, SerializableConfiguration hadoop, JsonLineParser parser) {
    return splits
        .map(
            split -> {
              TreeMap<String, JsonType> types = new TreeMap<>();
              entries(split, hadoop)
                  .filter(entry -> entry.damage() == null)
                  .forEach(entry -> merge(types, parser.types(entry.line())));
              return types;
            })
        .fold(
            new TreeMap<>(),
            (a, b) -> {
              TreeMap<String, JsonType> both = new TreeMap<>(a);
              merge(both, b);
              return both;
            });
  }

  private static void merge(Map<String, JsonType> into, Map<String, JsonType> types) {
    types.forEach((name, type) -> into.merge(name, type, JsonType::with));
  }

  private static void checkColumns(JsonLineParser parser, Map<String, JsonType> columns) {
    // Without a single readable line there is nothing to compare with, and every line says so.
    for (String wanted : parser.wanted()) {
      if (!columns.isEmpty() && !columns.containsKey(wanted)) {
        throw new UsageException(
            "column '"
                + wanted
                + "': no line of the input has it; choose columns with --text-column,"
                + " --tokens-column, --id-column, --keep and --group-by");
      }
    }
  }

  /** The entries of a piece but for blank lines. */
  private static Stream<SplitLines.Entry> entries(
      FileSplit split, SerializableConfiguration hadoop) {
    Iterator<SplitLines.Entry> entries = new SplitLines(split, hadoop.value());
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(entries, Spliterator.ORDERED), false)
        .filter(entry -> entry.line() == null || !isBlank(entry.line().bytes()));
  }

  private static boolean isBlank(byte[] line) {
    if (line == null) {
      return false;
    }
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  private static Document document(JsonLineParser parser, SplitLines.Entry entry) {
    return entry.damage() == null
        ? parser.parse(entry.place(), entry.line())
        : entry
            .place()
            .document(
                null,
                Content.problem(Status.FAILED, entry.damage()),
                new Object[parser.kept().length]);
  }
}
