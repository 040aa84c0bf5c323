package org.sigckpt.resource;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * What the threads of an executor are kept in, JDK 21 and later: carried by value, and entered
 * again in the JDK's list of containers, where thread dumps and the next checkpoint look.
 *
 * <p>Record: whether it is in the list, then as {@link FieldCopy} writes it, without its key there.
 */
final class ThreadContainerHandler implements ObjectHandler {
  private static final Set<String> CLASSES =
      Set.of("jdk.internal.vm.SharedThreadContainer", "java.util.concurrent.ThreadPerTaskExecutor");

  private static final String KEY = "key";

  private final Map<Class<?>, FieldCopy> fields = new HashMap<>();

  @Override
  public boolean handles(Class<?> type) {
    return CLASSES.contains(type.getName());
  }

  @Override
  public boolean carriesAll() {
    return true;
  }

  @Override
  public void capture(Object container, CaptureContext out) {
    Class<?> list = list();
    Set<?> entries = (Set<?>) JdkUnsafe.get(null, JdkReflection.field(list, "CONTAINER_REGISTRY"));
    Object key = JdkUnsafe.get(container, key(container));
    out.data().writeBoolean(key != null && entries.contains(key));
    fields(container.getClass()).capture(container, out);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Object container = RawObjects.allocate(type);
    if (in.data().readBoolean()) {
      in.whenRead(() -> register(container));
    }
    fields(type).restorePrimitives(container, in);
    return container;
  }

  @Override
  public void complete(Object container, RestoreContext in) {
    fields(container.getClass()).restoreReferences(container, in);
  }

  private static void register(Object container) {
    Class<?> type = container.getClass();
    while (!type.getName().equals("jdk.internal.vm.ThreadContainer")) {
      type = type.getSuperclass();
    }
    Object key =
        JdkReflection.call(
            JdkReflection.method(list(), "registerContainer", type), null, container);
    JdkUnsafe.put(container, key(container), key);
  }

  private static Field key(Object container) {
    return JdkReflection.field(container.getClass(), KEY);
  }

  private static Class<?> list() {
    return JdkClasses.find("jdk.internal.vm.ThreadContainers");
  }

  private FieldCopy fields(Class<?> type) {
    return fields.computeIfAbsent(type, each -> new FieldCopy(each, Set.of(KEY)));
  }
}
