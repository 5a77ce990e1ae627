package org.longstride.job.run;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.longstride.kernels.attention.bf16.Precision;

/**
 * Where a model comes from: what travels to the executors in its place. Two sources that are equal
 * give the same model, and an executor opens it once.
 */
public interface ModelSource extends Serializable {

  /**
   * The source that a user names.
   *
   * @param name {@link EmbeddedModel#NAME}, or a checkpoint's folder or zip
   * @param attention what is attended to in place of the model's own, or null
   * @param precision of attention's products
   */
  static ModelSource of(String name, String attention, Precision precision) {
    return name.equals(EmbeddedModel.NAME)
        ? new EmbeddedModel(attention, precision)
        : new CheckpointModel(name, attention, precision);
  }

  /**
   * Opens the model in this JVM.
   *
   * @param hadoop how file systems are reached from here
   * @throws IOException where its files cannot be read
   * @throws RuntimeException where they are not those of a model, or the attention asked for does
   *     not fit it; the message is one line
   */
  OpenModel open(Configuration hadoop) throws IOException;
}
