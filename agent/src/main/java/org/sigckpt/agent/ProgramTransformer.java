package org.sigckpt.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Map;
import org.objectweb.asm.ClassReader;

/**
 * Weaves the program's classes when they are defined.
 *
 * <p>Registered as one that can't retransform: then the woven class file is what the VM keeps as
 * the class's own, and a later retransformation by somebody else starts from it. Never throws; a
 * class that can't be woven runs as it is and is remembered with the reason.
 */
final class ProgramTransformer implements ClassFileTransformer {
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();
  private static final ClassLoader OWN = ProgramTransformer.class.getClassLoader();

  private final Originals originals;
  private final Failures failures;
  private volatile RestartWeaving restart;

  ProgramTransformer(Originals originals, Failures failures) {
    this.originals = originals;
    this.failures = failures;
  }

  /** Sets what is added in a restarted JVM; before any class of the program is loaded. */
  void restartWith(RestartWeaving weaving) {
    restart = weaving;
  }

  /** Returns whether the loader defines classes of the program. */
  static boolean isProgramLoader(ClassLoader loader) {
    return loader != null && loader != PLATFORM && loader != OWN;
  }

  /** Returns the classes left unwoven: internal name to reason. */
  Map<String, String> failures() {
    return failures.all();
  }

  @Override
  public byte[] transform(
      Module module,
      ClassLoader loader,
      String className,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] bytes) {
    if (!isProgramLoader(loader)) {
      return null;
    }
    String name = className;
    try {
      if (name == null) {
        name = new ClassReader(bytes).getClassName();
      }
      if (redefined == null) {
        originals.note(loader, name, domain, bytes);
      }
      byte[] woven = Weaver.weave(name, false, bytes);
      RestartWeaving added = restart;
      byte[] result =
          added == null ? woven : add(added, loader, name, woven == null ? bytes : woven, bytes);
      if (redefined == null && result != null) {
        originals.note(loader, name, domain, bytes, result);
      }
      return result;
    } catch (Throwable e) {
      failures.add(String.valueOf(name), e);
      return null;
    }
  }

  /** Returns what a hidden class, which the VM does not pass here, is defined from in a restart. */
  byte[] restoredBytes(Class<?> host, String internalName, byte[] original) {
    byte[] woven = WovenClassBytes.weaveHidden(host, internalName, original);
    ClassLoader loader = host.getClassLoader();
    byte[] added = add(restart, loader, internalName, woven == null ? original : woven, original);
    return added == null ? original : added;
  }

  private static byte[] add(
      RestartWeaving added, ClassLoader loader, String name, byte[] woven, byte[] original) {
    byte[] result = woven;
    if (added.comesInitialised(loader, name)) {
      result = InitializerStrip.strip(woven);
    } else if (added.fails(loader, name)) {
      result = InitializerStrip.fail(woven);
    }
    result = added.withResumeMethods(loader, name, result);
    return result == original ? null : result;
  }
}
