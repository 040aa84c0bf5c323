package org.sigckpt.resource;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket or one end of a pipe, as captured.
 *
 * @param flags as given to open(2)
 * @param local null if not bound
 * @param remote null if not connected
 * @param connection what both ends inside the program have in common; empty for other kinds
 * @param options bits as in {@link SocketOptionBits}
 * @param unread what arrived here and was not read yet
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and the array never changes
record SocketImage(
    Kind kind,
    boolean v4,
    int flags,
    @Nullable InetSocketAddress local,
    @Nullable InetSocketAddress remote,
    String connection,
    int options,
    boolean outputShut,
    byte[] unread) {

  /** The order is part of the statefile format. */
  enum Kind {
    /** A stream socket, not connected. */
    FRESH,
    LISTENING,
    DATAGRAM,
    /** One of two ends that are both inside the program. */
    END,
    /** Its peer is outside; restored as reset. */
    RESET,
    PIPE_END,
    /** Its peer is gone, and all it sent has been read; restored so. */
    ENDED
  }

  boolean isWritable() {
    return (flags & OpenFile.O_ACCMODE) != 0;
  }

  boolean isBlocking() {
    return (flags & OpenFile.O_NONBLOCK) == 0;
  }

  @SuppressWarnings("EnumOrdinal") // the enum says that its order is the format
  void write(Output out) {
    out.writeByte(kind.ordinal());
    out.writeBoolean(v4);
    out.writeInt(flags);
    write(local, out);
    write(remote, out);
    out.writeString(connection);
    out.writeInt(options);
    out.writeBoolean(outputShut);
    out.writeInt(unread.length);
    out.writeBytes(unread);
  }

  static SocketImage read(Input in) {
    return new SocketImage(
        Kind.values()[in.readByte()],
        in.readBoolean(),
        in.readInt(),
        readAddress(in),
        readAddress(in),
        in.readString(),
        in.readInt(),
        in.readBoolean(),
        in.readBytes(in.readInt()));
  }

  private static void write(@Nullable InetSocketAddress address, Output out) {
    byte[] bytes = address == null ? new byte[0] : address.getAddress().getAddress();
    out.writeByte(bytes.length);
    out.writeBytes(bytes);
    out.writeInt(address == null ? 0 : address.getPort());
  }

  private static @Nullable InetSocketAddress readAddress(Input in) {
    byte[] bytes = in.readBytes(in.readByte());
    int port = in.readInt();
    try {
      return bytes.length == 0
          ? null
          : new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
