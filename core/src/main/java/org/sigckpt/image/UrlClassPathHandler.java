package org.sigckpt.image;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.List;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/** The class path of a URLClassLoader is opened again from its URLs. */
final class UrlClassPathHandler implements ObjectHandler {
  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals("jdk.internal.loader.URLClassPath");
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    List<?> path = (List<?>) JdkUnsafe.get(object, field(object.getClass(), "path"));
    out.data().writeVarInt(path.size(), true);
    for (Object url : path) {
      out.data().writeString(((URL) url).toExternalForm());
    }
    long closed = JdkUnsafe.offsetOf(field(object.getClass(), "closed"));
    out.data().writeBoolean(JdkUnsafe.UNSAFE.getBoolean(object, closed));
  }

  @Override
  @SuppressWarnings("deprecation") // URL.of is not in 17
  public Object create(Class<?> type, RestoreContext in) {
    URL[] urls = new URL[in.data().readVarInt(true)];
    try {
      for (int i = 0; i < urls.length; i++) {
        urls[i] = new URL(in.data().readString());
      }
    } catch (MalformedURLException e) {
      throw new ImageRestoreException("Cannot restore the path of a URLClassLoader.", e);
    }
    Object path = make(type, urls);
    long closed = JdkUnsafe.offsetOf(field(type, "closed"));
    JdkUnsafe.UNSAFE.putBoolean(path, closed, in.data().readBoolean());
    return path;
  }

  // 17: (URL[], AccessControlContext); 25: (URL[]). Take the shortest, the rest null.
  private static Object make(Class<?> type, URL[] urls) {
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
      arguments[0] = urls;
      best.setAccessible(true);
      return best.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException("Cannot restore the path of a URLClassLoader.", e);
    }
  }

  private static Field field(Class<?> type, String name) {
    return JdkReflection.field(type, name);
  }
}
