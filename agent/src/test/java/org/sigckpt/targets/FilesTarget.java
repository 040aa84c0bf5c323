package org.sigckpt.targets;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Counts into files that stay open: appended, positioned, buffered, and read. */
public final class FilesTarget {
  private FilesTarget() {}

  private static boolean isHeld(FileChannel file) throws IOException {
    try {
      return file.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  /** What the kernel says: length and kind of the locks of this process, see proc(5). */
  private static List<String> locks() throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
      for (Path file : files) {
        if (Files.isReadable(file)) {
          Files.readAllLines(file).stream()
              .filter(line -> line.startsWith("lock:"))
              .map(line -> line.replaceAll(".*ADVISORY *(\\w+) .*:\\d+ (.*)", "$1 $2"))
              .forEach(found::add);
        }
      }
    }
    Collections.sort(found);
    return found;
  }

  public static void main(String[] arguments) throws IOException {
    Files.deleteIfExists(Path.of("append.txt"));
    Files.writeString(Path.of("input.txt"), "alpha\nbeta\ngamma\n".repeat(2000));
    Files.write(Path.of("random.bin"), new byte[64]);
    try (PrintStream append = new PrintStream(new FileOutputStream("append.txt", true));
        RandomAccessFile random = new RandomAccessFile("random.bin", "rw");
        BufferedWriter buffered = Files.newBufferedWriter(Path.of("buffered.txt"));
        BufferedReader reader = new BufferedReader(new FileReader("input.txt"));
        FileChannel channel =
            FileChannel.open(
                Path.of("channel.bin"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        FileChannel lockFile =
            FileChannel.open(
                Path.of("write.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock whole = lockFile.lock();
      FileLock part = random.getChannel().tryLock(0, 16, true);
      for (int i = 0; i < 6; i++) {
        append.println("line " + i);
        random.seek(8L * i);
        random.writeInt(i * 1000 + 7);
        buffered.write("buffered " + i + "\n");
        ByteBuffer[] gathered = {
          ByteBuffer.wrap(new byte[] {(byte) i}), ByteBuffer.wrap(new byte[] {(byte) (i + 1)})
        };
        channel.write(gathered);
        for (int skipped = 0; skipped < 500; skipped++) {
          reader.readLine();
        }
        System.out.println(i + " " + reader.readLine() + " at " + random.getFilePointer());
        if (i == 1 || i == 3) {
          Pauses.here();
          random.writeInt(i);
          System.out.println(whole.isValid() + " " + part.isValid() + " " + isHeld(lockFile));
          System.out.println(locks());
          System.out.println("still at " + random.getFilePointer() + " " + channel.position());
        }
      }
    }
    System.out.print(Files.readString(Path.of("append.txt")));
    System.out.print(Files.readString(Path.of("buffered.txt")));
    System.out.println(java.util.Arrays.toString(Files.readAllBytes(Path.of("random.bin"))));
    System.out.println(java.util.Arrays.toString(Files.readAllBytes(Path.of("channel.bin"))));
  }
}
