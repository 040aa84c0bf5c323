package org.sigckpt.classes;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the class files of the JDK's own classes from its module image. */
final class JdkClassFiles {
  private JdkClassFiles() {}

  /** Returns the class file, or null if the class is in no named module or its module lacks it. */
  static byte @Nullable [] of(Class<?> type) {
    if (!type.getModule().isNamed()) {
      return null;
    }
    String path = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getModule().getResourceAsStream(path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      return null;
    }
  }
}
