package org.longstride.job.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A tokenizer in Hugging Face's {@code tokenizer.json}, run by their own library. Special tokens
 * are added as its post-processor says; whatever truncation and padding the file asks for is
 * switched off, because a document is scored whole.
 */
public final class HuggingFaceTokenizer implements Tokenizer {

  private static final String FLAVOUR = "RUST_FLAVOR";

  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false");

  static {
    // Only the processor's native library is in the jar; any other would be looked for on the net.
    if (System.getenv(FLAVOUR) == null && System.getProperty(FLAVOUR) == null) {
      System.setProperty(FLAVOUR, "cpu");
    }
  }

  private final ai.djl.huggingface.tokenizers.HuggingFaceTokenizer library;

  private HuggingFaceTokenizer(ai.djl.huggingface.tokenizers.HuggingFaceTokenizer library) {
    this.library = library;
  }

  /**
   * Opens a {@code tokenizer.json}.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it does not describe a tokenizer; the message is one line
   */
  public static HuggingFaceTokenizer open(Path file) throws IOException {
    byte[] json = Files.readAllBytes(file);
    try {
      return new HuggingFaceTokenizer(
          ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json), OPTIONS));
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException(file + ": does not describe a tokenizer: " + reason, e);
    }
  }

  @Override
  public int[] encode(String text) {
    UnpairedSurrogates.refuse(text);
    if (library.isReleased()) {
      throw new IllegalStateException("the tokenizer is closed");
    }
    // The library's own encoding holds texts and spans of all tokens as well: only ids are asked
    // for.
    TokenizersLibrary calls = TokenizersLibrary.LIB;
    long encoding = calls.encode(library.getHandle(), text, true);
    try {
      long[] ids = calls.getTokenIds(encoding);
      int[] tokens = new int[ids.length];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = Math.toIntExact(ids[i]);
      }
      return tokens;
    } finally {
      calls.deleteEncoding(encoding);
    }
  }

  @Override
  public void close() {
    library.close();
  }
}
