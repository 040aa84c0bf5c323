package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import org.sigckpt.internals.DeflateState;
import org.sigckpt.internals.InflateState;

/** The states of zlib's streams as bytes. */
final class StreamStates {
  private StreamStates() {}

  static void write(InflateState state, Output out) {
    longs(state.counters(), out);
    out.writeLong(state.stateAddress());
    longs(state.fixedTables(), out);
    bytes(state.state(), out);
    bytes(state.window(), out);
  }

  static InflateState readInflate(Input in) {
    return new InflateState(longs(in), in.readLong(), longs(in), bytes(in), bytes(in));
  }

  static void write(DeflateState state, Output out) {
    longs(state.counters(), out);
    longs(state.bases(), out);
    bytes(state.state(), out);
    out.writeVarInt(state.buffers().length, true);
    for (byte[] buffer : state.buffers()) {
      bytes(buffer, out);
    }
  }

  static DeflateState readDeflate(Input in) {
    long[] counters = longs(in);
    long[] bases = longs(in);
    byte[] state = bytes(in);
    byte[][] buffers = new byte[in.readVarInt(true)][];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = bytes(in);
    }
    return new DeflateState(counters, bases, state, buffers);
  }

  static void longs(long[] values, Output out) {
    out.writeVarInt(values.length, true);
    out.writeLongs(values, 0, values.length);
  }

  static long[] longs(Input in) {
    return in.readLongs(in.readVarInt(true));
  }

  private static void bytes(byte[] values, Output out) {
    out.writeVarInt(values.length, true);
    out.writeBytes(values);
  }

  private static byte[] bytes(Input in) {
    return in.readBytes(in.readVarInt(true));
  }
}
