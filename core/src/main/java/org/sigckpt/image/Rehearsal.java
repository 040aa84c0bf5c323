package org.sigckpt.image;

import java.io.IOException;
import java.lang.ref.WeakReference;
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
  private static final int MOST_ROUNDS = 30;
  private static final int SETTLED_ROUNDS = 4;
  private static final long ENOUGH_NANOS = 1_000_000_000;
  private static final int ENTRIES = 12_000;
  private static final String[] LITERALS = {"a", "checkpoint", "is", "rehearsed"};
  private static boolean done;

  private Rehearsal() {}

  /**
   * Does it once; the program runs.
   *
   * @param crew takes part as it will in earnest: what only one of both does is compiled otherwise
   */
  public static synchronized void run(Crew crew, Codec codec) {
    if (done) {
      return;
    }
    done = true;
    Object graph = graph();
    // The compiler must not take it for granted that there is but one kind of ids.
    write(graph, Crew.none(), codec, true);
    long start = System.nanoTime();
    long best = Long.MAX_VALUE;
    int settled = 0;
    for (int i = 0; i < MOST_ROUNDS && settled < SETTLED_ROUNDS; i++) {
      long before = System.nanoTime();
      write(graph, crew, codec, false);
      long after = System.nanoTime();
      settled = after - before < best - best / 16 ? 0 : settled + 1;
      best = Math.min(best, after - before);
      if (after - start > ENOUGH_NANOS) {
        return;
      }
    }
  }

  /** Returns a channel that takes everything. */
  public static WritableByteChannel nowhere() {
    return new Nowhere();
  }

  private static void write(Object graph, Crew crew, Codec codec, boolean moving) {
    Map<Class<?>, Integer> ids = new HashMap<>();
    ClassTable classes = type -> ids.computeIfAbsent(type, added -> ids.size() + 1);
    WritableByteChannel nowhere = nowhere();
    try (HeapImageWriter writer =
        new HeapImageWriter(
            nowhere,
            classes,
            WellKnownObjects.of(List.of(), Set.of()),
            InternedStrings.of(List.of(LITERALS)),
            List.of(),
            crew,
            codec,
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
      Object[] row = {
        i,
        new Sizes(i, list),
        new ArrayList<>(List.of(i)),
        new long[i % 50],
        i % 32 == 0 ? new WeakReference<>(table) : null,
        LITERALS[i % LITERALS.length]
      };
      if (i % 4 == 0) {
        System.identityHashCode(row);
      }
      table.put("entry " + i, row);
      list.add(row);
    }
    return List.of(table, list, new byte[1 << 20]);
  }

  /** Has fields of each size. */
  @SuppressWarnings("unused")
  private static final class Sizes {
    final long number;
    final double real;
    final int small;
    final short smaller;
    final byte smallest;
    final boolean even;
    final Object first;
    final Object second;

    Sizes(int number, Object second) {
      this.number = number;
      this.real = number;
      this.small = number;
      this.smaller = (short) number;
      this.smallest = (byte) number;
      this.even = number % 2 == 0;
      this.first = null;
      this.second = second;
    }
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
