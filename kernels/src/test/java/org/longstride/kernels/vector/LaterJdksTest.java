package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Vector API of JDK 17, against which all is compiled, has methods that JDKs from 19 on lack.
 */
class LaterJdksTest {

  /** JEP 426: buffers and byte arrays gave way to memory segments. */
  private static final List<String> GONE =
      List.of("fromByteBuffer", "intoByteBuffer", "fromByteArray", "intoByteArray");

  @Test
  void noKernelCallsWhatLaterJdksLack() throws IOException, URISyntaxException {
    Path classes =
        Path.of(VectorGemm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".class")).toList();
      assertTrue(all.size() > 50, () -> "too few to be all: " + all);
      for (Path file : all) {
        String code = Files.readString(file, StandardCharsets.ISO_8859_1);
        GONE.forEach(name -> assertFalse(code.contains(name), () -> file + " calls " + name));
      }
    }
  }
}
