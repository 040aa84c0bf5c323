package org.sigckpt.resource;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;
import org.sigckpt.image.FileBytes;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Opens a captured file again and gives away its number.
 *
 * <p>Only the JDK's native code can open a file, and it ties the number to an object of its own. So
 * a channel is opened, its FileDescriptor loses the number, and the channel is closed: closing, or
 * the cleaner that runs when the channel dies, finds a descriptor without a number and does
 * nothing.
 *
 * <p>Files are first checked and opened, all of them, and only later changed ({@link #undoWrites}):
 * a restart that is refused because of one file leaves the others as they were.
 */
final class FileOpener {
  private static final JavaIOFileDescriptorAccess DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();

  private final FilePolicy policy;

  FileOpener(FilePolicy policy) {
    this.policy = policy;
  }

  /**
   * Opens the file at its captured position.
   *
   * @return its number, owned by the caller
   * @throws ResourceLostException if it is missing, shorter, or changed and may not be
   */
  int open(FileImage image) {
    try {
      return switch (image.kind()) {
        case FILE -> openChecked(image);
        case STATELESS -> numberOf(image, Path.of(image.path()));
        case DELETED -> openUnlinked(image);
      };
    } catch (IOException e) {
      throw new ResourceLostException("Cannot reopen file " + image.path() + ": " + e + ".", e);
    }
  }

  /** Takes back what was written after the checkpoint, as far as the policy says so. */
  void undoWrites(FileImage image) {
    if (policy != FilePolicy.TRUNCATE
        || image.kind() != FileImage.Kind.FILE
        || !image.isWritable()) {
      return;
    }
    Path path = Path.of(image.path());
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      if (image.content() != null) {
        writeFully(file, ByteBuffer.wrap(image.content()));
      }
      file.truncate(image.lengthBytes());
    } catch (IOException e) {
      throw new ResourceLostException("Cannot restore file " + path + ": " + e + ".", e);
    }
  }

  private int openChecked(FileImage image) throws IOException {
    Path path = Path.of(image.path());
    if (!Files.isRegularFile(path)) {
      throw new ResourceLostException(
          "Cannot reopen file " + path + ": it is missing; put it back and restart again.");
    }
    if (policy != FilePolicy.KEEP && !canBeRewritten(image)) {
      check(image, path);
    }
    return numberOf(image, path);
  }

  private boolean canBeRewritten(FileImage image) {
    return policy == FilePolicy.TRUNCATE && image.content() != null && image.isWritable();
  }

  private void check(FileImage image, Path path) throws IOException {
    long length = Files.size(path);
    boolean mayGrow = policy == FilePolicy.TRUNCATE;
    if (length < image.lengthBytes() || (length > image.lengthBytes() && !mayGrow)) {
      throw new ResourceLostException(
          "Cannot reopen file "
              + path
              + ": it is "
              + length
              + " bytes long vs "
              + image.lengthBytes()
              + " at the checkpoint; put the old file back, or set policy files=keep.");
    }
    if (image.crc32c() != 0 && FileCapture.canRead(path)) {
      long crc32c = FileBytes.fingerprint(path, image.lengthBytes());
      if (crc32c != image.crc32c()) {
        throw new ResourceLostException(
            String.format(
                "Cannot reopen file %s: its content changed (crc32c 0x%08x vs 0x%08x at the"
                    + " checkpoint); put the old file back, or set policy files=keep.",
                path, crc32c, image.crc32c()));
      }
    }
  }

  private int openUnlinked(FileImage image) throws IOException {
    byte[] content = image.content();
    if (content == null) {
      throw new IOException("its content is not in the statefile");
    }
    Path path = Files.createTempFile("sigckpt-", ".deleted");
    try {
      Files.write(path, content);
      return numberOf(image, path);
    } finally {
      Files.delete(path);
    }
  }

  private static int numberOf(FileImage image, Path path) throws IOException {
    try (FileChannel donor = FileChannel.open(path, optionsOf(image))) {
      if (image.kind() != FileImage.Kind.STATELESS && !image.isAppending()) {
        donor.position(image.positionBytes());
      }
      FileDescriptor descriptor =
          (FileDescriptor) JdkUnsafe.get(donor, JdkReflection.field(donor.getClass(), "fd"));
      int number = DESCRIPTORS.get(descriptor);
      DESCRIPTORS.unregisterCleanup(descriptor);
      DESCRIPTORS.set(descriptor, -1);
      return number;
    }
  }

  private static Set<OpenOption> optionsOf(FileImage image) {
    Set<OpenOption> options = new HashSet<>();
    if (image.isReadable()) {
      options.add(StandardOpenOption.READ);
    }
    if (image.isWritable()) {
      options.add(image.isAppending() ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
    }
    if ((image.flags() & OpenFile.O_SYNC) == OpenFile.O_SYNC) {
      options.add(StandardOpenOption.SYNC);
    } else if ((image.flags() & OpenFile.O_DSYNC) != 0) {
      options.add(StandardOpenOption.DSYNC);
    }
    return options;
  }

  private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}
