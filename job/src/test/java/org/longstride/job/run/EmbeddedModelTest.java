package org.longstride.job.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

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
    OpenModel model = new EmbeddedModel(null).open(new Configuration());
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
    OpenModel narrow = new EmbeddedModel("window(2)").open(new Configuration());
    OpenModel own = new EmbeddedModel(null).open(new Configuration());
    assertTrue(bitsPerByte(narrow, ENGLISH) > bitsPerByte(own, ENGLISH));
  }

  private static double bitsPerByte(OpenModel model, String text) {
    double[] nats = new double[1];
    int[] tokens = model.tokenizer().encode(text);
    model.model().score(tokens, (position, logProbability) -> nats[0] -= logProbability);
    return nats[0] / Math.log(2) / text.getBytes(StandardCharsets.UTF_8).length;
  }
}
