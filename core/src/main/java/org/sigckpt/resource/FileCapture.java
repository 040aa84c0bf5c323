package org.sigckpt.resource;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import jdk.internal.access.SharedSecrets;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.FileBytes;

/**
 * Makes a {@link FileImage} of an open file, or says why it can't be carried.
 *
 * <p>The content of a deleted file exists nowhere else, so it is embedded. So is a small file open
 * for reading and writing: programs change such files in the middle, which a length can't undo.
 */
final class FileCapture {
  static final long LARGEST_DELETED_BYTES = 64L << 20;
  static final long LARGEST_EMBEDDED_BYTES = 1L << 20;

  /** Devices that behave alike for whoever opens them, whenever. */
  private static final Set<String> STATELESS_DEVICES =
      Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty");

  private FileCapture() {}

  /**
   * Captures the open file.
   *
   * @throws CannotCaptureException if it is of a kind that can't be opened again
   */
  static FileImage capture(int number) {
    try {
      return capture(OpenFile.of(number));
    } catch (IOException e) {
      throw new CannotCaptureException(
          "Cannot checkpoint open file " + number + ": " + e + "; close it before the checkpoint.");
    }
  }

  private static FileImage capture(OpenFile file) throws IOException {
    if (STATELESS_DEVICES.contains(file.link()) || file.isDirectory() && !file.isDeleted()) {
      return new FileImage(
          FileImage.Kind.STATELESS, file.link(), file.flags(), file.positionBytes(), 0, 0, null);
    }
    if (!file.isRegular()) {
      throw refusal(file);
    }
    Path open = OpenFile.procPath(file.number());
    long length = Files.size(open);
    boolean readWrite = (file.flags() & OpenFile.O_ACCMODE) == OpenFile.O_RDWR;
    if (readWrite && (file.flags() & OpenFile.O_APPEND) != 0) {
      throw new CannotCaptureException(
          "Cannot checkpoint open file "
              + file.path()
              + ": it is open for reading and appending at once, which Java can't open again;"
              + " close it before the checkpoint.");
    }
    if (file.isDeleted() && length > LARGEST_DELETED_BYTES) {
      throw new CannotCaptureException(
          "Cannot checkpoint open file "
              + file.path()
              + ": it was deleted and is "
              + length
              + " bytes long vs "
              + LARGEST_DELETED_BYTES
              + " that are carried; close it, or do not delete it.");
    }
    if (FileLocks.isLocked(file.number())) {
      return ofLocked(file, length);
    }
    boolean embed = file.isDeleted() || (readWrite && length <= LARGEST_EMBEDDED_BYTES);
    long crc32c = canRead(open) ? FileBytes.fingerprint(open, length) : 0;
    return new FileImage(
        file.isDeleted() ? FileImage.Kind.DELETED : FileImage.Kind.FILE,
        file.path(),
        file.flags(),
        file.positionBytes(),
        length,
        crc32c,
        embed ? Files.readAllBytes(open) : null);
  }

  /** A lock would be lost if the file were opened and closed: it is read by its own descriptor. */
  private static FileImage ofLocked(OpenFile file, long length) throws IOException {
    boolean readable = (file.flags() & OpenFile.O_ACCMODE) != OpenFile.O_WRONLY;
    boolean writable = (file.flags() & OpenFile.O_ACCMODE) == OpenFile.O_RDWR;
    boolean embed = file.isDeleted() || (writable && length <= LARGEST_EMBEDDED_BYTES);
    if (file.isDeleted() && !readable) {
      throw new CannotCaptureException(
          "Cannot checkpoint open file "
              + file.path()
              + ": it was deleted, is locked and can't be read; close it before the checkpoint.");
    }
    FileDescriptor alias = new FileDescriptor();
    SharedSecrets.getJavaIOFileDescriptorAccess().set(alias, file.number());
    // Never closed: the descriptor is the program's.
    FileChannel channel = new FileInputStream(alias).getChannel();
    return new FileImage(
        file.isDeleted() ? FileImage.Kind.DELETED : FileImage.Kind.FILE,
        file.path(),
        file.flags(),
        file.positionBytes(),
        length,
        readable ? FileBytes.fingerprint(channel, length) : 0,
        readable && embed ? FileBytes.read(channel, 0, length).array() : null);
  }

  /** A file may be writable but not readable for us; then only its length is compared. */
  static boolean canRead(Path file) {
    return Files.isReadable(file);
  }

  private static CannotCaptureException refusal(OpenFile file) {
    return new CannotCaptureException(
        "Cannot checkpoint open file "
            + file.number()
            + " ("
            + file.link()
            + "): it is "
            + kindOf(file)
            + ", whose other end or state is outside the program; close it before the checkpoint.");
  }

  private static String kindOf(OpenFile file) {
    String link = file.link();
    if (link.startsWith("socket:")) {
      return "a socket";
    }
    if (link.startsWith("pipe:")) {
      return "a pipe";
    }
    if (link.startsWith("anon_inode:")) {
      return "a kernel object " + link.substring("anon_inode:".length());
    }
    if (file.isDirectory()) {
      return "a directory";
    }
    return link.startsWith("/dev/") ? "a device" : "no regular file";
  }
}
