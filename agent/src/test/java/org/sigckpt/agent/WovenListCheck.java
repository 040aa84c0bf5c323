package org.sigckpt.agent;

import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Prints the classes of this JDK's java.base that the weaver changes and the list lacks. */
final class WovenListCheck {
  private WovenListCheck() {}

  public static void main(String[] arguments) throws Exception {
    Module base = Object.class.getModule();
    Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = root.relativize(file).toString();
        if (!name.endsWith(".class")) {
          continue;
        }
        name = name.substring(0, name.length() - ".class".length());
        if (!WovenJdkClasses.isKnownChanged(base, name.replace('/', '.'))
            && Weaver.mayChange(name, true, Files.readAllBytes(file))) {
          System.out.println(name.replace('/', '.'));
        }
      }
    }
  }
}
