package org.longstride.job.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.longstride.job.model.ModelLoader;
import org.longstride.kernels.attention.bf16.Precision;

/**
 * The small byte-level model in the job's jar. It is unpacked once by each executor, because
 * weights are mapped from files.
 *
 * @param attention what is attended to in place of the model's own, or null
 * @param precision in which numbers attention multiplies
 */
public record EmbeddedModel(String attention, Precision precision) implements ModelSource {

  /** What {@code --model} calls it. */
  public static final String NAME = "embedded";

  private static final String FOLDER = "/org/longstride/job/model/embedded/";
  private static final List<String> FILES = List.of("config.json", "model.safetensors");

  @Override
  public OpenModel open(Configuration hadoop) throws IOException {
    Path folder = TemporaryFolders.create();
    for (String file : FILES) {
      try (InputStream in = EmbeddedModel.class.getResourceAsStream(FOLDER + file)) {
        if (in == null) {
          throw new FileNotFoundException("the jar holds no " + FOLDER + file);
        }
        Files.copy(in, folder.resolve(file));
      }
    }
    return CheckpointModel.opened(
        ModelLoader.load(
            folder,
            Optional.ofNullable(attention),
            precision,
            name -> LocalFiles.fetch(name, hadoop)),
        precision);
  }

  @Override
  public String toString() {
    return NAME;
  }
}
