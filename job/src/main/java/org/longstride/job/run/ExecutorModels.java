package org.longstride.job.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;

/** The models of this JVM: each is opened once and shared by all tasks. */
final class ExecutorModels {

  private static final ConcurrentHashMap<ModelSource, OpenModel> OPEN = new ConcurrentHashMap<>();

  private ExecutorModels() {}

  /** The model, opened by whichever task asks first while the others wait. */
  static OpenModel get(ModelSource source, Configuration hadoop) {
    return OPEN.computeIfAbsent(
        source,
        missing -> {
          try {
            return missing.open(hadoop);
          } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
          }
        });
  }
}
