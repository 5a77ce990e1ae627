package org.longstride.job.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.longstride.job.model.attention.AttentionKind;
import org.longstride.job.model.attention.CentroidsFile;
import org.longstride.job.model.family.ConfigReader;
import org.longstride.job.model.family.Families;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.job.model.family.ModelFamily;
import org.longstride.job.model.family.ModelWeights;
import org.longstride.job.model.family.TensorReader;
import org.longstride.job.model.safetensors.Checkpoint;
import org.longstride.job.model.transformer.ModelAttention;
import org.longstride.job.model.transformer.PatternAttention;
import org.longstride.job.model.transformer.PerformerAttention;
import org.longstride.job.model.transformer.RoutingAttention;
import org.longstride.job.model.transformer.TransformerModel;
import org.longstride.job.text.ByteTokenizer;
import org.longstride.job.text.HuggingFaceTokenizer;
import org.longstride.job.text.Tokenizer;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.pattern.PatternSyntaxException;

/**
 * Loads a model from its folder: {@code config.json}, {@code model.safetensors} (or shards and
 * their index), and {@code tokenizer.json}. Two keys of {@code config.json} are this project's own:
 * {@code longstride_attention}, the attention that the model was trained with (a file that it names
 * lies in the folder), and {@code longstride_tokenizer}, which is {@code "bytes"} for models on
 * bytes.
 */
public final class ModelLoader {

  static final String CONFIG = "config.json";
  static final String TOKENIZER = "tokenizer.json";

  private static final String OWN_ATTENTION = "longstride_attention";
  private static final String OWN_TOKENIZER = "longstride_tokenizer";

  /** Where the files lie that an attention names. */
  @FunctionalInterface
  public interface FileSource {

    /** The file of that name, on this machine; it may not be there. */
    Path find(String name) throws IOException;
  }

  private ModelLoader() {}

  /**
   * Loads a model whose attention multiplies in float32.
   *
   * @param folder its folder
   * @param attention an {@link AttentionKind} in place of the model's own
   * @throws CheckpointException if the model cannot be loaded; the message is one line that names
   *     the file
   * @throws PatternSyntaxException if {@code attention} is none
   */
  public static LoadedModel load(Path folder, Optional<String> attention) {
    return load(folder, attention, Precision.FLOAT32, Path::of);
  }

  /**
   * Loads a model.
   *
   * @param folder its folder
   * @param attention an {@link AttentionKind} in place of the model's own
   * @param precision in which numbers its attention multiplies
   * @param files where a file lies that {@code attention} names
   * @throws CheckpointException if the model cannot be loaded; the message is one line that names
   *     the file
   * @throws PatternSyntaxException if {@code attention} is none
   * @throws IllegalArgumentException if its attention is not computed in that precision
   * @throws UnsupportedOperationException if this machine cannot compute in it
   */
  public static LoadedModel load(
      Path folder, Optional<String> attention, Precision precision, FileSource files) {
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
    AttentionKind kind = kind(reader, own, attention);
    ModelConfig config = own.withAttention(kind.toString());
    List<Path> read = new ArrayList<>(List.of(folder.resolve(CONFIG)));
    FileSource source = attention.isPresent() ? files : folder::resolve;
    ModelAttention modelAttention = attention(kind, config, source, read);
    modelAttention.require(precision);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      read.addAll(checkpoint.files());
      ModelWeights weights = family.load(config, new TensorReader(checkpoint));
      return new LoadedModel(
          new TransformerModel(config, weights, modelAttention, precision),
          tokenizer(folder, reader, config, read),
          Fingerprint.of(read),
          config,
          folder);
    } catch (IOException e) {
      throw new CheckpointException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static AttentionKind kind(
      ConfigReader reader, ModelConfig own, Optional<String> attention) {
    if (attention.isPresent()) {
      return AttentionKind.parse(attention.get());
    }
    String text = reader.text(OWN_ATTENTION).orElse(own.attention().pattern());
    try {
      return AttentionKind.parse(text);
    } catch (PatternSyntaxException e) {
      throw new CheckpointException(
          reader.file() + ": " + OWN_ATTENTION + " is no attention: " + e.getMessage(), e);
    }
  }

  /** Reads what the attention needs, and adds its files to those that were read. */
  private static ModelAttention attention(
      AttentionKind kind, ModelConfig config, FileSource files, List<Path> read) {
    if (kind instanceof AttentionKind.Pattern pattern) {
      return new PatternAttention(pattern.pattern(), config);
    }
    if (kind instanceof AttentionKind.Performer performer) {
      return new PerformerAttention(performer, config);
    }
    AttentionKind.Routing routing = (AttentionKind.Routing) kind;
    try {
      Path file = files.find(routing.file());
      read.add(file);
      return new RoutingAttention(routing, CentroidsFile.read(file, config), config);
    } catch (IOException e) {
      throw new CheckpointException(routing.file() + ": cannot be read: " + e.getMessage(), e);
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
