package org.sigckpt.classes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.MissingInternalException;

/**
 * The native libraries that the process has loaded.
 *
 * <p>Those of the JDK are loaded again before any class is: some JDK classes count on another one's
 * initialiser to have loaded their library (java.desktop on Toolkit's), but a restart initialises
 * classes in an order of its own. A library of the program has memory that nobody can capture, so
 * it is refused. (Libraries of the program's own loaders are refused with their loader.)
 */
public final class NativeLibraries {
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  /** The others of java.desktop are linked against it. */
  private static final String FIRST = "awt";

  private NativeLibraries() {}

  /**
   * Returns the names of the JDK's libraries, in the order in which they can be loaded.
   *
   * @throws UnsupportedOperationException if the program has loaded one of its own
   */
  public static List<String> capture() {
    refuseOf(ClassLoader.getSystemClassLoader());
    refuseOf(ClassLoader.getPlatformClassLoader());
    List<String> names = new ArrayList<>();
    for (Object path : LoaderState.librariesOf(call("getNativeLibraries"))) {
      if (isOfJdk(path.toString())) {
        String file = Path.of(path.toString()).getFileName().toString();
        names.add(file.substring("lib".length(), file.indexOf(".so")));
      }
    }
    names.sort(Comparator.comparing((String name) -> !name.equals(FIRST)));
    return names;
  }

  /** Loads those of the names that are not loaded yet. */
  public static void load(List<String> names) {
    names.forEach(name -> call("loadLibrary", name));
  }

  private static Object call(String name, String... arguments) {
    try {
      Class<?> loader = Class.forName("jdk.internal.loader.BootLoader");
      Class<?>[] types = arguments.length == 0 ? new Class<?>[0] : new Class<?>[] {String.class};
      return JdkReflection.call(
          JdkReflection.method(loader, name, types), null, (Object[]) arguments);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException("jdk.internal.loader.BootLoader", e);
    }
  }

  private static void refuseOf(ClassLoader loader) {
    for (Object path : LoaderState.librariesOf(loader)) {
      if (!isOfJdk(path.toString())) {
        throw new UnsupportedOperationException(
            "Cannot checkpoint the native library "
                + path
                + ": its memory is outside the heap; run the program without it, many libraries"
                + " have a fallback in Java.");
      }
    }
  }

  private static boolean isOfJdk(String path) {
    return path.startsWith(JDK + "/") && path.endsWith(".so");
  }
}
