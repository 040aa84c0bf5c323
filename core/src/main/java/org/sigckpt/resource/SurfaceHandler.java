package org.sigckpt.resource;

import java.lang.reflect.Field;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * The drawing surface of a {@code BufferedImage}, which the JDK makes from the image.
 *
 * <p>The restored object gets all fields of the surface that the restored image has then, the
 * address of its native part and what keeps that part alive among them. Record: the image.
 */
final class SurfaceHandler implements ObjectHandler {
  private static final String SURFACE = "sun.awt.image.BufImgSurfaceData";

  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals(SURFACE);
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    out.ref(JdkUnsafe.get(object, image(object.getClass())));
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return RawObjects.allocate(type);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    Class<?> owner = object.getClass().getSuperclass();
    Object fresh =
        JdkReflection.call(
            JdkReflection.method(
                owner, "getPrimarySurfaceData", image(object.getClass()).getType().getSuperclass()),
            null,
            in.ref());
    FieldCopy.copy(fresh, object);
  }

  private static Field image(Class<?> type) {
    return JdkReflection.field(type, "bufImg");
  }
}
