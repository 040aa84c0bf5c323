package org.sigckpt.barrier;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Remembers the call sites that bootstrap methods of the program made, by the place of their {@code
 * invokedynamic}.
 *
 * <p>A restarted JVM links every call site anew. For one that the program goes on to change, or
 * whose bootstrap method leaves traces, that would be another site than the one in its heap: so the
 * restored one is given to the VM instead, and the bootstrap method does not run twice. When two
 * threads link one call site, both get the site that was made first, and so what is remembered is
 * what the VM uses.
 *
 * <p>Woven code in {@code MethodHandleNatives} calls {@link #makeSite} in place of the JDK's own.
 */
public final class LinkLog {
  private static final ClassValue<Map<String, CallSite>> SITES =
      new ClassValue<>() {
        @Override
        protected Map<String, CallSite> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private static final Queue<WeakReference<Class<?>>> CALLERS = new ConcurrentLinkedQueue<>();

  private static volatile MethodHandle make;
  private static volatile Places places;

  private LinkLog() {}

  /** Says which call sites are remembered, and where. */
  public interface Places {
    /**
     * Returns the place of the call site that this thread is linking.
     *
     * @return null if the site need not be remembered
     */
    String place(MethodHandle bootstrap, Class<?> caller);
  }

  /**
   * Connects this class; before anything is woven.
   *
   * @param makeSite {@code CallSite.makeSite}
   */
  public static void connect(MethodHandle makeSite) throws Throwable {
    make = makeSite;
    MethodType type =
        MethodType.methodType(
            CallSite.class, MethodHandles.Lookup.class, String.class, MethodType.class);
    MethodHandle bootstrap = MethodHandles.lookup().findStatic(LinkLog.class, "first", type);
    makeSite(bootstrap, "first", MethodType.methodType(void.class), null, LinkLog.class);
  }

  /** Sets who tells the places. */
  public static void rememberBy(Places next) {
    places = next;
  }

  /** Linked once by hand, so that linking does not meet this class unlinked. */
  static CallSite first(MethodHandles.Lookup lookup, String name, MethodType type) {
    return new ConstantCallSite(MethodHandles.empty(type));
  }

  /** Called by woven code in place of {@code CallSite.makeSite}; any thread. */
  @Hidden
  public static CallSite makeSite(
      MethodHandle bootstrap, String name, MethodType type, Object arguments, Class<?> caller)
      throws Throwable {
    Places present = places;
    boolean isOfProgram = present != null && caller.getClassLoader() != null;
    String place = isOfProgram ? present.place(bootstrap, caller) : null;
    if (place == null) {
      return (CallSite) make.invokeExact(bootstrap, name, type, arguments, caller);
    }
    Map<String, CallSite> sites = sitesOf(caller);
    String key = place + ' ' + name + type.toMethodDescriptorString();
    CallSite known = sites.get(key);
    if (known == null) {
      CallSite made = (CallSite) make.invokeExact(bootstrap, name, type, arguments, caller);
      known = sites.putIfAbsent(key, made);
      known = known == null ? made : known;
    }
    return known;
  }

  /** Has the VM given this site when it links that place; before the class runs. */
  public static void remember(Class<?> caller, String place, CallSite site) {
    sitesOf(caller).put(place, site);
  }

  /** Returns the classes with remembered sites. */
  public static Set<Class<?>> callers() {
    Set<Class<?>> callers = new LinkedHashSet<>();
    for (WeakReference<Class<?>> reference : CALLERS) {
      Class<?> caller = reference.get();
      if (caller != null) {
        callers.add(caller);
      }
    }
    return callers;
  }

  /** Returns the remembered sites of the class, by place; live. */
  public static Map<String, CallSite> sitesOf(Class<?> caller) {
    Map<String, CallSite> sites = SITES.get(caller);
    if (sites.isEmpty()) {
      CALLERS.add(new WeakReference<>(caller));
    }
    return sites;
  }
}
