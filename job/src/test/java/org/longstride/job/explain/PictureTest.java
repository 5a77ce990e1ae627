package org.longstride.job.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PictureTest {

  /** A line of cells: first column, row, and how many. */
  private static final Pattern DASHES = Pattern.compile("M(\\d+) (\\d+)\\.45h(\\d+)");

  @ParameterizedTest
  @MethodSource("org.longstride.job.explain.Predicate#subjects")
  void aCellIsFilledWhereAnyOfItsPairsIsVisible(Subject subject) {
    Sequence sequence = subject.sequence();
    for (HeadSet set : subject.headSets()) {
      for (int most : new int[] {7, 32, 256}) {
        CellMatrix cells = CellMatrix.of(set.terms(), sequence, most);
        assertTrue(cells.size() <= most);
        for (int row = 0; row < cells.size(); row++) {
          for (int column = 0; column < cells.size(); column++) {
            int term = firstTerm(set.terms(), sequence, cells.side(), row, column);
            assertEquals(term, cells.term(row, column));
          }
        }
      }
    }
  }

  private static int firstTerm(List<Term> terms, Sequence sequence, int side, int row, int column) {
    for (int term = 0; term < terms.size(); term++) {
      for (int query = row * side; query < Math.min((row + 1) * side, sequence.length()); query++) {
        for (int key = column * side;
            key < Math.min((column + 1) * side, sequence.length());
            key++) {
          if (Predicate.sees(List.of(terms.get(term)), sequence, query, key)) {
            return term;
          }
        }
      }
    }
    return CellMatrix.UNSEEN;
  }

  @ParameterizedTest
  @MethodSource("org.longstride.job.explain.Predicate#subjects")
  void svgHasExactlyTheVisibleCells(Subject subject) throws Exception {
    Picture picture = Picture.of(subject, 4, 64);
    Document svg = parse(Explanation.svg(subject));
    NodeList groups = svg.getElementsByTagName("g");
    assertEquals(picture.panels().size(), groups.getLength());
    for (int p = 0; p < groups.getLength(); p++) {
      Picture.Panel panel = picture.panels().get(p);
      List<String> drawn = squares((Element) groups.item(p));
      Set<String> visible = new HashSet<>();
      for (int row = 0; row < panel.cells().size(); row++) {
        for (int column = 0; column < panel.cells().size(); column++) {
          if (panel.seen(row, column)) {
            String name = row == column ? "own" : "set" + panel.colour(row, column);
            visible.add(name + " " + column + " " + row);
          }
        }
      }
      assertEquals(visible.size(), drawn.size());
      assertEquals(visible, new HashSet<>(drawn));
    }
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> squares(Element group) {
    List<String> squares = new ArrayList<>();
    NodeList paths = group.getElementsByTagName("path");
    for (int i = 0; i < paths.getLength(); i++) {
      Element path = (Element) paths.item(i);
      String name = path.getAttribute("class");
      if (name.equals("own") || name.startsWith("set")) {
        Matcher dashes = DASHES.matcher(path.getAttribute("d"));
        while (dashes.find()) {
          int first = Integer.parseInt(dashes.group(1));
          for (int cell = 0; cell < Integer.parseInt(dashes.group(3)); cell++) {
            squares.add(name + " " + (first + cell) + " " + dashes.group(2));
          }
        }
      }
    }
    return squares;
  }

  @ParameterizedTest
  @CsvSource({
    "full, 16",
    "window(512), 2048",
    "stride(128), 512",
    "strided(128), 512",
    "'columns(128, 8)', 512",
    "block(128), 512",
    "'longformer(512, 1)', 2048",
    "bigbird(64), 1024",
    // 3 blocks of 64 a query: among 16 blocks they are few enough to be told apart.
    "random(3), 1024",
    "stride(2), 16",
    "'global(0..3, 100)', 512",
    "'window(100, dilation=64)', 8192",
    "window(5000), 8192",
    "window(100000), 16"
  })
  void theDrawnLengthShowsTheStructure(String text, int expected) {
    Picture picture = Picture.of(Subject.parse(text, 16_384, true, 12, 12), 3, 32);
    assertEquals(expected, picture.drawn().length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"window(20)", "window(20, dilation=2)", "block(33)", "random(3, block=4)"})
  void noMoreIsDrawnThanThereIs(String text) {
    Picture picture = Picture.of(Subject.parse(text, 50, true, 2, 2), 3, 64);
    assertEquals(new Sequence(50, true), picture.drawn());
  }

  @Test
  void halfBlocksHoldTheCells() {
    Subject subject = Subject.parse("strided(9) | columns(8, 1)", 45, true, 6, 1);
    Picture picture = Picture.of(subject, 3, 64);
    List<String> lines = TerminalPicture.lines(picture, false);
    int left = 0;
    for (Picture.Panel panel : picture.panels()) {
      int size = panel.cells().size();
      for (int row = 0; row < size; row++) {
        String line = lines.get(2 + row / 2);
        for (int column = 0; column < size; column++) {
          char shown = line.charAt(left + 1 + column);
          boolean filled = shown == '█' || shown == (row % 2 == 0 ? '▀' : '▄');
          assertEquals(panel.seen(row, column), filled);
        }
      }
      left += size + 4;
    }
  }

  @Test
  void textBecomesXml() throws Exception {
    Picture picture = Picture.of(Subject.parse("full", 8, true, 1, 1), 1, 8);
    String svg = SvgSheet.of(List.of(new SvgSheet.Entry("<a&b>\"", "\n", picture)), 100, 100);
    assertEquals("<a&b>\"", parse(svg).getElementsByTagName("text").item(0).getTextContent());
  }

  @Test
  void theCommittedGalleryIsTheOneThatIsDrawn() throws Exception {
    String committed = Files.readString(Path.of("src/doc/gallery.svg"));
    assertEquals(
        Gallery.svg(16_384, false, 12, 12),
        committed,
        "draw it anew: scripts/longstride explain --all --svg job/src/doc/gallery.svg");
  }

  @Test
  void theGalleryHoldsEveryPatternOfTheCatalogue() throws Exception {
    Document svg = parse(Gallery.svg(4096, false, 4, 2));
    String written = svg.getDocumentElement().getTextContent().replaceAll("\\s+", " ");
    String text = Gallery.text(4096, false, 4, 2, false);
    for (String pattern : Gallery.patterns()) {
      assertTrue(written.contains(pattern), pattern);
      assertTrue(text.contains(pattern), pattern);
    }
  }
}
