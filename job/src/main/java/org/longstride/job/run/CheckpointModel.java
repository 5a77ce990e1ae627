package org.longstride.job.run;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.longstride.job.UsageException;
import org.longstride.job.dl4j.Dl4jModels;
import org.longstride.job.model.LoadedModel;
import org.longstride.job.model.ModelLoader;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.kernels.attention.bf16.Precision;

/**
 * A model in a folder, or a zip of a Deeplearning4j graph. One of the machine's own file system is
 * read where it is; one on another Hadoop file system is fetched once by each executor.
 *
 * @param folder the folder or zip as it was given; without a scheme it is on Hadoop's default file
 *     system
 * @param attention what is attended to in place of the model's own, or null
 * @param precision in which numbers attention multiplies
 */
public record CheckpointModel(String folder, String attention, Precision precision)
    implements ModelSource {

  @Override
  public OpenModel open(Configuration hadoop) throws IOException {
    if (folder.endsWith(".zip")) {
      return graph(hadoop);
    }
    return opened(
        ModelLoader.load(
            LocalFiles.fetch(folder, hadoop),
            Optional.ofNullable(attention),
            precision,
            name -> LocalFiles.fetch(name, hadoop)),
        precision);
  }

  private OpenModel graph(Configuration hadoop) throws IOException {
    if (attention != null) {
      throw new UsageException(
          "--attention is "
              + attention
              + ", which cannot replace that of a Deeplearning4j graph; leave it out");
    }
    if (precision != Precision.FLOAT32) {
      throw new UsageException(
          "--precision is "
              + precision
              + ", in which a Deeplearning4j graph does not compute; leave it out");
    }
    Dl4jModels.Loaded loaded = Dl4jModels.load(LocalFiles.fetch(folder, hadoop));
    return new OpenModel(
        loaded.model(),
        loaded.tokenizer().orElse(null),
        loaded.fingerprint(),
        loaded.description());
  }

  static OpenModel opened(LoadedModel loaded, Precision precision) {
    return new OpenModel(
        loaded.model(),
        loaded.tokenizer().orElse(null),
        loaded.fingerprint(),
        describe(loaded.config(), precision));
  }

  private static String describe(ModelConfig config, Precision precision) {
    return "%s, %d layers of %d features, %d heads, vocabulary of %d, attention %s in %s"
        .formatted(
            config.modelType(),
            config.layers(),
            config.hidden(),
            config.attention().heads(),
            config.vocabularySize(),
            config.attention().pattern(),
            precision);
  }

  @Override
  public String toString() {
    return folder;
  }
}
