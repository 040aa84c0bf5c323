package org.sigckpt.targets;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** Identity, hash codes, sharing, and every kind of object and array. */
public final class HeapTarget {
  private HeapTarget() {}

  private enum Colour {
    RED,
    GREEN {
      @Override
      String shade() {
        return "dark " + count++;
      }
    };

    int count;

    String shade() {
      return "light " + count++;
    }
  }

  private record Pair(Object left, long right) {}

  private static final class Node {
    final Node next;
    Object other = this;

    Node(Node next) {
      this.next = next;
    }
  }

  private static final class Late {
    static final int[] VALUES = {1, 2, 3};

    static {
      System.out.println("Late is initialised");
    }

    private Late() {}
  }

  private static final class Early {
    static int value = 5;

    static {
      System.out.println("Early is initialised");
    }

    private Early() {}
  }

  private static int length(Node list) {
    int length = 0;
    for (Node node = list; node != null; node = node.next) {
      length++;
    }
    return length;
  }

  public static void main(String[] arguments) {
    Object key = new Object();
    int hash = System.identityHashCode(key);
    int enumHash = Colour.GREEN.hashCode();
    Map<Object, String> identity = new IdentityHashMap<>();
    identity.put(key, "key");
    identity.put(Pair.class, "class");
    identity.put(Thread.currentThread(), "thread");
    identity.put("literal", "literal");
    Set<Object> hashed = new HashSet<>(Arrays.asList(key, new int[0], Colour.RED, Node.class));
    Map<Object, Integer> concurrent = new ConcurrentHashMap<>(Map.of(key, 1, Early.class, 2));
    Map<Object, Integer> weak = new WeakHashMap<>();
    weak.put(key, 9);
    Map<Colour, Object> enums = new EnumMap<>(Colour.class);
    enums.put(Colour.GREEN, new Pair(key, Long.MIN_VALUE));
    Node list = null;
    for (int i = 0; i < 100_000; i++) {
      list = new Node(list);
    }
    list.other = list.next;
    Random random = new Random(42);
    random.nextInt();
    Object[] arrays = {
      new boolean[] {true, false},
      new char[] {'x', '\uffff'},
      new float[] {1.5f, Float.NaN},
      new double[] {-0.0, Double.MIN_VALUE},
      new long[][] {{1, 2}, null, {3}},
      new String[][][] {{{"deep"}}},
    };
    Object[] cycle = new Object[2];
    cycle[0] = cycle;
    Early.value = 77;
    Colour.RED.count = 3;
    for (int round = 0; round < 3; round++) {
      System.out.println(hash == System.identityHashCode(key) && identity.containsKey(key));
      System.out.println(enumHash == Colour.GREEN.hashCode());
      System.out.println(
          identity.get(Pair.class)
              + identity.get(Thread.currentThread())
              + identity.get("literal"));
      System.out.println(
          hashed.contains(key) + " " + hashed.contains(Colour.RED) + hashed.contains(Node.class));
      System.out.println(concurrent.get(key) + " " + concurrent.get(Early.class) + weak.get(key));
      System.out.println(((Pair) enums.get(Colour.GREEN)).left() == key);
      System.out.println(length(list) + " " + (list.other == list.next));
      System.out.println(Arrays.deepToString(arrays) + (cycle[0] == cycle));
      System.out.println(random.nextInt() + " " + random.nextGaussian());
      System.out.println(Early.value + Colour.RED.shade() + Colour.GREEN.shade());
      System.out.println(
          Optional.of(BigInteger.TEN.pow(30))
              + " "
              + new ArrayDeque<>(List.of(1, 2))
              + Collections.unmodifiableMap(new LinkedHashMap<>(new HashMap<>(Map.of("k", 1))))
              + new ArrayList<>(List.of(Integer.valueOf(127) == Integer.valueOf(127))));
      if (round < 2) {
        Pauses.here();
        Early.value++;
      }
    }
    System.out.println(Late.VALUES.length);
  }
}
