package org.longstride.job.run;

import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of {@code tokens/}: a row for each token of each scored document, in their order. The
 * first token of a document has no log-probability, because it has nothing before it.
 */
final class TokenTable {

  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("position", DataTypes.IntegerType, false)
          .add("token", DataTypes.IntegerType, false)
          .add("log_probability", DataTypes.DoubleType);

  private TokenTable() {}

  static Iterator<Row> rows(ScoredDocument document) {
    int count = document.tokens() == null ? 0 : document.tokens().length;
    return IntStream.range(0, count).mapToObj(position -> row(document, position)).iterator();
  }

  private static Row row(ScoredDocument document, int position) {
    return RowFactory.create(
        document.id(),
        position,
        document.tokens()[position],
        position == 0 ? null : (Double) document.logProbabilities()[position]);
  }
}
