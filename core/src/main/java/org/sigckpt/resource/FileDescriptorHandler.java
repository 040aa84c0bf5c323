package org.sigckpt.resource;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.util.IdentityHashMap;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Captures and restores {@link FileDescriptor}: the one object through which every stream and
 * channel of the JDK holds an open file.
 *
 * <p>Record: closed, append, cleanup, standing; if OPEN the {@link FileImage}, if STANDARD the
 * number, if SOCKET the {@link SocketImage}; then the references parent and otherParents.
 */
public final class FileDescriptorHandler implements ObjectHandler {
  private static final JavaIOFileDescriptorAccess DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();
  private static final Field CLOSED = JdkReflection.field(FileDescriptor.class, "closed");
  private static final Field CLEANUP = JdkReflection.field(FileDescriptor.class, "cleanup");
  private static final Field PARENT = JdkReflection.field(FileDescriptor.class, "parent");
  private static final Field OTHERS = JdkReflection.field(FileDescriptor.class, "otherParents");

  private final FileOpener opener;
  private final SocketResources sockets;
  private final IdentityHashMap<Object, FileImage> restored = new IdentityHashMap<>();

  /** The order is part of the statefile format. */
  private enum Standing {
    /** Has no open file. */
    NONE,
    /** 0, 1 or 2: the new process's. */
    STANDARD,
    /** Has a file of its own. */
    OPEN,
    /** Has a socket or one end of a pipe inside the program. */
    SOCKET
  }

  /** Creates the handler; the policy matters at restart only. */
  public FileDescriptorHandler(FilePolicy policy, SocketResources sockets) {
    opener = new FileOpener(policy);
    this.sockets = sockets;
  }

  @Override
  public boolean handles(Class<?> type) {
    return type == FileDescriptor.class;
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // the enum says that its order is the format
  public void capture(Object object, CaptureContext out) {
    FileDescriptor descriptor = (FileDescriptor) object;
    boolean closed = JdkUnsafe.UNSAFE.getBoolean(descriptor, JdkUnsafe.offsetOf(CLOSED));
    // Of a socket that is closed the number is somebody else's by now.
    int number = closed ? -1 : DESCRIPTORS.get(descriptor);
    Standing standing =
        number < 0 ? Standing.NONE : number <= 2 ? Standing.STANDARD : Standing.OPEN;
    SocketImage socket = standing == Standing.OPEN ? sockets.capture.capture(number) : null;
    standing = socket == null ? standing : Standing.SOCKET;
    FileImage image = standing == Standing.OPEN ? FileCapture.capture(number) : null;
    Output data = out.data();
    data.writeBoolean(closed);
    data.writeBoolean(DESCRIPTORS.getAppend(descriptor));
    data.writeBoolean(JdkUnsafe.get(descriptor, CLEANUP) != null);
    data.writeByte(standing.ordinal());
    if (standing == Standing.STANDARD) {
      data.writeInt(number);
    } else if (image != null) {
      image.write(data);
    } else if (socket != null) {
      socket.write(data);
    }
    out.ref(JdkUnsafe.get(descriptor, PARENT));
    out.ref(JdkUnsafe.get(descriptor, OTHERS));
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Input data = in.data();
    FileDescriptor descriptor = new FileDescriptor();
    JdkUnsafe.UNSAFE.putBoolean(descriptor, JdkUnsafe.offsetOf(CLOSED), data.readBoolean());
    DESCRIPTORS.setAppend(descriptor, data.readBoolean());
    boolean cleanup = data.readBoolean();
    switch (Standing.values()[data.readByte()]) {
      case NONE -> {}
      case STANDARD -> DESCRIPTORS.set(descriptor, data.readInt());
      case OPEN -> {
        FileImage image = FileImage.read(data);
        DESCRIPTORS.set(descriptor, opener.open(image));
        restored.put(descriptor, image);
        if (cleanup) {
          DESCRIPTORS.registerCleanup(descriptor);
        }
      }
      case SOCKET -> {
        DESCRIPTORS.set(descriptor, sockets.opener.open(SocketImage.read(data)));
        if (cleanup) {
          DESCRIPTORS.registerCleanup(descriptor);
        }
      }
    }
    return descriptor;
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    JdkUnsafe.put(object, PARENT, in.ref());
    JdkUnsafe.put(object, OTHERS, in.ref());
    FileImage image = restored.remove(object);
    if (image != null) {
      opener.undoWrites(image);
    }
  }
}
