package probe;

import java.io.InputStream;

/** Pauses in a class initialiser beside a loaded class that can't be linked. */
public class P_clinit_beside_unlinkable {
  static class Base {}

  /** An optional library's. */
  static class Missing extends Base {}

  static class NeedsIt {
    static int count = 3;

    static Base make() {
      return new Missing();
    }
  }

  static class WithoutLibrary extends ClassLoader {
    WithoutLibrary() {
      super(WithoutLibrary.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.endsWith("$Missing")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.endsWith("$NeedsIt")) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] file = in.readAllBytes();
        return defineClass(name, file, 0, file.length);
      } catch (java.io.IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  static class Slow {
    static int result;

    static {
      for (int i = 1; i <= 3; i++) {
        Pause.here();
        result = result * 10 + i;
      }
    }
  }

  public static void main(String[] args) throws Exception {
    Class<?> broken =
        Class.forName("probe.P_clinit_beside_unlinkable$NeedsIt", false, new WithoutLibrary());
    System.out.println("FINAL " + Slow.result);
    try {
      System.out.println("FINAL " + broken.getDeclaredFields().length);
    } catch (NoClassDefFoundError e) {
      System.out.println("FINAL " + e.getMessage());
    }
  }
}
