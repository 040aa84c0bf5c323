package org.sigckpt.statefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A disk with room for so many bytes. */
final class FaultyChannel implements SeekableByteChannel {
  private final SeekableByteChannel disk;
  private final long capacityBytes;

  FaultyChannel(SeekableByteChannel disk, long capacityBytes) {
    this.disk = disk;
    this.capacityBytes = capacityBytes;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    long room = capacityBytes - disk.position();
    if (room <= 0) {
      throw new IOException("No space left on device");
    }
    int length = (int) Math.min(room, source.remaining());
    int written = disk.write(source.slice(source.position(), length));
    source.position(source.position() + written);
    return written;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    return disk.read(to);
  }

  @Override
  public long position() throws IOException {
    return disk.position();
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    disk.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return disk.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    disk.truncate(size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return disk.isOpen();
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
