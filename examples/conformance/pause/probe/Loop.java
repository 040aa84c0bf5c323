package probe;

import java.io.File;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Runs one program, or several at once, again and again, each time by a class loader of its own, so
 * that a signal at a random instant finds it somewhere; until the time is over, or there is a file
 * {@code stop} in the working directory. Rests a while after each turn: small programs would fill
 * the JVM with classes.
 *
 * <pre>
 *   java probe.Loop CLASSES_FOLDER PROGRAM[,PROGRAM...] MILLIS
 * </pre>
 */
public final class Loop {
  private static final long REST_MILLIS = 25;

  private Loop() {}

  /** Loads everything of the package but the pause anew. */
  private static final class Fresh extends URLClassLoader {
    Fresh(URL classes) {
      super(new URL[] {classes}, Loop.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("probe.P_")) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }

  /** Prints what several programs print at the same time, each line behind the program's name. */
  private static final class Names extends PrintStream {
    Names(PrintStream out) {
      super(out, true);
    }

    @Override
    public void println(String line) {
      super.println(Thread.currentThread().getThreadGroup().getName() + "\t" + line);
    }
  }

  /** Prints what the programs print, and after each time a line that counts. */
  public static void main(String[] args) throws Throwable {
    String[] programs = args[1].split(",");
    if (programs.length == 1) {
      loop(args, args[1]);
      return;
    }
    System.setOut(new Names(System.out));
    for (String program : programs) {
      Runnable loop =
          () -> {
            try {
              loop(args, program);
            } catch (Throwable e) {
              throw new IllegalStateException(program, e);
            }
          };
      new Thread(new ThreadGroup(program), loop, program).start();
    }
  }

  private static void loop(String[] args, String program) throws Throwable {
    URL classes = url(args[0]);
    long limitNanos = Long.parseLong(args[2]) * 1_000_000;
    long start = System.nanoTime();
    File stop = new File("stop");
    for (int i = 1; System.nanoTime() - start < limitNanos && (i == 1 || !stop.exists()); i++) {
      try {
        new Fresh(classes)
            .loadClass("probe.P_" + program)
            .getMethod("main", String[].class)
            .invoke(null, (Object) new String[0]);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
      System.out.println("TIME " + i);
      Thread.sleep(REST_MILLIS);
    }
  }

  private static URL url(String folder) throws MalformedURLException {
    return Path.of(folder).toUri().toURL();
  }
}
