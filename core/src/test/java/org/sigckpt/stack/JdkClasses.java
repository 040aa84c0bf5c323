package org.sigckpt.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Gives JDK classes resume methods by retransformation.
 *
 * <p>Needs the barrier on the boot class path, {@code --add-reads java.base=ALL-UNNAMED}, this
 * class as an agent, and {@code -XX:+AllowRedefinitionToAddDeleteMethods}.
 */
public final class JdkClasses {
  private static Instrumentation instrumentation;
  private static final Map<Class<?>, TreeSet<ResumePoint>> POINTS = new HashMap<>();

  private JdkClasses() {}

  /** Called by the VM. */
  public static void premain(String options, Instrumentation given) {
    instrumentation = given;
  }

  static boolean isUsable() {
    return instrumentation != null;
  }

  static byte[] bytes(Class<?> type) {
    try (InputStream in =
        type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static synchronized List<ResumeMethod> addResumeMethods(
      Class<?> type, Collection<ResumePoint> points) {
    TreeSet<ResumePoint> all = POINTS.computeIfAbsent(type, key -> new TreeSet<>());
    if (all.addAll(points)) {
      ResumeMethods.Resumable with = ResumeMethods.add(bytes(type), null, all);
      retransform(type, with.classFile());
      return with.methods();
    }
    return ResumeMethods.add(bytes(type), null, all).methods();
  }

  private static void retransform(Class<?> type, byte[] classFile) {
    ClassFileTransformer transformer =
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String name,
              Class<?> redefined,
              ProtectionDomain domain,
              byte[] old) {
            return redefined == type ? classFile : null;
          }
        };
    instrumentation.addTransformer(transformer, true);
    try {
      instrumentation.retransformClasses(type);
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException(e);
    } finally {
      instrumentation.removeTransformer(transformer);
    }
  }
}
