package org.sigckpt.coordinator;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;
import org.sigckpt.barrier.Operation;
import org.sigckpt.coordinator.RestartBuffer.FrameRecord;
import org.sigckpt.stack.FrameKind;

/** The bytes of section THREADS: a count, then that many restart buffers. */
final class RestartBufferFormat {
  private RestartBufferFormat() {}

  static byte[] write(List<RestartBuffer> buffers) {
    try (Output out = new Output(1 << 16, -1)) {
      out.writeVarInt(buffers.size(), true);
      buffers.forEach(each -> writeBuffer(each, out));
      return out.toBytes();
    }
  }

  static List<RestartBuffer> read(byte[] section) {
    try (Input in = new Input(section)) {
      int count = in.readVarInt(true);
      List<RestartBuffer> buffers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        buffers.add(readBuffer(in));
      }
      return buffers;
    }
  }

  private static void writeBuffer(RestartBuffer buffer, Output out) {
    out.writeVarLong(buffer.threadId(), true);
    out.writeByte(buffer.operation().ordinal());
    out.writeVarLong(buffer.waitedOnId(), true);
    out.writeLong(buffer.remainingNanos());
    out.writeBoolean(buffer.interrupted());
    writeIds(buffer.ownedIds(), out);
    writeIds(buffer.borrowedIds(), out);
    out.writeVarInt(buffer.frames().size(), true);
    buffer.frames().forEach(frame -> writeFrame(frame, out));
  }

  private static RestartBuffer readBuffer(Input in) {
    return new RestartBuffer(
        in.readVarLong(true),
        Operation.Kind.values()[in.readByte()],
        in.readVarLong(true),
        in.readLong(),
        in.readBoolean(),
        readIds(in),
        readIds(in),
        readFrames(in));
  }

  private static void writeFrame(FrameRecord frame, Output out) {
    out.writeByte(frame.kind().ordinal());
    out.writeVarInt(frame.classId(), true);
    out.writeString(frame.method());
    out.writeString(frame.descriptor());
    out.writeInt(frame.bci());
    writeIds(frame.refIds(), out);
    writeIds(frame.bits(), out);
    writeIds(frame.monitorIds(), out);
    out.writeVarLong(frame.receiverId(), true);
  }

  private static List<FrameRecord> readFrames(Input in) {
    int count = in.readVarInt(true);
    List<FrameRecord> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      frames.add(
          new FrameRecord(
              FrameKind.values()[in.readByte()],
              in.readVarInt(true),
              in.readString(),
              in.readString(),
              in.readInt(),
              readIds(in),
              readIds(in),
              readIds(in),
              in.readVarLong(true)));
    }
    return frames;
  }

  private static void writeIds(long[] ids, Output out) {
    out.writeVarInt(ids.length, true);
    for (long id : ids) {
      out.writeVarLong(id, true);
    }
  }

  private static long[] readIds(Input in) {
    long[] ids = new long[in.readVarInt(true)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = in.readVarLong(true);
    }
    return ids;
  }
}
