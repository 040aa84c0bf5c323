package org.sigckpt.resource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.DirectoryCalls;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Carries what the JDK puts around a listing: a second descriptor of the folder, by which entries
 * are opened.
 *
 * <p>Record: as {@link FieldCopy} writes it; the folder, empty if closed.
 */
final class SecureDirectoryStreamHandler extends CopiedObjectHandler {
  private static final Class<?> STREAM = RawObjects.type("sun.nio.fs.UnixSecureDirectoryStream");
  private static final long DESCRIPTOR = JdkUnsafe.offsetOf(JdkReflection.field(STREAM, "dfd"));

  SecureDirectoryStreamHandler() {
    super(STREAM, Set.of("dfd"));
  }

  @Override
  void captureRest(Object object, CaptureContext out) {
    Object listing = RawObjects.get(object, "ds");
    boolean isClosed = listing == null || DirectoryStreamHandler.isClosed(listing);
    try {
      int descriptor = JdkUnsafe.UNSAFE.getInt(object, DESCRIPTOR);
      out.data()
          .writeString(isClosed ? "" : DirectoryStreamHandler.folderOf(descriptor).toString());
    } catch (IOException e) {
      throw new CannotCaptureException(
          "Cannot checkpoint open directory stream (" + e + "); close it before the checkpoint.");
    }
  }

  @Override
  void restoreRest(Object object, RestoreContext in) {
    String folder = in.data().readString();
    if (!folder.isEmpty()) {
      try {
        JdkUnsafe.UNSAFE.putInt(object, DESCRIPTOR, DirectoryCalls.open(Path.of(folder)));
      } catch (IOException e) {
        throw DirectoryStreamHandler.lost(Path.of(folder), e.toString(), e);
      }
    }
  }
}
