package org.longstride.job.cli;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.longstride.job.UsageException;
import org.longstride.job.run.ModelSource;
import org.longstride.job.run.ScoreOptions;
import org.longstride.kernels.attention.bf16.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code longstride score}. Nothing here needs Spark, so that help does not either. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Scores the documents of a corpus with a language model and writes their likelihoods.",
    footerHeading = "%nThe output holds:%n",
    footer = {
      "  documents/  Parquet, a row a document: id, kept columns, status, error, bytes, words,",
      "              tokens, scored_tokens, nll (nats), perplexity, bits_per_token, bits_per_byte,",
      "              word_perplexity, max_token_nll and its position, nll_by_position, seconds",
      "  tokens/     with --token-scores: id, position, token, log_probability",
      "  summary/    Parquet: a row for the whole and one for each group of --group-by",
      "  run.json    configuration, model fingerprint, versions, cluster, start and end",
      "",
      "A bad document is a row whose status says so: empty, too_long, invalid_utf8, invalid_tokens",
      "or failed. Exit codes: 0 done, 1 failed, 2 bad usage, 3 done, but with too many bad documents.",
      "",
      "Options of spark-submit are passed on: --master (default: local[*]), --conf KEY=VALUE,",
      "--executor-memory, ...",
      "",
      "Example:",
      "  scripts/longstride score --input corpus/*.jsonl.gz --id-column id --group-by lang \\",
      "      --model models/mine --attention 'window(512)' --output scores"
    })
final class ScoreCommand implements Callable<Integer>, StackTraces {

  @Spec private CommandSpec spec;

  @Mixin private CorpusArguments corpus;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FOLDER",
      description = "Where to write. It appears when all is done; it may not exist before.")
  private String output;

  @Option(names = "--overwrite", description = "Replace an older output once the new one is done.")
  private boolean overwrite;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "Folder of a checkpoint (config.json, model.safetensors, tokenizer.json), the zip of a"
              + " Deeplearning4j ComputationGraph that ends in a softmax over tokens, or embedded:"
              + " the small byte-level model in the jar. Default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--attention",
      paramLabel = "ATTENTION",
      description =
          "Attention in place of the model's own: a pattern, for example 'window(512) + global(0..3)';"
              + " performer(FEATURES), with kernel=softmax|relu and seed=N: linear attention in"
              + " constant memory, which only estimates the softmax attention that a model was"
              + " trained with; or routing(FILE): attention inside clusters, whose centroids are in a"
              + " safetensors file on any Hadoop file system, layers.N.centroids [key-value heads,"
              + " clusters, features of a head]. longstride explain says more of each.")
  private String attention;

  @Option(
      names = "--precision",
      paramLabel = "P",
      description =
          "Numbers in which attention multiplies: float32; bf16, which is refused where a processor"
              + " has no avx512_bf16; or bf16-amx, for Intel's matrix tiles (amx_bf16), where bf16"
              + " gains nothing. Each uses the same instructions on all executors. performer"
              + " and routing take float32 only. In bfloat16, attention's queries, keys, values and"
              + " weights are rounded; its sums and softmax, projections, the MLP, norms"
              + " and the head stay float32. Faster where heads have 64 features or more and a query"
              + " sees hundreds of neighbouring keys; not with small heads or scattered keys."
              + " Default: ${DEFAULT-VALUE}.")
  private String precision;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Do not score documents of more tokens. Default: as many as the model takes.")
  private Integer maxTokens;

  @Option(names = "--token-scores", description = "Write the likelihood of every token to tokens/.")
  private boolean tokenScores;

  @Option(
      names = "--max-bad-fraction",
      paramLabel = "F",
      description =
          "End with exit code 3 where more than this share of documents is bad. Default:"
              + " ${DEFAULT-VALUE}.")
  private double maxBadFraction;

  @Option(
      names = "--batches",
      paramLabel = "N",
      description =
          "Cut the corpus into so many batches of even cost, a task and a file each. Default: batches"
              + " of some seconds' work, 10,000 at most.")
  private Integer batches;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    return ScoreJob.run(options(), common.verbose());
  }

  @Override
  public boolean stackTraces() {
    return common.stackTraces();
  }

  private ScoreOptions options() {
    return new ScoreOptions(
        corpus.toOptions(),
        output,
        ModelSource.of(model, attention, precision()),
        corpus.groupBy(),
        optional(maxTokens),
        tokenScores,
        maxBadFraction,
        overwrite,
        optional(batches),
        configuration());
  }

  private Precision precision() {
    try {
      return Precision.of(precision);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** Every option and its value. */
  private Map<String, String> configuration() {
    Map<String, String> configuration = new TreeMap<>();
    for (OptionSpec option : spec.options()) {
      if (!option.usageHelp() && !option.versionHelp() && option.getValue() != null) {
        configuration.put(
            option.longestName().replaceFirst("^-+", ""), option.getValue().toString());
      }
    }
    return configuration;
  }
}
