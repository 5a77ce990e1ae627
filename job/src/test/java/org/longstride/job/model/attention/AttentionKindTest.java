package org.longstride.job.model.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longstride.kernels.attention.linear.FeatureMap;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.PatternSyntaxException;

class AttentionKindTest {

  @Test
  void whatIsNoStreamIsAPattern() {
    String text = "window(16) + global(0)";
    assertEquals(
        new AttentionKind.Pattern(AttentionPattern.parse(text)), AttentionKind.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "performer(256)! 256! SOFTMAX! 0! performer(256)",
        "' performer ( features = 8 , kernel = relu ) '! 8! RELU! 0! performer(8, kernel=relu)",
        "performer(1,seed=7,kernel=softmax)! 1! SOFTMAX! 7! performer(1, seed=7)"
      })
  void performersAreRead(
      String text, int features, FeatureMap.Kind kernel, int seed, String written) {
    AttentionKind kind = AttentionKind.parse(text);
    assertEquals(new AttentionKind.Performer(features, kernel, seed), kind);
    assertEquals(written, kind.toString());
    assertEquals(kind, AttentionKind.parse(written));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "routing(c.safetensors)! c.safetensors",
        "routing( hdfs://host/a b/c,d=1 (2).safetensors )! hdfs://host/a b/c,d=1 (2).safetensors"
      })
  void aRoutingNamesAnyFile(String text, String file) {
    assertEquals(new AttentionKind.Routing(file), AttentionKind.parse(text));
    assertEquals("routing(" + file + ")", AttentionKind.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "performer! 9! performer needs features: performer(features; kernel=softmax|relu, seed=0)",
        "performer()! 10! expected an argument of performer(",
        "performer(kernel=relu)! 21! performer needs features",
        "performer(0)! 10! features is 0, must be at least 1",
        "performer(-3)! 10! features is -3, must be at least 1",
        "performer(99999999999999)! 10! features is 99999999999999, must be at most 65536",
        "performer(many)! 10! features is many, must be a whole number",
        "performer(8, 9)! 13! performer takes no further argument 9",
        "performer(8, sead=9)! 13! performer takes no sead, did you mean seed?",
        "performer(8, seed=-1)! 13! seed is -1, must be at least 0",
        "performer(8, kernel=cosine)! 13! kernel is cosine, must be one of [softmax, relu]",
        "performer(8! 11! expected ) in performer(",
        "performer(8) + full! 12! performer stands alone",
        "full + performer(8)! 7! performer is no pattern",
        "perfomer(8)! 0! did you mean performer?",
        "ruoting(c)! 0! did you mean routing?",
        "routing! 7! routing needs FILE: routing(FILE)",
        "routing( )! 8! routing needs FILE",
        "routing(c) ; full! 10! routing stands alone"
      })
  void mistakesArePointedAt(String text, int position, String problem) {
    PatternSyntaxException e =
        assertThrows(PatternSyntaxException.class, () -> AttentionKind.parse(text));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    assertEquals(position, e.position(), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
