package org.sigckpt.targets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import sun.reflect.ReflectionFactory;

/** Streams of objects in mid-way, and the constructors that serialization makes for itself. */
public final class SerializationTarget {
  private SerializationTarget() {}

  private static final class Item implements Serializable {
    private static final long serialVersionUID = 1;
    private final int number;

    Item(int number) {
      this.number = number;
    }

    @Override
    public String toString() {
      return "item " + number;
    }
  }

  private record Part(int number, String name) implements Serializable {}

  private static final class WithoutConstructor {
    WithoutConstructor(int number) {
      throw new IllegalStateException("never called " + number);
    }
  }

  public static void main(String[] arguments) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ObjectOutputStream out = new ObjectOutputStream(bytes);
    for (int i = 0; i < 3; i++) {
      write(i, out);
    }
    ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    Constructor<?> constructor =
        ReflectionFactory.getReflectionFactory()
            .newConstructorForSerialization(
                WithoutConstructor.class, Object.class.getDeclaredConstructor());
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 4; k++) {
        System.out.println(in.readObject());
      }
      System.out.println(constructor.newInstance() instanceof WithoutConstructor);
      write(i, out);
      if (i < 2) {
        Pauses.here();
      }
    }
    in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    for (int i = 0; i < 6 * 4; i++) {
      System.out.println(in.readObject());
    }
  }

  private static void write(int number, ObjectOutputStream out) throws IOException {
    out.writeObject(new Item(number));
    out.writeObject(new Part(number, "part"));
    out.writeObject(new ArrayList<>(List.of(number)));
    out.writeObject(String.class);
    out.flush();
  }
}
