package org.sigckpt.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Defines woven copies of test classes, next to stubs of what woven code calls. A class loaded here
 * passes the verifier of the JVM, which is the judge of woven code.
 */
final class WovenLoader extends ClassLoader {
  private static final String BARRIER = "org/sigckpt/barrier/";
  private static final String[][] STUBS = {
    {"Poll", "poll", "()V"},
    {"Poll", "jdk", "()V"},
    {"Poll", "entered", "()V"},
    {"Clock", "nanoTime", "()J"},
    {"Blocking", "wait", "(Ljava/lang/Object;)V"},
    {"Blocking", "wait", "(Ljava/lang/Object;J)V"},
    {"Blocking", "wait", "(Ljava/lang/Object;JI)V"},
    {"Blocking", "notify", "(Ljava/lang/Object;)V"},
    {"Blocking", "notifyAll", "(Ljava/lang/Object;)V"},
    {"Blocking", "sleep", "(J)V"},
    {"Blocking", "sleep", "(JI)V"},
    {"Blocking", "sleep", "(Ljava/time/Duration;)V"},
    {"RestartGate", "run", "(Ljava/lang/Object;)Z"},
    {"RestartGate", "load", "(Ljava/lang/Object;Ljava/lang/String;)Ljava/lang/Class;"},
    {"LambdaLog", "record", "(Ljava/lang/Class;Ljava/lang/Object;)Ljava/lang/Class;"}
  };

  private final boolean jdkClass;
  private final Map<String, byte[]> given = new HashMap<>();

  /**
   * @param jdkClass whether to weave as if the classes were the JDK's
   */
  WovenLoader(boolean jdkClass) {
    super(WovenLoader.class.getClassLoader());
    this.jdkClass = jdkClass;
    Calls.drain();
    for (String[] stub : STUBS) {
      String name = (BARRIER + stub[0]).replace('/', '.');
      given.computeIfAbsent(name, key -> stubs(stub[0]));
    }
  }

  /** Weaves and defines the class file under its name. */
  Class<?> define(String name, byte[] original) {
    String wovenAs = jdkClass ? "java/util/concurrent/Sample" : name.replace('.', '/');
    byte[] woven = Weaver.weave(wovenAs, jdkClass, original);
    byte[] bytes = woven == null ? original : woven;
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** Defines the class file without weaving it. */
  Class<?> defineAsIs(String name, byte[] bytes) {
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      if (given.containsKey(name)) {
        byte[] stub = given.get(name);
        return defineClass(name, stub, 0, stub.length);
      }
      if (name.startsWith("org.sigckpt.samples.")) {
        return define(name, bytesOf(name));
      }
      return super.loadClass(name, resolve);
    }
  }

  static byte[] bytesOf(String name) {
    String path = name.replace('.', '/') + ".class";
    try (InputStream in = WovenLoader.class.getClassLoader().getResourceAsStream(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] stubs(String simpleName) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(
        Opcodes.V1_5, Opcodes.ACC_PUBLIC, BARRIER + simpleName, null, "java/lang/Object", null);
    for (String[] stub : STUBS) {
      if (stub[0].equals(simpleName)) {
        MethodVisitor method =
            writer.visitMethod(
                Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, stub[1], stub[2], null, null);
        method.visitCode();
        method.visitLdcInsn(simpleName + "." + stub[1]);
        method.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            Type.getInternalName(Calls.class),
            "note",
            "(Ljava/lang/String;)V",
            false);
        returnNothing(method, Type.getReturnType(stub[2]));
        method.visitMaxs(0, 0);
        method.visitEnd();
      }
    }
    return writer.toByteArray();
  }

  private static void returnNothing(MethodVisitor method, Type type) {
    switch (type.getSort()) {
      case Type.VOID -> {}
      case Type.LONG -> method.visitInsn(Opcodes.LCONST_0);
      case Type.OBJECT -> method.visitInsn(Opcodes.ACONST_NULL);
      default -> method.visitInsn(Opcodes.ICONST_0);
    }
    method.visitInsn(type.getOpcode(Opcodes.IRETURN));
  }
}
