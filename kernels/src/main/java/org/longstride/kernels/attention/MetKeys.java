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
      KeyRuns keys = tile.keys();
      keys.eachRow(keys.sharedKeys(added), (from, size) -> set.add(from, from + size - 1));
      added = keys;
    }
    all = set.number();
    return all;
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
    int shared = keys.sharedKeys(all);
    if (shared > 0) {
      numbers.append(0, shared, 1);
    }
    keys.eachRow(shared, (from, size) -> numbers.append(set.number(from), size, 1));
  }
}
