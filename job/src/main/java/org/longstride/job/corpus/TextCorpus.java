package org.longstride.job.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.longstride.job.UsageException;
import org.longstride.job.scoring.Status;

/**
 * Plain text, a document a line or a file. An empty line is an empty document: none is lost.
 *
 * @param files how many files there are
 * @param format a line or a file a document
 * @param documents the documents
 */
record TextCorpus(int files, CorpusFormat format, JavaRDD<Document> documents) implements Corpus {

  private static final Object[] NOTHING_KEPT = {};

  static TextCorpus open(
      SparkSession spark, InputFiles input, CorpusOptions options, CorpusFormat format) {
    refuseColumns(options);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    boolean whole = format == CorpusFormat.FILE;
    JavaRDD<Document> documents =
        FileSplit.of(context, input.files(), whole)
            .flatMap(split -> whole ? file(split, hadoop.value()) : lines(split, hadoop.value()));
    return new TextCorpus(input.files().size(), format, documents);
  }

  @Override
  public StructType kept() {
    return new StructType();
  }

  private static void refuseColumns(CorpusOptions options) {
    options.tokensColumn().ifPresent(column -> refuse("--tokens-column", column));
    options.idColumn().ifPresent(column -> refuse("--id-column", column));
    if (!options.kept().isEmpty()) {
      refuse("--keep and --group-by", String.join(",", options.kept()));
    }
  }

  private static void refuse(String option, String value) {
    throw new UsageException(
        option + " " + value + ": text has no columns; give JSON lines or Parquet");
  }

  private static Iterator<Document> lines(FileSplit split, Configuration hadoop) {
    SplitLines lines = new SplitLines(split, hadoop);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return lines.hasNext();
      }

      @Override
      public Document next() {
        SplitLines.Entry entry = lines.next();
        Content content =
            entry.damage() != null
                ? Content.problem(Status.FAILED, entry.damage())
                : content(entry.line().bytes(), entry.line().length());
        return entry.place().document(null, content, NOTHING_KEPT);
      }
    };
  }

  private static Iterator<Document> file(FileSplit split, Configuration hadoop) {
    Place place = new Place(split.file().source(), "byte", 0);
    Content content;
    try (InputStream in = split.open(hadoop, 0)) {
      byte[] bytes = in.readNBytes(ByteLines.MAX_BYTES + 1);
      boolean marked = ByteLines.startsWithByteOrderMark(bytes);
      byte[] text = marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
      content = content(bytes.length > ByteLines.MAX_BYTES ? null : text, bytes.length);
    } catch (CorruptStreamException e) {
      content = Content.problem(Status.FAILED, e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(split.file().path() + ": " + e.getMessage(), e);
    }
    return Collections.singleton(place.document(null, content, NOTHING_KEPT)).iterator();
  }

  private static Content content(byte[] bytes, long length) {
    return bytes == null ? Content.tooLong(length) : Content.ofText(bytes);
  }
}
