package org.sigckpt.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.sigckpt.internals.JdkReflection;

@ParameterizedClass
@EnumSource(RoundTrip.Way.class)
class HeapImageTest {
  HeapImageTest(RoundTrip.Way way) {
    RoundTrip.way = way;
  }

  @AfterAll
  static void goBackToTheUsualWay() {
    RoundTrip.way = RoundTrip.Way.PLACES;
  }

  static class Node {
    Node next;
    Object other;
    byte b = 1;
    short s = -2;
    char c = 'c';
    boolean z = true;
    int i = 3;
    float f = 1.5f;
    long l = Long.MIN_VALUE;
    double d = Math.PI;
  }

  static final class Sub extends Node {
    final long extra;
    private final Object next; // hides Node.next

    Sub(long extra, Object next) {
      this.extra = extra;
      this.next = next;
    }
  }

  record Point(int x, String name, Object any) {}

  enum Color {
    RED,
    GREEN {
      @Override
      int value() {
        return 2;
      }
    };

    int value() {
      return 1;
    }
  }

  static final class Statics {
    static int number = 7;
    static final Object FINAL = new Object();
    static List<Object> list = new ArrayList<>();
  }

  @Test
  void keepsFieldsOfAllTypesAndHiddenOnes() {
    Sub sub = new Sub(42, "mine");
    sub.i = Integer.MAX_VALUE;
    ((Node) sub).next = new Node();

    Sub copy = RoundTrip.copy(sub);

    assertThat(copy).isNotSameAs(sub).usingRecursiveComparison().isEqualTo(sub);
    assertThat(((Node) copy).next.d).isEqualTo(Math.PI);
    assertThat(copy.next).isEqualTo("mine");
  }

  @Test
  void keepsAliasesAndCycles() {
    Node a = new Node();
    Node b = new Node();
    a.next = b;
    b.next = a;
    a.other = new Object[] {a, b, a};

    Node copy = RoundTrip.copy(a);

    assertThat(copy.next.next).isSameAs(copy);
    assertThat((Object[]) copy.other).containsExactly(copy, copy.next, copy);
  }

  @Test
  void survivesAListOfAMillionNodes() {
    Node head = null;
    for (int i = 0; i < 1_000_000; i++) {
      Node node = new Node();
      node.i = i;
      node.next = head;
      head = node;
    }

    int expected = 999_999;
    for (Node node = RoundTrip.copy(head); node != null; node = node.next) {
      assertThat(node.i == expected).isTrue();
      expected--;
    }
    assertThat(expected).isEqualTo(-1);
  }

  @Test
  void keepsAForestThatSeveralThreadsWrite() {
    Node[] forest = new Node[64];
    for (int i = 0; i < 400_000; i++) {
      Node node = new Node();
      node.i = i;
      node.other = i % 5 == 0 ? "text " + i : forest[i * 7 % 64];
      node.next = forest[i % 64];
      forest[i % 64] = node;
    }

    Node[] copy = RoundTrip.copy(forest);

    for (int i = 0; i < forest.length; i++) {
      Node expected = forest[i];
      for (Node node = copy[i]; node != null; node = node.next, expected = expected.next) {
        assertThat(node.i == expected.i).isTrue();
        assertThat(
                node.other instanceof Node other
                    ? other.i == ((Node) expected.other).i
                    : java.util.Objects.equals(node.other, expected.other))
            .isTrue();
      }
      assertThat(expected).isNull();
    }
  }

