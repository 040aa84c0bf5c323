package org.sigckpt.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sigckpt.internals.JdkClasses;

/**
 * The identity hash codes of classes, loaders, modules and the main thread, for the new JVM's own
 * objects.
 *
 * <p>Programs keep such numbers: in hash tables of their own making, in keys that have a class as a
 * component, in a record's cached hash. {@link RestoredHashes} mends the JDK's tables and no
 * others, so a number must come back as it was. A mirror that nobody has asked yet can be given any
 * hash; so each gets the one it had before anything in the new JVM asks:
 *
 * <pre>
 *   JDK classes of the class data archive,   have the same hash in every JVM of the same build
 *   or hashed while the VM starts
 *   other JDK classes, boot modules          {@link #applyToLoaded} in the agent's first statements,
 *                                            {@link #applyToPlatform}, {@link #applyToTools}
 *   the built-in loaders                     the same, over the one of the class data archive: no
 *                                            table of the JDK is ordered by them so early
 *   the program's classes, its loaders       {@link #applyTo}, where each is made
 * </pre>
 *
 * <p>What the VM's own start or the agent's start has hashed in between keeps its new number, as
 * the archived modules of 17 do: sets of the JDK are ordered by theirs.
 */
public final class MirrorHashes {
  private static final ClassLoader WIDEST = ClassLoader.getSystemClassLoader();

  /** 25 does not list them among the loaded classes. */
  private static final Class<?>[] PRIMITIVE_ARRAYS = {
    boolean[].class, char[].class, float[].class, double[].class,
    byte[].class, short[].class, int[].class, long[].class
  };

  private final Map<String, Integer> ofJdk = new TreeMap<>();
  private final Map<String, Integer> ofBoot = new TreeMap<>();
  private final Map<Integer, Integer> ofProgram = new TreeMap<>();
  private final Map<Integer, Integer> ofLoaders = new TreeMap<>();
  private final MarkWords words = MarkWords.calibrated();
  private int ofMainThread;

  private MirrorHashes() {}

  // ---- checkpoint ----

  /** Returns those of the classes and loaders, keyed by their ids and indexes in the image. */
  public static MirrorHashes capture(
      Map<Class<?>, Integer> classIds, Map<ClassLoader, Integer> loaderIndexes) {
    MirrorHashes hashes = none();
    classIds.forEach(hashes::add);
    bootObjects()
        .forEach((name, object) -> hashes.ofBoot.put(name, System.identityHashCode(object)));
    loaderIndexes.forEach(
        (loader, index) -> hashes.ofLoaders.put(index, System.identityHashCode(loader)));
    return hashes;
  }

  /** Adds that of the main thread. */
  public void mainThread(Thread thread) {
    ofMainThread = System.identityHashCode(thread);
  }

  /** Returns an object that sets no hashes. */
  public static MirrorHashes none() {
    return new MirrorHashes();
  }

