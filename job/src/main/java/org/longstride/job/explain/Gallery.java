package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.longstride.kernels.pattern.PatternCatalogue;
import org.longstride.kernels.pattern.PatternForm;

/** Pictures of all patterns of the catalogue, and of some that are composed of them. */
public final class Gallery {

  /**
   * What the papers compose: the Sparse Transformer's factors in one softmax or in turns, dilation
   * and Longformer's heads, BigBird's extra tokens; and neighbourhoods so small that it can be seen
   * how they stay inside.
   */
  private static final List<String> COMPOSED =
      List.of(
          "strided(128, heads=merged)",
          "fixed(128, 8, slots=1, heads=merged)",
          "bigbird(84, global=256)",
          "neighborhood(3x3 over 4x8)",
          "window(4) | window(4, dilation=2)",
          "strided(128, heads=interleaved)");

  /** What its paper has for models that read from left to right only. */
  private static final Pattern CAUSAL = Pattern.compile("(stride|columns|strided|fixed)\\(.*");

  private static final int PANELS = 2;
  private static final int CELLS = 32;
  private static final int PIXELS = 190;
  private static final int COLUMNS = 5;

  private Gallery() {}

  /** The patterns of the gallery, as they are typed. */
  public static List<String> patterns() {
    Stream<String> catalogue = PatternCatalogue.forms().stream().map(PatternForm::example);
    return Stream.concat(catalogue, COMPOSED.stream()).distinct().toList();
  }

  /**
   * The gallery for a terminal.
   *
   * @param causal whether all patterns are drawn for causal models; else each as in its paper
   */
  public static String text(int length, boolean causal, int heads, int layers, boolean colour) {
    StringBuilder text = new StringBuilder();
    for (String pattern : patterns()) {
      Subject subject = subject(pattern, length, causal, heads, layers);
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

  /**
   * The gallery as one SVG sheet.
   *
   * @param causal whether all patterns are drawn for causal models; else each as in its paper
   */
  public static String svg(int length, boolean causal, int heads, int layers) {
    List<SvgSheet.Entry> entries = new ArrayList<>();
    for (String pattern : patterns()) {
      Subject subject = subject(pattern, length, causal, heads, layers);
      Picture picture = Picture.of(subject, PANELS, CELLS);
      entries.add(new SvgSheet.Entry(pattern, picture.size(), picture));
    }
    return SvgSheet.of(entries, PIXELS, COLUMNS);
  }

  private static Subject subject(
      String pattern, int length, boolean causal, int heads, int layers) {
    boolean drawn = causal || CAUSAL.matcher(pattern).matches();
    return Subject.parse(pattern, length, drawn, heads, layers);
  }
}
