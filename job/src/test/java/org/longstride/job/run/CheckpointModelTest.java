package org.longstride.job.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.longstride.job.UsageException;
import org.longstride.kernels.attention.bf16.Precision;

class CheckpointModelTest {

  @Test
  void aGraphIsNotComputedInAnotherPrecision() {
    CheckpointModel graph = new CheckpointModel("graph.zip", null, Precision.BF16);
    assertEquals(
        "--precision is bf16, in which a Deeplearning4j graph does not compute; leave it out",
        assertThrows(UsageException.class, () -> graph.open(new Configuration())).getMessage());
  }
}
