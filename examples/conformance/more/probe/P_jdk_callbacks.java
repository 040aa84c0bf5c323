package probe;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import java.util.stream.*;
/** callbacks of many JDK algorithms */
public class P_jdk_callbacks {
  static int p(int x) { if (x % 3 == 0) { Pause.here(); } return x; }
  static class Key implements Comparable<Key> { final int v; Key(int v) { this.v = v; }
    public int compareTo(Key o) { return Integer.compare(p(v), p(o.v)); }
    public int hashCode() { return p(v) % 2; } public boolean equals(Object o) { return o instanceof Key k && p(k.v) == v; } public String toString() { return "k" + p(v); } }
  public static void main(String[] a) throws Exception {
    TreeMap<Key, String> tree = new TreeMap<>(); for (int i = 0; i < 5; i++) { tree.put(new Key(7 - i), "v" + i); } System.out.println("FINAL " + tree);
    PriorityQueue<Key> q = new PriorityQueue<>(tree.keySet()); q.add(new Key(3)); StringBuilder b = new StringBuilder(); while (!q.isEmpty()) { b.append(q.poll()); } System.out.println("FINAL " + b);
    HashMap<Key, Integer> h = new HashMap<>(); for (int i = 0; i < 6; i++) { h.merge(new Key(i / 2), i, (x, y) -> p(x) + p(y)); h.computeIfPresent(new Key(i), (k, v) -> p(v) + 1); } System.out.println("FINAL " + h.values());
    ConcurrentHashMap<Key, Integer> c = new ConcurrentHashMap<>(); for (int i = 0; i < 6; i++) { c.computeIfAbsent(new Key(i), k -> p(k.v) * 2); c.compute(new Key(i), (k, v) -> p(v) + 1); } System.out.println("FINAL " + c.values());
    List<Integer> l = new ArrayList<>(List.of(9, 3, 6, 1)); l.replaceAll(x -> p(x) + 1); l.removeIf(x -> p(x) == 4); l.sort(Comparator.comparing((Integer x) -> p(x)).reversed().thenComparing(x -> p(-x))); System.out.println("FINAL " + l);
    ListIterator<Integer> it = l.listIterator(); while (it.hasNext()) { int x = it.next(); if (p(x) > 5) { it.set(x * 3); } } System.out.println("FINAL " + l);
    System.out.println("FINAL " + IntStream.range(0, 10).map(P_jdk_callbacks::p).filter(x -> p(x) > 2).boxed().collect(Collectors.groupingBy(x -> p(x) % 3, TreeMap::new, Collectors.summingInt(x -> p(x)))));
    System.out.println("FINAL " + Stream.iterate(1, x -> x < 20, x -> p(x) + 2).flatMap(x -> Stream.of(p(x), -x)).sorted((x, y) -> p(x) - y).skip(2).map(x -> p(x) + "").collect(Collectors.joining()));
    System.out.println("FINAL " + Stream.of(3, 6, 9).reduce(0, (x, y) -> p(x) + p(y)) + Arrays.stream(new int[] {3, 4}).mapToObj(x -> "" + p(x)).collect(Collectors.joining("-", "[", "]")));
    Iterator<Integer> si = Stream.of(3, 4, 6).map(P_jdk_callbacks::p).iterator(); int s = 0; while (si.hasNext()) { s += si.next(); } System.out.println("FINAL " + s);
    Object[] arr = {new Key(3), new Key(0), new Key(2)}; Arrays.sort(arr); System.out.println("FINAL " + Arrays.toString(arr) + Arrays.binarySearch(arr, new Key(3)) + String.format("%s|%5s", arr[0], arr[2]) + String.join(",", new ArrayList<CharSequence>(List.of("x"))));
    Optional<Integer> o = Optional.of(3).map(P_jdk_callbacks::p).filter(x -> p(x) > 1); System.out.println("FINAL " + o + o.orElseGet(() -> p(6)));
    Supplier<Integer> t = ThreadLocal.withInitial(() -> p(9))::get; System.out.println("FINAL " + t.get());
    int[] xs = new int[5]; Arrays.setAll(xs, i -> p(i) * 3); Arrays.parallelPrefix(xs, (x, y) -> p(x) + y); System.out.println("FINAL " + Arrays.toString(xs));
    BitSet bs = new BitSet(); bs.set(3); bs.stream().forEach(P_jdk_callbacks::p);
    System.out.println("FINAL " + Collections.max(List.of(new Key(3), new Key(6))) + Collections.frequency(List.of(new Key(3)), new Key(3)));
  }
}
