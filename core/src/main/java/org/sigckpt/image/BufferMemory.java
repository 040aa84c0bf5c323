package org.sigckpt.image;

import java.util.Map;
import java.util.TreeMap;

/**
 * The memory of direct buffers: where each block was at the checkpoint and, in the restarted JVM,
 * how far it has moved.
 */
public final class BufferMemory {
  private final TreeMap<Long, Block> blocks = new TreeMap<>();

  private record Block(long end, long shift) {}

  /** Notes a block of the checkpoint. */
  void lies(long address, long bytes) {
    moved(address, bytes, address);
  }

  /** Notes where a block of the checkpoint is now. */
  void moved(long from, long bytes, long to) {
    blocks.put(from, new Block(from + bytes, to - from));
  }

  /** Returns whether it is an address in or right behind a block, as of the checkpoint. */
  public boolean contains(long address) {
    return blockOf(address) != null;
  }

  /** Returns where the address of the checkpoint points now; the number itself if it is no such. */
  long now(long address) {
    Block block = blockOf(address);
    return block == null ? address : address + block.shift();
  }

  /** Right behind it too, where loops end; blocks do not touch each other. */
  private Block blockOf(long address) {
    Map.Entry<Long, Block> below = blocks.floorEntry(address);
    return below == null || address > below.getValue().end() ? null : below.getValue();
  }
}
