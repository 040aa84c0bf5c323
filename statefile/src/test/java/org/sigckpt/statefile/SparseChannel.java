package org.sigckpt.statefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/** Leaves holes where zeros are written, so that huge files take no room. */
final class SparseChannel implements SeekableByteChannel {
  private final SeekableByteChannel file;

  SparseChannel(SeekableByteChannel file) {
    this.file = file;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int length = source.remaining();
    if (length >= 4096 && source.mismatch(ByteBuffer.allocate(length)) < 0) {
      file.position(file.position() + length);
      source.position(source.limit());
      return length;
    }
    return file.write(source);
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    return file.read(to);
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    file.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return ((FileChannel) file).size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    file.truncate(size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
