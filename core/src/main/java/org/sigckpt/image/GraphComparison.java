package org.sigckpt.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares two texts of {@link GraphAudit} in lock step from the roots: every object before the
 * checkpoint must correspond to one object after the restart, wherever it is met.
 *
 * <p>Differences are counted by class and field, with the path from a root to the first of each. An
 * identity hash code that nobody had asked for before the checkpoint may be anything after it.
 */
public final class GraphComparison {
  private static final int MAX_PATH = 60;

  /** A pair to compare, and how it was reached. */
  private record Step(int before, int after, Step from, String field) {
    String path() {
      Deque<String> parts = new ArrayDeque<>();
      Step step = this;
      for (; step != null && parts.size() < MAX_PATH; step = step.from) {
        parts.addFirst(step.field);
      }
      return (step == null ? "" : "… ") + String.join(".", parts);
    }
  }

  private final Map<String, String> rootsBefore = new LinkedHashMap<>();
  private final Map<String, String> rootsAfter = new LinkedHashMap<>();
  private final List<String> before;
  private final List<String> after;
  private final Map<Integer, Integer> partners = new HashMap<>();
  private final Map<Integer, Integer> reverse = new HashMap<>();
  private final Deque<Step> queue = new ArrayDeque<>();
  private final Map<String, String> firstOf = new LinkedHashMap<>();
  private final Map<String, Integer> countOf = new HashMap<>();

  private GraphComparison(Path captured, Path restored) throws IOException {
    before = read(captured, rootsBefore);
    after = read(restored, rootsAfter);
  }

  /** Prints the differences; exit status 1 if there is one. */
  public static void main(String[] args) throws IOException {
    GraphComparison comparison = new GraphComparison(Path.of(args[0]), Path.of(args[1]));
    List<String> differences = comparison.compare();
    differences.forEach(System.out::println);
    System.out.println(
        comparison.partners.size() + " objects, " + differences.size() + " kinds of difference");
    System.exit(differences.isEmpty() ? 0 : 1);
  }

  /** Returns one text per kind of difference; empty if there is none. */
  public static List<String> differences(Path captured, Path restored) throws IOException {
    return new GraphComparison(captured, restored).compare();
  }

  private static List<String> read(Path file, Map<String, String> roots) throws IOException {
    List<String> objects = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(
          line -> {
            if (line.startsWith("root ")) {
              int end = line.indexOf('\t');
              roots.merge(line.substring(5, end), line.substring(end + 1), (a, b) -> a + "\t" + b);
            } else {
              objects.add(line.substring(line.indexOf('\t') + 1));
            }
          });
    }
    return objects;
  }

  private List<String> compare() {
    for (Map.Entry<String, String> root : rootsBefore.entrySet()) {
      String other = rootsAfter.remove(root.getKey());
      if (other == null) {
        note(root.getKey(), "root missing after the restart", root.getKey(), root.getValue(), "");
      } else {
        compare(new Step(0, 0, null, root.getKey()), root.getKey(), root.getValue(), other);
      }
    }
    rootsAfter.forEach(
        (name, fields) -> note(name, "root only after the restart", name, "", fields));
    for (Step step = queue.poll(); step != null; step = queue.poll()) {
      String left = before.get(step.before - 1);
      String right = after.get(step.after - 1);
      int end = left.indexOf('\t');
      String type = left.substring(0, end);
      if (!right.startsWith(type + "\t")) {
        note(step.path(), type, "class", left, right);
      } else {
        compare(step, type, left.substring(end + 1), right.substring(end + 1));
      }
    }
    List<String> texts = new ArrayList<>();
    firstOf.forEach((kind, text) -> texts.add(countOf.get(kind) + " x " + kind + text));
    return texts;
  }

  private void compare(Step at, String type, String left, String right) {
    if (left.startsWith("= ") && right.startsWith("= ")) {
      return;
    }
    String[] lefts = left.split("\t");
    String[] rights = right.split("\t");
    if (lefts.length != rights.length) {
      note(at.path(), type, "elements", left, right);
      return;
    }
    for (int i = 0; i < lefts.length; i++) {
      int end = lefts[i].indexOf('=') + 1;
      String field = lefts[i].substring(0, end);
      if (!rights[i].startsWith(field)) {
        note(at.path(), type, "fields", lefts[i], rights[i]);
        return;
      }
      compareField(at, type, field, lefts[i].substring(end), rights[i].substring(end));
    }
  }

  private void compareField(Step at, String type, String field, String left, String right) {
    if (left.startsWith("#") && right.startsWith("#")) {
      int from = Integer.parseInt(left.substring(1));
      int to = Integer.parseInt(right.substring(1));
      Integer partner = partners.putIfAbsent(from, to);
      Integer back = reverse.putIfAbsent(to, from);
      if (partner == null && back == null) {
        queue.add(new Step(from, to, at, field.replace("=", "")));
      } else if (partner == null || partner != to || back == null || back != from) {
        note(
            at.path(), type, plain(field) + " (aliasing)", before.get(from - 1), after.get(to - 1));
      }
      return;
    }
    boolean free = field.equals("hash=") && (left.length() == 1 || right.equals("?"));
    if (!free && !left.equals(right)) {
      note(at.path(), type, plain(field), left, right);
    }
  }

  private static String plain(String field) {
    return Character.isDigit(field.charAt(0)) ? "element" : field;
  }

  private void note(String path, String type, String field, String left, String right) {
    String kind = type + " " + field;
    countOf.merge(kind, 1, Integer::sum);
    firstOf.putIfAbsent(kind, "\n  at " + path + "\n  before: " + left + "\n  after:  " + right);
  }
}