  /** Returns the section's content. */
  public byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(ofMainThread);
    writeNamed(ofJdk, out);
    writeNamed(ofBoot, out);
    write(ofProgram, out);
    write(ofLoaders, out);
    return bytes.toByteArray();
  }

  private static void writeNamed(Map<String, Integer> hashes, DataOutputStream out)
      throws IOException {
    out.writeInt(hashes.size());
    for (Map.Entry<String, Integer> entry : hashes.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue());
    }
  }

  private static void write(Map<Integer, Integer> hashes, DataOutputStream out) throws IOException {
    out.writeInt(hashes.size());
    for (Map.Entry<Integer, Integer> entry : hashes.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeInt(entry.getValue());
    }
  }

  private void add(Class<?> type, int id) {
    int hash = System.identityHashCode(type);
    if (JdkClasses.isJdk(type) && !type.isPrimitive() && !type.isHidden()) {
      ofJdk.put(type.getName(), hash);
    } else {
      ofProgram.put(id, hash);
    }
  }

  /** Returns the loaders and modules that every JVM has, by name. */
  private static Map<String, Object> bootObjects() {
    Map<String, Object> objects = new LinkedHashMap<>();
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    objects.put("application loader", WIDEST);
    objects.put("platform loader", platform);
    objects.put("unnamed module of the application loader", WIDEST.getUnnamedModule());
    objects.put("unnamed module of the platform loader", platform.getUnnamedModule());
    objects.put("boot layer", ModuleLayer.boot());
    ModuleLayer.boot().modules().forEach(module -> objects.put(module.toString(), module));
    return objects;
  }

  // ---- restart ----

  /** Returns what {@link #toBytes} gave. */
  public static MirrorHashes fromBytes(byte[] bytes) throws IOException {
    MirrorHashes hashes = none();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    hashes.ofMainThread = in.readInt();
    readNamed(hashes.ofJdk, in);
    readNamed(hashes.ofBoot, in);
    read(hashes.ofProgram, in);
    read(hashes.ofLoaders, in);
    return hashes;
  }

  private static void readNamed(Map<String, Integer> hashes, DataInputStream in)
      throws IOException {
    for (int count = in.readInt(); count > 0; count--) {
      hashes.put(in.readUTF(), in.readInt());
    }
  }

  private static void read(Map<Integer, Integer> hashes, DataInputStream in) throws IOException {
    for (int count = in.readInt(); count > 0; count--) {
      hashes.put(in.readInt(), in.readInt());
    }
  }

  /** Sets that of the main thread, the caller, and those of what the VM has made already. */
  public void applyToLoaded(Class<?>[] loaded) {
    if (ofMainThread != 0) {
      // The launcher has asked for it while it checked the jar, and has forgotten it again.
      words.setHash(Thread.currentThread(), ofMainThread, true);
    }
    bootObjects()
        .forEach(
            (name, object) -> {
              Integer hash = ofBoot.get(name);
              if (hash != null) {
                words.setHash(object, hash, object instanceof ClassLoader);
              }
            });
    for (Class<?> type : PRIMITIVE_ARRAYS) {
      Integer hash = ofJdk.get(type.getName());
      if (hash != null) {
        words.setHash(type, hash, false);
      }
    }
    for (Class<?> type : loaded) {
      Integer hash = JdkClasses.isJdk(type) ? ofJdk.get(type.getName()) : null;
      if (hash != null) {
        words.setHash(type, hash, false);
      }
    }
  }

  /** Loads the classes of the boot and platform loaders not loaded yet, and sets theirs. */
  public void applyToPlatform() {
    applyToModules(false);
  }

  /**
   * The same of those that the application loader defines, such as javac's. They get their resume
   * methods while they are loaded, like the program's, so it must be known by then which.
   */
  public void applyToTools() {
    applyToModules(true);
  }

  private void applyToModules(boolean tools) {
    Set<String> toolPackages = new HashSet<>();
    for (Module module : ModuleLayer.boot().modules()) {
      if (module.getClassLoader() == WIDEST) {
        toolPackages.addAll(module.getPackages());
      }
    }
    for (Map.Entry<String, Integer> entry : ofJdk.entrySet()) {
      String name = entry.getKey();
      if (toolPackages.contains(packageOf(name)) != tools) {
        continue;
      }
      try {
        words.setHash(Class.forName(name, false, WIDEST), entry.getValue(), false);
      } catch (ClassNotFoundException | LinkageError e) {
        // The class table says which class it is and what to do, if it is needed.
        continue;
      }
    }
  }

  /** Returns the package of a class, or of an array's elements. */
  private static String packageOf(String className) {
    int depth = className.lastIndexOf('[') + 1;
    int start = depth > 0 && className.endsWith(";") ? depth + 1 : depth;
    return className.substring(start, Math.max(start, className.lastIndexOf('.')));
  }

  /** Sets that of a class of the program that has just been made. */
  public void applyTo(Class<?> type, int id) {
    Integer hash = ofProgram.get(id);
    if (hash != null) {
      words.setHash(type, hash, false);
    }
  }

  /** Sets that of a loader of the program that has just been made. */
  public void applyTo(ClassLoader loader, int index) {
    Integer hash = ofLoaders.get(index);
    if (hash != null) {
      words.setHash(loader, hash, false);
    }
  }
}
