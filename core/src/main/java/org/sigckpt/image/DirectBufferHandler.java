package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.Predicate;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * A direct buffer that owns its memory comes back with a copy of it in fresh memory; slices,
 * duplicates and views follow their owner to its new address. Mapped files and memory from
 * elsewhere are refused.
 */
final class DirectBufferHandler implements ObjectHandler {
  private static final Field ADDRESS = JdkReflection.field(Buffer.class, "address");
  private static final Field SEGMENT = JdkReflection.field(Buffer.class, "segment");
  private static final Set<String> REMADE =
      Set.of("address", "att", "cleaner", "segment", "fd", "isSync", "hb");
  private static final Predicate<Field> FIELDS = field -> !REMADE.contains(field.getName());
  private static final int CHUNK_BYTES = 1 << 16;

  @Override
  public boolean handles(Class<?> type) {
    return Buffer.class.isAssignableFrom(type) && type.getName().startsWith("java.nio.Direct");
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Object owner = JdkUnsafe.get(object, JdkReflection.field(declaring(object), "att"));
    boolean view = owner instanceof Buffer;
    Object root = view ? owner : object;
    if (JdkUnsafe.get(object, SEGMENT) != null || !isOwner(root)) {
      throw new CannotCaptureException(
          "Cannot checkpoint "
              + object
              + ": its memory is a mapped file or was not allocated by a ByteBuffer;"
              + " unmap it or drop the buffer before the checkpoint.");
    }
    out.data().writeBoolean(view);
    if (view) {
      out.data().writeLong(address(object) - address(owner));
      out.ref(owner);
    } else {
      content((Buffer) object, out);
    }
    ObjectFields.capture(object, FIELDS, out);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    if (in.data().readBoolean()) {
      return ObjectFields.allocate(type);
    }
    int capacity = in.data().readInt();
    ByteBuffer fresh = ByteBuffer.allocateDirect(capacity);
    byte[] chunk = new byte[CHUNK_BYTES];
    while (fresh.hasRemaining()) {
      int part = Math.min(chunk.length, fresh.remaining());
      in.data().readBytes(chunk, 0, part);
      fresh.put(chunk, 0, part);
    }
    return fresh;
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    Field attachment = JdkReflection.field(declaring(object), "att");
    if (address(object) == 0) {
      long offset = in.data().readLong();
      Object owner = in.ref();
      JdkUnsafe.put(object, attachment, owner);
      UNSAFE.putLong(object, JdkUnsafe.offsetOf(ADDRESS), address(owner) + offset);
    }
    ObjectFields.restore(object, FIELDS, in);
  }

  private static void content(Buffer buffer, CaptureContext out) {
    out.data().writeInt(buffer.capacity());
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int done = 0; done < buffer.capacity(); done += CHUNK_BYTES) {
      int part = Math.min(CHUNK_BYTES, buffer.capacity() - done);
      long source = address(buffer) + done;
      UNSAFE.copyMemory(null, source, chunk, NativeBuffer.BYTE_ARRAY_BASE, part);
      out.data().writeBytes(chunk, 0, part);
    }
  }

  private static boolean isOwner(Object buffer) {
    Field cleaner = JdkReflection.fieldOrNull(declaring(buffer), "cleaner");
    Object present = cleaner == null ? null : JdkUnsafe.get(buffer, cleaner);
    if (present == null) {
      return false;
    }
    Object thunk = JdkUnsafe.get(present, JdkReflection.field(present.getClass(), "thunk"));
    return thunk != null && thunk.getClass().getName().endsWith("ByteBuffer$Deallocator");
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
