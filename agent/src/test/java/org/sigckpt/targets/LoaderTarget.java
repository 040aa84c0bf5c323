package org.sigckpt.targets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A class loader of the program's own with a class that exists nowhere as a file; a proxy; a class
 * path in memory.
 */
public final class LoaderTarget {
  private LoaderTarget() {}

  /** Its bytes become the class TemplatB, by exchange of one letter. */
  public static final class TemplatA implements IntUnaryOperator {
    private static int calls = 10;
    private final int factor = 3;

    @Override
    public int applyAsInt(int x) {
      calls++;
      if (x < 0) {
        Pauses.here();
      }
      return x * factor + calls;
    }
  }

  /** Is never loaded. */
  private static final class Unseen {}

  /** Only its public members are asked for. */
  public static final class PartlySeen {
    public int seen = 5;

    @SuppressWarnings("unused")
    private Unseen unseen;

    public PartlySeen() {}

    @SuppressWarnings("unused")
    private PartlySeen(Unseen unseen) {}

    public int twice(int x) {
      return 2 * x + seen;
    }

    @SuppressWarnings("unused")
    private static void look(Unseen unseen) {}
  }

  /** Has a search order of its own, for which it needs its fields. */
  private static final class Choosing extends ClassLoader {
    private final List<String> own = List.of(PartlySeen.class.getName());

    Choosing() {
      super("choosing", LoaderTarget.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!own.contains(name) || findLoadedClass(name) != null) {
        return super.loadClass(name, resolve);
      }
      String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
      try (InputStream in = LoaderTarget.class.getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static final class Generator extends ClassLoader {
    private final List<String> asked = new ArrayList<>();

    Generator(ClassLoader parent) {
      super("generator", parent);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      asked.add(name.substring(name.lastIndexOf('.') + 1));
      if (!name.endsWith("TemplatB")) {
        throw new ClassNotFoundException(name);
      }
      try (InputStream in = TemplatA.class.getResourceAsStream("LoaderTarget$TemplatA.class")) {
        String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        byte[] bytes = text.replace("TemplatA", "TemplatB").getBytes(StandardCharsets.ISO_8859_1);
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** Reads URLs as what they say themselves, as nothing else in the JVM can. */
  private static final class Echoing extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(url.getPath().getBytes(StandardCharsets.UTF_8));
        }
      };
    }
  }

  private static URLClassLoader inMemory() throws MalformedURLException {
    URL[] path = {new URL(null, "memory:/first/", new Echoing())};
    return new URLClassLoader("memory", path, null);
  }

  private static String read(URLClassLoader loader, String name) throws IOException {
    try (InputStream in = loader.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8) + loader.getURLs().length;
    }
  }

  private static IntUnaryOperator proxy(ClassLoader loader, IntUnaryOperator behind) {
    return (IntUnaryOperator)
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {IntUnaryOperator.class},
            (self, method, values) -> behind.applyAsInt((Integer) values[0]));
  }

  public static void main(String[] arguments) throws Exception {
    URLClassLoader memory = inMemory();
    URLClassLoader unread = inMemory();
    System.out.println(read(memory, "before"));
    Class<?> chosen = new Choosing().loadClass(PartlySeen.class.getName());
    Constructor<?> constructor = chosen.getConstructor();
    Method twice = chosen.getMethod("twice", int.class);
    Field seen = chosen.getField("seen");
    Generator loader = new Generator(LoaderTarget.class.getClassLoader());
    Generator withoutClass = new Generator(loader);
    String name = LoaderTarget.class.getName() + "$TemplatB";
    Class<?> generated = Class.forName(name, true, loader);
    IntUnaryOperator operator = (IntUnaryOperator) generated.getDeclaredConstructor().newInstance();
    proxy(LoaderTarget.class.getClassLoader(), x -> x);
    IntUnaryOperator proxy = proxy(loader, x -> 1000 + operator.applyAsInt(x));
    System.out.println(operator.applyAsInt(1) + " " + proxy.applyAsInt(1));
    System.out.println(proxy.applyAsInt(-1));
    System.out.println(proxy.getClass().getName());
    System.out.println(proxy(withoutClass, x -> x).getClass().getName());
    System.out.println(operator.applyAsInt(-2) + " " + proxy.applyAsInt(2));
    System.out.println(Class.forName(name, true, loader) == operator.getClass());
    System.out.println(
        operator.getClass().getClassLoader().getName()
            + " "
            + loader.asked
            + " "
            + new TemplatA().applyAsInt(1));
    System.out.println(withoutClass.getParent() == loader && withoutClass.asked.isEmpty());
    System.out.println(withoutClass.loadClass(name) == generated);
    Class<?> second = Class.forName(name, true, new Generator(loader.getParent()));
    System.out.println(second != generated && second.getName().equals(generated.getName()));
    Object partly = constructor.newInstance();
    System.out.println(twice.invoke(partly, seen.getInt(partly)));
    System.out.println(read(memory, "after") + read(memory, "before") + read(unread, "x"));
  }
}
