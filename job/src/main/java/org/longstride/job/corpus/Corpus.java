package org.longstride.job.corpus;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.longstride.job.UsageException;

/** A corpus: documents, and the columns that are passed through with them. */
public interface Corpus {

  /**
   * The documents, each exactly once, in no order that matters. Reading them again gives the same
   * documents under the same ids, whatever the partitions.
   */
  JavaRDD<Document> documents();

  /** The kept columns, in the order of {@link Document#kept()}. */
  StructType kept();

  /** The format that was read. */
  CorpusFormat format();

  /** How many files hold it. */
  int files();

  /**
   * Finds the files, looks at their columns, and opens the corpus.
   *
   * @throws UsageException where there is no such input, its format is not clear, or a column is
   *     missing or of the wrong type
   */
  static Corpus open(SparkSession spark, CorpusOptions options) {
    InputFiles input =
        InputFiles.list(options.inputs(), spark.sparkContext().hadoopConfiguration());
    CorpusFormat format = options.format() == CorpusFormat.AUTO ? detect(input) : options.format();
    return switch (format) {
      case PARQUET -> ParquetCorpus.open(spark, input, options);
      case JSONL -> JsonLinesCorpus.open(spark, input, options);
      case TEXT, FILE -> TextCorpus.open(spark, input, options, format);
      case AUTO -> throw new IllegalStateException("the format was detected to be AUTO");
    };
  }

  private static CorpusFormat detect(InputFiles input) {
    Set<CorpusFormat> formats = EnumSet.noneOf(CorpusFormat.class);
    for (InputFile file : input.files()) {
      formats.add(
          CorpusFormat.ofName(file.source())
              .orElseThrow(
                  () ->
                      new UsageException(
                          "--input: the format of "
                              + file.path()
                              + " is not clear from its name; say --format parquet, jsonl, text"
                              + " or file")));
    }
    if (formats.size() > 1) {
      List<String> names =
          formats.stream().map(f -> f.name().toLowerCase()).collect(Collectors.toList());
      throw new UsageException(
          "--input holds files of several formats ("
              + String.join(", ", names)
              + "); choose one with --format or narrow the input with a glob");
    }
    return formats.iterator().next();
  }
}
