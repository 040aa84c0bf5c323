package org.sigckpt.agent;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sigckpt.barrier.DeclaredMembers;
import org.sigckpt.barrier.HiddenLog;
import org.sigckpt.barrier.LinkLog;
import org.sigckpt.barrier.Poll;
import org.sigckpt.internals.UnloadedFields;
import org.sigckpt.stack.LinkPlaces;

/**
 * The transformers at work in this JVM.
 *
 * @param bytes what the VM runs for a class
 */
record Weaving(
    Instrumentation instrumentation,
    ProgramTransformer program,
    JdkTransformer jdk,
    WovenClassBytes bytes) {

  /**
   * Weaves the loaded JDK classes and, from now on, every class that is defined. The barrier must
   * be in the boot loader. Its poll is run once first: what links its call site is JDK code, and
   * that must not meet an unlinked poll in itself.
   */
  static Weaving install(Instrumentation instrumentation) {
    try {
      Poll.poll();
      Poll.jdk();
      LinkLog.connect(LinkPlaces.makeSite());
      Originals originals = new Originals();
      Failures failures = new Failures();
      ProgramTransformer program = new ProgramTransformer(originals, failures);
      JdkTransformer jdk = new JdkTransformer(failures);
      JdkTransformer.warmUp();
      instrumentation.addTransformer(jdk, true);
      jdk.retransformLoaded(instrumentation);
      // Again, for those that the first round itself has loaded.
      jdk.retransformLoaded(instrumentation);
      instrumentation.addTransformer(program, false);
      WovenClassBytes bytes = new WovenClassBytes(originals);
      UnloadedFields.readFrom(bytes::originalBytes);
      HiddenLog.weaveWith(WovenClassBytes::weaveHidden);
      return new Weaving(instrumentation, program, jdk, bytes);
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot weave the JDK's classes.", e);
    }
  }

  /**
   * Makes all classes defined from now on come back as the restart wants them, and gives the loaded
   * JDK classes their resume methods.
   *
   * @param loaded JDK classes with captured frames
   */
  void restartWith(RestartWeaving restart, Collection<Class<?>> loaded)
      throws UnmodifiableClassException {
    DeclaredMembers.restart();
    jdk.restartWith(restart);
    program.restartWith(restart);
    jdk.retransform(instrumentation, loaded);
  }

  /** Returns the class file of a hidden class as the restart wants it. */
  byte[] restoredBytes(Class<?> host, String internalName, byte[] original) {
    return program.restoredBytes(host, internalName, original);
  }

  /** Weaves the JDK classes that have not been woven yet, and returns their names. */
  Set<String> weaveTheMissed() {
    try {
      return jdk.retransformMissed(instrumentation);
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("Cannot weave the JDK's classes.", e);
    }
  }

  void hideThreadRun(boolean isHidden) {
    jdk.hideThreadRun(isHidden);
    try {
      jdk.retransform(instrumentation, List.of(Thread.class));
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("Cannot weave java.lang.Thread.", e);
    }
  }

  /**
   * Redefines classes as they are, which makes the VM drop all code compiled with parts of them.
   */
  void redefineNestsOf(Set<Class<?>> owners) {
    Set<Class<?>> hosts = new HashSet<>();
    owners.stream()
        .filter(each -> each != System.class)
        .map(Class::getNestHost)
        .forEach(hosts::add);
    List<Class<?>> members = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (JdkTransformer.isJdkClass(type)
          && instrumentation.isModifiableClass(type)
          && hosts.contains(type.getNestHost())) {
        members.add(type);
      }
    }
    try {
      jdk.retransform(instrumentation, members);
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("Cannot redefine the JDK's classes.", e);
    }
  }

  /** Returns the classes left unwoven: internal name to reason. */
  Map<String, String> failures() {
    return program.failures();
  }
}
