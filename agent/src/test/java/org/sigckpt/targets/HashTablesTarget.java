package org.sigckpt.targets;

import java.lang.annotation.ElementType;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Hash tables of all kinds, with keys whose hash comes from the identity hash code of an object
 * that every JVM has before the program begins.
 */
public final class HashTablesTarget {
  private HashTablesTarget() {}

  private record Key(Object part, String name) {}

  /** Many of them have one hash, so that they become a tree. */
  private record Same(Object part, int number) {
    @Override
    public int hashCode() {
      return part.hashCode();
    }
  }

  /** As caches that drop what was used least recently. */
  private static final class Lru<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private static int puts;

    Lru() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > 1000;
    }

    @Override
    public V put(K key, V value) {
      puts++;
      return super.put(key, value);
    }
  }

  private static List<Object> parts() {
    ClassLoader app = ClassLoader.getSystemClassLoader();
    return List.of(
        app,
        app.getParent(),
        app.getUnnamedModule(),
        Object.class.getModule(),
        ModuleLayer.boot(),
        StandardOpenOption.READ,
        ElementType.METHOD,
        String.class,
        byte[].class,
        Key.class,
        Thread.currentThread());
  }

  private static List<Function<Object, Object>> forms() {
    return List.of(
        part -> part,
        List::of,
        Optional::of,
        part -> Map.entry("key", part),
        part -> new Key(part, "x"),
        part -> new HashSet<>(List.of("other", part)),
        part -> List.of(List.of(1, new Key(List.of(part), "deep"))));
  }

  private static void fill(Map<Object, Object> map) {
    for (Function<Object, Object> form : forms()) {
      for (Object part : parts()) {
        map.put(form.apply(part), map.size());
      }
    }
  }

  private static int found(Map<Object, Object> map) {
    int found = 0;
    for (Function<Object, Object> form : forms()) {
      for (Object part : parts()) {
        found += map.containsKey(form.apply(part)) ? 1 : 0;
      }
    }
    return found;
  }

  public static void main(String[] arguments) {
    List<Map<Object, Object>> maps =
        List.of(
            new HashMap<>(),
            new LinkedHashMap<>(),
            new ConcurrentHashMap<>(),
            new Hashtable<>(),
            new WeakHashMap<>(),
            new Lru<>());
    maps.forEach(HashTablesTarget::fill);
    List<Object> held = new ArrayList<>(maps.get(4).keySet());
    Map<Object, Object> fixed = Map.copyOf(maps.get(0));
    Set<Object> fixedSet = Set.copyOf(maps.get(0).keySet());
    Map<Object, Object> byIdentity = new IdentityHashMap<>();
    parts().forEach(part -> byIdentity.put(part, part));
    List<Map<Object, Object>> trees = List.of(new HashMap<>(), new ConcurrentHashMap<>());
    Object base = Object.class.getModule();
    for (int i = 0; i < 100; i++) {
      trees.get(0).put(new Same(base, i), i);
      trees.get(1).put(new Same(base, i), i);
    }
    List<Object> changed = new ArrayList<>(List.of(base));
    Map<Object, Object> lost = new HashMap<>(Map.of(changed, "lost"));
    changed.add("more");
    ClassLoader app = ClassLoader.getSystemClassLoader();
    int[] remembered = {System.identityHashCode(app), System.identityHashCode(app.getParent())};
    Iterator<Object> inOrder = maps.get(1).values().iterator();
    inOrder.next();
    Pauses.here();
    System.out.print(inOrder.next());
    inOrder.remove();
    while (inOrder.hasNext()) {
      System.out.print(" " + inOrder.next());
    }
    System.out.println();
    maps.forEach(map -> System.out.println(map.getClass() + " " + map.size() + " " + found(map)));
    System.out.println(Lru.puts + " " + held.size() + " " + fixed.size() + " " + found(fixed));
    System.out.println(fixedSet.containsAll(maps.get(0).keySet()));
    System.out.println(parts().stream().allMatch(byIdentity::containsKey));
    for (int i = 0; i < 100; i++) {
      if (trees.get(0).remove(new Same(base, i)) == null
          || trees.get(1).remove(new Same(base, i)) == null) {
        System.out.println("not found: " + i);
      }
    }
    System.out.println(trees + " " + lost.get(changed));
    System.out.println(remembered[0] == System.identityHashCode(app));
    System.out.println(remembered[1] == System.identityHashCode(app.getParent()));
    Pauses.here();
    maps.forEach(map -> System.out.println(found(map)));
    System.out.println(held.size());
  }
}
