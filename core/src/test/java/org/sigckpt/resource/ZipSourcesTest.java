package org.sigckpt.resource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipSourcesTest {
  private static final String TEXT = "some text ".repeat(10_000);

  @TempDir Path folder;
  private Path jar;

  @BeforeEach
  void write() throws IOException {
    jar = folder.resolve("some.jar");
    write(jar, TEXT);
  }

  @Test
  void reopensJar() throws IOException {
    TinyImage image;
    try (JarFile file = new JarFile(jar.toFile())) {
      image = TinyImage.of(file);
    }
    try (JarFile file = (JarFile) image.restore()) {
      assertThat(read(file)).isEqualTo(TEXT);
    }
  }

  @Test
  void closesSharedJarWithItsLastUser() throws IOException {
    TinyImage image;
    try (ZipFile one = new ZipFile(jar.toFile());
        ZipFile two = new ZipFile(jar.toFile())) {
      image = TinyImage.of(new Object[] {one, two});
    }
    Object[] files = (Object[]) image.restore();
    ZipFile one = (ZipFile) files[0];
    ZipFile two = (ZipFile) files[1];
    Object source = RawObjects.require(RawObjects.require(two, "res"), "zsrc");
    one.close();
    assertThat(read(two)).isEqualTo(TEXT);
    two.close();
    assertThat(ZipSources.isOpen(source)).isFalse();
  }

  @Test
  void keepsCharset() throws IOException {
    TinyImage image;
    try (ZipFile file = new ZipFile(jar.toFile(), ISO_8859_1)) {
      image = TinyImage.of(file);
    }
    try (ZipFile file = (ZipFile) image.restore()) {
      Object source = RawObjects.require(RawObjects.require(file, "res"), "zsrc");
      assertThat(ZipSources.charsetOf(source)).isEqualTo("ISO-8859-1");
      assertThat(read(file)).isEqualTo(TEXT);
    }
  }

  @Test
  void goesOnInflatingEntry() throws IOException {
    ZipFile file = new ZipFile(jar.toFile());
    InputStream in = file.getInputStream(file.getEntry("text"));
    in.skipNBytes(5_000);
    InputStream restored = (InputStream) TinyImage.of(in).restore();
    assertThat(new String(restored.readAllBytes(), UTF_8)).isEqualTo(TEXT.substring(5_000));
    restored.close();
    file.close();
  }

  @Test
  void carriesClosedJar() throws IOException {
    ZipFile file = new ZipFile(jar.toFile());
    file.close();
    ZipFile restored = (ZipFile) TinyImage.of(file).restore();
    assertThatThrownBy(restored::size).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void opensRelocatedJar() throws IOException {
    TinyImage image;
    try (ZipFile file = new ZipFile(jar.toFile())) {
      image = TinyImage.of(file);
    }
    Path moved = Files.move(jar, folder.resolve("moved.jar"));
    Object restored =
        image.restore(
            FileResources.handlers(
                FilePolicy.TRUNCATE,
                path -> path.equals(jar) ? moved : path,
                new SocketResources(SocketPolicy.FAIL)));
    try (ZipFile file = (ZipFile) restored) {
      assertThat(read(file)).isEqualTo(TEXT);
    }
  }

  @Test
  void refusesMissingOrOtherJar() throws IOException {
    TinyImage image;
    try (ZipFile file = new ZipFile(jar.toFile())) {
      image = TinyImage.of(file);
    }
    write(jar, "other");
    assertThatThrownBy(image::restore)
        .isInstanceOf(ResourceLostException.class)
        .hasMessageContaining("its directory changed");
    Files.delete(jar);
    assertThatThrownBy(image::restore)
        .isInstanceOf(ResourceLostException.class)
        .hasMessageContaining("put it back");
  }

  private static void write(Path jar, String text) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("text"));
      out.write(text.getBytes(UTF_8));
    }
  }

  private static String read(ZipFile file) throws IOException {
    try (InputStream in = file.getInputStream(file.getEntry("text"))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
