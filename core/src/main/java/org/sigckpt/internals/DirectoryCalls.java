package org.sigckpt.internals;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The C library's calls by which the JDK lists folders, and how far a listing has got.
 *
 * <p>The library reads many entries at once and gives out one after the other. Which is next stands
 * in its {@code DIR}, of which the JDK has the address (glibc's {@code struct __dirstream}):
 *
 * <pre>
 *   DIR     0  descriptor (int)                    entry   0  inode
 *          16  bytes of entries in the buffer              8  the kernel's position
 *          24  offset of the next                         16  its length (short)
 *          48  the entries                                19  its name, ended by a 0
 * </pre>
 *
 * <p>That it is so with this library is tried out once, on a listing of {@code /proc/self}. Names
 * are bytes to the kernel; here each is a string with a character for each byte.
 */
public final class DirectoryCalls {
  private static final Class<?> CALLS = JdkClasses.find("sun.nio.fs.UnixNativeDispatcher");
  private static final Class<?> PATH = JdkClasses.find("sun.nio.fs.UnixPath");
  private static final Method OPEN =
      JdkReflection.method(CALLS, "open", PATH, int.class, int.class);
  private static final Method OPEN_LISTING = JdkReflection.method(CALLS, "opendir", PATH);
  private static final Method READ = JdkReflection.method(CALLS, "readdir", long.class);
  private static final Method CLOSE_LISTING = JdkReflection.method(CALLS, "closedir", long.class);

  private static final int FILLED = 16;
  private static final int NEXT = 24;
  private static final int ENTRIES = 48;
  private static final int ENTRY_LENGTH = 16;
  private static final int ENTRY_NAME = 19;

  private static @Nullable Boolean known;

  private DirectoryCalls() {}

  /** Returns a new descriptor of the folder, to read it and what is in it. */
  public static int open(Path folder) throws IOException {
    return (Integer) call(OPEN, folder, 0, 0);
  }

  /** Returns the address of a new listing. */
  public static long openListing(Path folder) throws IOException {
    return (Long) call(OPEN_LISTING, folder);
  }

  /** Returns the next name, or null at the end. */
  public static @Nullable String read(long listing) throws IOException {
    byte[] name = (byte[]) call(READ, listing);
    return name == null ? null : new String(name, ISO_8859_1);
  }

  /** Ends the listing. */
  public static void closeListing(long listing) throws IOException {
    call(CLOSE_LISTING, listing);
  }

  /** Returns all names of the folder, in the order of a listing. */
  public static List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    long listing = openListing(folder);
    try {
      for (String name = read(listing); name != null; name = read(listing)) {
        names.add(name);
      }
    } finally {
      closeListing(listing);
    }
    return names;
  }

  /**
   * What the library holds of a listing.
   *
   * @param descriptor of the folder
   * @param names those in the buffer
   * @param next index of the one that is given out next; their number if it has to be filled again
   */
  public record Position(int descriptor, List<String> names, int next) {}

  /** Returns how far the listing has got; null if this C library is not known. */
  public static synchronized @Nullable Position positionOf(long listing) throws IOException {
    if (known == null) {
      known = isAsExpected();
    }
    return known ? peek(listing) : null;
  }

  private static Position peek(long listing) {
    List<String> names = new ArrayList<>();
    long filled = UNSAFE.getLong(listing + FILLED);
    long offset = UNSAFE.getLong(listing + NEXT);
    int next = 0;
    for (long at = 0; at < filled; at += lengthAt(listing + ENTRIES + at)) {
      if (at < offset) {
        next++;
      }
      names.add(nameAt(listing + ENTRIES + at + ENTRY_NAME));
    }
    return new Position(UNSAFE.getInt(listing), names, next);
  }

  private static boolean isAsExpected() throws IOException {
    long listing = openListing(Path.of("/proc/self"));
    try {
      boolean isEmpty =
          UNSAFE.getLong(listing + FILLED) == 0 && UNSAFE.getLong(listing + NEXT) == 0;
      String first = read(listing);
      long filled = UNSAFE.getLong(listing + FILLED);
      int length = lengthAt(listing + ENTRIES);
      return isEmpty
          && first != null
          && length > ENTRY_NAME
          && filled > length
          && filled < 1 << 20
          && UNSAFE.getLong(listing + NEXT) == length
          && first.equals(nameAt(listing + ENTRIES + ENTRY_NAME))
          && lengthAt(listing + ENTRIES + length) > ENTRY_NAME
          && nameAt(listing + ENTRIES + length + ENTRY_NAME).equals(read(listing));
    } finally {
      closeListing(listing);
    }
  }

  private static int lengthAt(long entry) {
    return UNSAFE.getShort(entry + ENTRY_LENGTH) & 0xFFFF;
  }

  private static String nameAt(long address) {
    StringBuilder name = new StringBuilder();
    for (long at = address; UNSAFE.getByte(at) != 0; at++) {
      name.append((char) (UNSAFE.getByte(at) & 0xFF));
    }
    return name.toString();
  }

  private static Object call(Method method, Object... arguments) throws IOException {
    try {
      return method.invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Cannot call the JDK's " + method + ".", e);
    }
  }
}
