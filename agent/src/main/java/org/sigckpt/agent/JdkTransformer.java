package org.sigckpt.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the classes of the boot and the platform loader: those loaded before the agent in one
 * batch, the others when they are defined. Registered as one that can retransform.
 */
final class JdkTransformer implements ClassFileTransformer {
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  /**
   * Redefined as it is, so that the VM forgets its profile. With any agent the JDK resolves its
   * modules at the start instead of reading them from the archive; of the thousands of calls with
   * keys of many types that this takes, the compiler learns that the hash codes of keys are not to
   * be inlined. A loop over a map with Integer keys was a fifth slower for the whole run.
   */
  private static final Class<?> PROFILED = HashMap.class;

  private final Failures failures;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private volatile RestartWeaving restart;
  private volatile boolean isThreadRunHidden;

  JdkTransformer(Failures failures) {
    this.failures = failures;
  }

  /**
   * Loads what a transformation takes, by doing one for nothing. Otherwise a class of the JDK that
   * it takes would be looked for in the midst of its own loading.
   */
  static void warmUp() {
    byte[] bytes = ClassFiles.read(Thread.class.getModule(), "java/lang/Thread");
    if (bytes == null
        || WovenJdkClasses.isKnownUnchanged(Thread.class.getModule(), "java.lang.Thread")) {
      throw new IllegalStateException("Cannot read the class files of this JDK.");
    }
    Weaver.weave("java/lang/Thread", true, bytes);
  }

  /** Sets what is added in a restarted JVM; {@link #retransform} then applies it. */
  void restartWith(RestartWeaving weaving) {
    restart = weaving;
  }

  /** Sets whether {@code Thread.run} is a hidden method; {@link #retransform} then applies it. */
  void hideThreadRun(boolean isHidden) {
    isThreadRunHidden = isHidden;
  }

  /** Returns whether the class is one of those woven here. */
  static boolean isJdkClass(Class<?> type) {
    return (type.getClassLoader() == null || type.getClassLoader() == PLATFORM)
        && type.getModule().isNamed();
  }

  /** Weaves the JDK classes that are loaded already and have not passed here, as far as known. */
  void retransformLoaded(Instrumentation instrumentation) throws UnmodifiableClassException {
    List<Class<?>> found = notPassed(instrumentation, false);
    if (!found.isEmpty()) {
      found.add(PROFILED);
    }
    retransform(instrumentation, found);
  }

  /**
   * Weaves the JDK classes that have not passed here, because the VM loaded them while a
   * transformer ran, or because they are missing in the list of those that the weaver changes.
   *
   * @return their names; a frame that stands in one of them may be of its old code
   */
  Set<String> retransformMissed(Instrumentation instrumentation) throws UnmodifiableClassException {
    List<Class<?>> batch = notPassed(instrumentation, true);
    Set<String> names = new HashSet<>();
    for (Class<?> type : batch) {
      names.add(type.getName());
      WovenJdkClasses.check(type);
    }
    retransform(instrumentation, batch);
    return names;
  }

  private List<Class<?>> notPassed(Instrumentation instrumentation, boolean readsAll) {
    List<Class<?>> found = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (type.isArray() || type.isHidden() || !isJdkClass(type)) {
        continue;
      }
      if (!readsAll && WovenJdkClasses.isKnownUnchanged(type.getModule(), type.getName())) {
        continue;
      }
      String name = type.getName().replace('.', '/');
      if (seen.contains(name) || Weaver.isLeftAlone(name, true)) {
        continue;
      }
      if (isWorthwhile(type, name) && instrumentation.isModifiableClass(type)) {
        found.add(type);
      } else {
        seen.add(name);
      }
    }
    return found;
  }

  private static boolean isWorthwhile(Class<?> type, String name) {
    if (WovenJdkClasses.isKnownChanged(type.getModule(), type.getName())) {
      return true;
    }
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
    try {
      if (name.equals(ReaperStack.OWNER)) {
        byte[] enlarged = ReaperStack.enlarge(bytes);
        byte[] changed = changed(module, loader, name, redefined, enlarged);
        return changed == null && enlarged != bytes ? enlarged : changed;
      }
      return changed(module, loader, name, redefined, bytes);
    } catch (Throwable e) {
      failures.add(name, e);
      return null;
    }
  }

  /** Returns null if nothing is to be changed. */
  private byte @Nullable [] changed(
      Module module, ClassLoader loader, String name, Class<?> redefined, byte[] bytes) {
    RestartWeaving added = restart;
    if (added == null) {
      return WovenJdkClasses.isKnownUnchanged(module, name.replace('/', '.'))
          ? null
          : weave(name, bytes);
    }
    byte[] original = redefined == null ? bytes : fromImage(redefined, name, bytes);
    byte[] woven = weave(name, original);
    byte[] present = woven == null ? original : woven;
    byte[] resumable = added.withResumeMethods(loader, name, present);
    boolean hides = isThreadRunHidden && name.equals("java/lang/Thread");
    byte[] result = hides ? HiddenRun.hide(resumable) : resumable;
    return result == bytes ? null : result;
  }

  private byte[] weave(String name, byte[] bytes) {
    seen.add(name);
    return Weaver.weave(name, true, bytes);
  }
}
