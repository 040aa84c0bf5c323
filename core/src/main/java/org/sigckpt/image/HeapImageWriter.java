package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import com.esotericsoftware.kryo.io.Output;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sigckpt.classes.ClassTable;
import org.sigckpt.internals.HeapAddresses;

/**
 * Writes the graph of objects that the roots reach: one record for each object, in the order in
 * which they are met, and a map that tells how to read them.
 *
 * <p>An object gets its id when it is first met (see {@link ObjectIds}), and is pushed; its record
 * is written when it is popped. Nothing recurses, so the shape of the graph costs no stack. Records
 * are gathered into parts of up to a mebibyte; parts stand in the image in any order, and each can
 * be read on its own:
 *
 * <pre>
 *   image   { part }                      part    { record }
 *   map     magic, DEFINITIONS, { IDS }, PARTS, REFERENTS, FINALIZABLE, STATICS, END
 *
 *   record  id (int), shape index << 3 | PLACED | SLICED | HASHED (int), [hash (int)],
 *           [number of the definition of its place (int)],
 *           fields in the order of FieldLayout               an instance
 *           length (int), elements                           an array, if it is short
 *           length, first, count (int), elements             a slice of a longer one
 *           length (int), bytes                              what a handler wrote
 *           number of the definition (int)                   an item
 *           nothing                                          what the caller makes and fills
 *           references are ids (int), 0 is null
 *   referent id of the reference (int), id of its referent or 0 if it is not strongly reachable
 *   static   class id or −1 for a field carried by name (int), fingerprint or length (int), ...
 * </pre>
 *
 * <p>So the reader allocates in one pass over all parts and links in a second one, with as many
 * threads as it likes. The writer has no table of objects, and writes nothing to them.
 *
 * <p>An object that can't be carried does not stop the search; all that are found are refused
 * together, each with its path.
 *
 * <p><b>Stage and threads.</b> One thread, all participants held, is the lead: it alone calls this
 * class, asks handlers and the class table, and writes whatever is not an ordinary object. A crew
 * helps with the others when there are many. Use with try-with-resources.
 */
public final class HeapImageWriter implements AutoCloseable {
  private static final int MAX_REFUSALS = 10;
  private static final int SMALL_COUNT = 20_000;

  private final Output definitions = new Output(1 << 14, -1);
  private final ClassTable classes;
  private final Crew crew;
  private final ShapeTable shapes;
  private final Items items;
  private final ObjectIds ids;
  private final PartWriter parts;
  private final WorkPool pool = new WorkPool();
  private final Tracer tracer;
  private final List<Tracer> helpers = new ArrayList<>();
  private final RecordWriter record;
  private final NativeBuffer statics = new NativeBuffer(1 << 16);
  private final List<Object> weak = new ArrayList<>();
  private final List<Root> roots = new ArrayList<>();
  private final List<Object> refused = new ArrayList<>();
  private final List<CannotCaptureException> refusedFor = new ArrayList<>();
  private boolean helped;
  private boolean closed;

  /**
   * @param out where the parts go, from its position, in one sequential run; not closed
   * @param handlers of special objects; the first that handles a class wins
   * @param moving whether collections may move objects while this writer is at work, or have done
   *     so in an earlier try: ids then don't depend on it, and it takes several times as long
   */
  public HeapImageWriter(
      WritableByteChannel out,
      ClassTable classes,
      WellKnownObjects wellKnown,
      InternedStrings interned,
      List<ObjectHandler> handlers,
      Crew crew,
      Codec codec,
      boolean moving) {
    this.classes = classes;
    this.crew = crew;
    this.parts = new PartWriter(out, codec);
    this.shapes = new ShapeTable(classes, handlers, definitions);
    this.items = new Items(wellKnown, interned);
    HeapAddresses addresses = HeapAddresses.ofThisVm();
    this.ids = moving || addresses == null ? new MarkedIds(shapes) : new PlaceIds(addresses);
    this.tracer = new Tracer(ids, shapes, items, parts, pool, new Special());
    this.record = new RecordWriter(classes, object -> ids.idOf(object, tracer.stack()));
  }

  /** Returns the id of the object, 0 for null; one that is new becomes a root without a name. */
  public long idOf(Object object) {
    return object == null ? 0 : Integer.toUnsignedLong(ids.idOf(object, tracer.stack()));
  }

  /**
   * Makes the object part of the image.
   *
   * @param name how reports call the root, such as {@code thread "main", frame com.acme.App.run}
   * @return its id, 0 for null
   */
  public long root(Object object, String name) {
    if (object != null) {
      roots.add(new Root(name, object));
    }
    return idOf(object);
  }

