package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.longstride.kernels.pattern.PatternCatalogue;
import org.longstride.kernels.pattern.PatternForm;

/** Pictures of all patterns of the catalogue, and of some that are composed of them. */
public final class Gallery {

  /**
   * What the papers compose: dilation, Longformer's heads, and the Sparse Transformer's factors.
   */
  private static final List<String> COMPOSED =
      List.of(
          "window(4, dilation=2)",
          "window(4) | window(4, dilation=2)",
          "strided(128, heads=merged)",
          "fixed(128, 8, slots=1, heads=merged)",
          "strided(128, heads=interleaved)");

  private static final int PANELS = 2;
  private static final int CELLS = 32;
  private static final int PIXELS = 216;
  private static final int WIDTH = 1040;

  private Gallery() {}

  /** The patterns of the gallery, as they are typed. */
  public static List<String> patterns() {
    Stream<String> catalogue = PatternCatalogue.forms().stream().map(PatternForm::example);
    return Stream.concat(catalogue, COMPOSED.stream()).distinct().toList();
  }

  /** The gallery for a terminal. */
  public static String text(int length, boolean causal, int heads, int layers, boolean colour) {
    StringBuilder text = new StringBuilder();
    for (String pattern : patterns()) {
      Subject subject = Subject.parse(pattern, length, causal, heads, layers);
      Picture picture = Picture.of(subject, PANELS, CELLS);
      text.append(pattern).append('\n');
      Meaning.of(pattern, "").stream()
          .limit(1)
          .flatMap(meaning -> Meaning.wrap(meaning.getValue(), 96).stream())
          .forEach(line -> text.append("  ").append(line).append('\n'));
      text.append("  ").append(picture.caption(subject.sequence())).append('\n');
      for (String line : TerminalPicture.lines(picture, colour)) {
        text.append("  ").append(line).append('\n');
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** The gallery as one SVG sheet. */
  public static String svg(int length, boolean causal, int heads, int layers) {
    List<SvgSheet.Entry> entries = new ArrayList<>();
    for (String pattern : patterns()) {
      Subject subject = Subject.parse(pattern, length, causal, heads, layers);
      Picture picture = Picture.of(subject, PANELS, CELLS);
      entries.add(new SvgSheet.Entry(pattern, picture.size(), picture));
    }
    return SvgSheet.of(entries, PIXELS, WIDTH);
  }
}
