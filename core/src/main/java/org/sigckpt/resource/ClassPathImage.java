package org.sigckpt.resource;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;
import org.sigckpt.statefile.Statefile;
import org.sigckpt.statefile.StatefileWriter;

/**
 * The program's class path: every jar and folder on it is embedded in the statefile, so that a
 * restart needs nothing else. What still lies unchanged in its old place is used there, because
 * programs look at where their classes come from.
 *
 * @param entries in the order of the class path
 */
public record ClassPathImage(List<Entry> entries) {
  /** Copies the list. */
  public ClassPathImage {
    entries = List.copyOf(entries);
  }

  /**
   * One jar or folder.
   *
   * @param path absolute
   * @param isFolder whether the embedded jar is a packed folder
   * @param entryName of the embedded jar; its length and CRC32 are in the statefile's directory
   */
  public record Entry(String path, boolean isFolder, String entryName) {}

  /** Splits the value of {@code java.class.path}. */
  public static List<Path> split(String classPath) {
    return ClassPathEntries.split(classPath);
  }

  /**
   * Embeds the class path with everything that the jars' manifests name.
   *
   * @param classPath jars and folders, also those of the program's own URL class loaders; missing
   *     ones are left out, as the JDK does
   */
  public static ClassPathImage capture(List<Path> classPath, StatefileWriter writer)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path path : ClassPathEntries.expand(classPath)) {
      boolean isFolder = Files.isDirectory(path);
      String embedded = isFolder ? embedFolder(path, writer) : writer.embed(nameOf(path), path);
      entries.add(new Entry(path.toString(), isFolder, embedded));
    }
    return new ClassPathImage(entries);
  }

  /**
   * Finds or extracts every entry. Extracted jars lie in a new folder that only the owner may read
   * and that is deleted when the JVM ends.
   */
  public RestoredClassPath restore(Statefile statefile) throws IOException {
    List<Path> paths = new ArrayList<>();
    Map<Path, Path> relocated = new HashMap<>();
    Path folder = null;
    for (Entry entry : entries) {
      Path original = Path.of(entry.path);
      if (!isUnchanged(entry, original, statefile)) {
        folder = folder == null ? newPrivateFolder() : folder;
        Path extracted = extract(entry, folder, statefile);
        relocated.put(original, extracted);
        paths.add(extracted);
      } else {
        paths.add(original);
      }
    }
    return new RestoredClassPath(List.copyOf(paths), Map.copyOf(relocated));
  }

  /** Writes the image, not the jars. */
  public void write(Output out) {
    out.writeInt(entries.size());
    for (Entry entry : entries) {
      out.writeString(entry.path);
      out.writeBoolean(entry.isFolder);
      out.writeString(entry.entryName);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ClassPathImage read(Input in) {
    List<Entry> entries = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      entries.add(new Entry(in.readString(), in.readBoolean(), in.readString()));
    }
    return new ClassPathImage(entries);
  }

  private static String embedFolder(Path folder, StatefileWriter writer) throws IOException {
    Path packed = Files.createTempFile("sigckpt-", ".jar");
    try {
      try (OutputStream out = Files.newOutputStream(packed)) {
        FolderJar.write(folder, out);
      }
      return writer.embed(nameOf(folder) + ".jar", packed);
    } finally {
      Files.delete(packed);
    }
  }

  private static String nameOf(Path path) {
    @Nullable Path name = path.getFileName();
    return name == null ? "root" : name.toString();
  }

  private static boolean isUnchanged(Entry entry, Path original, Statefile statefile)
      throws IOException {
    if (entry.isFolder ? !Files.isDirectory(original) : !hasLength(entry, original, statefile)) {
      return false;
    }
    try (CheckedOutputStream sum =
        new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32())) {
      if (entry.isFolder) {
        FolderJar.write(original, sum);
      } else {
        Files.copy(original, sum);
      }
      return sum.getChecksum().getValue() == statefile.embeddedCrc32(entry.entryName);
    }
  }

  private static boolean hasLength(Entry entry, Path original, Statefile statefile)
      throws IOException {
    return Files.isRegularFile(original)
        && Files.size(original) == statefile.embeddedLengthBytes(entry.entryName);
  }

  private static Path newPrivateFolder() throws IOException {
    Path folder =
        Files.createTempDirectory(
            "sigckpt-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    folder.toFile().deleteOnExit();
    return folder;
  }

  private static Path extract(Entry entry, Path folder, Statefile statefile) throws IOException {
    String name = entry.entryName.substring(entry.entryName.lastIndexOf('/') + 1);
    Path extracted = folder.resolve(name);
    extracted.toFile().deleteOnExit();
    try (FileChannel out =
        FileChannel.open(extracted, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      statefile.extract(entry.entryName, out);
    }
    return extracted;
  }
}
