package org.sigckpt.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares two texts of {@link GraphAudit} and says by which path from a root the first differing
 * objects are reached.
 *
 * <p>Line by line: both number objects in the order they meet them, so the first difference is real
 * and those behind it may follow from it. An identity hash code that nobody had asked for before
 * the checkpoint may be anything after it.
 */
public final class GraphComparison {
  private static final int MAX_REPORTED = 20;
  private static final Pattern REFERENCE = Pattern.compile("(\\S+?)?[= ]#(\\d+)");
  private static final Pattern HASH = Pattern.compile(" hash=(\\S+)");

  /** Object number to the number of the object that reaches it first, and by which field. */
  private final Map<Integer, String> reachedBy = new HashMap<>();

  private final List<String> differences = new ArrayList<>();
  private long objectCount;

  private GraphComparison() {}

  /** Prints the differences; exit status 1 if there is one. */
  public static void main(String[] args) throws IOException {
    GraphComparison comparison = new GraphComparison();
    comparison.compare(Path.of(args[0]), Path.of(args[1]));
    comparison.differences.forEach(System.out::println);
    System.out.println(
        comparison.objectCount + " objects, " + comparison.differences.size() + " differences");
    System.exit(comparison.differences.isEmpty() ? 0 : 1);
  }

  /** Returns the first differences, each with the path from a root; empty if there is none. */
  public static List<String> differences(Path captured, Path restored) throws IOException {
    GraphComparison comparison = new GraphComparison();
    comparison.compare(captured, restored);
    return comparison.differences;
  }

  private void compare(Path captured, Path restored) throws IOException {
    try (BufferedReader before = Files.newBufferedReader(captured);
        BufferedReader after = Files.newBufferedReader(restored)) {
      for (String left = before.readLine(); left != null; left = before.readLine()) {
        String right = after.readLine();
        note(left);
        if (right == null || !isEqual(left, right)) {
          differences.add(pathTo(left) + "\n  before: " + left + "\n  after:  " + right);
        }
        if (right == null || differences.size() == MAX_REPORTED) {
          return;
        }
      }
      String more = after.readLine();
      if (more != null) {
        differences.add("only after the restart: " + more);
      }
    }
  }

  private void note(String line) {
    String from = line.startsWith("root ") ? line : line.substring(0, line.indexOf(' '));
    objectCount += line.startsWith("#") ? 1 : 0;
    Matcher references = REFERENCE.matcher(line);
    while (references.find()) {
      int number = Integer.parseInt(references.group(2));
      reachedBy.putIfAbsent(number, from + "\t" + references.group(1));
    }
  }

  private static boolean isEqual(String left, String right) {
    if (left.equals(right)) {
      return true;
    }
    if (left.contains(" = ") && right.contains(" = ")) {
      return left.substring(0, left.indexOf(" = "))
          .equals(right.substring(0, right.indexOf(" = ")));
    }
    Matcher before = HASH.matcher(left);
    Matcher after = HASH.matcher(right);
    return before.find()
        && after.find()
        && (before.group(1).length() == 1 || after.group(1).equals("?"))
        && before.replaceFirst("").equals(after.replaceFirst(""));
  }

  private String pathTo(String line) {
    if (!line.startsWith("#")) {
      return line.split(" static", 2)[0];
    }
    StringBuilder path = new StringBuilder();
    String at = line.substring(1, line.indexOf(' '));
    for (int steps = 0; steps < 100; steps++) {
      String from = reachedBy.get(Integer.parseInt(at));
      if (from == null) {
        break;
      }
      String[] parts = from.split("\t");
      path.insert(0, "." + parts[1]);
      if (!parts[0].startsWith("#")) {
        return parts[0].split(" statics?", 2)[0] + path;
      }
      at = parts[0].substring(1);
    }
    return "…" + path;
  }
}
