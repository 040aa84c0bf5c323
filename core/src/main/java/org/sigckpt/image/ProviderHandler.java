package org.sigckpt.image;

import java.lang.reflect.Field;
import java.security.Provider;
import java.security.Security;
import java.util.function.Predicate;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * A security provider of the JDK that the list of providers holds is the new JVM's own of that
 * name, because the JDK's statics refer to it; what it offers is filled in by value, because the
 * program may have changed that. Any other is made again by value.
 *
 * <p>The list itself is a carried static, and with it the program's own providers, which are
 * ordinary objects. It is read here from its static: {@code Security.getProvider} would load
 * providers that the program has not used.
 */
final class ProviderHandler implements ObjectHandler {
  private static final Predicate<Field> ALL = field -> true;

  @Override
  public boolean handles(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    boolean jdk = loader == null || loader == ClassLoader.getPlatformClassLoader();
    return jdk && Provider.class.isAssignableFrom(type);
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    out.data().writeString(isListed(object) ? ((Provider) object).getName() : null);
    ObjectFields.capture(object, ALL, out);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    String name = in.data().readString();
    Provider own = name == null ? null : Security.getProvider(name);
    return own != null && own.getClass() == type ? own : ObjectFields.allocate(type);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    ObjectFields.restore(object, ALL, in);
  }

  private static boolean isListed(Object provider) {
    try {
      Class<?> holder = Class.forName("sun.security.jca.Providers");
      Object list = JdkUnsafe.get(null, JdkReflection.field(holder, "providerList"));
      Field configs = JdkReflection.field(list.getClass(), "configs");
      for (Object config : (Object[]) JdkUnsafe.get(list, configs)) {
        if (JdkUnsafe.get(config, JdkReflection.field(config.getClass(), "provider")) == provider) {
          return true;
        }
      }
      return false;
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException("sun.security.jca.Providers", e);
    }
  }
}