  /**
   * Announces an object that the caller of the reader will make; call it before anything that
   * refers to the object.
   *
   * @param whole true if the caller also fills it; false to have its fields written. Class loaders
   *     that are not well known are always pre-made, announced or not, and those fields of
   *     java.lang.ClassLoader that tie it to the VM are left to the caller.
   */
  public long preMade(Object object, String name, boolean whole) throws IOException {
    if (ids.lookup(object) != 0) {
      throw new IllegalStateException(
          "Cannot announce a pre-made " + object.getClass().getName() + ": it has an id.");
    }
    roots.add(new Root(name, object));
    int id = ids.idOf(object, tracer.stack());
    tracer.stack().pop();
    Shape shape = shapes.preMade(object.getClass(), whole);
    int hash = System.identityHashCode(object);
    if (whole) {
      tracer.write(id, shape, hash);
    } else {
      tracer.write(object, id, shape, hash);
    }
    return Integer.toUnsignedLong(id);
  }

  /** Writes all static fields that the initialised class itself declares, finals included. */
  public void statics(Class<?> type) {
    FieldLayout layout = FieldLayout.ofStatics(type);
    if (layout.lengthBytes() == 0) {
      return;
    }
    Object base = UNSAFE.staticFieldBase(FieldLayout.anyStatic(type));
    statics.putInt(classes.idOf(type));
    statics.putInt(layout.fingerprint());
    staticFields(base, layout);
  }

  /** Writes one static field of a JDK class; the reader finds it by its names. */
  public void carry(Field field) {
    FieldLayout layout = FieldLayout.of(List.of(field));
    byte[] owner = field.getDeclaringClass().getName().getBytes(StandardCharsets.UTF_8);
    byte[] name = field.getName().getBytes(StandardCharsets.UTF_8);
    statics.putInt(-1);
    statics.putInt(owner.length);
    statics.putBytes(owner, owner.length);
    statics.putInt(name.length);
    statics.putBytes(name, name.length);
    staticFields(UNSAFE.staticFieldBase(field), layout);
  }

  /**
   * Writes everything reachable from what is registered so far; may be called again after more was
   * registered.
   */
  public void write() throws IOException {
    helped = false;
    pool.begin();
    try {
      tracer.drain(true);
    } catch (Throwable e) {
      pool.stop(e);
    } finally {
      if (helped) {
        crew.await();
      }
    }
    checkStillThere();
    if (refused.size() == MAX_REFUSALS) {
      throw refused();
    }
    rethrow(pool.failure());
  }

  /**
   * Writes the rest.
   *
   * @throws ImageRefusedException if objects can't be carried; what was written is of no use then
   * @throws ImageMovedException if a collection has moved objects meanwhile; the same holds
   */
  public void finish() throws IOException {
    write();
    if (!refused.isEmpty()) {
      throw refused();
    }
    tracer.flush();
    for (Tracer helper : helpers) {
      helper.flush();
    }
  }

  /** Writes the map, after all parts. */
  public void writeMap(WritableByteChannel out) throws IOException {
    try (BlockWriter blocks = new BlockWriter(out);
        NativeBuffer payload = new NativeBuffer(definitions.position() + 16)) {
      payload.putBytes(definitions.getBuffer(), definitions.position());
      blocks.write(BlockKind.DEFINITIONS, payload);
      ids.bits().writeTo(blocks);
      blocks.write(BlockKind.PARTS, parts.list());
      payload.reset();
      for (Object reference : weak) {
        Object referent = UNSAFE.getReference(reference, PathFinder.REFERENT_OFFSET);
        if (referent != null) {
          payload.putInt(ids.lookup(reference));
          payload.putInt(ids.lookup(referent));
        }
      }
      blocks.write(BlockKind.REFERENTS, payload);
      payload.reset();
      for (Object object : Finalizers.pending()) {
        int id = ids.lookup(object);
        if (id != 0 && shapes.of(object.getClass()).finalizable && !items.contains(object)) {
          payload.putInt(id);
        }
      }
      blocks.write(BlockKind.FINALIZABLE, payload);
      blocks.write(BlockKind.STATICS, statics);
      payload.reset();
      payload.putLong(objectCount());
      blocks.write(BlockKind.END, payload);
      blocks.flush();
    }
    checkStillThere();
  }

  /** Returns how many objects the image has so far. */
  public long objectCount() {
    long count = tracer.count();
    for (Tracer helper : helpers) {
      count += helper.count();
    }
    return count;
  }

  /** Returns the length of the parts so far, before they were compressed. */
  public long plainBytes() {
    return parts.plainBytes();
  }

