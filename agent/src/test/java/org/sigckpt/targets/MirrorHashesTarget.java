package org.sigckpt.targets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/** Numbers made from the identity hash codes of classes, kept where no JDK table holds them. */
public final class MirrorHashesTarget {
  private MirrorHashesTarget() {}

  /** A key with a class in it, as caches of reflection have. */
  private record Key(Class<?> type, String name) {}

  private interface Never {}

  private static List<Object> objects() {
    List<Object> all = new ArrayList<>();
    for (Class<?> type :
        List.<Class<?>>of(
            Object.class,
            String.class,
            int.class,
            List.class,
            TimeUnit.class,
            java.text.MessageFormat.class,
            java.math.BigDecimal[].class,
            MirrorHashesTarget.class,
            Key.class,
            Key[][].class,
            Never.class)) {
      all.add(type);
    }
    all.add(ClassLoader.getPlatformClassLoader());
    return all;
  }

  public static void main(String[] arguments) {
    Map<Object, Integer> remembered = new LinkedHashMap<>();
    Map<Key, String> byKey = new LinkedHashMap<>();
    for (Object object : objects()) {
      remembered.put(object.toString(), System.identityHashCode(object));
      if (object instanceof Class<?> type) {
        byKey.put(new Key(type, "x"), type.getName());
      }
    }
    ToIntFunction<Never> lambda = x -> 1;
    remembered.put("lambda", System.identityHashCode(lambda.getClass()));
    Pauses.here();
    for (Object object : objects()) {
      int now = System.identityHashCode(object);
      System.out.println(object + " " + (remembered.get(object.toString()) == now));
      if (object instanceof Class<?> type) {
        System.out.println(byKey.get(new Key(type, "x")));
      }
    }
    System.out.println(remembered.get("lambda") == System.identityHashCode(lambda.getClass()));
    Pauses.here();
    System.out.println(byKey.size());
  }
}
