package org.sigckpt.targets;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** A method of some 50 KB, as generators write, with frames near its start and its end. */
public final class LargeMethodTarget {
  private static final int STATEMENTS = 4_000;

  private LargeMethodTarget() {}

  private static String source() {
    StringBuilder code = new StringBuilder("public class Large implements Runnable {\n");
    code.append("public void run() {\nlong x = hashCode() * 0L + 1; int n = 3;\n");
    for (int i = 0; i < STATEMENTS; i++) {
      code.append("x = x * 31 + n + ").append(i % 100).append(";\n");
      if (i % 1000 == 100) {
        code.append("for (int k = 0; k < n; k++) { x ^= k + System.lineSeparator().length(); }\n");
      }
      if (i == 100 || i == STATEMENTS - 100) {
        code.append("org.sigckpt.targets.Pauses.here();\n");
      }
    }
    return code.append("System.out.println(x);\n}\n}\n").toString();
  }

  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    Path folder = Files.createDirectories(Path.of("large"));
    Path file = Files.writeString(folder.resolve("Large.java"), source());
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-cp", System.getProperty("java.class.path"), file.toString());
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Runnable large = (Runnable) loader.loadClass("Large").getConstructor().newInstance();
      large.run();
    }
    System.out.println(Files.size(folder.resolve("Large.class")) > Short.MAX_VALUE);
  }
}
