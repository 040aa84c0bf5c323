package org.sigckpt.image;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * How fast are many small objects written and read, next to the JVM's own heap dump of the same
 * objects? Arguments: object count, folder for the files. Read the ratios, of elapsed and of the
 * process's CPU seconds; the machine is shared.
 */
final class HeapImageBenchmark {
  private HeapImageBenchmark() {}

  private static final class Node {
    Node list;
    Node random;
    Node near;
    long number;
    double weight;
    String name;
  }

  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[0]);
    Path folder = Path.of(args[1]);
    Node[] nodes = graph(count);
    System.gc();
    double seconds = 0;
    double cpuSeconds = 0;
    for (int round = 0; round < 3; round++) {
      RoundTrip trip = new RoundTrip();
      Path file = folder.resolve("image.bin");
      double cpu = cpuSeconds();
      long start = System.nanoTime();
      long id;
      try (FileChannel out =
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.TRUNCATE_EXISTING);
          HeapImageWriter writer =
              new HeapImageWriter(
                  out, trip.classes, trip.wellKnown, trip.interned, trip.handlers)) {
        id = writer.root(nodes, "benchmark");
        writer.finish();
        double written = (System.nanoTime() - start) / 1e9;
        writer.close();
        seconds = (System.nanoTime() - start) / 1e9;
        cpuSeconds = cpuSeconds() - cpu;
        System.out.printf(
            "write %,d objects, %,d bytes: %.2f s, CPU %.2f s (%.2f s for mark words)%n",
            writer.objectCount(), writer.writtenBytes(), seconds, cpuSeconds, seconds - written);
      }
      if (args.length > 2) {
        start = System.nanoTime();
        try (FileChannel in = FileChannel.open(file)) {
          HeapImageReader reader =
              new HeapImageReader(in, trip.types::get, trip.preMade::get, trip.handlers);
          reader.read();
          double read = (System.nanoTime() - start) / 1e9;
          System.out.printf(
              "read: %.2f s, %.1f M objects/s%n", read, reader.objectCount() / read / 1e6);
          check(nodes, (Node[]) reader.get(id));
        }
      }
      Files.delete(file);
    }
    Path dump = folder.resolve("dump.hprof");
    double cpu = cpuSeconds();
    long start = System.nanoTime();
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), true);
    double peer = (System.nanoTime() - start) / 1e9;
    Files.delete(dump);
    double peerCpu = cpuSeconds() - cpu;
    System.out.printf(
        "heap dump: %.2f s, CPU %.2f s; ratio dump/image %.2f, CPU %.2f%n",
        peer, peerCpu, peer / seconds, peerCpu / cpuSeconds);
    if (nodes[0].random == null) {
      throw new AssertionError();
    }
  }

  private static double cpuSeconds() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getProcessCpuTime()
        / 1e9;
  }

  private static Node[] graph(int count) {
    Node[] nodes = new Node[count];
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      nodes[i] = new Node();
      nodes[i].number = i;
      nodes[i].weight = i / 2.0;
      nodes[i].list = i == 0 ? null : nodes[i - 1];
      if (i % 4 == 0) {
        nodes[i].name = "node " + i;
      }
    }
    for (int i = 0; i < count; i++) {
      nodes[i].random = nodes[random.nextInt(count)];
      nodes[i].near = nodes[(i + 7) % count];
    }
    return nodes;
  }

  private static void check(Node[] expected, Node[] actual) {
    for (int i = 0; i < expected.length; i++) {
      Node node = actual[i];
      boolean same =
          node.number == i
              && node.random == actual[(int) expected[i].random.number]
              && (i == 0 || node.list == actual[i - 1])
              && java.util.Objects.equals(node.name, expected[i].name);
      if (!same) {
        throw new AssertionError("node " + i);
      }
    }
  }
}