  @Test
  void keepsArraysOfEveryKindAndLength() {
    for (int length : new int[] {0, 1, 2, 3, 5, 39, 40, 41, 159, 161, 1000, 3_000_001}) {
      Object[] arrays = {
        new byte[length],
        new boolean[length],
        new short[length],
        new char[length],
        new int[length],
        new float[length],
        new long[length],
        new double[length],
        new Object[length],
        new String[length][0][],
      };
      for (int i = 0; i < length; i++) {
        ((byte[]) arrays[0])[i] = (byte) i;
        ((boolean[]) arrays[1])[i] = i % 3 == 0;
        ((short[]) arrays[2])[i] = (short) (i * 7);
        ((char[]) arrays[3])[i] = (char) (i * 5);
        ((int[]) arrays[4])[i] = i * 31;
        ((float[]) arrays[5])[i] = i / 3f;
        ((long[]) arrays[6])[i] = i * 1_000_000_007L;
        ((double[]) arrays[7])[i] = i / 7d;
      }
      if (length > 0) {
        ((Object[]) arrays[8])[length - 1] = arrays;
      }

      Object[] copy = RoundTrip.copy(arrays);

      for (int i = 0; i < 8; i++) {
        assertThat(Arrays.deepEquals(new Object[] {copy[i]}, new Object[] {arrays[i]})).isTrue();
      }
      assertThat(copy[9]).isInstanceOf(String[][][].class);
      if (length > 0) {
        assertThat(((Object[]) copy[8])[length - 1]).isSameAs(copy);
      }
    }
  }

  @Test
  void keepsIdentityHashCodesAndTheTablesOrderedByThem() {
    Set<Object> set = new HashSet<>();
    Map<Object, Integer> map = new IdentityHashMap<>();
    Object[] keys = new Object[1000];
    int[] hashes = new int[1000];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = new Object();
      hashes[i] = keys[i].hashCode();
      set.add(keys[i]);
      map.put(keys[i], i);
    }

    Object[] copy = RoundTrip.copy(new Object[] {set, map, keys});

