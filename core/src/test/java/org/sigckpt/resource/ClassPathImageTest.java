package org.sigckpt.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sigckpt.statefile.Statefile;
import org.sigckpt.statefile.StatefileWriter;

class ClassPathImageTest {
  @TempDir Path folder;
  private Path app;
  private Path lib;
  private Path classes;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    lib = jar(folder.resolve("lib/lib.jar"), "../app.jar missing.jar");
    app = jar(folder.resolve("app.jar"), "lib/lib.jar http://nowhere/x.jar classes/");
    classes = folder.resolve("classes");
    Files.createDirectories(classes.resolve("sub"));
    Files.writeString(classes.resolve("sub/a.txt"), "text");
  }

  @Test
  void followsManifestsAndLeavesOutWhatIsMissing() throws IOException {
    Path missing = folder.resolve("none.jar");
    assertThat(ClassPathEntries.expand(List.of(app, missing, lib)))
        .containsExactly(app, lib, classes);
  }

  @Test
  void usesUnchangedEntriesInPlace() throws IOException {
    RestoredClassPath restored = captureThenRestore(() -> {});
    assertThat(restored.entries()).containsExactly(app, lib, classes);
    assertThat(restored.relocated()).isEmpty();
  }

  @Test
  void extractsWhatIsMissingOrChanged() throws IOException {
    RestoredClassPath restored =
        captureThenRestore(
            () -> {
              Files.delete(app);
              Files.writeString(classes.resolve("sub/a.txt"), "next");
            });
    assertThat(restored.entries()).hasSize(3).contains(lib).doesNotContain(app, classes);
    Path extracted = restored.relocate(app);
    assertThat(restored.entries().get(0)).isEqualTo(extracted);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(extracted.getParent())))
        .isEqualTo("rwx------");
    try (JarFile jar = new JarFile(restored.relocate(classes).toFile())) {
      assertThat(jar.getInputStream(jar.getEntry("sub/a.txt"))).hasContent("text");
    }
  }

  private RestoredClassPath captureThenRestore(Change change) throws IOException {
    Path target = folder.resolve("app.ckpt");
    Output out = new Output(64, -1);
    try (StatefileWriter writer = StatefileWriter.create(target)) {
      writer.manifest(Map.of());
      ClassPathImage.capture(List.of(app), writer).write(out);
      writer.commit();
    }
    change.run();
    try (Statefile statefile = Statefile.open(target)) {
      return ClassPathImage.read(new Input(out.toBytes())).restore(statefile);
    }
  }

  private interface Change {
    void run() throws IOException;
  }

  private static Path jar(Path path, String classPath) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    new JarOutputStream(Files.newOutputStream(path), manifest).close();
    return path;
  }
}
