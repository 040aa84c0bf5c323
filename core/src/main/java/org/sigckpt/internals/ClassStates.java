package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lets classes whose initialiser has yet to run pass for initialised ones, for a while.
 *
 * <p>The VM initialises a class before it makes an object of it, on whatever thread. A class whose
 * initialiser was in progress at the checkpoint may have objects already, as an enum has its
 * constants; but the thread that is to resume the initialiser must be the one that triggers it. So
 * while objects are made, the state in the VM's structure says "initialised"; then "linked" again:
 *
 * <pre>
 *   mirror -- java_lang_Class::_klass_offset --> InstanceKlass -- _init_state --> one byte
 * </pre>
 *
 * <p>No code of the program may run in between: what resolves a reference to the class then, has it
 * as initialised. The numbers of the states are taken from two classes whose states are known.
 */
public final class ClassStates implements AutoCloseable {
  private static final long KLASS = klassOffset();
  private static final long STATE = offset("InstanceKlass", "_init_state");
  private static final byte INITIALISED = state(Object.class);
  private static final byte LINKED = linked();
  private static final byte FAILED = failed();

  private final List<Class<?>> pretending = new ArrayList<>();

  /** Loaded, linked, and never initialised. */
  private static final class Untouched {
    static final Object NEVER = new Object();
  }

  /** Its initialiser fails. */
  private static final class Failing {
    static final int NEVER = Integer.parseInt("");
  }

  /**
   * Lets the classes pass for initialised until {@link #close}.
   *
   * @throws IllegalStateException if one is not in the state before its initialisation
   */
  public ClassStates(List<Class<?>> uninitialised) {
    for (Class<?> type : uninitialised) {
      JdkReflection.link(type);
      if (state(type) != LINKED) {
        close();
        throw new IllegalStateException(
            "Cannot restart: "
                + type.getName()
                + " is in state "
                + state(type)
                + " vs "
                + LINKED
                + " expected before its initialisation.");
      }
      set(type, INITIALISED);
      pretending.add(type);
    }
  }

  /** Checks that this JVM has what is needed; a checkpoint that depends on it asks first. */
  public static boolean isUsable() {
    return LINKED > 0 && LINKED < INITIALISED;
  }

  /** Returns whether the class's initialiser has ended with an exception. */
  public static boolean isFailed(Class<?> type) {
    return FAILED > INITIALISED && state(type) == FAILED;
  }

  @Override
  public void close() {
    for (Class<?> type : pretending) {
      set(type, LINKED);
    }
    pretending.clear();
  }

  private static byte state(Class<?> type) {
    return KLASS == 0 || STATE == 0 ? 0 : UNSAFE.getByteVolatile(null, address(type));
  }

  private static void set(Class<?> type, byte state) {
    UNSAFE.putByteVolatile(null, address(type), state);
  }

  private static byte failed() {
    try {
      UNSAFE.ensureClassInitialized(Failing.class);
      return 0;
    } catch (ExceptionInInitializerError e) {
      return state(Failing.class);
    }
  }

  private static long address(Class<?> type) {
    return UNSAFE.getLong(type, KLASS) + STATE;
  }

  private static byte linked() {
    JdkReflection.link(Untouched.class);
    return state(Untouched.class);
  }

  private static long klassOffset() {
    long address = offset("java_lang_Class", "_klass_offset");
    return address == 0 ? 0 : UNSAFE.getInt(address);
  }

  private static long offset(String type, String field) {
    Map<String, Long> fields = VmStructs.fields(type);
    return fields.getOrDefault(field, 0L);
  }
}
