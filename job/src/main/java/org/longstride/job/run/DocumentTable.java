package org.longstride.job.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.longstride.job.scoring.DocumentScore;
import org.longstride.job.scoring.Likelihoods;
import org.longstride.job.scoring.PositionBucket;

/**
 * The columns of {@code documents/}: the id, the kept columns, and the score's. To add one, add it
 * to the schema and, in the same place, to the row.
 */
final class DocumentTable {

  private static final StructType SCORE =
      new StructType()
          .add("status", DataTypes.StringType, false)
          .add("error", DataTypes.StringType)
          .add("bytes", DataTypes.LongType)
          .add("words", DataTypes.LongType)
          .add("tokens", DataTypes.LongType)
          .add("scored_tokens", DataTypes.LongType)
          .add("nll", DataTypes.DoubleType)
          .add("perplexity", DataTypes.DoubleType)
          .add("bits_per_token", DataTypes.DoubleType)
          .add("bits_per_byte", DataTypes.DoubleType)
          .add("word_perplexity", DataTypes.DoubleType)
          .add("max_token_nll", DataTypes.DoubleType)
          .add("max_token_nll_position", DataTypes.IntegerType)
          .add("nll_by_position", buckets())
          .add("seconds", DataTypes.DoubleType, false);

  private DocumentTable() {}

  /** The names that kept columns may not have. */
  static Set<String> names() {
    Set<String> names = new LinkedHashSet<>(List.of(SCORE.fieldNames()));
    names.add("id");
    return names;
  }

  static StructType schema(StructType kept) {
    StructType schema = new StructType().add("id", DataTypes.StringType, false);
    for (StructField field : kept.fields()) {
      schema = schema.add(field);
    }
    for (StructField field : SCORE.fields()) {
      schema = schema.add(field);
    }
    return schema;
  }

  static Row row(ScoredDocument document) {
    DocumentScore score = document.score();
    List<Object> row = new ArrayList<>();
    row.add(document.id());
    row.addAll(Arrays.asList(document.kept()));
    row.add(score.status().text());
    row.add(score.error());
    row.add(score.bytes());
    row.add(score.words());
    row.add(score.tokens());
    addLikelihoods(row, score);
    row.add(score.seconds());
    return RowFactory.create(row.toArray());
  }

  private static void addLikelihoods(List<Object> row, DocumentScore score) {
    Likelihoods likelihoods = score.likelihoods();
    if (likelihoods == null) {
      row.addAll(Collections.nCopies(9, null));
      return;
    }
    row.add(likelihoods.scoredTokens());
    row.add(likelihoods.nll());
    row.add(likelihoods.perplexity());
    row.add(likelihoods.bitsPerToken());
    row.add(likelihoods.bitsPerByte(score.bytes()));
    row.add(likelihoods.wordPerplexity(score.words()));
    row.add(likelihoods.maxTokenNll());
    row.add(likelihoods.maxTokenNllPosition());
    row.add(likelihoods.byPosition().stream().map(DocumentTable::row).toArray());
  }

  private static Row row(PositionBucket bucket) {
    return RowFactory.create(bucket.from(), bucket.to(), bucket.tokens(), bucket.meanNll());
  }

  private static DataType buckets() {
    StructType bucket =
        new StructType()
            .add("from", DataTypes.LongType, false)
            .add("to", DataTypes.LongType, false)
            .add("tokens", DataTypes.LongType, false)
            .add("mean_nll", DataTypes.DoubleType, false);
    return DataTypes.createArrayType(bucket, false);
  }
}
