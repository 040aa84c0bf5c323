package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.function.Predicate;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.sigckpt.internals.DeflateState;
import org.sigckpt.internals.InflateState;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.UnknownZlibException;
import org.sigckpt.internals.ZlibStreams;

/**
 * An Inflater or Deflater gets a new native stream. In the middle of its data it goes on with a
 * copy of the old one's state, see {@link ZlibStreams}; one that has not begun, has finished or was
 * ended needs none of that, and comes back with any zlib.
 *
 * <p>The JDK does not keep {@code nowrap}; it is read from the native stream. Layout (64 bit, zlib
 * 1.2.9 and later; {@code inflate.h}, {@code deflate.h}): in the state first a pointer back to the
 * z_stream, which must agree, then {@code wrap} (int, 0 for raw data) at byte 16 of an inflate and
 * byte 48 of a deflate state.
 */
final class ZStreamHandler implements ObjectHandler {
  private static final int STATE = 56;
  private static final int INFLATE_WRAP = 16;
  private static final int DEFLATE_WRAP = 48;
  private static final Predicate<Field> FIELDS = field -> !field.getName().equals("zsRef");

  /** How the native stream comes back. */
  private enum Way {
    ENDED,
    ANEW,
    /** As a copy if zlib is the same, else anew: it had finished. */
    FINISHED,
    COPIED
  }

  @Override
  public boolean handles(Class<?> type) {
    return Inflater.class.isAssignableFrom(type) || Deflater.class.isAssignableFrom(type);
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Class<?> owner = ownerOf(object.getClass());
    long address = ZlibStreams.addressOf(object);
    Way way = wayOf(object, owner, address);
    out.data().writeByte(way.ordinal());
    ObjectFields.capture(object, FIELDS, out);
    if (way != Way.ENDED) {
      out.data().writeBoolean(isRaw(object, owner, address));
      StreamStates.longs(ZlibStreams.counters(address), out.data());
    }
    if (way == Way.FINISHED || way == Way.COPIED) {
      captureState(object, owner, address, out);
    }
  }

  private static Way wayOf(Object object, Class<?> owner, long address) {
    if (address == 0) {
      return Way.ENDED;
    }
    boolean finished = flag(object, JdkReflection.field(owner, "finished"));
    boolean begun =
        longOf(object, JdkReflection.field(owner, "bytesRead")) != 0
            || longOf(object, JdkReflection.field(owner, "bytesWritten")) != 0
            || isBegun(object, owner, address);
    if (!begun || finished && !ZlibStreams.isKnown()) {
      return Way.ANEW;
    }
    return finished ? Way.FINISHED : Way.COPIED;
  }

  private static boolean isBegun(Object object, Class<?> owner, long address) {
    // Looks at the state first.
    isRaw(object, owner, address);
    return owner == Inflater.class ? InflateState.isBegun(address) : DeflateState.isBegun(address);
  }

  private static void captureState(
      Object object, Class<?> owner, long address, CaptureContext out) {
    if (!ZlibStreams.isKnown()) {
      throw refused(object, "it is in the middle of its data, and this zlib is an unknown one");
    }
    out.data().writeString(ZlibStreams.library());
    try {
      if (owner == Inflater.class) {
        StreamStates.write(InflateState.capture(address), out.data());
      } else {
        StreamStates.write(DeflateState.capture(address), out.data());
      }
    } catch (UnknownZlibException e) {
      throw refused(object, "it is in the middle of its data, and has " + e.getMessage());
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return ObjectFields.allocate(type);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    Way way = Way.values()[in.data().readByte()];
    ObjectFields.restore(object, FIELDS, in);
    Class<?> owner = ownerOf(object.getClass());
    long address = way == Way.ENDED ? 0 : streamOf(object, owner, way, in);
    Field field = JdkReflection.field(owner, "zsRef");
    Constructor<?> made = JdkReflection.constructors(field.getType())[0];
    made.setAccessible(true);
    try {
      JdkUnsafe.put(object, field, made.newInstance(object, address));
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException("Cannot make a native stream for " + object + ".", e);
    }
  }

  private static long streamOf(Object object, Class<?> owner, Way way, RestoreContext in) {
    boolean raw = in.data().readBoolean();
    long[] counters = StreamStates.longs(in.data());
    boolean copied = way != Way.ANEW && isSameLibrary(owner, way, in.data().readString());
    // The copy can make a raw inflater any.
    boolean rawAtFirst = raw || copied;
    long address = owner == Inflater.class ? inflate(rawAtFirst) : deflate(object, rawAtFirst);
    if (!copied) {
      ZlibStreams.setCounters(address, counters);
    } else if (owner == Inflater.class) {
      StreamStates.readInflate(in.data()).restoreInto(address);
    } else {
      StreamStates.readDeflate(in.data()).restoreInto(address);
    }
    return address;
  }

  private static boolean isSameLibrary(Class<?> owner, Way way, String library) {
    String here = ZlibStreams.isKnown() ? ZlibStreams.library() : "unknown";
    if (!library.equals(here) && way == Way.COPIED) {
      throw new ImageRestoreException(
          "Cannot restore a "
              + owner.getName()
              + " in the middle of its data (zlib is \""
              + here
              + "\", that of the checkpoint \""
              + library
              + "\"); restart with that library.",
          null);
    }
    return library.equals(here);
  }

  private static long inflate(boolean raw) {
    return (long)
        JdkReflection.call(JdkReflection.method(Inflater.class, "init", boolean.class), null, raw);
  }

  private static long deflate(Object object, boolean raw) {
    int level = intOf(object, JdkReflection.field(Deflater.class, "level"));
    int strategy = intOf(object, JdkReflection.field(Deflater.class, "strategy"));
    var init = JdkReflection.method(Deflater.class, "init", int.class, int.class, boolean.class);
    return (long) JdkReflection.call(init, null, level, strategy, raw);
  }

  private static boolean isRaw(Object object, Class<?> owner, long address) {
    long state = UNSAFE.getAddress(address + STATE);
    if (state == 0 || UNSAFE.getAddress(state) != address) {
      throw refused(object, "this zlib is an unknown one");
    }
    return UNSAFE.getInt(state + (owner == Inflater.class ? INFLATE_WRAP : DEFLATE_WRAP)) == 0;
  }

  private static Class<?> ownerOf(Class<?> type) {
    return Inflater.class.isAssignableFrom(type) ? Inflater.class : Deflater.class;
  }

  private static CannotCaptureException refused(Object object, String why) {
    return new CannotCaptureException(
        "Cannot checkpoint a " + object.getClass().getName() + ": " + why + "; end it before.");
  }

  private static boolean flag(Object object, Field field) {
    return UNSAFE.getBoolean(object, JdkUnsafe.offsetOf(field));
  }

  private static long longOf(Object object, Field field) {
    return UNSAFE.getLong(object, JdkUnsafe.offsetOf(field));
  }

  private static int intOf(Object object, Field field) {
    return UNSAFE.getInt(object, JdkUnsafe.offsetOf(field));
  }
}
