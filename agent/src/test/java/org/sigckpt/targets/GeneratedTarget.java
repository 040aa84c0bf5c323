package org.sigckpt.targets;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Hidden classes with state, class data and a frame on the stack, and call sites of a bootstrap
 * method of the program's, changed before and after each checkpoint.
 *
 * <p>The classes come from one template, in whose class file another bootstrap method takes the
 * place of the JDK's for string concatenation.
 */
public final class GeneratedTarget {
  private static final Lookup LOOKUP = MethodHandles.lookup();
  private static final List<MutableCallSite> SITES = new ArrayList<>();
  private static int linked;

  private GeneratedTarget() {}

  /** Never loaded as it is. */
  static final class Template implements IntFunction<String> {
    private static final Object DATA = GeneratedTarget.dataOf(MethodHandles.lookup());
    private static int calls;

    @Override
    public String apply(int x) {
      long sum = 0;
      for (int i = 0; i <= x; i++) {
        sum += secret(i) + calls++;
        if (i == 1_000) {
          Pauses.here();
        }
      }
      return "template " + x + DATA + sum;
    }
  }

  private static long secret(int i) {
    return i * 3L;
  }

  static Object dataOf(Lookup lookup) {
    try {
      return MethodHandles.classData(lookup, "_", Object.class);
    } catch (IllegalAccessException e) {
      return e.getMessage();
    }
  }

  /** Takes the place of {@code StringConcatFactory}. */
  public static CallSite makeConcatWithConstants(
      Lookup caller, String name, MethodType type, String recipe, Object... constants)
      throws ReflectiveOperationException {
    linked++;
    MethodHandle join =
        LOOKUP.findStatic(
            GeneratedTarget.class,
            "join",
            MethodType.methodType(String.class, String.class, Object[].class));
    MutableCallSite site = new MutableCallSite(type);
    site.setTarget(
        MethodHandles.insertArguments(join, 0, "first")
            .asCollector(Object[].class, type.parameterCount())
            .asType(type));
    SITES.add(site);
    return site;
  }

  private static String join(String prefix, Object[] parts) {
    return prefix + List.of(parts);
  }

  private static byte[] patched() throws IOException {
    try (InputStream in =
            GeneratedTarget.class.getResourceAsStream("GeneratedTarget$Template.class");
        DataInputStream data = new DataInputStream(in)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeLong(data.readLong());
      int constants = data.readUnsignedShort();
      out.writeShort(constants);
      for (int i = 1; i < constants; i++) {
        int tag = data.readUnsignedByte();
        out.writeByte(tag);
        switch (tag) {
          case 1 ->
              out.writeUTF(
                  data.readUTF()
                      .replace(
                          "java/lang/invoke/StringConcatFactory",
                          "org/sigckpt/targets/GeneratedTarget"));
          case 5, 6 -> {
            out.writeLong(data.readLong());
            i++;
          }
          case 7, 8, 16, 19, 20 -> out.writeShort(data.readUnsignedShort());
          case 15 -> {
            out.writeByte(data.readByte());
            out.writeShort(data.readShort());
          }
          default -> out.writeInt(data.readInt());
        }
      }
      out.write(data.readAllBytes());
      return bytes.toByteArray();
    }
  }

  @SuppressWarnings("unchecked")
  private static IntFunction<String> define(Object classData) throws Throwable {
    Lookup hidden =
        LOOKUP.defineHiddenClassWithClassData(patched(), classData, true, ClassOption.NESTMATE);
    return (IntFunction<String>)
        hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class)).invoke();
  }

  /** What the program attaches to generated classes must not meet what others attach to them. */
  private static final ClassValue<int[]> USES =
      new ClassValue<>() {
        @Override
        protected int[] computeValue(Class<?> type) {
          return new int[1];
        }
      };

  private static void print(List<IntFunction<String>> made, Map<Object, Integer> byIdentity) {
    for (IntFunction<String> each : made) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        text.append(each.apply(i)).append(' ');
      }
      Class<?> type = each.getClass();
      String name = type.getName().replaceAll("(Lambda)?\\$?[0-9]*/.*", "");
      int uses = ++USES.get(type)[0];
      System.out.println(
          text + name + type.isHidden() + byIdentity.get(each) + byIdentity.get(type) + uses);
    }
    System.out.println(linked + " linked, " + SITES.size() + " sites");
  }

  private static void change(String prefix) throws ReflectiveOperationException {
    MethodHandle join =
        LOOKUP.findStatic(
            GeneratedTarget.class,
            "join",
            MethodType.methodType(String.class, String.class, Object[].class));
    for (MutableCallSite site : SITES) {
      site.setTarget(
          MethodHandles.insertArguments(join, 0, prefix)
              .asCollector(Object[].class, site.type().parameterCount())
              .asType(site.type()));
    }
  }

  public static void main(String[] arguments) throws Throwable {
    List<IntFunction<String>> made = new ArrayList<>();
    Map<Object, Integer> byIdentity = new IdentityHashMap<>();
    for (int i = 0; i < 3; i++) {
      made.add(define(i == 0 ? made : "data" + i));
      byIdentity.put(made.get(i), i);
      byIdentity.put(made.get(i).getClass(), i);
    }
    String captured = "lambda" + made.size();
    IntFunction<String> lambda = x -> captured + x;
    USES.get(made.get(1).getClass())[0] = 10;
    USES.get(lambda.getClass())[0] = 20;
    made.get(1).apply(5);
    made.get(2).apply(7);
    change("second");
    System.out.println(made.get(1).apply(1_000).length());
    print(made.subList(1, 3), byIdentity);
    change("third");
    print(made.subList(1, 3), byIdentity);
    System.out.println(made.get(2).apply(1_001));
    made.add(define("late"));
    print(made.subList(1, 4), byIdentity);
    change("last");
    print(made.subList(1, 4), byIdentity);
    print(List.of(lambda), byIdentity);
  }
}