  /** Puts every touched mark word back and frees the buffers; may be called twice. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      ids.close();
    } finally {
      parts.close();
      statics.close();
    }
  }

  private void staticFields(Object base, FieldLayout layout) {
    Tracer.fields(base, layout, statics.extend(layout.lengthBytes()), ids, tracer.stack());
    for (int i = 0; i < layout.refs().length; i++) {
      Object target = UNSAFE.getReference(base, layout.refs()[i]);
      if (target != null) {
        roots.add(new Root(layout.refFields()[i], target));
      }
    }
  }

  private void checkStillThere() {
    if (ids.isStale()) {
      throw new ImageMovedException();
    }
  }

  static void rethrow(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  // ---- what only the lead does ----

  private final class Special implements Tracer.Lead {
    @Override
    public void special(Object object, int id, @Nullable Shape known) throws IOException {
      int hash = ids.hashOf(object, id, MarkWords.read(object));
      int item = hash == 0 ? -1 : items.indexOf(object, hash);
      Shape shape =
          item >= 0 && !items.isElement(item)
              ? shapes.at(ShapeTable.ITEM_INDEX)
              : known == null ? shapes.of(object.getClass()) : known;
      if (item >= 0 && isThereAnyway(object, shape)) {
        int number = items.define(item, definitions);
        tracer.write(id, shapes.at(ShapeTable.ITEM_INDEX), hash, number);
        return;
      }
      if (item >= 0 && shape.kind != ShapeKind.HANDLED) {
        int number = items.definePlace(item, definitions);
        tracer.writePlaced(object, id, shape, hash, number);
        return;
      }
      switch (shape.kind) {
        case REFUSED -> refuse(object, new CannotCaptureException(shape.refusal));
        case HANDLED -> capture(object, id, shape, hash);
        default -> ordinary(object, id, shape, hash);
      }
    }

    @Override
    public void traced(long count) {
      if (!helped && count > SMALL_COUNT && crew.size() > 0 && ids.isParallel()) {
        help();
      }
    }

    /**
     * An element of the JDK's array may be made when it is needed, so it is carried to be sure;
     * what a handler finds again by itself may be in another place, as in an array made from a set.
     */
    private boolean isThereAnyway(Object item, Shape shape) {
      return shape.handler == null
          ? !shape.simple || Tracer.isLong(item, shape)
          : !shape.handler.carriesAll();
    }

    private void ordinary(Object object, int id, Shape shape, int hash) throws IOException {
      if (shape.weak) {
        weak(object);
      }
      if (shape.throwable) {
        StackTraces.materialize(object);
      }
      if (object instanceof ClassLoader loader) {
        try {
          classes.met(loader);
        } catch (UnsupportedOperationException e) {
          refuse(object, new CannotCaptureException(e.getMessage()));
        }
      }
      tracer.write(object, id, shape, hash);
    }

    private void capture(Object object, int id, Shape shape, int hash) throws IOException {
      record.data().reset();
      try {
        shape.handler.capture(object, record);
      } catch (CannotCaptureException e) {
        refuse(object, e);
      } catch (UnsupportedOperationException e) {
        refuse(object, new CannotCaptureException(e.getMessage()));
      }
      tracer.write(id, shape, hash, record.data().getBuffer(), record.data().position());
    }

    // A class, loader or thread lives on without the weak reference, whoever else refers to it.
    private void weak(Object reference) {
      Object referent = UNSAFE.getReference(reference, PathFinder.REFERENT_OFFSET);
      if (referent instanceof Class
          || referent instanceof ClassLoader
          || referent instanceof Thread
          || referent instanceof Module
          || referent != null && items.contains(referent)) {
        idOf(referent);
      }
      weak.add(reference);
    }
  }

  private void help() {
    while (helpers.size() < crew.size()) {
      helpers.add(new Tracer(ids, shapes, items, parts, pool, null));
    }
    List<Tracer> idle = new ArrayList<>(helpers);
    helped = true;
    crew.start(
        () -> {
          Tracer helper;
          synchronized (idle) {
            helper = idle.remove(idle.size() - 1);
          }
          try {
            helper.drain(false);
          } catch (Throwable e) {
            pool.stop(e);
          }
        });
  }

  private void refuse(Object object, CannotCaptureException reason) {
    parts.discard();
    if (refused.size() < MAX_REFUSALS) {
      refused.add(object);
      refusedFor.add(reason);
    }
    if (refused.size() == MAX_REFUSALS) {
      pool.stop(null);
    }
  }

  private ImageRefusedException refused() {
    ids.unmark();
    PathFinder finder = new PathFinder(shapes, classes, roots);
    List<String> paths = finder.pathsTo(refused);
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      CannotCaptureException reason = refusedFor.get(i);
      refusals.add(new Refusal(reason.getMessage(), paths.get(i), reason.isPassing()));
    }
    return new ImageRefusedException(refusals);
  }

  /**
   * A named start of paths.
   *
   * @param origin its name, or the static field
   */
  record Root(Object origin, Object object) {
    String name() {
      return origin instanceof Field field
          ? field.getDeclaringClass().getName() + "." + field.getName()
          : (String) origin;
    }
  }
}
