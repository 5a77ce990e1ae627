package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {

  @Test
  void readsTheFirstProcessorOfMany() {
    List<String> lines =
        List.of(
            "processor\t: 0",
            "vendor_id\t: AuthenticAMD",
            "cpu family\t: 25",
            "model\t\t: 17",
            "model name\t: AMD EPYC",
            "",
            "processor\t: 1",
            "vendor_id\t: Another",
            "cpu family\t: 7");
    Processor processor = Processor.of(lines);
    assertEquals(new Processor("AMD EPYC", "AuthenticAMD", 25, 17), processor);
    assertTrue(processor.isOf("AuthenticAMD", 25));
    assertFalse(processor.isOf("AuthenticAMD", 26));
    assertFalse(processor.isOf("Another", 25));
  }

  @Test
  void doesNotKnowWhatIsNotSaid() {
    assertEquals(new Processor("", "", 0, 0), Processor.of(List.of("CPU implementer\t: 0x41")));
    assertEquals(new Processor("", "", 0, 0), Processor.of(List.of("cpu family\t: none")));
  }
}
