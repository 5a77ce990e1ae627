package org.longstride.job.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longstride.job.sample.Europarl.Line;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A document of the demo: what was said on a sitting day, or in a whole year.
 *
 * @param id the day, {@code yyyy-mm-dd}, or the year
 * @param year the year
 * @param span {@code day} or {@code year}
 * @param excerpts excerpts in it
 * @param text their bodies, by date, a newline between them
 */
public record SittingDocument(String id, int year, String span, int excerpts, String text) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Every fifth year is one document, so that there are long ones: no day fills 20,000 bytes. */
  private static final int LONG_YEARS = 5;

  /** Groups the lines into documents, in the order of time; each line is in one of them. */
  public static List<SittingDocument> of(List<Line> lines) {
    Map<String, List<Line>> groups = new TreeMap<>();
    for (Line line : lines) {
      groups.computeIfAbsent(id(line), id -> new ArrayList<>()).add(line);
    }
    List<SittingDocument> documents = new ArrayList<>();
    groups.forEach((id, members) -> documents.add(of(id, members)));
    return documents;
  }

  private static String id(Line line) {
    return line.year() % LONG_YEARS == 0 ? Integer.toString(line.year()) : line.date();
  }

  private static SittingDocument of(String id, List<Line> members) {
    members.sort(Comparator.comparing(Line::date));
    String text = String.join("\n", members.stream().map(Line::body).toList());
    int year = members.get(0).year();
    return new SittingDocument(id, year, id.length() == 4 ? "year" : "day", members.size(), text);
  }

  /** The document as a line of JSON, without a newline. */
  public String json() {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", id);
    node.put("year", year);
    node.put("span", span);
    node.put("excerpts", excerpts);
    node.put("text", text);
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
