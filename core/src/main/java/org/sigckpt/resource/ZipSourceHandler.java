package org.sigckpt.resource;

import java.io.File;
import java.nio.file.Path;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;

/**
 * Opens jars again by path; see {@link ZipSources}.
 *
 * <p>Record: whether it is open; if so, its absolute path, charset and the CRC32C of its directory.
 */
final class ZipSourceHandler implements ObjectHandler {
  private final ZipSources sources;

  ZipSourceHandler(ZipSources sources) {
    this.sources = sources;
  }

  @Override
  public boolean handles(Class<?> type) {
    return type == ZipSources.SOURCE;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    boolean open = ZipSources.isOpen(object);
    if (open) {
      requireFile(ZipSources.fileOf(object));
    }
    out.data().writeBoolean(open);
    if (open) {
      out.data().writeString(ZipSources.fileOf(object).getAbsolutePath());
      out.data().writeString(ZipSources.charsetOf(object));
      out.data().writeLong(ZipSources.directoryCrc32c(object));
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    if (!in.data().readBoolean()) {
      return RawObjects.allocate(type);
    }
    return sources.open(
        Path.of(in.data().readString()), in.data().readString(), in.data().readLong());
  }

  private static void requireFile(File file) {
    if (!file.isFile()) {
      throw new CannotCaptureException(
          "Cannot checkpoint open jar "
              + file
              + ": it was deleted while it is open; close it, or do not delete it.");
    }
  }
}
