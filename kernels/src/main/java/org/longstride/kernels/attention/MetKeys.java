package org.longstride.kernels.attention;

import java.util.List;
import org.longstride.kernels.plan.KeyRuns;
import org.longstride.kernels.plan.TileKeys;

/**
 * Numbers the keys that the tiles of a batch meet, ascending and each once, so that what several
 * tiles meet is fetched once, and in the order of memory. Scratch for one thread.
 */
final class MetKeys {

  private static final KeyRuns NONE = new KeyRuns();

  private final TokenSet set = new TokenSet();
  private KeyRuns all = NONE;

  /**
   * Begins with the keys of some tiles; returns those that any of them meets, ascending, until the
   * next call.
   */
  KeyRuns of(List<TileKeys> tiles) {
    int first = Integer.MAX_VALUE;
    int end = 0;
    for (TileKeys tile : tiles) {
      KeyRuns keys = tile.keys();
      if (keys.count() > 0) {
        first = Math.min(first, keys.first(0));
        end = Math.max(end, keys.last(keys.runs() - 1) + 1);
      }
    }
    set.begin(Math.min(first, end), end);
    KeyRuns added = NONE;
    for (TileKeys tile : tiles) {
      add(tile.keys(), tile.keys().sharedRuns(added));
      added = tile.keys();
    }
    all = set.number();
    return all;
  }

  private void add(KeyRuns keys, int firstRun) {
    for (int run = firstRun; run < keys.runs(); run++) {
      int first = keys.first(run);
      int step = keys.step(run);
      if (step == 1) {
        set.add(first, keys.last(run));
      } else {
        for (int i = 0; i < keys.size(run); i++) {
          set.add(first + i * step);
        }
      }
    }
  }

  /** Writes the keys of one of the tiles by their numbers among those of all. */
  void number(KeyRuns keys, KeyRuns numbers) {
    numbers.clear();
    int last = keys.runs() - 1;
    if (last >= 0 && set.number(keys.last(last)) == keys.count() - 1) {
      // Nobody meets a key between those of the tile.
      numbers.append(0, keys.count(), 1);
      return;
    }
    // Nor between those that come first in the tile and among all.
    int shared = keys.sharedRuns(all);
    int count = 0;
    for (int run = 0; run < shared; run++) {
      count += keys.size(run);
    }
    if (count > 0) {
      numbers.append(0, count, 1);
    }
    for (int run = shared; run <= last; run++) {
      int first = keys.first(run);
      int step = keys.step(run);
      if (step == 1) {
        numbers.append(set.number(first), keys.size(run), 1);
      } else {
        for (int i = 0; i < keys.size(run); i++) {
          numbers.append(set.number(first + i * step), 1, 1);
        }
      }
    }
  }
}
