package org.sigckpt.resource;

import java.io.File;
import java.io.RandomAccessFile;
import java.lang.reflect.Method;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Open jars, as the JDK holds them: every ZipFile has a CleanableResource, and all ZipFiles of one
 * jar share one Source, which the JDK counts and keeps in a table of its own.
 *
 * <pre>
 *   ZipFile ── res ──> CleanableResource ── zsrc ──> Source <── Source.files (JDK static)
 *              by value          │                     └── directory, open file
 *                                └── cleanable: common cleaner, registered anew
 * </pre>
 *
 * A Source is not written by value: the restarted JVM asks its own table for the jar, which gives
 * the Source that the JVM has open already or a new one. That counts one user; the first restored
 * CleanableResource is that user, each further one is added.
 */
final class ZipSources {
  static final Class<?> SOURCE = RawObjects.type("java.util.zip.ZipFile$Source");
  static final Class<?> RESOURCE = RawObjects.type("java.util.zip.ZipFile$CleanableResource");
  private static final Class<?> INFLATING =
      RawObjects.type("java.util.zip.ZipFile$ZipFileInflaterInputStream");
  private static final Class<?> INFLATING_CLEANUP =
      RawObjects.type("java.util.zip.ZipFile$InflaterCleanupAction");
  private static final Class<?> CODER = RawObjects.type("java.util.zip.ZipCoder");
  private static final Method GET =
      JdkReflection.method(SOURCE, "get", File.class, boolean.class, CODER);
  private static final Method CODER_OF = JdkReflection.method(CODER, "get", Charset.class);
  private static final long REFS = JdkUnsafe.offsetOf(JdkReflection.field(SOURCE, "refs"));

  private final UnaryOperator<Path> relocation;
  private final Set<Object> unused = Collections.newSetFromMap(new IdentityHashMap<>());

  ZipSources(UnaryOperator<Path> relocation) {
    this.relocation = relocation;
  }

  /**
   * Streams over deflated entries, by value; their inflater goes back to the jar's cache through a
   * cleaner, which is registered anew.
   */
  static ObjectHandler inflatingStreams() {
    return new FieldCopyHandler(
        INFLATING, Set.of("cleanable"), stream -> {}, ZipSources::registerInflater);
  }

  private static void registerInflater(Object stream) {
    Object inflater = RawObjects.get(stream, "inf");
    Object zip = RawObjects.get(stream, "this$0");
    Object resource = zip == null ? null : RawObjects.get(zip, "res");
    if (!RawObjects.getBoolean(stream, INFLATING, "closeRequested") && resource != null) {
      Runnable cleanup =
          (Runnable)
              RawObjects.construct(INFLATING_CLEANUP, Objects.requireNonNull(inflater), resource);
      RawObjects.put(stream, "cleanable", RawObjects.registerCleanup(stream, cleanup));
    }
  }

  /**
   * Returns the open jar.
   *
   * @throws ResourceLostException if it is missing or another one
   */
  Object open(Path captured, String charset, long directoryCrc32c) {
    Path path = relocation.apply(captured);
    Object source;
    try {
      Object coder = CODER_OF.invoke(null, Charset.forName(charset));
      source = GET.invoke(null, path.toFile(), false, coder);
    } catch (ReflectiveOperationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ResourceLostException(
          "Cannot reopen jar " + path + ": " + cause + "; put it back and restart again.", cause);
    }
    if (directoryCrc32c(source) != directoryCrc32c) {
      throw new ResourceLostException(
          String.format(
              "Cannot reopen jar %s: its directory changed (crc32c 0x%08x vs 0x%08x at the"
                  + " checkpoint); put the old jar back and restart again.",
              path, directoryCrc32c(source), directoryCrc32c));
    }
    unused.add(source);
    return source;
  }

  /** Counts one more user of the jar. */
  void use(Object source) {
    if (!unused.remove(source)) {
      JdkUnsafe.UNSAFE.getAndAddInt(source, REFS, 1);
    }
  }

  static File fileOf(Object source) {
    return (File) RawObjects.require(keyOf(source), "file");
  }

  /** On 17 the source has a coder; on 25 the key has the charset. */
  static String charsetOf(Object source) {
    Object charset =
        JdkReflection.fieldOrNull(SOURCE, "zc") != null
            ? RawObjects.get(RawObjects.require(source, "zc"), "cs")
            : RawObjects.get(keyOf(source), "charset");
    return (charset instanceof Charset known ? known : StandardCharsets.UTF_8).name();
  }

  static long directoryCrc32c(Object source) {
    CRC32C crc = new CRC32C();
    crc.update((byte[]) RawObjects.require(source, "cen"));
    return crc.getValue();
  }

  static boolean isOpen(Object source) {
    return RawObjects.get(source, "zfile") instanceof RandomAccessFile;
  }

  private static Object keyOf(Object source) {
    return RawObjects.require(source, "key");
  }
}
