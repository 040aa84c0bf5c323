package org.sigckpt.image;

import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.management.NotificationEmitter;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * A management bean that the VM stands behind (memory, pools, collectors, threads, runtime) is the
 * new JVM's own of that name, with the program's listeners: the VM knows pools and collectors by
 * the identity of their beans. One that the new JVM has not, because it runs another collector, is
 * a dead object, which answers as the beans of pools that went away do.
 */
final class ManagementBeanHandler implements ObjectHandler {
  private static final Predicate<Field> WITHOUT_LISTENERS =
      field -> !field.getName().startsWith("listener");

  @Override
  public boolean handles(Class<?> type) {
    String name = type.getName();
    return (name.startsWith("sun.management.") || name.startsWith("com.sun.management.internal."))
        && JdkClasses.isJdk(type)
        && PlatformManagedObject.class.isAssignableFrom(type);
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    String name = isOwn(object) ? nameOf(object) : null;
    out.data().writeString(name);
    out.data().writeString(name);
    List<?> listeners = name == null ? List.of() : listenersOf(object);
    out.data().writeVarInt(listeners.size(), true);
    for (Object listener : listeners) {
      for (String part : List.of("listener", "filter", "handback")) {
        out.ref(JdkUnsafe.get(listener, JdkReflection.field(listener.getClass(), part)));
      }
    }
    ObjectFields.capture(object, WITHOUT_LISTENERS, out);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Object own = find(in.data().readString(), type);
    return own == null ? ObjectFields.allocate(type) : own;
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    boolean own = find(in.data().readString(), object.getClass()) == object;
    for (int i = in.data().readVarInt(true); i > 0; i--) {
      NotificationListener listener = (NotificationListener) in.ref();
      NotificationFilter filter = (NotificationFilter) in.ref();
      Object handback = in.ref();
      if (own) {
        NotificationEmitter emitter = (NotificationEmitter) object;
        in.whenAllStand(() -> emitter.addNotificationListener(listener, filter, handback));
      }
    }
    if (!own) {
      ObjectFields.restore(object, WITHOUT_LISTENERS, in);
    }
  }

  private static boolean isOwn(Object bean) {
    return find(nameOf(bean), bean.getClass()) == bean;
  }

  private static String nameOf(Object bean) {
    return ((PlatformManagedObject) bean).getObjectName().getCanonicalName();
  }

  private static List<?> listenersOf(Object bean) {
    for (Class<?> c = bean.getClass(); c != null; c = c.getSuperclass()) {
      Field field = JdkReflection.fieldOrNull(c, "listenerList");
      if (field != null) {
        return (List<?>) JdkUnsafe.get(bean, field);
      }
    }
    return List.of();
  }

  private static Object find(String name, Class<?> type) {
    if (name == null) {
      return null;
    }
    List<PlatformManagedObject> all = new ArrayList<>(ManagementFactory.getMemoryPoolMXBeans());
    all.addAll(ManagementFactory.getMemoryManagerMXBeans());
    all.add(ManagementFactory.getMemoryMXBean());
    all.add(ManagementFactory.getThreadMXBean());
    all.add(ManagementFactory.getRuntimeMXBean());
    all.add(ManagementFactory.getClassLoadingMXBean());
    all.add(ManagementFactory.getOperatingSystemMXBean());
    all.add(ManagementFactory.getCompilationMXBean());
    for (PlatformManagedObject each : all) {
      if (each != null && each.getClass() == type && nameOf(each).equals(name)) {
        return each;
      }
    }
    return null;
  }
}
