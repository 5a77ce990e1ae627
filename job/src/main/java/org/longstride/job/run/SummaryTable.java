package org.longstride.job.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.longstride.job.scoring.Status;

/**
 * The statistics of {@code summary/}: a row for the whole (level {@code all}) and, where there are
 * columns to group by, one for each group (level {@code group}). Documents are counted by status;
 * everything else is of those that were scored. Perplexities of a set are those of its tokens
 * together, quantiles are over its documents.
 */
final class SummaryTable {

  /** In percent; 60 because that is where corpora are often cut. */
  private static final int[] QUANTILES = {5, 25, 30, 50, 60, 75, 95};

  private static final UserDefinedFunction EXACT_SUM =
      functions.udaf(new ExactSum(), Encoders.DOUBLE());

  private SummaryTable() {}

  /** The names that columns to group by may not have. */
  static Set<String> names() {
    Set<String> names = new LinkedHashSet<>(Set.of("level"));
    names.addAll(List.of("documents", "bytes", "words", "tokens", "scored_tokens", "nll"));
    for (Status status : Status.values()) {
      names.add(status.text());
    }
    for (int quantile : QUANTILES) {
      names.add("perplexity_p" + quantile);
    }
    names.addAll(List.of("perplexity", "bits_per_token", "bits_per_byte", "word_perplexity"));
    names.addAll(List.of("seconds", "tokens_per_second"));
    return names;
  }

  /**
   * @param documents the table of documents
   * @param groupBy columns of it
   */
  static Dataset<Row> of(Dataset<Row> documents, List<String> groupBy) {
    Dataset<Row> all = statistics(documents, "all", groupBy, List.of());
    if (groupBy.isEmpty()) {
      return all;
    }
    Column[] order = groupBy.stream().map(SummaryTable::column).toArray(Column[]::new);
    Dataset<Row> groups =
        statistics(documents, "group", groupBy, groupBy).orderBy(order).coalesce(1);
    return all.union(groups).coalesce(1);
  }

  private static Dataset<Row> statistics(
      Dataset<Row> documents, String level, List<String> allColumns, List<String> by) {
    List<Column> totals = totals();
    Dataset<Row> summed =
        documents
            .groupBy(by.stream().map(SummaryTable::column).toArray(Column[]::new))
            .agg(totals.get(0), totals.subList(1, totals.size()).toArray(Column[]::new));
    List<Column> columns = new ArrayList<>();
    columns.add(functions.lit(level).as("level"));
    for (String name : allColumns) {
      DataType type = documents.schema().apply(name).dataType();
      columns.add((by.isEmpty() ? functions.lit(null).cast(type) : column(name)).as(name));
    }
    columns.addAll(derived());
    return summed.select(columns.toArray(Column[]::new));
  }

  private static List<Column> totals() {
    List<Column> totals = new ArrayList<>();
    totals.add(functions.count(functions.lit(1)).as("documents"));
    for (Status status : Status.values()) {
      totals.add(functions.count(functions.when(is(status), functions.lit(1))).as(status.text()));
    }
    for (String name : List.of("bytes", "words", "tokens", "scored_tokens", "seconds")) {
      Column sum = functions.sum(functions.when(is(Status.OK), functions.col(name)));
      totals.add(functions.coalesce(sum, functions.lit(0)).as(name));
    }
    totals.add(EXACT_SUM.apply(functions.col("nll")).as("nll"));
    for (int quantile : QUANTILES) {
      totals.add(
          functions
              .percentile(functions.col("perplexity"), functions.lit(quantile / 100.0))
              .as("perplexity_p" + quantile));
    }
    return totals;
  }

  private static List<Column> derived() {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col("documents"));
    for (Status status : Status.values()) {
      columns.add(functions.col(status.text()));
    }
    for (String name : List.of("bytes", "words", "tokens", "scored_tokens", "nll")) {
      columns.add(functions.col(name));
    }
    columns.add(finite(functions.exp(per("nll", "scored_tokens"))).as("perplexity"));
    Column ln2 = functions.lit(StrictMath.log(2));
    columns.add(per("nll", "scored_tokens").divide(ln2).as("bits_per_token"));
    columns.add(per("nll", "bytes").divide(ln2).as("bits_per_byte"));
    columns.add(finite(functions.exp(per("nll", "words"))).as("word_perplexity"));
    for (int quantile : QUANTILES) {
      columns.add(functions.col("perplexity_p" + quantile));
    }
    columns.add(functions.col("seconds").cast(DataTypes.DoubleType).as("seconds"));
    columns.add(per("tokens", "seconds").as("tokens_per_second"));
    return columns;
  }

  /** A quotient of sums, null where nothing was scored or the divisor is 0. */
  private static Column per(String numerator, String denominator) {
    Column scored = functions.col("scored_tokens").gt(0).and(functions.col(denominator).gt(0));
    Column quotient =
        functions
            .col(numerator)
            .cast(DataTypes.DoubleType)
            .divide(functions.col(denominator).cast(DataTypes.DoubleType));
    return functions.when(scored, quotient);
  }

  private static Column finite(Column value) {
    return functions.when(value.lt(Double.POSITIVE_INFINITY), value);
  }

  private static Column is(Status status) {
    return functions.col("status").equalTo(status.text());
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
