package org.longstride.job.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.longstride.job.UsageException;
import org.longstride.job.corpus.CorpusOptions;

/**
 * What a scoring run does.
 *
 * @param corpus what to read; the kept columns include those to group by
 * @param output the folder to write, which may not exist unless it is overwritten
 * @param model what to score with
 * @param groupBy kept columns to give statistics by
 * @param maxTokens documents with more are not scored
 * @param tokenScores whether to write {@code tokens/}
 * @param maxBadFraction the share of documents, from 0 to 1, that may end in another status than ok
 * @param overwrite whether to replace an output
 * @param batches how many batches to make; by cost where it is not given
 * @param configuration every option as it was given or defaulted, for the record
 */
public record ScoreOptions(
    CorpusOptions corpus,
    String output,
    ModelSource model,
    List<String> groupBy,
    OptionalInt maxTokens,
    boolean tokenScores,
    double maxBadFraction,
    boolean overwrite,
    OptionalInt batches,
    Map<String, String> configuration) {

  /**
   * @throws UsageException where an option has a value that it cannot have
   */
  public ScoreOptions {
    groupBy = List.copyOf(groupBy);
    check(!corpus.inputs().isEmpty(), "--input: give at least one file, folder or glob");
    check(!output.isBlank(), "--output is empty; give a folder");
    check(
        maxTokens.orElse(1) > 0,
        "--max-tokens " + maxTokens.orElse(1) + " is not above 0; leave it out for no limit");
    check(
        maxBadFraction >= 0 && maxBadFraction <= 1,
        "--max-bad-fraction " + maxBadFraction + " is not from 0 to 1");
    check(
        batches.orElse(1) > 0 && batches.orElse(1) <= 1_000_000,
        "--batches " + batches.orElse(1) + " is not from 1 to 1000000");
    refuse(corpus.kept(), DocumentTable.names(), "--keep");
    refuse(groupBy, SummaryTable.names(), "--group-by");
    Set<String> ungrouped = new LinkedHashSet<>(groupBy);
    ungrouped.removeAll(corpus.kept());
    check(ungrouped.isEmpty(), "--group-by " + ungrouped + ": these columns are not kept");
  }

  private static void refuse(List<String> columns, Set<String> taken, String option) {
    List<String> clashing = new ArrayList<>();
    for (String column : columns) {
      if (taken.stream().anyMatch(column::equalsIgnoreCase)) {
        clashing.add(column);
      }
    }
    check(
        clashing.isEmpty(),
        "%s %s: the output has a column of that name itself; rename it in the input"
            .formatted(option, String.join(",", clashing)));
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new UsageException(message);
    }
  }
}
