package org.sigckpt.targets;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Holds, while it pauses, what can't be captured; says afterwards that it still works. */
public final class RefusedTarget {
  private static final List<Object> HELD = new ArrayList<>();

  private RefusedTarget() {}

  private static void mapped() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile("mapped.bin", "rw")) {
      HELD.add(file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 4096).putInt(5));
    }
    Files.delete(Path.of("mapped.bin"));
    Pauses.here();
    System.out.println("mapped " + ((ByteBuffer) HELD.get(0)).getInt(0));
  }

  /** A reader is in a native method, and no poll can reach it there. */
  private static void fifo() throws IOException, InterruptedException {
    Thread reader =
        new Thread(
            () -> {
              try (InputStream in = new FileInputStream("fifo")) {
                System.out.println("fifo gave " + in.read());
              } catch (IOException e) {
                System.out.println(e);
              }
            },
            "stuck-reader");
    reader.start();
    while (!isIn(reader, "open0")) {
      Thread.onSpinWait();
    }
    Pauses.here();
    Files.write(Path.of("fifo"), new byte[] {9});
    reader.join();
  }

  /** Its initialiser is started by the VM for a reflective call. */
  static final class Slow {
    static {
      Pauses.here();
    }

    @Override
    public String toString() {
      return "made";
    }
  }

  private static void reflective() throws ReflectiveOperationException {
    System.out.println("reflective " + Slow.class.getDeclaredConstructor().newInstance());
  }

  private static boolean isIn(Thread thread, String method) {
    StackTraceElement[] trace = thread.getStackTrace();
    return trace.length > 0 && trace[0].getMethodName().equals(method);
  }

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "mapped" -> mapped();
      case "fifo" -> fifo();
      case "reflective" -> reflective();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }
}
