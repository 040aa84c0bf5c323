package org.sigckpt.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStreamHandlerTest {
  @TempDir Path folder;

  @BeforeEach
  void fill() throws IOException {
    for (int i = 0; i < 1_500; i++) {
      Files.createFile(folder.resolve("entry with a long name " + i));
    }
  }

  @Test
  void goesOnWhereItWas() throws IOException {
    for (int taken : new int[] {0, 1, 700, 1_499, 1_500}) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        Iterator<Path> original = begin(stream, taken);
        TinyImage image = TinyImage.of(original);
        List<Path> rest = rest(original);
        assertThat(rest).hasSize(1_500 - taken);
        assertThat(rest(restore(image))).isEqualTo(rest);
      }
    }
  }

  @Test
  void refusesAFolderWithOtherEntries() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      TinyImage image = TinyImage.of(begin(stream, 10));
      Files.createFile(folder.resolve("another one"));
      assertThatThrownBy(image::restore)
          .isInstanceOf(ResourceLostException.class)
          .hasMessageContaining("listing of folder " + folder);
    }
  }

  private static Iterator<Path> begin(DirectoryStream<Path> stream, int count) {
    Iterator<Path> entries = stream.iterator();
    for (int i = 0; i < count; i++) {
      entries.next();
    }
    return entries;
  }

  @SuppressWarnings("unchecked")
  private static Iterator<Path> restore(TinyImage image) {
    return (Iterator<Path>) image.restore();
  }

  private static List<Path> rest(Iterator<Path> entries) {
    List<Path> rest = new ArrayList<>();
    entries.forEachRemaining(rest::add);
    return rest;
  }
}
