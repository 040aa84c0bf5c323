package org.sigckpt.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Weaves the classes of the boot and the platform loader: those loaded before the agent in one
 * batch, the others when they are defined. Registered as one that can retransform.
 */
final class JdkTransformer implements ClassFileTransformer {
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  private final Failures failures;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private volatile RestartWeaving restart;

  JdkTransformer(Failures failures) {
    this.failures = failures;
  }

  /** Sets what is added in a restarted JVM; {@link #retransform} then applies it. */
  void restartWith(RestartWeaving weaving) {
    restart = weaving;
  }

  /** Returns whether the class is one of those woven here. */
  static boolean isJdkClass(Class<?> type) {
    return (type.getClassLoader() == null || type.getClassLoader() == PLATFORM)
        && type.getModule().isNamed();
  }

  /**
   * Weaves all JDK classes that are loaded already and have not passed here.
   *
   * @return how many were retransformed
   */
  int retransformLoaded(Instrumentation instrumentation) throws UnmodifiableClassException {
    List<Class<?>> batch = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (!type.isArray() && !type.isHidden() && isJdkClass(type)) {
        String name = type.getName().replace('.', '/');
        if (!Weaver.isLeftAlone(name, true)
            && isWorthwhile(type, name)
            && instrumentation.isModifiableClass(type)) {
          batch.add(type);
        }
      }
    }
    retransform(instrumentation, batch);
    return batch.size();
  }

  private static boolean isWorthwhile(Class<?> type, String name) {
    byte[] bytes = ClassFiles.read(type.getModule(), name);
    return bytes != null && Weaver.mayChange(name, true, bytes);
  }

  /** Passes the given loaded JDK classes through this transformer again, in one batch. */
  void retransform(Instrumentation instrumentation, Collection<Class<?>> types)
      throws UnmodifiableClassException {
    if (!types.isEmpty()) {
      instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
    }
  }

  /**
   * Returns the class file of the runtime image. What the VM puts together for a class that is
   * loaded lacks the stack maps, which it did not read for a class that it does not verify.
   */
  private static byte[] fromImage(Class<?> type, String name, byte[] bytes) {
    byte[] original = ClassFiles.read(type.getModule(), name);
    return original == null ? bytes : original;
  }

  @Override
  public byte[] transform(
      Module module,
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] bytes) {
    if (loader != null && loader != PLATFORM || name == null || name.startsWith("org/sigckpt/")) {
      return null;
    }
    seen.add(name);
    try {
      RestartWeaving added = restart;
      if (added == null) {
        return Weaver.weave(name, true, bytes);
      }
      byte[] original = redefined == null ? bytes : fromImage(redefined, name, bytes);
      byte[] woven = Weaver.weave(name, true, original);
      byte[] present = woven == null ? original : woven;
      byte[] result = added.withResumeMethods(loader, name, present);
      return result == bytes ? null : result;
    } catch (Throwable e) {
      failures.add(name, e);
      return null;
    }
  }
}
