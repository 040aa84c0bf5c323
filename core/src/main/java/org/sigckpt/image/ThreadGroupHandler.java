package org.sigckpt.image;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.function.Predicate;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * The groups "system" and "main" are the new JVM's own; others are made again, empty, and added to
 * their parent. Threads and subgroups add themselves.
 */
final class ThreadGroupHandler implements ObjectHandler {
  private static final Set<String> CARRIED =
      Set.of(
          "parent",
          "name",
          "maxPriority",
          "daemon",
          "destroyed",
          "vmAllowSuspension",
          "nUnstartedThreads");
  private static final Predicate<Field> FIELDS =
      field ->
          field.getDeclaringClass() == ThreadGroup.class
              ? CARRIED.contains(field.getName())
              : ObjectFields.below(ThreadGroup.class).test(field);

  /** Of the group "main" this is carried; null from 19 on. */
  private static final Field UNSTARTED =
      JdkReflection.fieldOrNull(ThreadGroup.class, "nUnstartedThreads");

  private static final Field PARENT = JdkReflection.field(ThreadGroup.class, "parent");

  @Override
  public boolean handles(Class<?> type) {
    return ThreadGroup.class.isAssignableFrom(type);
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    boolean system = object == system();
    boolean own = system || object == main();
    out.data().writeByte(system ? 0 : own ? 1 : 2);
    if (!own) {
      ObjectFields.capture(object, FIELDS, out);
    } else if (UNSTARTED != null) {
      out.data().writeInt(JdkUnsafe.UNSAFE.getInt(object, JdkUnsafe.offsetOf(UNSTARTED)));
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return switch (in.data().readByte()) {
      case 0 -> system();
      case 1 -> main();
      default -> ObjectFields.allocate(type);
    };
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    if (object == system() || object == main()) {
      if (UNSTARTED != null) {
        int count = in.data().readInt();
        JdkUnsafe.UNSAFE.putInt(object, JdkUnsafe.offsetOf(UNSTARTED), count);
      }
      return;
    }
    ObjectFields.restore(object, FIELDS, in);
    Object parent = JdkUnsafe.get(object, PARENT);
    if (parent != null) {
      JdkReflection.call(adder(), parent, object);
    }
  }

  private static Method adder() {
    for (Method method : JdkReflection.methods(ThreadGroup.class)) {
      if (method.getName().equals("synchronizedAddWeak")) {
        return JdkReflection.method(
            ThreadGroup.class, method.getName(), method.getParameterTypes());
      }
    }
    return JdkReflection.method(ThreadGroup.class, "add", ThreadGroup.class);
  }

  private static ThreadGroup system() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (JdkUnsafe.get(group, PARENT) != null) {
      group = (ThreadGroup) JdkUnsafe.get(group, PARENT);
    }
    return group;
  }

  private static ThreadGroup main() {
    ThreadGroup[] groups = new ThreadGroup[64];
    int count = system().enumerate(groups, false);
    for (int i = 0; i < count; i++) {
      if (groups[i].getClass() == ThreadGroup.class && groups[i].getName().equals("main")) {
        return groups[i];
      }
    }
    return null;
  }
}
