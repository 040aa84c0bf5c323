package org.sigckpt.stack.targets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sigckpt.stack.Pause;

/** Calls back from the JDK: collections, streams, reflection. */
public final class JdkTarget {
  private JdkTarget() {}

  public static Object run() {
    StringBuilder out = new StringBuilder();
    List<Integer> numbers = new ArrayList<>(List.of(3, 1, 2));
    numbers.forEach(each -> out.append(Pause.with(each)));
    numbers.sort((a, b) -> Pause.with(a) - b);
    out.append(numbers);
    Map<String, Integer> map = new HashMap<>();
    map.computeIfAbsent("k", key -> Pause.with(key.length()));
    map.merge("k", 4, (a, b) -> Pause.with(a) + Pause.with(b));
    TreeMap<String, Integer> tree = new TreeMap<>((a, b) -> Pause.with(a).compareTo(b));
    tree.put("b", 1);
    tree.put("a", 2);
    out.append(map).append(tree.firstKey());
    out.append(
        Stream.of("x", "yy")
            .filter(each -> Pause.with(each).length() < 3)
            .map(each -> Pause.with(each) + each)
            .collect(Collectors.joining(",")));
    return out.append(reflective()).toString();
  }

  private static String reflective() {
    try {
      Object sum = JdkTarget.class.getMethod("sum", int.class, long.class).invoke(null, 3, 4L);
      Object made = Made.class.getConstructor(String.class).newInstance("m");
      ((Runnable) made).run();
      JdkTarget.class.getMethod("sum", int.class, long.class).invoke(null, -3, 4L);
      return "no" + sum;
    } catch (ReflectiveOperationException e) {
      return Pause.with("caught ") + e.getClass().getSimpleName() + e.getCause().getMessage();
    }
  }

  public static long sum(int a, long b) {
    Pause.here();
    if (a < 0) {
      throw new IllegalStateException("negative" + Pause.with(b));
    }
    return a + Pause.with(b);
  }

  /** Made by reflection. */
  public static final class Made implements Runnable {
    private final String name;

    public Made(String name) {
      Pause.here();
      this.name = Pause.with(name);
    }

    @Override
    public void run() {
      Pause.with(name);
    }
  }
}
