package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatefileTest {
  @TempDir Path folder;

  @Test
  void readsBackWhatWasWritten() throws IOException {
    try (Statefile statefile = Statefile.open(StatefileFixture.small(folder))) {
      statefile.verify();
      assertThat(statefile.kinds()).containsExactlyInAnyOrder(SectionKind.META, SectionKind.HEAP);
      assertThat(statefile.bytes(SectionKind.HEAP)).asString(UTF_8).startsWith("objectsobjects");
      assertThat(statefile.section(SectionKind.HEAP).offsetBytes() % 4096).isZero();
      assertThat(statefile.meta()).isEqualTo(StatefileFixture.meta());
      assertThat(statefile.embedded()).containsExactly("program/000-app.jar");
    }
  }

  @Test
  void readsBackLargeRandomSectionWrittenInPieces() throws IOException {
    byte[] content = new byte[3_000_001];
    new Random(42).nextBytes(content);
    Path target = folder.resolve("large.ckpt");
    try (StatefileWriter writer = StatefileWriter.create(target)) {
      writer.manifest(StatefileFixture.MANIFEST);
      try (WritableByteChannel out = writer.section(SectionKind.HEAP)) {
        out.write(ByteBuffer.wrap(content, 0, 1_000_000));
        out.write(ByteBuffer.allocateDirect(2_000_001).put(content, 1_000_000, 2_000_001).flip());
      }
      writer.commit();
    }
    try (Statefile statefile = Statefile.open(target)) {
      assertThat(statefile.bytes(SectionKind.HEAP)).isEqualTo(content);
    }
  }

  @Test
  void isAnOrdinaryZipFile() throws IOException {
    try (ZipFile zip = new ZipFile(StatefileFixture.small(folder).toFile())) {
      assertThat(zip.stream().map(e -> e.getName()).findFirst()).hasValue("META-INF/MANIFEST.MF");
      byte[] app = zip.getInputStream(zip.getEntry("program/000-app.jar")).readAllBytes();
      assertThat(app).asString(UTF_8).isEqualTo("not really a jar");
    }
  }

  @Test
  void extractsEmbeddedFile() throws IOException {
    Path to = folder.resolve("extracted");
    try (Statefile statefile = Statefile.open(StatefileFixture.small(folder));
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      statefile.extract("program/000-app.jar", out);
    }
    assertThat(to).hasContent("not really a jar");
  }

  @Test
  void givesItsRuntimeToTheNextStatefile() throws IOException {
    Path first = StatefileFixture.small(folder);
    Path second = folder.resolve("second.ckpt");
    try (StatefileWriter writer = StatefileWriter.create(second)) {
      writer.manifest(StatefileFixture.MANIFEST);
      writer.runtime(first);
      writer.commit();
    }
    try (ZipFile zip = new ZipFile(second.toFile())) {
      assertThat(zip.stream().map(e -> e.getName()))
          .containsExactly(
              "META-INF/MANIFEST.MF",
              StatefileFixture.Echo.class.getName().replace('.', '/') + ".class",
              "sections/INDEX");
    }
  }

  @Test
  void rejectsEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(StatefileFixture.small(folder));
    Path damaged = folder.resolve("damaged");
    for (int length = 0; length < whole.length; length++) {
      Files.write(damaged, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> openAndVerify(damaged))
          .as("cut to %d bytes", length)
          .isInstanceOf(CorruptStatefileException.class);
    }
  }

  @Test
  void rejectsEveryFlippedBit() throws IOException {
    byte[] bytes = Files.readAllBytes(StatefileFixture.small(folder));
    Path damaged = folder.resolve("damaged");
    for (int i = 0; i < bytes.length; i++) {
      int bit = 1 << (i & 7);
      for (int mask : new int[] {bit, 0xFF}) {
        bytes[i] ^= (byte) mask;
        Files.write(damaged, bytes);
        bytes[i] ^= (byte) mask;
        assertThatThrownBy(() -> openAndVerify(damaged))
            .as("byte %d with mask 0x%x", i, mask)
            .isInstanceOf(StatefileException.class);
      }
    }
  }

  @Test
  void namesSectionAndChecksumsOfDamage() throws IOException {
    Path file = StatefileFixture.small(folder);
    byte[] bytes = Files.readAllBytes(file);
    try (Statefile statefile = Statefile.open(file)) {
      bytes[(int) statefile.section(SectionKind.HEAP).offsetBytes()] ^= 1;
    }
    Files.write(file, bytes);
    try (Statefile statefile = Statefile.open(file)) {
      assertThatThrownBy(() -> statefile.bytes(SectionKind.HEAP))
          .hasMessageMatching(
              "Cannot read statefile .*small.ckpt, section HEAP at offset \\d+: crc32c"
                  + " 0x[0-9a-f]{8} vs expected 0x[0-9a-f]{8} \\(file damaged\\?\\)\\.");
    }
  }

  @Test
  void saysWhenTheFormatIsTooNew() {
    byte[] index = "sigckpt-statefile 7\nMETA 1 0x00000000\n".getBytes(UTF_8);
    assertThatThrownBy(() -> SectionIndex.decode(index, "app.ckpt"))
        .isInstanceOf(StatefileTooNewException.class)
        .hasMessageStartingWith("Cannot read statefile app.ckpt: its format is version 7");
  }

  @Test
  void rejectsJarThatIsNoStatefile() throws IOException {
    Path jar = StatefileFixture.runtimeJar(folder);
    assertThatThrownBy(() -> Statefile.open(jar))
        .isInstanceOf(CorruptStatefileException.class)
        .hasMessageContaining("no list of sections");
  }

  private static void openAndVerify(Path file) throws IOException {
    try (Statefile statefile = Statefile.open(file)) {
      statefile.verify();
    }
  }
}
