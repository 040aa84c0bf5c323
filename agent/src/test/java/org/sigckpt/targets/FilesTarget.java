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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Counts into files that stay open: appended, positioned, buffered, and read. */
public final class FilesTarget {
  private FilesTarget() {}

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
                StandardOpenOption.WRITE)) {
      for (int i = 0; i < 6; i++) {
        append.println("line " + i);
        random.seek(8L * i);
        random.writeInt(i * 1000 + 7);
        buffered.write("buffered " + i + "\n");
        channel.write(ByteBuffer.wrap(new byte[] {(byte) i, (byte) (i + 1)}));
        for (int skipped = 0; skipped < 500; skipped++) {
          reader.readLine();
        }
        System.out.println(i + " " + reader.readLine() + " at " + random.getFilePointer());
        if (i == 1 || i == 3) {
          Pauses.here();
          random.writeInt(i);
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
