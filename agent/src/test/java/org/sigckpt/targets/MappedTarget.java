package org.sigckpt.targets;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Files mapped into memory: its own ones, and the JVM's runtime image below {@code jrt:}. */
public final class MappedTarget {
  private static final int PAGE_BYTES = 4096;

  private MappedTarget() {}

  private static MappedByteBuffer map(String name, MapMode mode, int offset) throws IOException {
    Path file = Path.of(name);
    byte[] bytes = new byte[3 * PAGE_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i / 7);
    }
    Files.write(file, bytes);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(mode, offset, PAGE_BYTES);
    }
  }

  /** Pauses in the middle of a compilation, with frames of the compiler below it. */
  private static final class Pausing implements TaskListener {
    @Override
    public void finished(TaskEvent event) {
      if (event.getKind() == TaskEvent.Kind.ANALYZE) {
        Pauses.here();
      }
    }
  }

  private static int first(FileSystem image) throws IOException {
    Path classes = image.getPath("/modules/java.base/java/lang");
    try (InputStream in = Files.newInputStream(classes.resolve("Object.class"));
        DirectoryStream<Path> folder = Files.newDirectoryStream(classes)) {
      Path entry = folder.iterator().next();
      return in.read() + (entry.startsWith(classes) ? 1000 : 0);
    }
  }

  public static void main(String[] arguments) throws IOException {
    MappedByteBuffer read = map("read.bin", MapMode.READ_ONLY, 5000);
    MappedByteBuffer written = map("written.bin", MapMode.READ_WRITE, 100);
    MappedByteBuffer own = map("own.bin", MapMode.PRIVATE, 0);
    MappedByteBuffer empty = read.slice(0, 0);
    IntBuffer ints = written.slice(8, 64).asIntBuffer();
    written.put(3, (byte) 33).position(9);
    own.put(3, (byte) 44);
    FileSystem image = FileSystems.getFileSystem(URI.create("jrt:/"));
    FileSystem second = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of());
    System.out.println(first(image) + " " + first(second));
    try (InputStream source =
        Files.newInputStream(image.getPath("modules", "java.base", "module-info.class"))) {
      System.out.println(source.read());
      Pauses.here();
      System.out.println(source.read());
    }
    ints.put(0, 0x01020304).put(1, 77);
    written.force();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
    JavacTask task =
        (JavacTask)
            compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source("A")));
    task.addTaskListener(new Pausing());
    boolean compiled = task.call();
    files.close();
    System.out.println(compiled + " " + Files.exists(Path.of("A.class")));
    System.out.println(read.get(0) + " " + read + empty + read.isReadOnly());
    System.out.println(written.get(3) + " " + written.getInt(8) + " " + written + ints);
    System.out.println(own.get(3) + " " + own.put(4, (byte) 5).get(4) + own.duplicate());
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(Path.of("written.bin")));
    System.out.println(file.get(103) + " " + file.getInt(108) + " " + file.getInt(112));
    System.out.println(Files.readAllBytes(Path.of("own.bin"))[3]);
    System.out.println(first(image) + " " + first(second));
    second.close();
    System.out.println(second.isOpen() + " " + first(image));
  }

  private static Path source(String name) throws IOException {
    String code = "import java.util.*; class %s { List<String> f = new ArrayList<>(); }";
    return Files.writeString(Path.of(name + ".java"), String.format(code, name));
  }
}
