package org.sigckpt.agent;

import java.io.IOException;
import java.io.InputStream;

/** Reads class files where the JVM found them: in the runtime image, or on the class path. */
final class ClassFiles {
  private ClassFiles() {}

  /** Returns the class file of a class in a named module, or null. */
  static byte[] read(Module module, String internalName) {
    try (InputStream in = module.getResourceAsStream(internalName + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      return null;
    }
  }

  /** Returns the class file that the loader finds as a resource, or null. */
  static byte[] read(ClassLoader loader, String internalName) {
    try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      return null;
    }
  }
}
