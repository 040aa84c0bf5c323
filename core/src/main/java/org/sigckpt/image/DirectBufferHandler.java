package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * A direct buffer that owns its memory comes back with a copy of it in fresh memory, one that shows
 * a file shows it again; slices, duplicates and views follow their owner to its new address. Memory
 * from elsewhere is refused.
 *
 * <p>What is written through a buffer to a mapped file is memory of the program as much as the
 * file: those bytes are carried, and put back where they differ.
 */
final class DirectBufferHandler implements ObjectHandler {
  private static final Field ADDRESS = JdkReflection.field(Buffer.class, "address");
  private static final Field SEGMENT = JdkReflection.field(Buffer.class, "segment");
  private static final Field DESCRIPTOR = JdkReflection.field(MappedByteBuffer.class, "fd");
  private static final Field SYNCED = JdkReflection.field(MappedByteBuffer.class, "isSync");
  private static final Set<String> REMADE =
      Set.of("address", "att", "cleaner", "segment", "fd", "isSync", "hb");
  private static final Predicate<Field> FIELDS = field -> !REMADE.contains(field.getName());
  private static final int CHUNK_BYTES = 1 << 16;

  /** Whose memory it shows; the order is part of the statefile format. */
  private enum Memory {
    VIEW,
    ALLOCATED,
    MAPPED,
    /** Mapped by the VM, which made the buffer: the runtime image. */
    LENT,
    NONE
  }

  private final BufferMemory buffers;

  DirectBufferHandler(BufferMemory buffers) {
    this.buffers = buffers;
  }

