package org.sigckpt.resource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs a folder as a jar; equal folders give equal bytes. */
final class FolderJar {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private FolderJar() {}

  static void write(Path folder, OutputStream to) throws IOException {
    ZipOutputStream out = new ZipOutputStream(to);
    out.setLevel(Deflater.NO_COMPRESSION);
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files =
          walk.filter(path -> !path.equals(folder) && isContent(path)).sorted().toList();
      for (Path file : files) {
        boolean isFolder = Files.isDirectory(file);
        ZipEntry entry = new ZipEntry(folder.relativize(file) + (isFolder ? "/" : ""));
        entry.setTimeLocal(TIME);
        out.putNextEntry(entry);
        if (!isFolder) {
          Files.copy(file, out);
        }
        out.closeEntry();
      }
    }
    out.finish();
  }

  /** Reading a named pipe would block. */
  private static boolean isContent(Path path) {
    return (Files.isDirectory(path) || Files.isRegularFile(path)) && !isStatefile(path);
  }

  /** A statefile in the folder would be packed into the next one, and that into the one after. */
  private static boolean isStatefile(Path path) {
    String name = path.getFileName().toString();
    return name.matches(".*\\.ckpt(\\.\\d+)?") || name.endsWith(".sigckpt-tmp");
  }
}
