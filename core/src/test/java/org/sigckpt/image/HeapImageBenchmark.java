package org.sigckpt.image;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * How fast is a heap written and read, next to the JVM's own heap dump of the same objects? All
 * three in turn, several rounds; medians, of elapsed and of the process's CPU time. Read the
 * ratios; elapsed ones on a quiet machine only.
 *
 * <p>Arguments: folder for the files, number of rounds, then pairs of kind and count. The property
 * {@code way} is one of {@link RoundTrip.Way}; {@code CREW} writes with three threads.
 */
final class HeapImageBenchmark {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private HeapImageBenchmark() {}

  private static final class Node {
    Node list;
    Node random;
    long number;
    String name;
  }

  private static final class Pair {
    Pair left;
    Pair right;
    int depth;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int rounds = Integer.parseInt(args[1]);
    RoundTrip.way = RoundTrip.Way.valueOf(System.getProperty("way", "PLACES"));
    System.out.println(
        "kind | objects | MiB | dump/write | CPU | full dump/write | CPU | write/read");
    for (int i = 2; i < args.length; i += 2) {
      measure(args[i], graph(args[i], Integer.parseInt(args[i + 1])), folder, rounds);
    }
  }

  private static void measure(String kind, Object graph, Path folder, int rounds)
      throws IOException {
    Path parts = folder.resolve("image.bin");
    Path map = folder.resolve("map.bin");
    Path dump = folder.resolve("dump.hprof");
    HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    Times write = new Times();
    Times read = new Times();
    Times fast = new Times();
    Times full = new Times();
    long[] size = new long[2];
    for (int round = -1; round < rounds; round++) {
      System.gc();
      RoundTrip trip = new RoundTrip();
      boolean counts = round >= 0;
      long id = write.take(counts, () -> write(trip, graph, parts, map, size));
      read.take(counts, () -> read(trip, parts, map, id));
      Files.deleteIfExists(parts);
      Files.deleteIfExists(map);
      fast.take(counts, () -> dump(vm, dump, false));
      full.take(counts, () -> dump(vm, dump, true));
    }
    System.out.printf(
        "%s | %,d | %d | %.1f | %.1f | %.1f | %.1f | %.1f%n",
        kind,
        size[0],
        size[1] >> 20,
        fast.elapsed() / write.elapsed(),
        fast.cpu() / write.cpu(),
        full.elapsed() / write.elapsed(),
        full.cpu() / write.cpu(),
        write.elapsed() / read.elapsed());
  }

  private static long write(RoundTrip trip, Object graph, Path parts, Path map, long[] size)
      throws IOException {
    for (; ; ) {
      try (FileChannel out = create(parts);
          FileChannel mapOut = create(map);
          HeapImageWriter writer = trip.writer(out, false)) {
        long id = writer.root(graph, "benchmark");
        writer.finish();
        writer.writeMap(mapOut);
        size[0] = writer.objectCount();
        size[1] = writer.plainBytes();
        return id;
      } catch (ImageMovedException e) {
        continue;
      }
    }
  }

  private static long read(RoundTrip trip, Path parts, Path map, long id) throws IOException {
    try (FileChannel in = FileChannel.open(parts);
        FileChannel mapIn = FileChannel.open(map);
        HeapImageReader reader =
            trip.reader((offset, to, crc32c) -> in.read(to.duplicate(), offset), mapIn)) {
      reader.read();
      if (reader.get(id) == null) {
        throw new AssertionError();
      }
      return 0;
    }
  }

  private static long dump(HotSpotDiagnosticMXBean vm, Path file, boolean live) throws IOException {
    vm.dumpHeap(file.toString(), live);
    Files.delete(file);
    return 0;
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static Object graph(String kind, int count) {
    return switch (kind) {
      case "arrays" -> {
        byte[][] arrays = new byte[count][];
        Arrays.setAll(arrays, i -> new byte[1 << 20]);
        yield arrays;
      }
      case "small" -> tree(31 - Integer.numberOfLeadingZeros(count));
      case "maps" -> {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < count; i++) {
          map.put("key " + i, List.of(i, "value " + i));
        }
        yield map;
      }
      case "list" -> {
        List<Integer> list = new LinkedList<>();
        for (int i = 0; i < count; i++) {
          list.add(i);
        }
        yield list;
      }
      case "mixed" -> mixed(count);
      case "random" -> random(count);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static Pair tree(int depth) {
    Pair pair = new Pair();
    pair.depth = depth;
    pair.left = depth == 0 ? null : tree(depth - 1);
    pair.right = depth == 0 ? null : tree(depth - 1);
    return pair;
  }

  private static List<Object> mixed(int count) {
    List<Object> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TreeMap<Long, String> tree = new TreeMap<>();
      Map<Object, long[]> byIdentity = new HashMap<>();
      for (int k = 0; k < 1_500; k++) {
        tree.put(k * 0x9E3779B97F4A7C15L, "block " + i + " entry " + k);
        byIdentity.put(new Object(), new long[] {i, k});
      }
      blocks.add(List.of(new byte[300_000], new long[25_000], tree, byIdentity));
    }
    return blocks;
  }

  private static Node[] random(int count) {
    Node[] nodes = new Node[count];
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      nodes[i] = new Node();
      nodes[i].number = i;
      nodes[i].list = i == 0 ? null : nodes[i - 1];
      nodes[i].name = i % 4 == 0 ? "node " + i : null;
    }
    for (Node node : nodes) {
      node.random = nodes[random.nextInt(count)];
    }
    return nodes;
  }

  /** Of one thing done, one element for each round. */
  private static final class Times {
    private final List<Double> elapsed = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    private interface Action {
      long run() throws IOException;
    }

    long take(boolean counts, Action action) throws IOException {
      long cpuBefore = PROCESS.getProcessCpuTime();
      long before = System.nanoTime();
      long result = action.run();
      if (counts) {
        elapsed.add((double) (System.nanoTime() - before));
        cpu.add((double) (PROCESS.getProcessCpuTime() - cpuBefore));
      }
      return result;
    }

    double elapsed() {
      return median(elapsed);
    }

    double cpu() {
      return median(cpu);
    }

    private static double median(List<Double> times) {
      return times.stream().sorted().toList().get(times.size() / 2);
    }
  }
}
