package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
            "",
            "processor\t: 1",
            "vendor_id\t: Another",
            "cpu family\t: 7");
    assertEquals(new Processor("AuthenticAMD", 25), Processor.of(lines));
  }

  @Test
  void doesNotKnowWhatIsNotSaid() {
    assertEquals(new Processor("", 0), Processor.of(List.of("CPU implementer\t: 0x41")));
    assertEquals(new Processor("", 0), Processor.of(List.of("cpu family\t: none")));
  }
}
