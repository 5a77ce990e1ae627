package org.longstride.job.corpus;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.longstride.job.UsageException;
import org.longstride.job.scoring.Status;

/**
 * Parquet, a row a document. Text columns are read as the bytes that they are stored as. Folders
 * named {@code column=value} are columns too.
 *
 * @param files how many files there are
 * @param kept the kept columns with the types that they have
 * @param documents the documents
 */
record ParquetCorpus(int files, StructType kept, JavaRDD<Document> documents) implements Corpus {

  private static final int CONTENT = 0;
  private static final int ID = 1;
  private static final int FILE = 2;
  private static final int ROW = 3;
  private static final int FIRST_KEPT = 4;

  @Override
  public CorpusFormat format() {
    return CorpusFormat.PARQUET;
  }

  static ParquetCorpus open(SparkSession spark, InputFiles input, CorpusOptions options) {
    String[] paths = input.files().stream().map(InputFile::path).toArray(String[]::new);
    Dataset<Row> rows = spark.read().option("basePath", input.root()).parquet(paths);
    StructType schema = rows.schema();
    StructType kept = new StructType();
    List<Column> columns = new ArrayList<>();
    columns.add(content(schema, options));
    columns.add(
        options
            .idColumn()
            .map(id -> functions.col(quoted(field(schema, "--id-column", id).name())))
            .orElse(functions.lit(null))
            .cast(DataTypes.StringType));
    columns.add(functions.col("_metadata.file_path"));
    columns.add(functions.col("_metadata.row_index"));
    for (String name : options.kept()) {
      StructField field = field(schema, "--keep or --group-by", name);
      kept = kept.add(name, field.dataType(), true, field.metadata());
      columns.add(functions.col(quoted(name)));
    }
    boolean ofTokens = options.tokensColumn().isPresent();
    String root = input.root();
    JavaRDD<Document> documents =
        rows.select(columns.toArray(Column[]::new))
            .javaRDD()
            .map(row -> document(row, root, ofTokens));
    return new ParquetCorpus(input.files().size(), kept, documents);
  }

  private static Column content(StructType schema, CorpusOptions options) {
    String option = options.tokensColumn().isPresent() ? "--tokens-column" : "--text-column";
    StructField field = field(schema, option, options.contentColumn());
    DataType type = field.dataType();
    Column column = functions.col(quoted(field.name()));
    if (options.tokensColumn().isEmpty()) {
      if (!(type instanceof StringType) && !type.equals(DataTypes.BinaryType)) {
        throw wrongType(option, field, "string or binary");
      }
      return column.cast(DataTypes.BinaryType);
    }
    if (!(type instanceof ArrayType array) || !(array.elementType() instanceof IntegralType)) {
      throw wrongType(option, field, "array<int> or array<bigint>");
    }
    return column.cast(DataTypes.createArrayType(DataTypes.LongType));
  }

  private static StructField field(StructType schema, String option, String name) {
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new UsageException(
          "%s %s: the input has no such column; it has %s"
              .formatted(option, name, String.join(", ", schema.fieldNames())));
    }
    return schema.apply(name);
  }

  private static UsageException wrongType(String option, StructField field, String wanted) {
    return new UsageException(
        "%s %s is of type %s; it must be %s"
            .formatted(option, field.name(), field.dataType().simpleString(), wanted));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static Document document(Row row, String root, boolean ofTokens) {
    Object[] kept = new Object[row.size() - FIRST_KEPT];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = row.get(FIRST_KEPT + i);
    }
    String source = InputFiles.relative(path(row.getString(FILE)), new Path(root));
    return new Place(source, "row", row.getLong(ROW))
        .document(row.getString(ID), content(row, ofTokens), kept);
  }

  private static Content content(Row row, boolean ofTokens) {
    if (row.isNullAt(CONTENT)) {
      return Content.problem(Status.EMPTY, ofTokens ? "the tokens are null" : "the text is null");
    }
    if (!ofTokens) {
      return Content.ofText(row.getAs(CONTENT));
    }
    List<Long> ids = row.getList(CONTENT);
    int[] tokens = new int[ids.size()];
    int i = 0;
    for (Long id : ids) {
      if (id == null || id != id.intValue()) {
        return Content.problem(
            Status.INVALID_TOKENS, "token %d (%s) is not a token id".formatted(i, id));
      }
      tokens[i++] = id.intValue();
    }
    return Content.ofTokens(tokens);
  }

  /** Spark gives the path as an encoded URI. */
  private static Path path(String uri) {
    try {
      return new Path(new URI(uri));
    } catch (URISyntaxException e) {
      return new Path(uri);
    }
  }
}
