package org.sigckpt.barrier;

/**
 * Remembers for every lambda proxy class the JDK's own description of it.
 *
 * <p>Woven code in {@code java.lang.invoke.InnerClassLambdaMetafactory.spinInnerClass} calls {@link
 * #record} with the metafactory object, whose fields hold the full recipe. The record hangs on the
 * proxy class itself, so that an unloaded class takes its record along.
 */
public final class LambdaLog {
  private static final ClassValue<Object[]> METAFACTORY =
      new ClassValue<>() {
        @Override
        protected Object[] computeValue(Class<?> proxy) {
          return new Object[1];
        }
      };

  private static volatile Object[] aside = {};

  private static final ThreadLocal<Object[]> LAST = new ThreadLocal<>();

  private LambdaLog() {}

  /** Called by woven code; any thread. Returns {@code proxy}. */
  public static Class<?> record(Class<?> proxy, Object metafactory) {
    METAFACTORY.get(proxy)[0] = metafactory;
    Object[] last = LAST.get();
    if (last != null) {
      last[0] = proxy;
    }
    return proxy;
  }

  /** Returns the metafactory object that spun {@code proxy}, or null if it was not seen. */
  public static Object metafactoryOf(Class<?> proxy) {
    Object[] kept = aside;
    for (int i = 0; i < kept.length; i += 2) {
      if (kept[i] == proxy) {
        Object[] record = (Object[]) kept[i + 1];
        return record == null ? null : record[0];
      }
    }
    return METAFACTORY.get(proxy)[0];
  }

  /** Returns what attaches the records to classes. */
  public static ClassValue<?> attachment() {
    return METAFACTORY;
  }

  /**
   * Sets where the records of some classes are found while they are not attached.
   *
   * @param records each class followed by its record or null; empty when all are attached
   */
  public static void lookAside(Object[] records) {
    aside = records;
  }

  /** Runs the action and returns the last proxy class that this thread spun in it, or null. */
  public static Class<?> spunBy(Runnable action) {
    Object[] last = new Object[1];
    LAST.set(last);
    try {
      action.run();
    } finally {
      LAST.remove();
    }
    return (Class<?>) last[0];
  }
}
