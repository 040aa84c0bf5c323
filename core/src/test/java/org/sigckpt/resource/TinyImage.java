package org.sigckpt.resource;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;

/** A heap image just good enough for tests: copies a graph through the handlers' records. */
final class TinyImage {
  private static final List<Class<?>> SHARED =
      List.of(
          String.class,
          Class.class,
          Number.class,
          Boolean.class,
          Enum.class,
          Thread.class,
          Cleaner.class,
          Charset.class,
          Reference.class,
          WeakHashMap.class,
          Inflater.class,
          java.nio.file.FileSystem.class);

  private final List<ObjectHandler> handlers;
  private final List<Object> originals = new ArrayList<>();
  private final List<byte[]> records = new ArrayList<>();
  private final IdentityHashMap<Object, Integer> ids = new IdentityHashMap<>();

  private TinyImage(List<ObjectHandler> handlers) {
    this.handlers = handlers;
  }

  static TinyImage of(Object root, List<ObjectHandler> handlers) {
    TinyImage image = new TinyImage(handlers);
    image.idOf(root);
    for (int i = 0; i < image.originals.size(); i++) {
      image.records.add(image.capture(image.originals.get(i)));
    }
    return image;
  }

  static TinyImage of(Object root) {
    return of(
        root,
        FileResources.handlers(
            FilePolicy.TRUNCATE, path -> path, new SocketResources(SocketPolicy.FAIL)));
  }

  Object restore() {
    return restore(handlers);
  }

  /** Restores with other handlers than it was captured with. */
  Object restore(List<ObjectHandler> with) {
    Object[] copies = new Object[originals.size()];
    Input[] inputs = new Input[copies.length];
    for (int i = 0; i < copies.length; i++) {
      inputs[i] = new Input(records.get(i));
      copies[i] = create(with, originals.get(i), new Restoring(inputs[i], copies));
    }
    for (boolean handled : new boolean[] {false, true}) {
      for (int i = 0; i < copies.length; i++) {
        if (isHandled(originals.get(i)) == handled) {
          complete(with, originals.get(i), copies[i], new Restoring(inputs[i], copies));
        }
      }
    }
    return copies[0];
  }

  private int idOf(@Nullable Object object) {
    if (object == null) {
      return 0;
    }
    Integer id = ids.get(object);
    if (id == null) {
      originals.add(object);
      id = originals.size();
      ids.put(object, id);
    }
    return id;
  }

  private byte[] capture(Object object) {
    Output data = new Output(64, -1);
    Capturing out = new Capturing(data);
    ObjectHandler handler = handlerOf(handlers, object.getClass());
    if (handler != null) {
      handler.capture(object, out);
    } else if (object instanceof Object[] array && !isShared(object)) {
      for (Object element : array) {
        out.ref(element);
      }
    } else if (!isShared(object) && !object.getClass().isArray()) {
      new FieldCopy(object.getClass(), Set.of()).capture(object, out);
    }
    return data.toBytes();
  }

  private Object create(List<ObjectHandler> with, Object original, RestoreContext in) {
    Class<?> type = original.getClass();
    ObjectHandler handler = handlerOf(with, type);
    if (handler != null) {
      return handler.create(type, in);
    }
    if (isShared(original)) {
      return original;
    }
    if (type.isArray()) {
      int length = Array.getLength(original);
      Object copy = Array.newInstance(type.getComponentType(), length);
      if (type.getComponentType().isPrimitive()) {
        System.arraycopy(original, 0, copy, 0, length);
      }
      return copy;
    }
    Object copy = RawObjects.allocate(type);
    new FieldCopy(type, Set.of()).restorePrimitives(copy, in);
    return copy;
  }

  private void complete(List<ObjectHandler> with, Object original, Object copy, RestoreContext in) {
    ObjectHandler handler = handlerOf(with, original.getClass());
    if (handler != null) {
      handler.complete(copy, in);
    } else if (copy instanceof Object[] array) {
      for (int i = 0; i < array.length; i++) {
        array[i] = in.ref();
      }
    } else if (copy != original && !copy.getClass().isArray()) {
      new FieldCopy(copy.getClass(), Set.of()).restoreReferences(copy, in);
    }
  }

  private boolean isHandled(Object object) {
    return handlerOf(handlers, object.getClass()) != null;
  }

  private static @Nullable ObjectHandler handlerOf(List<ObjectHandler> handlers, Class<?> type) {
    return handlers.stream().filter(h -> h.handles(type)).findFirst().orElse(null);
  }

  private static boolean isShared(Object object) {
    return SHARED.stream().anyMatch(type -> type.isInstance(object))
        || object.getClass().getName().startsWith("sun.nio.fs.")
            && !object.getClass().getName().endsWith("DirectoryIterator")
        || object.getClass().getName().startsWith("java.util.zip.ZipCoder");
  }

  private final class Capturing implements CaptureContext {
    private final Output data;

    Capturing(Output data) {
      this.data = data;
    }

    @Override
    public Output data() {
      return data;
    }

    @Override
    public void ref(@Nullable Object target) {
      data.writeVarInt(idOf(target), true);
    }

    @Override
    public void type(Class<?> type) {
      ref(type);
    }
  }

  private static final class Restoring implements RestoreContext {
    private final Input data;
    private final Object[] copies;

    Restoring(Input data, Object[] copies) {
      this.data = data;
      this.copies = copies;
    }

    @Override
    public Input data() {
      return data;
    }

    @Override
    public @Nullable Object ref() {
      int id = data.readVarInt(true);
      return id == 0 ? null : copies[id - 1];
    }

    @Override
    public @Nullable Class<?> type() {
      return (Class<?>) ref();
    }

    @Override
    public void whenRead(Runnable action) {
      action.run();
    }

    @Override
    public void whenAllStand(Runnable action) {
      action.run();
    }
  }
}
