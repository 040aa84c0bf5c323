package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.NativeMemory;

/**
 * A part of a file that a buffer shows.
 *
 * @param path of the file; empty for the JVM's own runtime image, which is where the new JVM is
 * @param offsetBytes of the buffer's first byte in the file
 * @param lengthBytes of the file at the checkpoint
 * @param crc32c of its first and last bytes if it is only read, see {@link FileBytes#fingerprint}
 */
record MappedRegion(Mode mode, String path, long offsetBytes, long lengthBytes, long crc32c) {
  private static final Path RUNTIME_IMAGE = Path.of(System.getProperty("java.home"), "lib/modules");
  private static final long PAGE_BYTES = 4096;

  /** How it is mapped; the order is part of the statefile format. */
  enum Mode {
    READ("r--s", MapMode.READ_ONLY, StandardOpenOption.READ),
    WRITE("rw-s", MapMode.READ_WRITE, StandardOpenOption.READ, StandardOpenOption.WRITE),
    PRIVATE("rw-p", MapMode.PRIVATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final String access;
    private final MapMode mapMode;
    private final List<OpenOption> options;

    Mode(String access, MapMode mapMode, OpenOption... options) {
      this.access = access;
      this.mapMode = mapMode;
      this.options = List.of(options);
    }
  }

  /**
   * Returns what is mapped at the address.
   *
   * @return null if no file is, or in another way than {@link FileChannel#map} does
   * @throws CannotCaptureException if the file was deleted or is shorter now
   */
  static @Nullable MappedRegion at(long address, long capacityBytes) {
    NativeMemory.Mapping mapping = NativeMemory.now().mappingAt(address);
    for (Mode mode : Mode.values()) {
      if (mapping != null && mapping.access().equals(mode.access)) {
        long offset = mapping.offsetBytes() + address - mapping.startBytes();
        return of(mode, mapping.file(), offset, capacityBytes);
      }
    }
    return null;
  }

  private static MappedRegion of(Mode mode, Path file, long offset, long capacityBytes) {
    try {
      long length = Files.isRegularFile(file) ? Files.size(file) : 0;
      if (offset + capacityBytes > (length + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES) {
        throw new CannotCaptureException(
            "Cannot checkpoint mapped file "
                + file
                + ": it was deleted or is shorter than what is mapped; drop the buffer before the"
                + " checkpoint.");
      }
      boolean own = Files.isSameFile(file, RUNTIME_IMAGE);
      long crc32c = mode == Mode.READ ? FileBytes.fingerprint(file, length) : 0;
      return new MappedRegion(mode, own ? "" : file.toString(), offset, length, crc32c);
    } catch (IOException e) {
      throw new CannotCaptureException(
          "Cannot checkpoint mapped file " + file + ": " + e + "; drop the buffer before it.");
    }
  }

  /** Returns whether its bytes are the program's, so that they are carried. */
  boolean isWritable() {
    return mode != Mode.READ;
  }

  /**
   * Maps it again.
   *
   * @throws ImageRestoreException if the file is missing, or was changed and is only read
   */
  MappedByteBuffer map(long capacityBytes) {
    Path file = path.isEmpty() ? RUNTIME_IMAGE : Path.of(path);
    try (FileChannel channel = FileChannel.open(file, mode.options.toArray(OpenOption[]::new))) {
      if (!isWritable()
          && (channel.size() < lengthBytes
              || FileBytes.fingerprint(channel, lengthBytes) != crc32c)) {
        throw new ImageRestoreException(
            "Cannot map file " + file + ": its content changed; put the old file back.");
      }
      return channel.map(mode.mapMode, offsetBytes, capacityBytes);
    } catch (IOException e) {
      throw new ImageRestoreException(
          "Cannot map file " + file + ": " + e + "; put it back and restart again.", e);
    }
  }

  @SuppressWarnings("EnumOrdinal") // the enum says that its order is the format
  void write(Output out) {
    out.writeByte(mode.ordinal());
    out.writeString(path);
    out.writeLong(offsetBytes);
    out.writeLong(lengthBytes);
    out.writeLong(crc32c);
  }

  static MappedRegion read(Input in) {
    return new MappedRegion(
        Mode.values()[in.readByte()], in.readString(), in.readLong(), in.readLong(), in.readLong());
  }
}
