package probe;

import java.io.*;
import java.util.*;
import java.util.concurrent.atomic.*;

/** Piped streams and readers between threads, data, object and sequence streams above them. */
public class P_piped_streams {
  record Message(int n, String text, long[] wide) implements Serializable {}

  static final class Input extends ObjectInputStream {
    Input(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass c) throws IOException, ClassNotFoundException {
      return c.getName().startsWith("probe") ? Class.forName(c.getName(), false, P_piped_streams.class.getClassLoader()) : super.resolveClass(c);
    }
  }

  public static void main(String[] args) throws Exception {
    PipedOutputStream to = new PipedOutputStream();
    PipedInputStream from = new PipedInputStream(to, 512);
    PipedWriter writer = new PipedWriter();
    BufferedReader reader = new BufferedReader(new PipedReader(writer, 64));
    AtomicReference<Throwable> failed = new AtomicReference<>();
    Thread producer = new Thread(() -> {
      try (ObjectOutputStream out = new ObjectOutputStream(to); Writer text = writer) {
        for (int i = 0; i < 150; i++) {
          out.writeObject(new Message(i, "m" + i, new long[i % 40]));
          out.writeDouble(i / 3.0);
          out.reset();
          out.flush();
          text.write("line " + i + "\n");
          text.flush();
          if (i % 50 == 25) {
            Pause.here();
          }
        }
      } catch (IOException e) {
        failed.set(e);
      }
    });
    producer.start();
    long sum = 0;
    try (ObjectInputStream in = new Input(from)) {
      for (int i = 0; i < 150; i++) {
        Message m = (Message) in.readObject();
        sum = sum * 31 + m.n() + m.text().hashCode() + m.wide().length + (long) in.readDouble() + reader.readLine().hashCode();
      }
    }
    producer.join();
    InputStream parts = new SequenceInputStream(Collections.enumeration(List.of(new ByteArrayInputStream("ab".getBytes()), new PushbackInputStream(new ByteArrayInputStream("cd".getBytes())))));
    System.out.println("FINAL " + sum + new String(parts.readAllBytes()) + failed.get() + reader.read());
  }
}
