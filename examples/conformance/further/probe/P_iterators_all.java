package probe;

import java.util.*;
import java.util.concurrent.*;

/** Iterators of all collections in progress, with removals, and what they throw. */
public class P_iterators_all {
  static int calls;

  static int p(int x) {
    if (++calls % 307 == 0) {
      Pause.here();
    }
    return x;
  }

  static List<Collection<Integer>> all() {
    List<Collection<Integer>> all = new ArrayList<>(List.of(new ArrayList<>(), new LinkedList<>(), new TreeSet<>(), new HashSet<>(), new LinkedHashSet<>(), new ArrayDeque<>(), new PriorityQueue<>(), new Vector<>(), new Stack<>(), new ConcurrentSkipListSet<>(), new ConcurrentLinkedQueue<>(), new ConcurrentLinkedDeque<>(), new LinkedBlockingQueue<>(), new LinkedBlockingDeque<>(), new LinkedTransferQueue<>(), new ArrayBlockingQueue<>(64), new PriorityBlockingQueue<>()));
    for (Collection<Integer> each : all) {
      for (int i = 0; i < 20; i++) {
        each.add(i * 7 % 20);
      }
    }
    return all;
  }

  static final class Backed extends AbstractList<Integer> {
    @Override
    public Integer get(int i) {
      return p(i * 3);
    }

    @Override
    public int size() {
      return p(15);
    }
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int round = 0; round < 60; round++) {
      for (Collection<Integer> each : all()) {
        for (Iterator<Integer> it = each.iterator(); it.hasNext(); ) {
          int x = it.next();
          if (p(x) % 3 == 0) {
            it.remove();
          }
          sum = sum * 31 + x;
        }
        sum += each.size();
        try {
          for (int x : each) {
            if (p(x) == 7) {
              each.add(100);
              each.removeIf(y -> p(y) == 100);
            }
          }
        } catch (ConcurrentModificationException e) {
          sum += 11;
        }
      }
      Map<Integer, String> map = new LinkedHashMap<>(16, 0.75f, true);
      NavigableMap<Integer, String> tree = new TreeMap<>();
      for (int i = 0; i < 12; i++) {
        map.put(p(i), "v" + i);
        tree.put(i * 5 % 12, "t" + i);
      }
      for (Map.Entry<Integer, String> e : map.entrySet()) {
        e.setValue(e.getValue() + p(1));
      }
      for (Integer k : tree.descendingMap().tailMap(9).keySet()) {
        sum += p(k);
      }
      ListIterator<Integer> back = new LinkedList<>(new Backed()).listIterator(10);
      while (back.hasPrevious()) {
        back.set(back.previous() + p(2));
        sum += back.nextIndex();
      }
      for (int x : new Backed().subList(2, 9)) {
        sum += x;
      }
      Enumeration<Integer> e = Collections.enumeration(Collections.unmodifiableList(new Backed()));
      while (e.hasMoreElements()) {
        sum += p(e.nextElement());
      }
      sum = sum * 31 + map.hashCode();
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
