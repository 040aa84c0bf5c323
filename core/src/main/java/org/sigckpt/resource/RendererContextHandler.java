package org.sigckpt.resource;

import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;

/**
 * Scratch memory of the renderer of smooth shapes, one per thread that drew: it means nothing
 * between two calls. Record: empty.
 */
final class RendererContextHandler implements ObjectHandler {
  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals("sun.java2d.marlin.RendererContext");
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    // Nothing of it is needed.
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return JdkReflection.call(JdkReflection.method(type, "createContext"), null);
  }
}
