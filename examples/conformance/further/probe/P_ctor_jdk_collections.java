package probe;

import java.util.*;
import java.util.concurrent.*;

/** Constructors of JDK collections call back into the program while they copy. */
public class P_ctor_jdk_collections {
  static int calls;

  static int p(int x) {
    if (++calls % 97 == 0) {
      Pause.here();
    }
    return x;
  }

  static final class Key implements Comparable<Key> {
    final int v;

    Key(int v) {
      this.v = v;
    }

    @Override
    public int compareTo(Key o) {
      return Integer.compare(p(v), o.v);
    }

    @Override
    public int hashCode() {
      return p(v) * 31;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Key k && p(k.v) == v;
    }

    @Override
    public String toString() {
      return "k" + v;
    }
  }

  /** A collection whose iterator and toArray are the program's. */
  static final class Source extends AbstractCollection<Key> {
    @Override
    public int size() {
      return p(12);
    }

    @Override
    public Iterator<Key> iterator() {
      return new Iterator<>() {
        int at;

        @Override
        public boolean hasNext() {
          return p(at) < 12;
        }

        @Override
        public Key next() {
          return new Key(p(at++ * 7 % 12));
        }
      };
    }
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int round = 0; round < 60; round++) {
      Source s = new Source();
      Map<Key, Integer> map = new HashMap<>();
      for (Key k : new ArrayList<>(s)) {
        map.put(k, p(k.v));
      }
      Object[] made = {
        new ArrayList<>(s), new LinkedList<>(s), new TreeSet<>(s), new HashSet<>(s).size(), new PriorityQueue<>(s).peek(),
        new ArrayDeque<>(s), new TreeMap<>(map), new ConcurrentSkipListSet<>(s), new ConcurrentHashMap<>(map).size(),
        new LinkedBlockingQueue<>(s), new PriorityBlockingQueue<>(s).peek(), new CopyOnWriteArrayList<>(s), new Vector<>(s),
        new ConcurrentLinkedQueue<>(s), new LinkedHashMap<>(new TreeMap<>(map)), new CopyOnWriteArraySet<>(s), List.copyOf(s), Set.copyOf(s).size()
      };
      sum = sum * 31 + Arrays.toString(made).hashCode();
    }
    System.out.println("FINAL " + sum);
  }
}
