package org.sigckpt.resource;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;

/**
 * Carries what a ZipFile has to give back when it is closed; see {@link ZipSources}.
 *
 * <p>Record: the references ZipFile, source, streams. The cached inflaters are left behind.
 */
final class ZipResourceHandler implements ObjectHandler {
  private final ZipSources sources;

  ZipResourceHandler(ZipSources sources) {
    this.sources = sources;
  }

  @Override
  public boolean handles(Class<?> type) {
    return type == ZipSources.RESOURCE;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    @Nullable Object cleanable = RawObjects.get(object, "cleanable");
    out.ref(cleanable == null ? null : RawObjects.get(cleanable, "referent"));
    out.ref(RawObjects.get(object, "zsrc"));
    out.ref(RawObjects.get(object, "istreams"));
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return RawObjects.allocate(type);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    @Nullable Object zip = in.ref();
    @Nullable Object source = in.ref();
    RawObjects.put(object, "istreams", in.ref());
    if (source != null) {
      sources.use(source);
      RawObjects.put(object, "zsrc", source);
      RawObjects.put(object, "inflaterCache", new ArrayDeque<>());
    }
    if (zip != null) {
      RawObjects.put(object, "cleanable", RawObjects.registerCleanup(zip, (Runnable) object));
    }
  }
}
