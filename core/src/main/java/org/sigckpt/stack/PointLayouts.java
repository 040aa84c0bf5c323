package org.sigckpt.stack;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers the layouts of call sites that frames have stood at; each is analysed only once. */
final class PointLayouts {
  private final ClassBytes bytes;

  /** No ClassValue: what it holds hangs on the program's classes, and gets into images. */
  private final Map<Class<?>, Map<String, Object>> known =
      Collections.synchronizedMap(new WeakHashMap<>());

  PointLayouts(ClassBytes bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the layout of a point that can be resumed.
   *
   * @throws FrameNotCapturableException if it can't
   */
  PointLayout of(Class<?> owner, String method, String descriptor, int bci) {
    String key = method + descriptor + bci;
    Map<String, Object> ofClass = known.get(owner);
    if (ofClass == null) {
      known.putIfAbsent(owner, new ConcurrentHashMap<>());
      ofClass = known.get(owner);
    }
    Object found = ofClass.get(key);
    if (found == null) {
      try {
        found = analyze(owner, method, descriptor, bci);
      } catch (FrameNotCapturableException e) {
        found = e;
      }
      ofClass.put(key, found);
    }
    if (found instanceof FrameNotCapturableException refusal) {
      throw new FrameNotCapturableException(refusal.reason(), refusal.transientCondition());
    }
    return (PointLayout) found;
  }

  private PointLayout analyze(Class<?> owner, String method, String descriptor, int bci) {
    byte[] woven = bytes.wovenBytes(owner);
    if (woven == null) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture "
              + owner.getName()
              + "."
              + method
              + descriptor
              + ": the class file of its class is not known.");
    }
    String internalName = owner.getName().replace('.', '/');
    ResumePoint point = new ResumePoint(internalName, method, descriptor, bci);
    return ResumeMethods.check(woven, owner.getClassLoader(), point);
  }
}
