package org.longstride.job.explain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;

/**
 * What a causal stream must keep of the past: at each moment the keys before the next query that it
 * or a later query may still see.
 *
 * @param tokens the most that any layer keeps at any moment
 * @param moment the next query at that moment; the earliest such
 * @param exact false if there were too many layers to look at them all
 */
record Retention(int tokens, int moment, boolean exact) {

  /** The most keys of a causal sequence whose lifetime is looked up. */
  private static final long BUDGET = 20_000_000;

  /** The fullest moment of the layer that keeps the most. */
  static Retention of(List<AttentionPlan> plans) {
    Sequence sequence = plans.get(0).sequence();
    Set<Set<Term>> layers = new LinkedHashSet<>();
    for (AttentionPlan plan : plans) {
      layers.add(terms(plan));
    }
    long affordable = Math.max(1, BUDGET / sequence.length());
    Retention most = new Retention(0, 0, true);
    for (Set<Term> terms : layers.stream().limit(affordable).toList()) {
      Retention one = fullest(terms, sequence);
      most = one.tokens > most.tokens ? one : most;
    }
    return new Retention(most.tokens, most.moment, layers.size() <= affordable);
  }

  private static Set<Term> terms(AttentionPlan plan) {
    Set<Term> terms = new LinkedHashSet<>();
    for (HeadGroup group : plan.groups()) {
      for (Pass pass : group.passes()) {
        terms.addAll(pass.terms());
      }
    }
    return terms;
  }

  private static Retention fullest(Set<Term> terms, Sequence sequence) {
    int n = sequence.length();
    int[] change = new int[n + 1];
    int last = n - 1;
    for (int key = 0; key < n - 1; key++) {
      if (retains(terms, sequence, key, key + 1)) {
        last = lastUse(terms, sequence, key, last);
        change[key + 1]++;
        change[last + 1]--;
      }
    }
    int kept = 0;
    int most = 0;
    int moment = 0;
    for (int from = 0; from < n; from++) {
      kept += change[from];
      if (kept > most) {
        most = kept;
        moment = from;
      }
    }
    return new Retention(most, moment, true);
  }

  /** The last query that sees the key, guessed from the key before: neighbours live alike. */
  private static int lastUse(Set<Term> terms, Sequence sequence, int key, int before) {
    int end = sequence.length() - 1;
    if (retains(terms, sequence, key, end)) {
      return end;
    }
    for (int guess = before; guess <= before + 1; guess++) {
      if (guess > key
          && guess < end
          && retains(terms, sequence, key, guess)
          && !retains(terms, sequence, key, guess + 1)) {
        return guess;
      }
    }
    int low = key + 1;
    int high = end;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (retains(terms, sequence, key, middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean retains(Set<Term> terms, Sequence sequence, int key, int from) {
    for (Term term : terms) {
      if (term.retains(sequence, key, from)) {
        return true;
      }
    }
    return false;
  }
}
