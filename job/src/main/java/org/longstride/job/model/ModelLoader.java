package org.longstride.job.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.longstride.job.model.family.ConfigReader;
import org.longstride.job.model.family.Families;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.job.model.family.ModelFamily;
import org.longstride.job.model.family.ModelWeights;
import org.longstride.job.model.family.TensorReader;
import org.longstride.job.model.safetensors.Checkpoint;
import org.longstride.job.model.transformer.TransformerModel;
import org.longstride.job.text.ByteTokenizer;
import org.longstride.job.text.HuggingFaceTokenizer;
import org.longstride.job.text.Tokenizer;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.PatternSyntaxException;

/**
 * Loads a model from its folder: {@code config.json}, {@code model.safetensors} (or shards and
 * their index), and {@code tokenizer.json}. Two keys of {@code config.json} are this project's own:
 * {@code longstride_attention}, the pattern that the model was trained with, and {@code
 * longstride_tokenizer}, which is {@code "bytes"} for models on bytes.
 */
public final class ModelLoader {

  static final String CONFIG = "config.json";
  static final String TOKENIZER = "tokenizer.json";

  private static final String OWN_ATTENTION = "longstride_attention";
  private static final String OWN_TOKENIZER = "longstride_tokenizer";

  private ModelLoader() {}

  /**
   * Loads a model whose attention multiplies in float32.
   *
   * @param folder its folder
   * @param attention a pattern in place of the model's own
   * @throws CheckpointException if the model cannot be loaded; the message is one line that names
   *     the file
   * @throws PatternSyntaxException if {@code attention} is not a pattern
   */
  public static LoadedModel load(Path folder, Optional<String> attention) {
    return load(folder, attention, Precision.FLOAT32);
  }

  /**
   * Loads a model.
   *
   * @param folder its folder
   * @param attention a pattern in place of the model's own
   * @param precision in which numbers its attention multiplies
   * @throws CheckpointException if the model cannot be loaded; the message is one line that names
   *     the file
   * @throws PatternSyntaxException if {@code attention} is not a pattern
   * @throws UnsupportedOperationException if this machine cannot compute in that precision
   */
  public static LoadedModel load(Path folder, Optional<String> attention, Precision precision) {
    precision.requireHardware();
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException(folder + ": there is no such folder; name a model's folder");
    }
    if (!Files.isRegularFile(folder.resolve(CONFIG))) {
      throw new CheckpointException(
          folder.resolve(CONFIG) + ": there is no such file; a model's folder holds one");
    }
    ConfigReader reader = ConfigReader.open(folder.resolve(CONFIG));
    ModelFamily family = Families.of(reader);
    ModelConfig own = Families.read(family, reader);
    AttentionPattern pattern = pattern(reader, own, attention);
    ModelConfig config = own.withPattern(pattern.toString());
    List<Path> files = new ArrayList<>(List.of(folder.resolve(CONFIG)));
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      files.addAll(checkpoint.files());
      ModelWeights weights = family.load(config, new TensorReader(checkpoint));
      return new LoadedModel(
          new TransformerModel(config, weights, pattern, precision),
          tokenizer(folder, reader, config, files),
          Fingerprint.of(files),
          config,
          folder);
    } catch (IOException e) {
      throw new CheckpointException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static AttentionPattern pattern(
      ConfigReader reader, ModelConfig own, Optional<String> attention) {
    if (attention.isPresent()) {
      return AttentionPattern.parse(attention.get());
    }
    String text = reader.text(OWN_ATTENTION).orElse(own.attention().pattern());
    try {
      return AttentionPattern.parse(text);
    } catch (PatternSyntaxException e) {
      throw new CheckpointException(
          reader.file() + ": " + OWN_ATTENTION + " is not a pattern: " + e.getMessage(), e);
    }
  }

  private static Optional<Tokenizer> tokenizer(
      Path folder, ConfigReader reader, ModelConfig config, List<Path> files) {
    Optional<String> own = reader.text(OWN_TOKENIZER);
    if (own.isPresent()) {
      if (!own.get().equals("bytes") || config.vocabularySize() < ByteTokenizer.VOCABULARY_SIZE) {
        throw new CheckpointException(
            String.format(
                "%s: %s is \"%s\" for a vocabulary of %d, must be \"bytes\" for one of at least %d",
                reader.file(),
                OWN_TOKENIZER,
                own.get(),
                config.vocabularySize(),
                ByteTokenizer.VOCABULARY_SIZE));
      }
      return Optional.of(new ByteTokenizer());
    }
    Path file = folder.resolve(TOKENIZER);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    files.add(file);
    try {
      return Optional.of(HuggingFaceTokenizer.open(file));
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(e.getMessage(), e);
    }
  }
}
