package probe;

import java.io.*;
import java.net.*;
import java.util.*;

/** ServiceLoader and URLClassLoader of the program: providers made, resources read, parallel-capable loaders. */
public class P_service_loading {
  static int calls;

  static int p(int x) {
    if (++calls % 5 == 0) {
      Pause.here();
    }
    return x;
  }

  public interface Greeting {
    String greet();
  }

  public static class First implements Greeting {
    final int n = p(1);

    @Override
    public String greet() {
      return "first" + n;
    }
  }

  public static class Second implements Greeting {
    public static Greeting provider() {
      return () -> "unused";
    }

    @Override
    public String greet() {
      return "second" + p(2);
    }
  }

  static final class Own extends ClassLoader {
    static {
      registerAsParallelCapable();
    }

    Own() {
      super(P_service_loading.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      p(3);
      return name.startsWith("META-INF/services/probe.") ? Collections.enumeration(List.of(new URL(null, "text:providers", new Text()))) : super.getResources(name);
    }
  }

  static final class Text extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      p(4);
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(("# providers\n" + First.class.getName() + "\n" + Second.class.getName() + "\n").getBytes());
        }
      };
    }
  }

  public static void main(String[] args) throws Exception {
    long sum = 0;
    for (int i = 0; i < 60; i++) {
      ServiceLoader<Greeting> loader = ServiceLoader.load(Greeting.class, new Own());
      Iterator<Greeting> it = loader.iterator();
      while (it.hasNext()) {
        sum = sum * 31 + it.next().greet().hashCode() + p(i);
      }
      sum += loader.stream().map(ServiceLoader.Provider::type).map(Class::getSimpleName).filter(s -> p(s.length()) > 5).count();
      Thread.currentThread().setContextClassLoader(new Own());
      sum += ServiceLoader.load(Greeting.class).findFirst().get().greet().length();
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
