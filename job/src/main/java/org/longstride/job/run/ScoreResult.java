package org.longstride.job.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longstride.job.scoring.Status;

/**
 * What a scoring run came to.
 *
 * @param output the folder that was written
 * @param documents how many documents there are
 * @param bad how many of them have another status than ok
 * @param sharedIds how many documents have an id that an earlier one has too
 * @param tooManyBad whether these are a larger share than was allowed
 * @param elapsed how long the run took
 * @param summary rows of {@code summary/}, the whole first, then the first groups
 * @param groups how many groups there are
 */
public record ScoreResult(
    String output,
    long documents,
    long bad,
    long sharedIds,
    boolean tooManyBad,
    Duration elapsed,
    List<Map<String, Object>> summary,
    long groups) {

  /** The counts by name, as {@code run.json} has them. */
  Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>();
    Map<String, Object> whole = summary.get(0);
    counts.put("documents", documents);
    for (Status status : Status.values()) {
      counts.put(status.text(), whole.get(status.text()));
    }
    counts.put("shared_ids", sharedIds);
    counts.put("tokens", whole.get("tokens"));
    counts.put("scored_tokens", whole.get("scored_tokens"));
    counts.put("groups", groups);
    return counts;
  }

  /** 0, or 3 where there were too many bad documents. */
  public int exitCode() {
    return tooManyBad ? 3 : 0;
  }
}