    Object[] copiedKeys = (Object[]) copy[2];
    for (int i = 0; i < keys.length; i++) {
      assertThat(copiedKeys[i]).isNotSameAs(keys[i]);
      assertThat(System.identityHashCode(copiedKeys[i])).isEqualTo(hashes[i]);
      assertThat(((Set<?>) copy[0]).contains(copiedKeys[i])).isTrue();
      assertThat(((Map<?, ?>) copy[1]).get(copiedKeys[i])).isEqualTo(i);
    }
  }

  @Test
  void putsMarkWordsBackAfterSuccessAndAfterARefusal() {
    assumeTrue(MarkWords.calibrated().canMark() && !Boolean.getBoolean("sigckpt.slowIdentity"));
    Node[] nodes = new Node[10_000];
    long[] marks = new long[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new Node();
    }
    System.gc(); // ages stay as they are from here on
    for (int i = 0; i < nodes.length; i++) {
      marks[i] = hashBits(nodes[i]);
    }

    RoundTrip.copy(nodes);

    for (int i = 0; i < nodes.length; i++) {
      assertThat(hashBits(nodes[i])).isEqualTo(marks[i]);
    }
    nodes[5_000].other = Thread.currentThread();
    assertThatThrownBy(() -> RoundTrip.copy(nodes)).isInstanceOf(ImageRefusedException.class);
    for (int i = 0; i < nodes.length; i++) {
      assertThat(hashBits(nodes[i])).isEqualTo(marks[i]);
    }
  }

  private static long hashBits(Object object) {
    long mark = UNSAFE.getLong(object, 0L);
    return mark >>> 8 & 0x1_ffff_ffffL & ~7L; // both JDKs' hash bits, without 25's age
  }

  @Test
  void keepsLockedObjectsApart() {
    Node locked = new Node();
    Node other = new Node();
    synchronized (locked) {
      Object[] copy = RoundTrip.copy(new Object[] {locked, other, locked});
      assertThat(copy[0]).isSameAs(copy[2]).isNotSameAs(copy[1]);
      assertThat(Thread.holdsLock(copy[0])).isFalse();
    }
  }

  @Test
  void keepsRecordsEnumsAndInnerClasses() {
    class Inner {
      final Object value = Color.GREEN;
    }
    Point point = new Point(3, "p", new Inner());

    Point copy = RoundTrip.copy(point);

    assertThat(copy.name()).isEqualTo("p");
    Color color = (Color) ((Inner) copy.any()).value;
    assertThat(color).isNotSameAs(Color.GREEN);
    assertThat(color.value()).isEqualTo(2);
    assertThat(color.ordinal()).isEqualTo(1);
  }

  @Test
  void keepsCollectionsOfEveryCommonKind() {
    Map<String, Integer> content = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      content.put("key" + i, i);
    }
    List<Object> all =
        List.of(
            content,
            new LinkedHashMap<>(content),
            new TreeMap<>(content),
            new ConcurrentHashMap<>(content),
            new ConcurrentSkipListMap<>(content),
            Map.copyOf(content),
            Set.copyOf(content.keySet()),
            new HashSet<>(content.keySet()),
            new ArrayList<>(content.values()),
            new LinkedList<>(content.values()),
            new CopyOnWriteArrayList<>(content.values()),
            Arrays.asList(1, 2, 3),
            BitSet.valueOf(new long[] {5, 9}),
            UUID.nameUUIDFromBytes(new byte[] {1}),
            new java.math.BigDecimal("12345678901234567890.5"),
            java.time.LocalDateTime.of(2020, 1, 2, 3, 4),
            java.util.Optional.of("x"));

    assertThat(RoundTrip.copy(all)).isNotSameAs(all).isEqualTo(all);

    ArrayDeque<Integer> deque = new ArrayDeque<>(content.values());
    assertThat(RoundTrip.copy(deque).toArray()).isEqualTo(deque.toArray());
    PriorityQueue<Integer> heap = new PriorityQueue<>(content.values());
    assertThat(RoundTrip.copy(heap).toArray()).isEqualTo(heap.toArray());
    LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>(content.values());
    assertThat(RoundTrip.copy(queue).toArray()).isEqualTo(queue.toArray());
    EnumMap<Color, String> enums = new EnumMap<>(Map.of(Color.RED, "r"));
    assertThat(RoundTrip.copy(enums).values()).containsExactly("r");
    ReentrantLock lock = RoundTrip.copy(new ReentrantLock());
    lock.lock();
    assertThat(lock.isHeldByCurrentThread()).isTrue();
  }

  @Test
  void keepsAWeakReferentOnlyIfItIsStronglyReachable() {
    Node strong = new Node();
    Node weak = new Node();
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    Object[] roots = {
      new WeakReference<Object>(strong, queue),
      new WeakReference<Object>(weak, queue),
      new SoftReference<Object>(new Node()),
      strong,
      queue,
      new WeakReference<Object>(String.class)
    };

    Object[] copy = RoundTrip.copy(roots);

    assertThat(((WeakReference<?>) copy[0]).get()).isSameAs(copy[3]);
    assertThat(((WeakReference<?>) copy[1]).get()).isNull();
    assertThat(((ReferenceQueue<?>) copy[4]).poll()).isSameAs(copy[1]);
    assertThat(((ReferenceQueue<?>) copy[4]).poll()).isNull();
    assertThat(((SoftReference<?>) copy[2]).get()).isInstanceOf(Node.class);
    assertThat(((WeakReference<?>) copy[5]).get()).isSameAs(String.class);
    assertThat(((WeakReference<?>) roots[1]).get()).isSameAs(weak);
  }

  @Test
  void dropsWeakMapEntriesOfKeysThatOnlyTheMapKnows() {
    Map<Object, String> map = new WeakHashMap<>();
    Object kept = new Object();
    Object dropped = new Object();
    map.put(kept, "kept");
    map.put(dropped, "dropped");

    Object[] copy = RoundTrip.copy(new Object[] {map, kept});

    assertThat(((Map<?, ?>) copy[0]).size()).isEqualTo(1);
    assertThat(((Map<?, ?>) copy[0]).get(copy[1])).isEqualTo("kept");
    assertThat(map).hasSize(2).containsKey(dropped);
  }

  @Test
  void keepsInternedStringsTheSameAsLiterals() {
    RoundTrip trip = new RoundTrip();
    trip.interned = InternedStrings.of(List.of("literal"));
    String equal = new String("literal");

    Object[] copy = (Object[]) trip.of(new Object[] {"literal", equal});

    assertThat(copy[0]).isSameAs("literal");
    assertThat(copy[1]).isEqualTo("literal").isNotSameAs("literal").isNotSameAs(equal);
  }

  @Test
  void keepsStackTracesOfThrowables() {
    Throwable thrown = new IllegalStateException("why", new RuntimeException("because"));

    Throwable copy = RoundTrip.copy(thrown);

    assertThat(copy.getStackTrace()).isEqualTo(thrown.getStackTrace()).isNotEmpty();
    assertThat(copy.getCause().getStackTrace()).isEqualTo(thrown.getCause().getStackTrace());
  }

  @Test
  void namesEveryRefusedObjectWithItsPath() {
    Object[] pool = {null, null, new Node()};
    ((Node) pool[2]).other = Thread.currentThread();
    Map<String, Object> root = new HashMap<>(Map.of("k", Arrays.asList(pool)));

    assertThatThrownBy(() -> RoundTrip.copy(root))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessageContaining("Thread")
        .hasMessageContaining("reached by test -> HashMap.table -> Node[")
        .hasMessageContaining("-> Object[2] -> Node.other (java.lang.Thread)");
  }

  @Test
  void shortensThePathThroughALongList() {
    Node head = new Node();
    head.other = Thread.currentThread();
    for (int i = 0; i < 100_000; i++) {
      Node node = new Node();
      node.next = head;
      head = node;
    }
    Node root = head;
    assertThatThrownBy(() -> RoundTrip.copy(root))
        .hasMessageContaining("-> ... 99985 more ... -> Node.next")
        .hasMessageContaining("Node.other (java.lang.Thread)");
  }

  @Test
  void restoresStaticFieldsFinalOnesToo() throws IOException {
    Statics.list.add(Statics.FINAL);
    Object before = Statics.FINAL;
    RoundTrip trip = new RoundTrip();
    RoundTrip.Image image =
        trip.write(
            writer -> {
              writer.statics(Statics.class);
              writer.carry(JdkReflection.field(java.util.Locale.class, "defaultLocale"));
              return 0;
            });
    Statics.number = 0;
    Statics.list.clear();

    trip.read(image);

    assertThat(Statics.number).isEqualTo(7);
    Object after =
        org.sigckpt.internals.JdkUnsafe.get(null, JdkReflection.field(Statics.class, "FINAL"));
    assertThat(after).isNotSameAs(before);
    assertThat(Statics.list.get(0)).isSameAs(after);
  }

  @Test
  void keepsIdentityWhileTheCollectorRunsAndThreadsLock() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Node[] nodes = new Node[200_000];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new Node();
      nodes[i].i = i;
      nodes[i].other = i == 0 ? null : nodes[i / 2];
    }
    Thread collector =
        new Thread(
            () -> {
              Object[] garbage = new Object[1000];
              for (int i = 0; !stop.get(); i++) {
                garbage[i % 1000] = new byte[10_000];
                if (i % 20_000 == 0) {
                  System.gc();
                }
              }
            });
    Thread locker =
        new Thread(
            () -> {
              for (int i = 0; !stop.get(); i = (i + 1) % nodes.length) {
                synchronized (nodes[i]) {
                  nodes[i].f = i;
                }
              }
            });
    collector.start();
    locker.start();
    try {
      for (int round = 0; round < 5; round++) {
        Node[] copy = RoundTrip.copy(nodes);
        for (int i = 1; i < nodes.length; i++) {
          assertThat(copy[i].i == i && copy[i].other == copy[i / 2]).isTrue();
        }
      }
    } finally {
      stop.set(true);
      collector.join();
      locker.join();
    }
  }

  @Test
  void refusesATruncatedImage() throws IOException {
    RoundTrip trip = new RoundTrip();
    RoundTrip.Image image = trip.write(writer -> writer.root(List.of("a", new Node()), "test"));
    for (int length = 0; length < image.map().length; length += length < 300 ? 1 : 1999) {
      RoundTrip.Image part =
          new RoundTrip.Image(image.parts(), Arrays.copyOf(image.map(), length), 1);
      assertThatThrownBy(() -> trip.read(part))
          .isInstanceOf(ImageRestoreException.class)
          .hasMessageContaining("truncated");
    }
  }
}
