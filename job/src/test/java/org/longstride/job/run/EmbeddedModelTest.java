package org.longstride.job.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.longstride.job.model.LanguageModel;
import org.longstride.kernels.attention.bf16.Precision;

class EmbeddedModelTest {

  private static final String ENGLISH =
      "Madam President, I would like to thank the rapporteur for the excellent work that she has"
          + " done. The Commission must now say what it proposes to do for the people in the"
          + " regions that these floods have struck, and when.";

  private static final String GERMAN =
      "Frau Präsidentin, ich möchte der Berichterstatterin für die hervorragende Arbeit danken. Die"
          + " Kommission muss jetzt sagen, was sie für die Menschen in den Regionen tun will, die"
          + " von diesen Überschwemmungen betroffen sind, und wann.";

  @Test
  void theModelInTheJarKnowsLanguages() throws IOException {
    OpenModel model = new EmbeddedModel(null, Precision.FLOAT32).open(new Configuration());
    assertEquals(64, model.fingerprint().length());
    for (String text : new String[] {ENGLISH, GERMAN}) {
      double known = bitsPerByte(model, text);
      assertTrue(known < 3, () -> known + " bits per byte: " + text);
      String backwards = new StringBuilder(text).reverse().toString();
      assertTrue(bitsPerByte(model, backwards) > 1.5 * known, text);
    }
  }

  @Test
  void itsAttentionCanBeReplaced() throws IOException {
    OpenModel narrow = new EmbeddedModel("window(2)", Precision.FLOAT32).open(new Configuration());
    OpenModel own = new EmbeddedModel(null, Precision.FLOAT32).open(new Configuration());
    assertTrue(bitsPerByte(narrow, ENGLISH) > bitsPerByte(own, ENGLISH));
  }

  @Test
  void aDocumentKeepsItsBitsWhateverIsReadBeforeOrBeside() throws IOException {
    LanguageModel model =
        new EmbeddedModel(null, Precision.FLOAT32).open(new Configuration()).model();
    Random random = new Random(1);
    List<int[]> documents = new ArrayList<>();
    for (int length : new int[] {631, 2, 1518, 64, 3141, 65, 1958, 1024, 2366, 13, 1025, 3578}) {
      documents.add(random.ints(length, 0, 256).toArray());
    }
    List<double[]> forwards = documents.stream().map(tokens -> score(model, tokens)).toList();
    for (int i = documents.size() - 1; i >= 0; i--) {
      assertArrayEquals(forwards.get(i), score(model, documents.get(i)), "document " + i);
    }
    // Again and again in parallel: the compiler replaces the kernels' code on the way.
    for (int round = 0; round < 10; round++) {
      List<double[]> together =
          documents.parallelStream().map(tokens -> score(model, tokens)).toList();
      for (int i = 0; i < documents.size(); i++) {
        assertArrayEquals(forwards.get(i), together.get(i), "document " + i + ", round " + round);
      }
    }
  }

  private static double[] score(LanguageModel model, int[] tokens) {
    double[] logProbabilities = new double[tokens.length - 1];
    model.score(tokens, (position, logP) -> logProbabilities[position - 1] = logP);
    return logProbabilities;
  }

  private static double bitsPerByte(OpenModel model, String text) {
    double[] nats = new double[1];
    int[] tokens = model.tokenizer().encode(text);
    model.model().score(tokens, (position, logProbability) -> nats[0] -= logProbability);
    return nats[0] / Math.log(2) / text.getBytes(StandardCharsets.UTF_8).length;
  }
}
