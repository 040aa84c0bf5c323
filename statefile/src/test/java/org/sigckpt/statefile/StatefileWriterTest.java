package org.sigckpt.statefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatefileWriterTest {
  @TempDir Path folder;

  @Test
  void createsFilesForTheirOwnerOnly() throws IOException {
    Path target = folder.resolve("app.ckpt");
    try (StatefileWriter writer = StatefileWriter.create(target)) {
      assertThat(modes()).containsExactly("rw-------");
      writer.manifest(StatefileFixture.MANIFEST);
      writer.commit();
    }
    assertThat(modes()).containsExactly("rw-------");
    Files.delete(target);
    StatefileFixture.small(Files.createDirectory(folder.resolve("sub")));
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("sub/small.ckpt"))))
        .isEqualTo("rwx------");
  }

  @Test
  void leavesThePreviousStatefileWhenTheDiskIsFullAtAnyPoint() throws IOException {
    Path target = Files.writeString(folder.resolve("app.ckpt"), "previous");
    int refusals = 0;
    for (long room = 0; ; room += 97) {
      try (StatefileWriter writer = writerWithRoomFor(target, room)) {
        writeAll(writer);
        break;
      } catch (IOException e) {
        assertThat(e).hasMessage("No space left on device");
        refusals++;
      }
      assertThat(target).hasContent("previous");
      assertThat(names()).containsExactly("app.ckpt");
    }
    assertThat(refusals).isGreaterThan(20);
    try (Statefile statefile = Statefile.open(target)) {
      statefile.verify();
    }
  }

  @Test
  void dropsWhatWasNotCommitted() throws IOException {
    try (StatefileWriter writer = StatefileWriter.create(folder.resolve("app.ckpt"))) {
      writer.manifest(StatefileFixture.MANIFEST);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void deletesLeftoversOfDeadWritersButNotItsOwn() throws IOException {
    Path target = folder.resolve("app.ckpt");
    Path leftover = Files.createFile(folder.resolve(".app.ckpt.1-1-1.sigckpt-tmp"));
    Path other = Files.createFile(folder.resolve(".other.ckpt.1-1-1.sigckpt-tmp"));
    try (StatefileWriter first = StatefileWriter.create(target);
        StatefileWriter second = StatefileWriter.create(target)) {
      assertThat(leftover).doesNotExist();
      assertThat(other).exists();
      first.manifest(StatefileFixture.MANIFEST);
      second.manifest(StatefileFixture.MANIFEST);
      first.commit();
      second.commit();
    }
    assertThat(names()).containsExactlyInAnyOrder("app.ckpt", other.getFileName().toString());
  }

  @Test
  void refusesToWriteInTheWrongOrder() throws IOException {
    try (StatefileWriter writer = StatefileWriter.create(folder.resolve("app.ckpt"))) {
      assertThatThrownBy(() -> writer.section(SectionKind.META))
          .hasMessageContaining("the manifest comes first");
      writer.manifest(StatefileFixture.MANIFEST);
      try (WritableByteChannel open = writer.section(SectionKind.META)) {
        assertThatThrownBy(writer::commit).hasMessageContaining("a section is still open");
        open.write(ByteBuffer.allocate(1));
      }
      assertThatThrownBy(() -> writer.section(SectionKind.META))
          .hasMessageContaining("was written already");
    }
  }

  private static StatefileWriter writerWithRoomFor(Path target, long bytes) throws IOException {
    return StatefileWriter.create(target, channel -> new FaultyChannel(channel, bytes));
  }

  private void writeAll(StatefileWriter writer) throws IOException {
    writer.manifest(StatefileFixture.MANIFEST);
    writer.section(SectionKind.META, StatefileFixture.meta().encode());
    writer.section(SectionKind.HEAP, new byte[3000]);
    writer.commit();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private List<String> modes() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(StatefileWriterTest::mode).toList();
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