  @Override
  public boolean handles(Class<?> type) {
    return Buffer.class.isAssignableFrom(type) && type.getName().startsWith("java.nio.Direct");
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // the enum says that its order is the format
  public void capture(Object object, CaptureContext out) {
    int capacity = ((Buffer) object).capacity();
    Memory memory = memoryOf(object);
    MappedRegion region = null;
    if (memory == Memory.MAPPED || memory == Memory.LENT) {
      region = MappedRegion.at(address(object), capacity);
      require(region != null && (memory == Memory.MAPPED || !region.isWritable()), object);
      require(!UNSAFE.getBoolean(object, JdkUnsafe.offsetOf(SYNCED)), object);
    }
    out.data().writeByte(memory.ordinal());
    if (region != null) {
      region.write(out.data());
    }
    out.data().writeInt(capacity);
    if (ownsMemory(memory)) {
      out.data().writeLong(address(object));
      buffers.lies(address(object), capacity);
    }
    if (memory == Memory.ALLOCATED || region != null && region.isWritable()) {
      content((Buffer) object, out);
    }
    out.data().writeBoolean(memory == Memory.VIEW);
    if (memory == Memory.VIEW) {
      Object owner = attachment(object);
      out.data().writeLong(address(object) - address(owner));
      out.ref(owner);
    }
    ObjectFields.capture(object, FIELDS, out);
  }

  private static boolean ownsMemory(Memory memory) {
    return memory == Memory.ALLOCATED || memory == Memory.MAPPED || memory == Memory.LENT;
  }

  private static Memory memoryOf(Object buffer) {
    require(JdkUnsafe.get(buffer, SEGMENT) == null, buffer);
    Object attachment = attachment(buffer);
    if (attachment instanceof Buffer) {
      return Memory.VIEW;
    }
    require(attachment == null, buffer);
    String thunk = thunkOf(buffer);
    if (thunk.endsWith("ByteBuffer$Deallocator")) {
      return Memory.ALLOCATED;
    }
    if (thunk.startsWith("sun.nio.ch.FileChannelImpl$")) {
      return Memory.MAPPED;
    }
    require(thunk.isEmpty(), buffer);
    return ((Buffer) buffer).capacity() == 0 ? Memory.NONE : Memory.LENT;
  }

  private static void require(boolean carried, Object buffer) {
    if (!carried) {
      throw new CannotCaptureException(
          "Cannot checkpoint "
              + buffer
              + ": its memory was not allocated by a ByteBuffer and is no mapped file;"
              + " drop the buffer before the checkpoint.");
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Memory memory = Memory.values()[in.data().readByte()];
    boolean mapped = memory == Memory.MAPPED || memory == Memory.LENT;
    MappedRegion region = mapped ? MappedRegion.read(in.data()) : null;
    int capacity = in.data().readInt();
    long formerAddress = ownsMemory(memory) ? in.data().readLong() : 0;
    if (memory == Memory.ALLOCATED) {
      ByteBuffer fresh = ByteBuffer.allocateDirect(capacity);
      buffers.moved(formerAddress, capacity, address(fresh));
      restoreContent(fresh, in);
      return fresh;
    }
    if (region == null) {
      return ObjectFields.allocate(type);
    }
    MappedByteBuffer fresh = region.map(capacity);
    buffers.moved(formerAddress, capacity, address(fresh));
    if (region.isWritable()) {
      restoreContent(fresh, in);
    }
    return memory == Memory.MAPPED ? fresh : lent(type, fresh);
  }

  private static Object lent(Class<?> type, MappedByteBuffer owner) {
    Object buffer = ObjectFields.allocate(type);
    JdkUnsafe.put(buffer, JdkReflection.field(declaring(buffer), "att"), owner);
    UNSAFE.putLong(buffer, JdkUnsafe.offsetOf(ADDRESS), address(owner));
    return buffer;
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    if (in.data().readBoolean()) {
      long offset = in.data().readLong();
      Object owner = in.ref();
      JdkUnsafe.put(object, JdkReflection.field(declaring(object), "att"), owner);
      UNSAFE.putLong(object, JdkUnsafe.offsetOf(ADDRESS), address(owner) + offset);
      if (object instanceof MappedByteBuffer && owner instanceof MappedByteBuffer) {
        JdkUnsafe.put(object, DESCRIPTOR, JdkUnsafe.get(owner, DESCRIPTOR));
      }
    }
    ObjectFields.restore(object, FIELDS, in);
  }

  private static void restoreContent(ByteBuffer fresh, RestoreContext in) {
    byte[] chunk = new byte[CHUNK_BYTES];
    byte[] present = new byte[CHUNK_BYTES];
    while (fresh.hasRemaining()) {
      int part = Math.min(chunk.length, fresh.remaining());
      in.data().readBytes(chunk, 0, part);
      fresh.duplicate().get(present, 0, part);
      if (Arrays.equals(chunk, 0, part, present, 0, part)) {
        fresh.position(fresh.position() + part);
      } else {
        fresh.put(chunk, 0, part);
      }
    }
  }

  private static void content(Buffer buffer, CaptureContext out) {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int done = 0; done < buffer.capacity(); done += CHUNK_BYTES) {
      int part = Math.min(CHUNK_BYTES, buffer.capacity() - done);
      long source = address(buffer) + done;
      UNSAFE.copyMemory(null, source, chunk, NativeBuffer.BYTE_ARRAY_BASE, part);
      out.data().writeBytes(chunk, 0, part);
    }
  }

  /** Returns the class that gives the buffer's memory back, or nothing. */
  private static String thunkOf(Object buffer) {
    Field cleaner = JdkReflection.fieldOrNull(declaring(buffer), "cleaner");
    Object present = cleaner == null ? null : JdkUnsafe.get(buffer, cleaner);
    if (present == null) {
      return "";
    }
    Object thunk = JdkUnsafe.get(present, JdkReflection.field(present.getClass(), "thunk"));
    return thunk == null ? "" : thunk.getClass().getName();
  }

  private static Object attachment(Object buffer) {
    return JdkUnsafe.get(buffer, JdkReflection.field(declaring(buffer), "att"));
  }

  private static long address(Object buffer) {
    return UNSAFE.getLong(buffer, JdkUnsafe.offsetOf(ADDRESS));
  }

  private static Class<?> declaring(Object buffer) {
    Class<?> type = buffer.getClass();
    while (JdkReflection.fieldOrNull(type, "att") == null) {
      type = type.getSuperclass();
    }
    return type;
  }
}
