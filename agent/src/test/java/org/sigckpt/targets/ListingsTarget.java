package org.sigckpt.targets;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Folders being listed at the pauses: at the beginning, in the middle and at the end. */
public final class ListingsTarget {
  private static final int MANY = 2_000;

  private ListingsTarget() {}

  private static void take(Iterator<Path> from, int count, Set<String> into) {
    for (int i = 0; i < count && from.hasNext(); i++) {
      into.add(from.next().toString());
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path many = Files.createDirectories(Path.of("many"));
    for (int i = 0; i < MANY; i++) {
      Files.createDirectories(many.resolve("entry-" + i));
    }
    Path tree = Files.createDirectories(Path.of("tree"));
    for (int i = 0; i < 30; i++) {
      Files.createDirectories(tree.resolve("\u00e4" + i % 5 + "/" + i % 6 + "/" + i));
    }
    Set<String> seen = new TreeSet<>();
    Set<String> walked = new TreeSet<>();
    Set<String> late = new TreeSet<>();
    try (DirectoryStream<Path> listing = Files.newDirectoryStream(many);
        DirectoryStream<Path> notBegun = Files.newDirectoryStream(tree);
        DirectoryStream<Path> ended = Files.newDirectoryStream(many, "entry-1?");
        Stream<Path> walk = Files.walk(tree)) {
      Iterator<Path> entries = listing.iterator();
      Iterator<Path> paths = walk.iterator();
      Iterator<Path> some = ended.iterator();
      take(entries, 3, seen);
      take(paths, 20, walked);
      take(some, MANY, late);
      Pauses.here();
      take(entries, MANY / 2, seen);
      take(paths, 20, walked);
      System.out.println(some.hasNext() + " " + late);
      Pauses.here();
      take(entries, MANY, seen);
      take(paths, MANY, walked);
      notBegun.forEach(each -> late.add(each.toString()));
    }
    System.out.println(seen.size() + " " + walked.size() + " " + walked);
    System.out.println(late);
  }
}
