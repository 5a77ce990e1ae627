package org.longstride.job.explain;

import java.util.List;
import java.util.Map;

/** Everything that is known of a pattern before anybody runs it, as text and as a drawing. */
public final class Explanation {

  private static final int PANELS = 3;

  /** Keys that may be followed for the reach. */
  private static final long REACH_BUDGET = 60_000_000;

  private final Subject subject;
  private final Page page = new Page();

  private Explanation(Subject subject) {
    this.subject = subject;
  }

  /**
   * The explanation as text.
   *
   * @param subject the pattern
   * @param colour whether the picture may use the colours of a terminal
   */
  public static String text(Subject subject, boolean colour) {
    Explanation explanation = new Explanation(subject);
    explanation.meaning();
    explanation.picture(colour);
    explanation.work();
    explanation.reach();
    explanation.stream();
    return explanation.page.toString();
  }

  /** The picture as an SVG document. */
  public static String svg(Subject subject) {
    Picture picture = Picture.of(subject, PANELS + 1, 64);
    SvgSheet.Entry entry =
        new SvgSheet.Entry(subject.text().strip(), picture.caption(subject.sequence()), picture);
    return SvgSheet.of(List.of(entry), 320, PANELS + 1);
  }

  private void meaning() {
    String written = subject.pattern().toString();
    page.line(subject.text().strip());
    if (!written.equals(subject.text().strip())) {
      page.line("= " + written);
    }
    page.section("What it means");
    for (Map.Entry<String, String> entry : Meaning.of(subject.text(), written)) {
      page.entry(entry.getKey(), entry.getValue());
    }
  }

  private void picture(boolean colour) {
    boolean single = subject.headSets().size() == 1;
    Picture picture = Picture.of(subject, PANELS, single ? 64 : 32);
    page.section("Picture: rows are queries, columns are keys");
    page.line("  " + picture.caption(subject.sequence()));
    for (String line : TerminalPicture.lines(picture, colour)) {
      page.line("  " + line);
    }
    if (picture.left() > 0) {
      page.line("  and " + picture.left() + " more sets of keys, which other heads see");
    }
  }

  private void work() {
    Work work = Work.of(subject);
    int n = subject.sequence().length();
    String direction = subject.sequence().causal() ? "causal" : "bidirectional";
    page.section(
        "Keys, and the plan that computes them: " + Quantities.count(n) + " tokens, " + direction);
    WorkTable.lines(work).forEach(line -> page.line("  " + line));
    page.section("Cost against full attention");
    String about = work.exact() ? "" : "≈ ";
    double each = 2.0 * Subject.HEAD_FEATURES;
    double full = work.pairs() * work.heads();
    page.entry(
        "visible",
        about
            + Quantities.large(work.visible() * each)
            + " multiply-adds, "
            + Quantities.fewer(full / work.visible()));
    page.entry(
        "computed",
        "at most "
            + about
            + Quantities.large(work.slots() * each)
            + ", "
            + Quantities.fewer(full / work.slots()));
    page.entry("full", Quantities.large(full * each) + ", on its visible pairs");
    page.entry(
        "",
        "("
            + subject.layers()
            + " layers of "
            + subject.heads()
            + " heads of "
            + Subject.HEAD_FEATURES
            + " features: "
            + (int) each
            + " multiply-adds a pair)");
  }

  private void reach() {
    boolean causal = subject.sequence().causal();
    page.section(
        "Reach: the tokens that can have a say in the output of the "
            + (causal ? "last token" : "middle token"));
    List<Reach.After> stacks = Reach.of(subject.plans(), REACH_BUDGET);
    for (int i = 0, next; i < stacks.size(); i = next) {
      Reach.After first = stacks.get(i);
      next = i + 1;
      while (next < stacks.size() && stacks.get(next).sameTokens(first)) {
        next++;
      }
      int last = stacks.get(next - 1).layers();
      String layers = first.layers() == last ? "" + last : first.layers() + " … " + last;
      page.entry(layers + (last == 1 ? " layer" : " layers"), reach(first, causal));
    }
  }

  private static String reach(Reach.After after, boolean causal) {
    String least = after.exact() ? "" : "at least ";
    String ahead = causal ? "" : " and " + Quantities.count(after.ahead()) + " ahead";
    return least
        + Quantities.count(after.back())
        + " tokens back"
        + ahead
        + "; "
        + Quantities.count(after.tokens())
        + " tokens, "
        + Quantities.share((double) after.tokens() / after.possible())
        + " of all";
  }

  private void stream() {
    page.section("What a stream keeps of the past");
    int n = subject.sequence().length();
    if (!subject.sequence().causal()) {
      page.line(
          "  everything: a bidirectional model has read all before it answers (see --causal)");
      return;
    }
    Retention kept = Retention.of(subject.plans());
    double bytes = 2.0 * Float.BYTES * Subject.HEAD_FEATURES * subject.heads() * kept.tokens();
    page.entry(
        "a layer",
        (kept.exact() ? "at most " : "≈ ")
            + Quantities.count(kept.tokens())
            + " tokens, "
            + Quantities.share((double) kept.tokens() / n)
            + " of "
            + Quantities.count(n)
            + ", reached at token "
            + Quantities.count(kept.moment()));
    page.entry(
        "memory",
        Quantities.bytes(bytes)
            + " a layer, "
            + Quantities.bytes(bytes * subject.layers())
            + " in all: keys and values, float32");
  }
}
