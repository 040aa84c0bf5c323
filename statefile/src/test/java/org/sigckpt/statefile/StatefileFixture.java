package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Small statefiles for the tests. */
final class StatefileFixture {
  static final Map<String, String> MANIFEST = Map.of("Main-Class", Echo.class.getName());

  private StatefileFixture() {}

  /** What the produced jar runs. */
  public static final class Echo {
    public static void main(String[] args) {
      System.out.println("echo " + String.join(",", args));
    }
  }

  static Path runtimeJar(Path folder) throws IOException {
    Path jar = folder.resolve("runtime.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      String name = Echo.class.getName().replace('.', '/') + ".class";
      out.putNextEntry(new JarEntry("META-INF/MANIFEST.MF"));
      out.write("Manifest-Version: 1.0\r\n\r\n".getBytes(UTF_8));
      out.putNextEntry(new JarEntry(name));
      out.write(Echo.class.getClassLoader().getResourceAsStream(name).readAllBytes());
      out.closeEntry();
    }
    return jar;
  }

  static Path small(Path folder) throws IOException {
    Path target = folder.resolve("small.ckpt");
    try (StatefileWriter writer = StatefileWriter.create(target)) {
      writer.script();
      writer.manifest(MANIFEST);
      writer.runtime(runtimeJar(folder));
      writer.embed("app.jar", Files.writeString(folder.resolve("app.jar"), "not really a jar"));
      writer.section(SectionKind.META, meta().encode());
      writer.section(SectionKind.HEAP, "objects".repeat(20).getBytes(UTF_8));
      writer.commit();
    }
    return target;
  }

  static Meta meta() {
    return meta(JvmIdentity.current(), 1000);
  }

  static Meta meta(JvmIdentity jvm, long liveBytes) {
    return new Meta(
        1_700_000_000_123L,
        2,
        new Meta.Origin("host\\a", 4711, "app.jar -x\n=y", "/work dir", 61_000, -5L),
        jvm,
        new Meta.Heap(liveBytes, 77),
        List.of(
            new Meta.CapturedThread(1, "RUNNABLE", "main"),
            new Meta.CapturedThread(31, "WAITING", "pool-1=thread\r\n2")));
  }
}
