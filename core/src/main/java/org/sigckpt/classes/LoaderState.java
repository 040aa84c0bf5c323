package org.sigckpt.classes;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * The raw fields of {@code java.lang.ClassLoader}: who owns which, and the least that a loader
 * needs before the VM may define classes in it.
 *
 * <pre>
 *   field                      raw loader             later, from the image
 *   parent, name, nameAndId    as recorded            equal values
 *   unnamedModule              new Module(loader)     no: the VM aborts without it, and keeps it
 *   classes                    empty list             no: the VM adds every class it defines
 *   libraries                  none loaded            no: native handles of this process
 *   classLoaderValueMap        null                   no: caches (dynamic proxies) of this JVM
 *   parallelLockMap            empty map or null      yes: threads may hold locks out of it
 *   assertionLock              object or the loader   yes
 *   packages, package2certs    empty maps             yes: Package objects keep their identity
 *   all others                 null, 0                yes
 * </pre>
 *
 * <p>{@code parallelLockMap} says more than it holds: null means "not parallel capable", also to
 * the VM, which then locks the loader object itself around its calls of {@code loadClass}. The
 * names are the same in JDK 17 and 25.
 */
public final class LoaderState {
  /**
   * Fields of {@code java.lang.ClassLoader} that stay as this JVM made them: neither written to the
   * image nor filled from it, in objects of every loader class.
   */
  public static final Set<String> VM_OWNED_FIELDS =
      Set.of("unnamedModule", "classes", "libraries", "classLoaderValueMap");

  private static final Field PARENT = field("parent");
  private static final Field NAME = field("name");
  private static final Field NAME_AND_ID = field("nameAndId");
  private static final Field UNNAMED_MODULE = field("unnamedModule");
  private static final Field CLASSES = field("classes");
  private static final Field LIBRARIES = field("libraries");
  private static final Field PARALLEL_LOCK_MAP = field("parallelLockMap");
  private static final Field ASSERTION_LOCK = field("assertionLock");
  private static final Field PACKAGES = field("packages");
  private static final Field PACKAGE_TO_CERTS = field("package2certs");
  private static final Constructor<?> NEW_MODULE = moduleConstructor();
  private static final Method NEW_LIBRARIES = librariesFactory();
  private static final Field LOADED_LIBRARIES =
      JdkReflection.field(LIBRARIES.getType(), "libraries");
  private static final Method REGISTER =
      JdkReflection.method(parallelLoaders(), "register", Class.class);
  private static final Method IS_REGISTERED =
      JdkReflection.method(parallelLoaders(), "isRegistered", Class.class);

  static {
    field("classLoaderValueMap");
  }

  private LoaderState() {}

  // ---- capture ----

  static @Nullable ClassLoader parentOf(ClassLoader loader) {
    return (ClassLoader) JdkUnsafe.get(loader, PARENT);
  }

  static @Nullable String nameOf(ClassLoader loader) {
    return (String) JdkUnsafe.get(loader, NAME);
  }

  static @Nullable String nameAndIdOf(ClassLoader loader) {
    return (String) JdkUnsafe.get(loader, NAME_AND_ID);
  }

  static boolean isParallelCapable(ClassLoader loader) {
    return JdkUnsafe.get(loader, PARALLEL_LOCK_MAP) != null;
  }

  /** Returns the native libraries that classes of this loader have loaded, by path. */
  static Set<?> librariesOf(ClassLoader loader) {
    return librariesOf(JdkUnsafe.get(loader, LIBRARIES));
  }

  /** Returns the same of the {@code NativeLibraries} object of a loader. */
  static Set<?> librariesOf(Object libraries) {
    return ((Map<?, ?>) JdkUnsafe.get(libraries, LOADED_LIBRARIES)).keySet();
  }

  static boolean isRegistered(Class<?> loaderClass) {
    return (Boolean) JdkReflection.call(IS_REGISTERED, null, loaderClass);
  }

  // ---- restart ----

  /** Returns a loader object on which no constructor has run, ready to define classes. */
  static ClassLoader allocate(Class<?> type, LoaderImage image, @Nullable ClassLoader parent) {
    ClassLoader loader = (ClassLoader) allocate(type);
    JdkUnsafe.put(loader, PARENT, parent);
    JdkUnsafe.put(loader, NAME, image.name());
    JdkUnsafe.put(loader, NAME_AND_ID, image.nameAndId());
    JdkUnsafe.put(loader, UNNAMED_MODULE, newModule(loader));
    JdkUnsafe.put(loader, CLASSES, new ArrayList<Class<?>>());
    JdkUnsafe.put(loader, LIBRARIES, JdkReflection.call(NEW_LIBRARIES, null, loader));
    JdkUnsafe.put(loader, PACKAGES, new ConcurrentHashMap<>());
    JdkUnsafe.put(loader, PACKAGE_TO_CERTS, new ConcurrentHashMap<>());
    boolean parallel = image.parallelCapable();
    JdkUnsafe.put(loader, PARALLEL_LOCK_MAP, parallel ? new ConcurrentHashMap<>() : null);
    JdkUnsafe.put(loader, ASSERTION_LOCK, parallel ? new Object() : loader);
    return loader;
  }

  /** Does what {@code registerAsParallelCapable} in the class's {@code <clinit>} had done. */
  static void register(Class<?> loaderClass) {
    JdkUnsafe.UNSAFE.ensureClassInitialized(loaderClass.getSuperclass());
    JdkReflection.call(REGISTER, null, loaderClass);
  }

  static Object allocate(Class<?> type) {
    try {
      return JdkUnsafe.UNSAFE.allocateInstance(type);
    } catch (InstantiationException e) {
      throw new IllegalStateException("Cannot re-create an object of " + type.getName() + ".", e);
    }
  }

  private static Object newModule(ClassLoader loader) {
    try {
      return NEW_MODULE.newInstance(loader);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot re-create the unnamed module of a loader.", e);
    }
  }

  private static Field field(String name) {
    return JdkReflection.field(ClassLoader.class, name);
  }

  private static Constructor<?> moduleConstructor() {
    try {
      Constructor<?> constructor = Module.class.getDeclaredConstructor(ClassLoader.class);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new MissingInternalException("java.lang.Module(ClassLoader)", e);
    }
  }

  /** {@code jniNativeLibraries} in JDK 17, {@code newInstance} in 25. */
  private static Method librariesFactory() {
    Class<?> owner = LIBRARIES.getType();
    for (Method method : JdkReflection.methods(owner)) {
      String name = method.getName();
      if ((name.equals("jniNativeLibraries") || name.equals("newInstance"))
          && method.getParameterCount() == 1
          && method.trySetAccessible()) {
        return method;
      }
    }
    throw new MissingInternalException(owner.getName() + ".newInstance(ClassLoader)");
  }

  private static Class<?> parallelLoaders() {
    String name = "java.lang.ClassLoader$ParallelLoaders";
    try {
      return Class.forName(name, true, null);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
