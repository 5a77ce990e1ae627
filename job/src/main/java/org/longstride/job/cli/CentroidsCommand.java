package org.longstride.job.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.longstride.job.UsageException;
import org.longstride.job.model.attention.CentroidsFile;
import org.longstride.job.model.transformer.TransformerModel;
import org.longstride.job.run.ModelSource;
import org.longstride.job.run.OpenModel;
import org.longstride.job.train.CentroidTraining;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.attention.routing.Centroids;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longstride centroids}: what {@code --attention 'routing(FILE)'} needs. */
@Command(
    name = "centroids",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Learns the centroids that a model's attention can be routed by, from the queries and keys of"
            + " its layers while it reads a sample of text. The model itself stays as it is. The same"
            + " options and texts give the same file.",
    footerHeading = "%nExample:%n",
    footer = {
      "  scripts/longstride centroids --clusters 8 --output centroids.safetensors sample.txt",
      "  scripts/longstride evaluate --attention 'routing(centroids.safetensors)' heldout.txt"
    })
public final class CentroidsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "Folder of a checkpoint, or embedded. Default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--attention",
      paramLabel = "ATTENTION",
      description = "Attention to read with in place of the model's own, for example 'full'.")
  private String attention;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description =
          "Where to write, in safetensors: layers.N.centroids [key-value heads, clusters, features"
              + " of a head]. A file that exists is replaced.")
  private Path output;

  @Option(
      names = "--clusters",
      paramLabel = "K",
      description =
          "Clusters of each head; a query sees a K-th of the past on average. Default:"
              + " ${DEFAULT-VALUE}.")
  private int clusters;

  @Option(
      names = "--context",
      paramLabel = "N",
      description =
          "Tokens of a document at most; what is longer is cut, for centroids depend on positions"
              + " where the model's are rotary. Default: ${DEFAULT-VALUE}.")
  private int context;

  @Option(
      names = "--decay",
      paramLabel = "X",
      description =
          "What a chunk of a thousand tokens leaves of the centroids before it, from 0 to 1."
              + " Default: ${DEFAULT-VALUE}.")
  private double decay;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides which tokens the centroids start from. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Texts, in UTF-8.")
  private List<Path> files;

  @Override
  public Integer call() throws IOException {
    if (context < 2) {
      throw new UsageException("--context is " + context + ", must be at least 2");
    }
    OpenModel open = ModelSource.of(model, attention, Precision.FLOAT32).open(new Configuration());
    if (!(open.model() instanceof TransformerModel transformer) || open.tokenizer() == null) {
      throw new UsageException(
          "--model is " + model + ", must be a checkpoint that brings a tokenizer");
    }
    long start = System.nanoTime();
    long tokens = 0;
    try (transformer) {
      CentroidTraining training = new CentroidTraining(transformer, clusters, decay, seed);
      for (Path file : files) {
        int[] ids = open.tokenizer().encode(TextFiles.read(file));
        int piece = Math.min(context, transformer.maxTokens());
        for (int from = 0; from < ids.length; from += piece) {
          training.read(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + piece)));
        }
        tokens += ids.length;
      }
      List<Centroids> centroids = training.centroids();
      CentroidsFile.write(output, centroids);
      report(centroids.size(), tokens, (System.nanoTime() - start) / 1e9);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    return 0;
  }

  private void report(int layers, long tokens, double seconds) {
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: %d layers, %d clusters a head, learned from %,d tokens (%,.0f tokens/s)%n",
            output,
            layers,
            clusters,
            tokens,
            tokens / seconds);
    spec.commandLine().getOut().flush();
  }
}
