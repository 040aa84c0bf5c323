package org.sigckpt.barrier;

import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.misc.Unsafe;

/**
 * Remembers for every hidden class what it was defined from: the VM gives none of it back.
 *
 * <p>Woven code in {@code MethodHandles.Lookup.ClassDefiner}, through which all hidden classes go,
 * calls {@link #define} in place of the JDK's own door. Left out are lambda proxies, which {@link
 * LambdaLog} knows. The record hangs on the class itself, so that an unloaded class takes it along.
 */
public final class HiddenLog {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  /** {@code MethodHandleNatives.Constants.HIDDEN_CLASS}. */
  private static final int HIDDEN_CLASS = 2;

  private static final ClassValue<Definition[]> DEFINITIONS =
      new ClassValue<>() {
        @Override
        protected Definition[] computeValue(Class<?> type) {
          return new Definition[1];
        }
      };

  private static volatile Object[] aside = {};

  /** No lambda stands here: to link one, hidden classes are defined. */
  private static volatile Weaver weaver;

  private HiddenLog() {}

  /**
   * What a hidden class was defined from.
   *
   * @param bytes before weaving; shared, do not modify
   * @param flags as the VM's door takes them
   */
  public record Definition(WeakReference<Class<?>> hostReference, byte[] bytes, int flags) {
    public Definition(Class<?> host, byte[] bytes, int flags) {
      this(new WeakReference<>(host), bytes, flags);
    }

    /** Returns the class whose package, loader and, as the flags say, nest it shares. */
    public Class<?> host() {
      return hostReference.get();
    }
  }

  /** Changes the class file of a hidden class on its way to the VM. */
  @FunctionalInterface
  public interface Weaver {
    /** Returns null if nothing is to be changed; must not throw. */
    byte[] weave(Class<?> host, String internalName, byte[] bytes);
  }

  /** Sets who weaves the hidden classes to come. */
  public static void weaveWith(Weaver next) {
    weaver = next;
  }

  /** Called by woven code in place of the JDK's own; any thread. */
  @Hidden
  public static Class<?> define(
      JavaLangAccess access,
      ClassLoader loader,
      Class<?> host,
      String name,
      byte[] bytes,
      ProtectionDomain domain,
      boolean initialise,
      int flags,
      Object classData) {
    if ((flags & HIDDEN_CLASS) == 0 || name.contains("$$Lambda")) {
      return access.defineClass(loader, host, name, bytes, domain, initialise, flags, classData);
    }
    Weaver present = weaver;
    byte[] woven = present == null ? null : present.weave(host, name.replace('.', '/'), bytes);
    Class<?> type =
        access.defineClass(
            loader, host, name, woven == null ? bytes : woven, domain, false, flags, classData);
    record(type, new Definition(host, bytes, flags));
    if (initialise) {
      UNSAFE.ensureClassInitialized(type);
    }
    return type;
  }

  /** Remembers what the class was defined from. */
  public static void record(Class<?> type, Definition definition) {
    DEFINITIONS.get(type)[0] = definition;
  }

  /** Returns what the class was defined from, or null if it was not seen. */
  public static Definition of(Class<?> type) {
    Object[] kept = aside;
    for (int i = 0; i < kept.length; i += 2) {
      if (kept[i] == type) {
        Definition[] record = (Definition[]) kept[i + 1];
        return record == null ? null : record[0];
      }
    }
    return DEFINITIONS.get(type)[0];
  }

  /** Returns what attaches the records to classes. */
  public static ClassValue<?> attachment() {
    return DEFINITIONS;
  }

  /**
   * Sets where the records of some classes are found while they are not attached.
   *
   * @param records each class followed by its record or null; empty when all are attached
   */
  public static void lookAside(Object[] records) {
    aside = records;
  }
}
