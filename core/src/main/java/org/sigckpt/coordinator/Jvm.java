package org.sigckpt.coordinator;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.BiPredicate;
import org.sigckpt.stack.ClassBytes;

/** What the stages need of the agent: the view of loaded classes, and its hand in loading them. */
public interface Jvm extends ClassBytes {
  /** Returns all classes that the VM has loaded. */
  Class<?>[] loadedClasses();

  /** Returns the classes that the loader has answered for. */
  Class<?>[] initiatedBy(ClassLoader loader);

  /** Returns the class file before weaving, or null if nobody knows it; shared. */
  byte[] originalBytes(Class<?> type);

  /**
   * Returns what a hidden class is defined from in a restarted JVM.
   *
   * @param internalName as in the class table, with slashes
   */
  byte[] restoredBytes(Class<?> host, String internalName, byte[] original);

  /** Returns false if somebody else has changed the program's class after the agent. */
  boolean isAsWoven(Class<?> type);

  /** Returns the jar that holds our own classes. */
  Path runtimeJar();

  /** Returns the agent's options as the user wrote them, or null. */
  String optionText();

  /**
   * Weaves the JDK classes that have not been woven yet, such as those that the VM loaded without
   * asking, in the midst of weaving another.
   *
   * @return their names; a thread that stands in one of them may be in its old code
   */
  Set<String> weaveTheMissed();

  /** Adds what it finds to classes that are defined from now on, and to loaded JDK classes. */
  void restartWith(RestoredClasses classes, Iterable<Class<?>> loaded);

  /** Makes frames of {@code Thread.run} entered from now on hidden ones, or ordinary ones again. */
  void hideThreadRun(boolean isHidden);

  /**
   * Drops compiled code that may have static final fields of these JDK classes in it as constants:
   * what reads such a field is in the same nest.
   */
  void dropConstantsOf(Set<Class<?>> owners);

  /** What becomes of a class while it is defined in a restarted JVM. Loader null is the boot's. */
  record RestoredClasses(
      BiPredicate<ClassLoader, String> comeInitialised,
      BiPredicate<ClassLoader, String> fail,
      ResumeAdder resume) {}

  /** Adds resume methods to a woven class file; returns it unchanged where none is needed. */
  @FunctionalInterface
  interface ResumeAdder {
    byte[] add(ClassLoader loader, String internalName, byte[] woven);
  }
}
