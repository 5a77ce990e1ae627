package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * The matrices of a pattern's heads, ready to be drawn: one for each set of keys that heads see,
 * those that are called differently first.
 *
 * @param drawn the sequence that is drawn, as a rule shorter than the one that is explained
 * @param panels the matrices
 * @param left sets of keys that are not drawn for want of room
 */
record Picture(Sequence drawn, List<Panel> panels, int left) {

  /** How many colours there are; past that, terms of one kind share one. */
  static final int COLOURS = 6;

  /**
   * The heads that see one set of keys.
   *
   * @param where which heads these are
   * @param cells what they see
   * @param legend for each colour that occurs what it stands for
   * @param colours the colour of each term of the cells
   */
  record Panel(String where, CellMatrix cells, Map<Integer, String> legend, int[] colours) {

    /** Whether any pair of the cell is visible. */
    boolean seen(int row, int column) {
      return cells.term(row, column) != CellMatrix.UNSEEN;
    }

    /** The colour of a cell that is seen. */
    int colour(int row, int column) {
      return colours[cells.term(row, column)];
    }
  }

  /**
   * Draws a pattern.
   *
   * @param subject the pattern
   * @param most the most panels
   * @param cells the most cells of a row
   */
  static Picture of(Subject subject, int most, int cells) {
    List<HeadSet> sets = subject.headSets();
    List<HeadSet> chosen = choose(sets, most);
    List<Term> terms = chosen.stream().flatMap(set -> set.terms().stream()).distinct().toList();
    Sequence drawn =
        new Sequence(DrawnLength.of(terms, subject.sequence()), subject.sequence().causal());
    return new Picture(drawn, panels(chosen, drawn, subject, cells), sets.size() - chosen.size());
  }

  /** The first set of each label, and where there is but one label, a second set. */
  private static List<HeadSet> choose(List<HeadSet> sets, int most) {
    List<HeadSet> first = new ArrayList<>();
    List<HeadSet> others = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (HeadSet set : sets) {
      boolean known = labels.contains(set.label());
      (known ? others : first).add(set);
      labels.add(set.label());
    }
    int second = first.size() == 1 ? 1 : 0;
    return Stream.concat(first.stream(), others.stream().limit(second)).limit(most).toList();
  }

  private static List<Panel> panels(
      List<HeadSet> sets, Sequence drawn, Subject subject, int cells) {
    List<String> names = names(sets, HeadSet::label);
    boolean few = names.size() <= COLOURS;
    List<String> known = few ? names : names(sets, Picture::kind);
    List<Panel> panels = new ArrayList<>();
    for (HeadSet set : sets) {
      List<Term> terms = set.terms();
      int[] colours = new int[terms.size()];
      Map<Integer, String> legend = new TreeMap<>();
      for (int t = 0; t < colours.length; t++) {
        String label = HeadSet.label(terms.get(t));
        int at = known.indexOf(few ? label : kind(terms.get(t)));
        colours[t] = at % COLOURS;
        legend.merge(colours[t], label, (a, b) -> a.contains(b) ? a : a + ", " + b);
      }
      panels.add(
          new Panel(set.where(subject), CellMatrix.of(terms, drawn, cells), legend, colours));
    }
    return panels;
  }

  private static List<String> names(List<HeadSet> sets, Function<Term, String> name) {
    return sets.stream().flatMap(set -> set.terms().stream()).map(name).distinct().toList();
  }

  private static String kind(Term term) {
    return HeadSet.label(term).replaceAll("[( ].*", "");
  }

  /** Tokens of a cell's side. */
  int side() {
    return panels.get(0).cells().side();
  }

  /** What is drawn, in few words. */
  String size() {
    String cell = side() == 1 ? "" : ", a cell " + side() + " × " + side();
    return Quantities.count(drawn.length()) + " tokens" + cell;
  }

  /** What is drawn, in words. */
  String caption(Sequence whole) {
    String tokens =
        drawn.length() == whole.length()
            ? Quantities.count(drawn.length()) + " tokens"
            : Quantities.count(drawn.length())
                + " of "
                + Quantities.count(whole.length())
                + " tokens";
    String cell =
        side() == 1
            ? "a cell is a pair"
            : "a cell is " + side() + " × " + side() + " pairs, filled where any is visible";
    return tokens + ", " + (drawn.causal() ? "causal" : "bidirectional") + "; " + cell;
  }
}
