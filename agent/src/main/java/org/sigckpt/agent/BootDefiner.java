package org.sigckpt.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Defines the module barrier into the boot loader, where woven JDK code can call it.
 *
 * <p>{@code appendToBootstrapClassLoaderSearch} would do the same, but the VM then prints a warning
 * about class data sharing. Our annotation {@code Hidden} becomes the VM's own on the way: the VM
 * honours that one in classes of the boot loader, and leaves the method out of stack traces.
 */
final class BootDefiner {
  private static final String OUR_HIDDEN = "Lorg/sigckpt/barrier/Hidden;";
  private static final String VM_HIDDEN = "Ljdk/internal/vm/annotation/Hidden;";

  private final Map<String, byte[]> pending;

  private BootDefiner(Map<String, byte[]> pending) {
    this.pending = pending;
  }

  /** Defines every class of the two packages in the jar, and exports Unsafe to them. */
  static void define(JarFile jar, Instrumentation instrumentation) throws IOException {
    define(read(jar), instrumentation);
  }

  /** Defines the given classes, internal name to class file, and exports Unsafe to them. */
  static void define(Map<String, byte[]> classes, Instrumentation instrumentation) {
    BootDefiner definer = new BootDefiner(new LinkedHashMap<>(classes));
    Class<?> any = null;
    while (!definer.pending.isEmpty()) {
      any = definer.defineWithSupers(definer.pending.keySet().iterator().next());
    }
    if (any != null) {
      instrumentation.redefineModule(
          Object.class.getModule(),
          Set.of(),
          Map.of("jdk.internal.misc", Set.of(any.getModule())),
          Map.of(),
          Set.of(),
          Map.of());
    }
  }

  private static Map<String, byte[]> read(JarFile jar) throws IOException {
    Map<String, byte[]> found = new LinkedHashMap<>();
    for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
      String path = entry.getName();
      if (!path.startsWith("org/sigckpt/") || !path.endsWith(".class")) {
        continue;
      }
      String name = path.substring(0, path.length() - ".class".length());
      if (AgentLoader.isBootDefined(name.replace('/', '.')) && !name.endsWith("package-info")) {
        try (InputStream in = jar.getInputStream(entry)) {
          found.put(name, in.readAllBytes());
        }
      }
    }
    return found;
  }

  private Class<?> defineWithSupers(String name) {
    byte[] original = pending.remove(name);
    ClassReader reader = new ClassReader(original);
    if (pending.containsKey(reader.getSuperName())) {
      defineWithSupers(reader.getSuperName());
    }
    for (String superInterface : reader.getInterfaces()) {
      if (pending.containsKey(superInterface)) {
        defineWithSupers(superInterface);
      }
    }
    byte[] bytes = hide(reader);
    return JdkUnsafe.UNSAFE.defineClass(name, bytes, 0, bytes.length, null, null);
  }

  /** Returns the class file with our annotation replaced by the VM's. */
  static byte[] hide(ClassReader reader) {
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, out) {
              @Override
              public AnnotationVisitor visitAnnotation(String type, boolean visible) {
                return type.equals(OUR_HIDDEN)
                    ? super.visitAnnotation(VM_HIDDEN, true)
                    : super.visitAnnotation(type, visible);
              }
            };
          }
        },
        0);
    return writer.toByteArray();
  }
}
