package org.sigckpt.targets;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.AlgorithmParameters;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Objects whose state is not in their fields alone, or that the JDK has one of. */
public final class SpecialObjectsTarget {
  private static final Boolean NO = Boolean.FALSE;
  private static final List<Object> EMPTY = Collections.emptyList();
  private static final Comparator<Integer> NATURAL = Comparator.naturalOrder();
  private static Object seven = 7;
  private static Object nothing = Optional.empty();

  private int number = 5;

  private SpecialObjectsTarget() {}

  /** Defines a class in its default domain, which the JDK keeps in the loader. */
  private static final class Definer extends ClassLoader {
    Definer() {
      super(null);
    }

    Class<?> define(Class<?> model) throws IOException {
      String file = "/" + model.getName().replace('.', '/') + ".class";
      try (InputStream in = model.getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(model.getName(), bytes, 0, bytes.length);
      }
    }
  }

  /** Numbers classes in the order in which they are asked for. */
  private static final class Numbers extends ClassValue<String> {
    private int next;

    @Override
    protected String computeValue(Class<?> type) {
      return type.getSimpleName() + next++;
    }
  }

  private interface Source {
    Object get();
  }

  /** Has a bridge, a default method. */
  private interface TextSource extends Source {
    @Override
    String get();
  }

  /** Gets a method of the VM's own. */
  private interface NamedSource extends TextSource {
    String name();
  }

  /** The JDK has one instance of it, and TLS compares them. */
  private static ECParameterSpec curve() throws Exception {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  public static void main(String[] arguments) throws Exception {
    ClassValue<String> numbers = new Numbers();
    String ofString = numbers.get(String.class);
    String ofTarget = numbers.get(SpecialObjectsTarget.class);
    VarHandle field =
        MethodHandles.lookup().findVarHandle(SpecialObjectsTarget.class, "number", int.class);
    SpecialObjectsTarget target = new SpecialObjectsTarget();
    field.getAndAdd(target, 1);
    ClassLoader unused = new URLClassLoader("unused", new URL[0], null);
    Definer definer = new Definer();
    Package defined = definer.define(EchoTarget.class).getPackage();
    ZoneOffset offset = ZoneOffset.ofHours(5);
    ECParameterSpec curve = curve();
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> enqueued = new WeakReference<>(new Object(), queue);
    enqueued.enqueue();
    Set<Integer> small = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    String order = small.toString();
    Locale[] known = Locale.getAvailableLocales();
    Set<Locale> locales = Set.of(known);
    StackWalker walker = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    StackWalker.StackFrame frame = walker.walk(frames -> frames.findFirst().orElseThrow());
    StackWalker.StackFrame plain =
        StackWalker.getInstance().walk(frames -> frames.findFirst().orElseThrow());
    NamedSource named =
        new NamedSource() {
          @Override
          public String get() {
            return "got by " + name();
          }

          @Override
          public String name() {
            return "a bridge";
          }
        };
    for (int round = 0; round < 3; round++) {
      System.out.println(((Source) named).get());
      System.out.println(frame + " " + frame.getDeclaringClass() + " " + frame.getMethodType());
      System.out.println(plain.getMethodName() + " " + plain.getClassName() + " " + plain);
      System.out.println(numbers.get(String.class) == ofString);
      System.out.println(numbers.get(SpecialObjectsTarget.class) == ofTarget);
      System.out.println(numbers.get(Integer.class));
      System.out.println((int) field.getAndAdd(target, 1) + " " + target.number);
      System.out.println(unused.getName() + " " + unused.getParent());
      System.out.println(definer.getDefinedPackage(defined.getName()) == defined);
      System.out.println(order.equals(small.toString()));
      System.out.println(offset == ZoneOffset.ofHours(5));
      System.out.println(curve == curve());
      System.out.println(NO == Boolean.FALSE && EMPTY == Collections.emptyList());
      System.out.println(new HashSet<>(locales).size() == known.length);
      System.out.println(locales.containsAll(List.of(known)));
      System.out.println(NATURAL == Comparator.<Integer>naturalOrder());
      System.out.println(seven == Integer.valueOf(7) && nothing == Optional.empty());
      if (round < 2) {
        Pauses.here();
      }
    }
    System.out.println(definer.define(Pauses.class).getPackage() == defined);
    System.out.println(queue.poll() == enqueued);
  }
}
