package org.sigckpt.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sigckpt.classes.ClassTable;

/**
 * Writes a heap of its own to nowhere, so that the writer's code is compiled before the program has
 * to stand still for it.
 */
public final class Rehearsal {
  private static final int ROUNDS = 12;
  private static final long ENOUGH_NANOS = 600_000_000;
  private static final int ENTRIES = 20_000;
  private static boolean done;

  private Rehearsal() {}

  /** Does it once; the program runs. */
  public static synchronized void run() {
    if (done) {
      return;
    }
    done = true;
    Object graph = graph();
    // The compiler must not take it for granted that there is but one kind of ids.
    write(graph, true);
    long start = System.nanoTime();
    for (int i = 0; i < ROUNDS && System.nanoTime() - start < ENOUGH_NANOS; i++) {
      write(graph, false);
    }
  }

  private static void write(Object graph, boolean moving) {
    Map<Class<?>, Integer> ids = new HashMap<>();
    ClassTable classes = type -> ids.computeIfAbsent(type, added -> ids.size() + 1);
    Nowhere nowhere = new Nowhere();
    try (HeapImageWriter writer =
        new HeapImageWriter(
            nowhere,
            classes,
            WellKnownObjects.of(List.of(), Set.of()),
            InternedStrings.of(List.of()),
            List.of(),
            Crew.none(),
            moving)) {
      writer.root(graph, "rehearsal");
      writer.finish();
      writer.writeMap(nowhere);
    } catch (ImageMovedException e) {
      return; // as good as any other
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object graph() {
    Map<String, Object> table = new HashMap<>();
    List<Object> list = new LinkedList<>();
    for (int i = 0; i < ENTRIES; i++) {
      Object[] row = {i, (double) i, new ArrayList<>(List.of(i)), new long[i % 50]};
      table.put("entry " + i, row);
      list.add(row);
    }
    return List.of(table, list, new byte[1 << 20]);
  }

  private static final class Nowhere implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int length = source.remaining();
      source.position(source.limit());
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
