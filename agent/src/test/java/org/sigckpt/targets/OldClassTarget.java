package org.sigckpt.targets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.function.IntFunction;

/**
 * A frame of a class file from before Java 6, where only loading classes tells what a variable is
 * that has held objects of different classes.
 */
public final class OldClassTarget {
  private static final byte VERSION = 48;
  private static final int TURNS = 6;

  private OldClassTarget() {}

  /** Defined as an old class file by {@link Old}. */
  static final class Template implements IntFunction<String> {
    @Override
    public String apply(int turn) {
      Number number;
      if (turn % 3 == 0) {
        number = Integer.valueOf(turn);
      } else if (turn % 3 == 1) {
        number = Long.valueOf(turn);
      } else {
        number = Double.valueOf(turn);
      }
      Number none =
          turn % 2 == 1 ? (Number) Float.valueOf(turn) : (Number) Short.valueOf((short) 2);
      if (turn % 3 != 0) {
        none = null;
      }
      Collection<Object> collection = turn % 2 == 0 ? new ArrayList<>() : new HashSet<>();
      Number[] array = turn % 2 == 0 ? new Integer[] {turn} : new Long[] {(long) turn};
      Number element = array[0];
      Object text =
          join(
              turn % 2 == 0 ? (Number) Integer.valueOf(1) : (Number) Long.valueOf(2),
              pauseAt(turn));
      collection.add(text);
      collection.add(element.doubleValue());
      collection.add(array[0]);
      collection.add(number.intValue());
      collection.add(none == null ? "none" : none.toString());
      return collection.toString();
    }
  }

  public static Object join(Number number, String text) {
    return text.concat(number.toString());
  }

  public static String pauseAt(int turn) {
    if (turn == 1 || turn == 4) {
      Pauses.here();
    }
    return "turn ";
  }

  private static final class Old extends ClassLoader {
    Old() {
      super(OldClassTarget.class.getClassLoader());
    }

    Class<?> define() throws IOException {
      try (InputStream in =
          OldClassTarget.class.getResourceAsStream("OldClassTarget$Template.class")) {
        String text = new String(in.readAllBytes(), ISO_8859_1);
        byte[] bytes = text.replace("StackMapTable", "StackMapDrawn").getBytes(ISO_8859_1);
        bytes[7] = VERSION;
        return defineClass(null, bytes, 0, bytes.length);
      }
    }
  }

  @SuppressWarnings("unchecked")
  public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
    var constructor = new Old().define().getDeclaredConstructor();
    constructor.setAccessible(true);
    IntFunction<String> made = (IntFunction<String>) constructor.newInstance();
    for (int turn = 0; turn < TURNS; turn++) {
      System.out.println(made.apply(turn));
    }
  }
}
