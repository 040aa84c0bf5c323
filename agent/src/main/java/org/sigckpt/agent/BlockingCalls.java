package org.sigckpt.agent;

import java.util.Map;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;

/**
 * Which calls of the JDK's blocking and clock methods, and of its doors for hidden classes and call
 * sites, are replaced by which of ours.
 *
 * <p>{@code wait} and {@code notify} are final in Object, so name and descriptor decide, whatever
 * class the call names. {@code sleep} is static: a call may name a subclass of Thread, which is
 * recognised where the class file itself shows it.
 */
final class BlockingCalls {
  private static final String BLOCKING = "org/sigckpt/barrier/Blocking";
  private static final String CLOCK = "org/sigckpt/barrier/Clock";
  private static final String HIDDEN_LOG = "org/sigckpt/barrier/HiddenLog";
  private static final String LINK_LOG = "org/sigckpt/barrier/LinkLog";
  private static final String JAVA_LANG = "jdk/internal/access/JavaLangAccess";
  private static final String LAMBDA_FACTORY = "java/lang/invoke/LambdaMetafactory";

  private static final Map<String, String> OF_OBJECT =
      Map.of(
          "wait()V", "(Ljava/lang/Object;)V",
          "wait(J)V", "(Ljava/lang/Object;J)V",
          "wait(JI)V", "(Ljava/lang/Object;JI)V",
          "notify()V", "(Ljava/lang/Object;)V",
          "notifyAll()V", "(Ljava/lang/Object;)V");

  private static final Map<String, String> OF_THREAD =
      Map.of(
          "sleep(J)V", "(J)V",
          "sleep(JI)V", "(JI)V",
          "sleep(Ljava/time/Duration;)V", "(Ljava/time/Duration;)V");

  private final String directThreadSubclass;

  /**
   * @param directThreadSubclass internal name of the class being read if it extends Thread directly
   *     and declares no {@code sleep}, else null
   */
  BlockingCalls(String directThreadSubclass) {
    this.directThreadSubclass = directThreadSubclass;
  }

  /** What to call instead; always static. */
  record StandIn(String owner, String name, String descriptor) {}

  /** Returns null where the call stays. */
  StandIn of(int opcode, String owner, String name, String descriptor) {
    switch (opcode) {
      case Opcodes.INVOKEVIRTUAL:
      case Opcodes.INVOKESPECIAL:
        return ofObject(name, descriptor);
      case Opcodes.INVOKESTATIC:
        return ofStatic(owner, name, descriptor);
      case Opcodes.INVOKEINTERFACE:
        return ofDefiner(owner, name, descriptor);
      default:
        return null;
    }
  }

  /**
   * Returns the method reference to use instead, or the same one. A reference to {@code wait} or
   * {@code notify} is replaced where it captures a receiver of static type Object: the lambda
   * factory wants exact types for what is captured.
   */
  Object of(Handle factory, String factoryDescriptor, Object argument) {
    if (!(argument instanceof Handle) || !factory.getOwner().equals(LAMBDA_FACTORY)) {
      return argument;
    }
    Handle target = (Handle) argument;
    StandIn standIn = null;
    if (target.getTag() == Opcodes.H_INVOKESTATIC) {
      standIn = ofStatic(target.getOwner(), target.getName(), target.getDesc());
    } else if (target.getTag() == Opcodes.H_INVOKEVIRTUAL
        && factoryDescriptor.startsWith("(Ljava/lang/Object;)")) {
      standIn = ofObject(target.getName(), target.getDesc());
    }
    return standIn == null
        ? argument
        : new Handle(
            Opcodes.H_INVOKESTATIC, standIn.owner(), standIn.name(), standIn.descriptor(), false);
  }

  private static StandIn ofObject(String name, String descriptor) {
    if (!name.startsWith("wait") && !name.startsWith("notify")) {
      return null;
    }
    String replaced = OF_OBJECT.get(name + descriptor);
    return replaced == null ? null : new StandIn(BLOCKING, name, replaced);
  }

  /** Of the two overloads, the one that takes class data. */
  private static StandIn ofDefiner(String owner, String name, String descriptor) {
    boolean isHidden =
        owner.equals(JAVA_LANG)
            && name.equals("defineClass")
            && descriptor.endsWith("Ljava/lang/Object;)Ljava/lang/Class;");
    return isHidden
        ? new StandIn(HIDDEN_LOG, "define", "(L" + JAVA_LANG + ";" + descriptor.substring(1))
        : null;
  }

  private StandIn ofStatic(String owner, String name, String descriptor) {
    if (name.equals("makeSite") && owner.equals("java/lang/invoke/CallSite")) {
      return new StandIn(LINK_LOG, name, descriptor);
    }
    if (name.equals("nanoTime") && owner.equals("java/lang/System")) {
      return new StandIn(CLOCK, name, descriptor);
    }
    if (name.equals("sleep")
        && (owner.equals("java/lang/Thread") || owner.equals(directThreadSubclass))) {
      String replaced = OF_THREAD.get(name + descriptor);
      return replaced == null ? null : new StandIn(BLOCKING, name, replaced);
    }
    return null;
  }
}
