package org.sigckpt.resource;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;

/**
 * Carries objects of one JDK class, known by name, by value; a method of the class then mends what
 * was left out.
 *
 * <p>Record: as {@link FieldCopy} writes it.
 */
final class MendedObjectHandler implements ObjectHandler {
  private final String className;
  private final Set<String> skipped;
  private final String mendingMethod;
  private @Nullable FieldCopy fields;

  MendedObjectHandler(String className, Set<String> skipped, String mendingMethod) {
    this.className = className;
    this.skipped = skipped;
    this.mendingMethod = mendingMethod;
  }

  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals(className);
  }

  @Override
  public boolean carriesAll() {
    return true;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    fields(object.getClass()).capture(object, out);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Object object = RawObjects.allocate(type);
    fields(type).restorePrimitives(object, in);
    return object;
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    fields(object.getClass()).restoreReferences(object, in);
    JdkReflection.call(JdkReflection.method(object.getClass(), mendingMethod), object);
  }

  private FieldCopy fields(Class<?> type) {
    if (fields == null) {
      fields = new FieldCopy(type, skipped);
    }
    return fields;
  }
}
