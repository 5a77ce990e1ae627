package org.longstride.job.model;

import java.nio.file.Path;
import java.util.Optional;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.job.text.Tokenizer;

/**
 * A model and what belongs to it.
 *
 * @param model the model
 * @param tokenizer its tokenizer; a folder may have none, and then only token ids can be scored
 * @param fingerprint a hash over the files that it was read from, in hexadecimal
 * @param config what it is like, with the attention that is in force
 * @param folder where it was read from
 */
public record LoadedModel(
    LanguageModel model,
    Optional<Tokenizer> tokenizer,
    String fingerprint,
    ModelConfig config,
    Path folder)
    implements AutoCloseable {

  /**
   * The tokenizer, for those who have text.
   *
   * @throws CheckpointException if there is none
   */
  public Tokenizer requireTokenizer() {
    return tokenizer.orElseThrow(
        () ->
            new CheckpointException(
                folder.resolve(ModelLoader.TOKENIZER)
                    + ": there is no such file; add it, or score token ids"));
  }

  @Override
  public void close() {
    tokenizer.ifPresent(Tokenizer::close);
    model.close();
  }
}
