package probe;

/** Assertion status of loaders, packages and classes; assert statements with a message under construction. */
public class P_assertions {
  static int calls;

  public static String message(int n) {
    calls++;
    Pause.here();
    return "m" + n;
  }

  static final class Loader extends ClassLoader {
    Loader() {
      super(P_assertions.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> found = findLoadedClass(name);
        if (found != null) {
          return found;
        }
        if (!name.endsWith("_checked")) {
          return super.loadClass(name, resolve);
        }
        try (java.io.InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
          byte[] bytes = in.readAllBytes();
          return defineClass(name, bytes, 0, bytes.length);
        } catch (java.io.IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }
  }

  public static void main(String[] args) throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      Loader loader = new Loader();
      if (i % 2 == 0) {
        loader.setDefaultAssertionStatus(true);
      }
      if (i % 3 == 0) {
        loader.setClassAssertionStatus("probe.P_assertions_checked", i % 4 == 0);
      }
      if (i % 5 == 0) {
        loader.setPackageAssertionStatus("probe", false);
      }
      Class<?> type = loader.loadClass("probe.P_assertions_checked");
      text.append(type.desiredAssertionStatus() ? 1 : 0);
      java.lang.reflect.Method check = type.getDeclaredMethod("check", int.class);
      check.setAccessible(true);
      text.append(check.invoke(null, i % 6));
    }
    System.out.println("FINAL " + text);
  }
}

class P_assertions_checked {
  public static String check(int n) {
    try {
      assert n < 3 : P_assertions.message(n);
      return "passed" + n;
    } catch (AssertionError e) {
      return e.getMessage();
    }
  }
}
