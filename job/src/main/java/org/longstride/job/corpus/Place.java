package org.longstride.job.corpus;

import org.longstride.job.corpus.Document.Problem;

/**
 * Where a document starts.
 *
 * @param source its file
 * @param unit what the position counts: rows or bytes
 * @param position from 0
 */
record Place(String source, String unit, long position) {

  /**
   * The document that starts here. One without an id of its own is named after the place, and then
   * its error names the place too, because a hash finds nothing again.
   *
   * @param ownId value of the id column, or null
   */
  Document document(String ownId, Content content, Object[] kept) {
    Problem problem = content.problem();
    if (ownId == null && problem != null) {
      problem = new Problem(problem.status(), this + ": " + problem.message());
    }
    String id = ownId != null ? ownId : DocumentIds.of(source, position);
    return new Document(id, source, position, content.text(), content.tokens(), kept, problem);
  }

  @Override
  public String toString() {
    return source + ", " + unit + " " + position;
  }
}
