package org.sigckpt.classes;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Picks the classes that belong to the program: those whose statics are roots of the image and
 * whose {@code <clinit>} must not run twice.
 *
 * <p>That is every class of the application loader and of the program's own loaders, with or
 * without instances. Left out are arrays; hidden classes and dynamic proxies, which are made again
 * and have no statics of the program's; and what the JDK generates in loaders of its own for
 * reflection.
 */
public final class ProgramClasses {
  private ProgramClasses() {}

  /**
   * Returns the program's classes in the order of {@code all}.
   *
   * @param all as {@code Instrumentation.getAllLoadedClasses} gives them
   * @param ours tells the checkpointer's own classes
   */
  public static List<Class<?>> programClasses(Class<?>[] all, Predicate<Class<?>> ours) {
    List<Class<?>> program = new ArrayList<>();
    for (Class<?> type : all) {
      if (isProgramClass(type, ours)) {
        program.add(type);
      }
    }
    return program;
  }

  /** Returns whether {@link #programClasses} picks this class. */
  public static boolean isProgramClass(Class<?> type, Predicate<Class<?>> ours) {
    return isDefinedByProgram(type) && !isJdkInternal(type) && !ours.test(type);
  }

  private static boolean isDefinedByProgram(Class<?> type) {
    return !type.isArray()
        && !type.isPrimitive()
        && !type.isHidden()
        && !Proxy.isProxyClass(type)
        && !isJdkLoader(type.getClassLoader());
  }

  private static boolean isJdkLoader(@Nullable ClassLoader loader) {
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  /** Modules of the JDK that the application loader defines, and loaders of generated accessors. */
  private static boolean isJdkInternal(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return (type.getModule().isNamed() && isSystemModule(type.getModule()))
        || isAccessorLoader(loader.getClass().getName());
  }

  private static boolean isSystemModule(Module module) {
    return module.getName().startsWith("java.") || module.getName().startsWith("jdk.");
  }

  private static boolean isAccessorLoader(String loaderClass) {
    return loaderClass.equals("jdk.internal.reflect.DelegatingClassLoader")
        || loaderClass.equals("sun.reflect.misc.MethodUtil");
  }
}
