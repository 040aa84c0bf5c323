package org.sigckpt.coordinator;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sigckpt.barrier.Operation;
import org.sigckpt.coordinator.RestartBuffer.FrameRecord;
import org.sigckpt.stack.FrameKind;

/**
 * The bytes of section THREADS: a count, then that many restart buffers.
 *
 * <p>The names of methods and their descriptors stand where they occur first; from then on, in
 * their place, their number. Of a hundred thousand threads most wait in the same methods.
 */
final class RestartBufferFormat {
  private RestartBufferFormat() {}

  static byte[] write(List<RestartBuffer> buffers) {
    try (Output out = new Output(1 << 16, -1)) {
      Writer writer = new Writer(out);
      out.writeVarInt(buffers.size(), true);
      buffers.forEach(writer::buffer);
      return out.toBytes();
    }
  }

  static List<RestartBuffer> read(byte[] section) {
    try (Input in = new Input(section)) {
      Reader reader = new Reader(in);
      int count = in.readVarInt(true);
      List<RestartBuffer> buffers = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        buffers.add(reader.buffer());
      }
      return buffers;
    }
  }

  private static final class Writer {
    private final Output out;
    private final Map<String, Integer> numbers = new HashMap<>();

    Writer(Output out) {
      this.out = out;
    }

    void buffer(RestartBuffer buffer) {
      out.writeVarLong(buffer.threadId(), true);
      out.writeByte(buffer.operation().ordinal());
      out.writeVarLong(buffer.waitedOnId(), true);
      out.writeLong(buffer.remainingNanos());
      out.writeBoolean(buffer.interrupted());
      ids(buffer.ownedIds());
      ids(buffer.borrowedIds());
      out.writeVarInt(buffer.frames().size(), true);
      buffer.frames().forEach(this::frame);
    }

    private void frame(FrameRecord frame) {
      out.writeByte(frame.kind().ordinal());
      out.writeVarInt(frame.classId(), true);
      name(frame.method());
      name(frame.descriptor());
      out.writeInt(frame.bci());
      ids(frame.refIds());
      ids(frame.bits());
      ids(frame.monitorIds());
      out.writeVarLong(frame.receiverId(), true);
    }

    /** A new name has the number that follows the last one. */
    private void name(String name) {
      Integer known = numbers.putIfAbsent(name, numbers.size());
      out.writeVarInt(known == null ? numbers.size() - 1 : known, true);
      if (known == null) {
        out.writeString(name);
      }
    }

    private void ids(long[] ids) {
      out.writeVarInt(ids.length, true);
      for (long id : ids) {
        out.writeVarLong(id, true);
      }
    }
  }

  private static final class Reader {
    private final Input in;
    private final List<String> names = new ArrayList<>();

    Reader(Input in) {
      this.in = in;
    }

    RestartBuffer buffer() {
      return new RestartBuffer(
          in.readVarLong(true),
          Operation.Kind.values()[in.readByte()],
          in.readVarLong(true),
          in.readLong(),
          in.readBoolean(),
          ids(),
          ids(),
          frames());
    }

    private List<FrameRecord> frames() {
      int count = in.readVarInt(true);
      List<FrameRecord> frames = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        frames.add(
            new FrameRecord(
                FrameKind.values()[in.readByte()],
                in.readVarInt(true),
                name(),
                name(),
                in.readInt(),
                ids(),
                ids(),
                ids(),
                in.readVarLong(true)));
      }
      return frames;
    }

    private String name() {
      int number = in.readVarInt(true);
      if (number == names.size()) {
        names.add(in.readString());
      }
      return names.get(number);
    }

    private long[] ids() {
      long[] ids = new long[in.readVarInt(true)];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = in.readVarLong(true);
      }
      return ids;
    }
  }
}
