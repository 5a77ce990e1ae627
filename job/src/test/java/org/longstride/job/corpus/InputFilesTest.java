package org.longstride.job.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.UsageException;

class InputFilesTest {

  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name :
        List.of(
            "a/1.txt", "a/b/2.txt", "a/_SUCCESS", "a/.hidden/3.txt", "c d/4ä.txt", "5[x].txt")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
  }

  @Test
  void aFolderIsReadWithAllBelowItButWhatIsHidden() {
    assertEquals(List.of("1.txt", "b/2.txt"), sources("a"));
  }

  @Test
  void aFileIsNamedByItself() {
    assertEquals(List.of("4ä.txt"), sources("c d/4ä.txt"));
    assertEquals(List.of("5[x].txt"), sources("5[x].txt"));
  }

  @Test
  void sourcesOfAGlobBeginWhereItDoes() {
    assertEquals(List.of("a/1.txt", "c d/4ä.txt"), sources("*/*.txt"));
  }

  @Test
  void severalInputsKeepWhatTellsThemApart() {
    assertEquals(List.of("a/b/2.txt", "c d/4ä.txt"), sources("c d", "a/b"));
    assertEquals(List.of("1.txt", "b/2.txt"), sources("a", "a/1.txt", "a/b"));
  }

  @Test
  void whatIsNotThereIsSaid() {
    UsageException e = assertThrows(UsageException.class, () -> sources("nothing*"));
    assertTrue(e.getMessage().endsWith("no such file or folder"), e.getMessage());
  }

  private List<String> sources(String... inputs) {
    List<String> paths = Arrays.stream(inputs).map(i -> folder + "/" + i).toList();
    return InputFiles.list(paths, new Configuration()).files().stream()
        .map(InputFile::source)
        .toList();
  }
}
