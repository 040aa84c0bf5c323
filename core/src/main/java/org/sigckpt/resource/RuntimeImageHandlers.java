package org.sigckpt.resource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ImageRestoreException;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;

/**
 * Readers of the runtime image, {@code lib/modules}, that the {@code jrt:} file system holds.
 *
 * <pre>
 *   JrtFileSystem ──> SystemImage ──> ImageReader ──> SharedImageReader ──> mapped memory
 *        by value                       by value        the new JVM's own
 * </pre>
 *
 * <p>A JVM has one shared reader for each image, of which the JDK's own loaders are users too. It
 * counts its users, so a restored one that is open is entered there.
 */
final class RuntimeImageHandlers {
  private static final Class<?> READER = RawObjects.type("jdk.internal.jimage.ImageReader");
  private static final Class<?> SHARED =
      RawObjects.type("jdk.internal.jimage.ImageReader$SharedImageReader");

  private RuntimeImageHandlers() {}

  static List<ObjectHandler> list() {
    return List.of(
        new FieldCopyHandler(READER, Set.of(), reader -> {}, RuntimeImageHandlers::enter),
        new SharedReaderHandler());
  }

  private static void enter(Object reader) {
    if (!RawObjects.getBoolean(reader, READER, "closed")) {
      Object shared = RawObjects.require(reader, "reader");
      JdkReflection.call(JdkReflection.method(SHARED, "addOpener", READER), shared, reader);
    }
  }

  /** Record: the path of the image, or nothing for the JVM's own. */
  private static final class SharedReaderHandler implements ObjectHandler {
    private static final Path OWN = Path.of(System.getProperty("java.home"), "lib", "modules");

    @Override
    public boolean handles(Class<?> type) {
      return type == SHARED;
    }

    @Override
    public void capture(Object object, CaptureContext out) {
      Object path = RawObjects.require(object, "imagePath");
      out.data().writeString(path.equals(OWN) ? "" : path.toString());
    }

    @Override
    public Object create(Class<?> type, RestoreContext in) {
      String path = in.data().readString();
      try {
        Object reader =
            JdkReflection.method(READER, "open", Path.class)
                .invoke(null, path.isEmpty() ? OWN : Path.of(path));
        return RawObjects.require(reader, "reader");
      } catch (ReflectiveOperationException e) {
        throw new ImageRestoreException("Cannot open runtime image " + path + ".", e);
      }
    }
  }
}
