package org.sigckpt.image;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.ref.PhantomReference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;

/**
 * Where {@link GraphAudit} stops: what is of the JVM and differs between two of them although the
 * program can't tell.
 */
final class GraphAuditLimits {
  /** Numbered by the JVM as it makes them. */
  private static final Pattern GENERATED =
      Pattern.compile(
          "(\\$\\$Lambda|\\$Proxy|GeneratedConstructorAccessor|\\$\\$InjectedInvoker).*");

  /** Natives' addresses, the new process's descriptors, caches of a class or a host. */
  private static final List<String> HOST_PACKAGES =
      List.of(
          "java.lang.invoke.",
          "jdk.internal.reflect.",
          "jdk.internal.loader.",
          "jdk.internal.module.",
          "jdk.internal.ref.",
          "jdk.internal.misc.",
          "sun.nio.ch.",
          "sun.nio.fs.",
          "sun.reflect.",
          "sun.security.jca.",
          "sun.security.provider.");

  private static final Set<String> HOST_CLASSES =
      Set.of(
          "java.io.FileDescriptor",
          "java.lang.Module",
          "java.lang.ModuleLayer",
          "java.lang.NamedPackage",
          "java.lang.Package",
          "java.lang.ProcessEnvironment",
          "java.lang.ThreadLocal$ThreadLocalMap",
          "java.lang.ref.Cleaner",
          "java.lang.ref.Finalizer",
          "java.lang.ref.ReferenceQueue",
          "java.lang.ref.ReferenceQueue$Lock",
          "java.security.AccessControlContext",
          "java.security.Provider",
          "java.util.Properties",
          "java.util.zip.ZipFile$CleanableResource",
          "java.util.zip.ZipFile$Source");

  /** By declaring class. */
  private static final Map<String, Set<String>> HOST_FIELDS =
      mapOf(
          "java.lang.Thread",
          Set.of(
              "eetop",
              "interruptLock",
              "blockerLock",
              "blocker",
              "nioBlocker",
              "threadStatus",
              "container",
              "headStackableScopes",
              "inheritedAccessControlContext"),
          "java.lang.Thread$FieldHolder",
          Set.of("threadStatus", "stackSize"),
          "java.lang.ThreadGroup",
          Set.of("threads"),
          "java.lang.ClassFrameInfo",
          Set.of("classOrMemberName"),
          "java.lang.Throwable",
          Set.of("backtrace"),
          "java.lang.ref.Reference",
          Set.of("next", "discovered", "queue"),
          "java.util.AbstractMap",
          Set.of("keySet", "values"),
          "java.util.HashMap",
          Set.of("entrySet"),
          "java.util.Hashtable",
          Set.of("entrySet", "keySet", "values"),
          "java.util.IdentityHashMap",
          Set.of("entrySet"),
          "java.util.WeakHashMap",
          Set.of("entrySet"),
          "java.util.concurrent.ConcurrentHashMap",
          Set.of("entrySet", "keySet", "values"),
          "java.util.concurrent.ThreadPerTaskExecutor",
          Set.of("key"),
          "jdk.internal.vm.SharedThreadContainer",
          Set.of("key"),
          "java.nio.Buffer",
          Set.of("address", "segment"),
          "java.lang.reflect.AccessibleObject",
          Set.of("accessCheckCache"));

  private GraphAuditLimits() {}

  @SuppressWarnings("unchecked")
  private static Map<String, Set<String>> mapOf(Object... pairs) {
    Map<String, Set<String>> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], (Set<String>) pairs[i + 1]);
    }
    return map;
  }

  /** Returns all there is to compare of such an object, or null if its fields are. */
  static String textOf(Object object) {
    if (object instanceof String text) {
      return quoted(text);
    }
    if (object instanceof Member || object instanceof java.lang.reflect.Parameter) {
      return stableName(object.toString());
    }
    if (object instanceof Locale
        || object.getClass().getName().equals(NamedCurveHandler.NAME)
        || object instanceof TimeZone && JdkClasses.isJdk(object.getClass())) {
      return object.toString();
    }
    if (object instanceof ByteBuffer buffer && buffer.isDirect()) {
      return "direct capacity=" + buffer.capacity();
    }
    return isHost(object) ? "(host)" : null;
  }

  /** In ASCII, and without the tabs and line ends that part the fields. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        quoted.append(c);
      } else {
        quoted.append("\\u").append(Integer.toHexString(c)).append(';');
      }
    }
    return quoted.append('"').toString();
  }

  private static boolean isHost(Object object) {
    Class<?> type = object.getClass();
    return object instanceof ClassLoader
        || object instanceof ThreadGroup group && group.getParent() == null
        || object instanceof MethodHandle
        || object instanceof VarHandle
        || object instanceof CallSite
        || object instanceof SecureRandom
        || object instanceof java.security.Provider
        || JdkClasses.isJdk(type) && isHostName(type.getName());
  }

  private static boolean isHostName(String name) {
    return HOST_CLASSES.contains(name) || HOST_PACKAGES.stream().anyMatch(name::startsWith);
  }

  /** Returns the instance fields to compare, of the superclasses too. */
  static List<Field> fieldsOf(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
      Set<String> left = HOST_FIELDS.getOrDefault(owner.getName(), Set.of());
      for (Field field : JdkReflection.fields(owner)) {
        if (!Modifier.isStatic(field.getModifiers())
            && !left.contains(field.getName())
            && !(field.getName().equals("referent") && isWeak(type))) {
          fields.add(field);
        }
      }
    }
    return fields;
  }

  /** Its referent may be collected at any time. */
  private static boolean isWeak(Class<?> type) {
    return WeakReference.class.isAssignableFrom(type)
        || PhantomReference.class.isAssignableFrom(type);
  }

  static String stableName(String name) {
    return GENERATED.matcher(name).replaceFirst("$1");
  }

  /** Returns a checksum of a primitive array's elements. */
  static String checksum(Object array) {
    CRC32C crc = new CRC32C();
    byte[] bytes =
        array instanceof byte[] own
            ? own
            : textOfArray(array).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    crc.update(bytes);
    return Long.toHexString(crc.getValue());
  }

  private static String textOfArray(Object array) {
    if (array instanceof int[] ints) {
      return Arrays.toString(ints);
    } else if (array instanceof long[] longs) {
      return Arrays.toString(longs);
    } else if (array instanceof char[] chars) {
      return new String(chars);
    } else if (array instanceof double[] doubles) {
      return Arrays.toString(doubles);
    } else if (array instanceof float[] floats) {
      return Arrays.toString(floats);
    } else if (array instanceof short[] shorts) {
      return Arrays.toString(shorts);
    }
    return Arrays.toString((boolean[]) array);
  }
}
