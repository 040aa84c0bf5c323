package org.sigckpt.image;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.URL;
import java.util.Deque;
import java.util.List;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * The class path of a URLClassLoader is opened again from its URLs.
 *
 * <p>They are the program's objects: what reads a URL is a handler that the program may have given
 * to it, or to the loader for jars inside jars, and no text of the URL leads there.
 */
final class UrlClassPathHandler implements ObjectHandler {
  private static final String TYPE = "jdk.internal.loader.URLClassPath";

  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals(TYPE);
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Class<?> type = object.getClass();
    out.data().writeBoolean(JdkUnsafe.UNSAFE.getBoolean(object, closed(type)));
    // Null while a thread stands in the constructor.
    List<?> path = (List<?>) JdkUnsafe.get(object, field(type, "path"));
    out.data().writeVarInt(path == null ? 0 : path.size(), true);
    if (path != null) {
      path.forEach(out::ref);
    }
    out.ref(JdkUnsafe.get(object, field(type, "jarHandler")));
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Object path = make(type);
    JdkUnsafe.UNSAFE.putBoolean(path, closed(type), in.data().readBoolean());
    return path;
  }

  @Override
  @SuppressWarnings("unchecked")
  public void complete(Object object, RestoreContext in) {
    Class<?> type = object.getClass();
    List<Object> path = (List<Object>) JdkUnsafe.get(object, field(type, "path"));
    Deque<Object> unopened = (Deque<Object>) JdkUnsafe.get(object, field(type, "unopenedUrls"));
    int count = in.data().readVarInt(true);
    for (int i = 0; i < count; i++) {
      Object url = in.ref();
      path.add(url);
      unopened.addLast(url);
    }
    JdkUnsafe.put(object, field(type, "jarHandler"), in.ref());
  }

  // 17: (URL[], AccessControlContext); 25: (URL[]). Take the shortest, the rest null.
  private static Object make(Class<?> type) {
    Constructor<?> best = null;
    for (Constructor<?> constructor : JdkReflection.constructors(type)) {
      boolean byUrls =
          constructor.getParameterCount() > 0 && constructor.getParameterTypes()[0] == URL[].class;
      if (byUrls && (best == null || constructor.getParameterCount() < best.getParameterCount())) {
        best = constructor;
      }
    }
    try {
      Object[] arguments = new Object[best.getParameterCount()];
      arguments[0] = new URL[0];
      best.setAccessible(true);
      return best.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException("Cannot restore the path of a URLClassLoader.", e);
    }
  }

  private static long closed(Class<?> type) {
    return JdkUnsafe.offsetOf(field(type, "closed"));
  }

  private static Field field(Class<?> type, String name) {
    return JdkReflection.field(type, name);
  }
}
