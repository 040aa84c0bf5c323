package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import com.esotericsoftware.kryo.io.Output;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sigckpt.classes.ClassTable;

/**
 * Writes the graph of objects that the roots reach, as one forward stream of blocks.
 *
 * <p>The table of objects is the queue: an object gets the next id when it is first met, its header
 * goes to one buffer then, and its body is written when the loop arrives at its id. Nothing
 * recurses, so the shape of the graph costs no stack. A full body buffer is written behind the
 * headers of all objects met so far:
 *
 * <pre>
 *   magic, { [DEFINITIONS] [HEADERS] [RECORDS] BODIES }, REFERENTS, FINALIZABLE, STATICS, END
 *
 *   header   shape index << 1 | has hash (int), [hash (int)],
 *            [array length (int) | number of the item's definition (int)]
 *   record   id (int), length (int), bytes
 *   body     fields in the order of FieldLayout | elements; references are ids (int), 0 is null
 *   referent id of the reference (int), id of its referent or 0 if it is not strongly reachable
 *   static   class id or −1 for a field carried by name (int), fingerprint or length (int), ...
 * </pre>
 *
 * <p>So whatever a body refers to was announced before it, and the reader allocates and fills in
 * one pass over a stream that it need not seek in. A body block is at most 4 MiB, positions are
 * longs, and the only extra heap is the table of references.
 *
 * <p>An object that can't be carried does not stop the search; all that are found are refused
 * together, each with its path. Records are captured between bodies, never while one is captured.
 *
 * <p><b>Stage and threads.</b> One thread, all participants held. Use with try-with-resources:
 * {@link #close} puts back the mark words that ids were kept in (see {@link ObjectIds}), whatever
 * happened.
 */
public final class HeapImageWriter implements AutoCloseable {
  private static final int MAX_REFUSALS = 10;
  private static final int FRONT_BYTES = 1 << 22;

  private final Output definitions = new Output(1 << 14, -1);
  private final BlockWriter blocks;
  private final ShapeTable shapes;
  private final ObjectIds ids;
  private final RecordWriter record;
  private final BodyWriter bodies;
  private final NativeBuffer records = new NativeBuffer(1 << 16);
  private final NativeBuffer statics = new NativeBuffer(1 << 16);
  private final IntQueue weak = new IntQueue();
  private final List<Root> roots = new ArrayList<>();
  private final IntQueue refusedIds = new IntQueue();
  private final List<String> refusedMessages = new ArrayList<>();
  private final ClassTable classes;
  private int drained;
  private boolean closed;

  /**
   * @param out where the image goes, from its position, in one sequential run; not closed
   * @param handlers of special objects; the first that handles a class wins
   */
  public HeapImageWriter(
      WritableByteChannel out,
      ClassTable classes,
      WellKnownObjects wellKnown,
      InternedStrings interned,
      List<ObjectHandler> handlers)
      throws IOException {
    this.blocks = new BlockWriter(out);
    this.classes = classes;
    this.shapes = new ShapeTable(classes, handlers, definitions);
    this.ids = new ObjectIds(wellKnown, interned, shapes, definitions);
    this.record = new RecordWriter(classes, ids::idOf);
    this.bodies = new BodyWriter(ids, blocks, this::front);
  }

  /** Returns the id of the object, 0 for null; one that is new becomes a root without a name. */
  public long idOf(Object object) {
    return object == null ? 0 : ids.idOf(object);
  }

  /**
   * Makes the object part of the image.
   *
   * @param name how reports call the root, such as {@code thread "main", frame com.acme.App.run}
   * @return its id, 0 for null
   */
  public long root(Object object, String name) {
    if (object == null) {
      return 0;
    }
    int id = ids.idOf(object);
    roots.add(new Root(name, id));
    return id;
  }

  /**
   * Announces an object that the caller of the reader will make; call it before anything that
   * refers to the object.
   *
   * @param whole true if the caller also fills it; false to have its fields written. Class loaders
   *     that are not well known are always pre-made, announced or not, and those fields of
   *     java.lang.ClassLoader that tie it to the VM are left to the caller.
   */
  public long preMade(Object object, String name, boolean whole) {
    int id = ids.preMade(object, shapes.preMade(object.getClass(), whole));
    roots.add(new Root(name, id));
    return id;
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
    ObjectTable table = ids.table();
    while (drained < table.count() || !ids.handled().isEmpty()) {
      capturePending();
      if (drained == table.count()) {
        continue;
      }
      int id = ++drained;
      Shape shape = shapes.at(table.shapeOf(id));
      Object object = table.get(id);
      if (shape.weak) {
        weak(object, id);
      }
      if (shape.throwable) {
        StackTraces.materialize(object);
      }
      if (shape.kind == ShapeKind.PRE_MADE && object instanceof ClassLoader loader) {
        met(loader, id);
      }
      bodies.body(object, shape);
      if (refusedMessages.size() >= MAX_REFUSALS) {
        throw refused();
      }
    }
  }

  /**
   * Writes the rest and the end.
   *
   * @throws ImageRefusedException if objects can't be carried; what was written is of no use then
   */
  public void finish() throws IOException {
    write();
    if (!refusedMessages.isEmpty()) {
      throw refused();
    }
    bodies.flush();
    records.reset();
    for (int id : weak.toArray()) {
      Object referent = UNSAFE.getReference(ids.table().get(id), PathFinder.REFERENT_OFFSET);
      if (referent != null) {
        records.putInt(id);
        records.putInt(ids.lookup(referent));
      }
    }
    blocks.write(BlockKind.REFERENTS, records);
    records.reset();
    for (Object object : Finalizers.pending()) {
      int id = ids.lookup(object);
      if (id != 0 && shapes.at(ids.table().shapeOf(id)).finalizable) {
        records.putInt(id);
      }
    }
    blocks.write(BlockKind.FINALIZABLE, records);
    blocks.write(BlockKind.STATICS, statics);
    records.reset();
    records.putInt(ids.table().count());
    blocks.write(BlockKind.END, records);
    blocks.flush();
  }

  /** Returns how many objects the image has so far. */
  public long objectCount() {
    return ids.table().count();
  }

  /** Returns the length of what was written so far. */
  public long writtenBytes() {
    return blocks.writtenBytes();
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
      bodies.close();
      records.close();
      statics.close();
      blocks.close();
    }
  }

  private void staticFields(Object base, FieldLayout layout) {
    int length = layout.lengthBytes();
    BodyWriter.write(base, layout, statics.extend(length), ids);
    for (int i = 0; i < layout.refs().length; i++) {
      Object target = UNSAFE.getReference(base, layout.refs()[i]);
      if (target != null) {
        Field field = layout.refFields()[i];
        String name = field.getDeclaringClass().getName() + "." + field.getName();
        roots.add(new Root(name, ids.idOf(target)));
      }
    }
  }

  // A class, loader or thread lives on without the weak reference, whoever else refers to it.
  private void weak(Object reference, int id) {
    Object referent = UNSAFE.getReference(reference, PathFinder.REFERENT_OFFSET);
    if (referent instanceof Class
        || referent instanceof ClassLoader
        || referent instanceof Thread
        || referent instanceof Module
        || referent != null && ids.isItem(referent)) {
      ids.idOf(referent);
    }
    weak.add(id);
  }

  private void met(ClassLoader loader, int id) {
    try {
      classes.met(loader);
    } catch (UnsupportedOperationException e) {
      refuse(id, e.getMessage());
    }
  }

  private void front() throws IOException {
    capturePending();
    writeFront();
  }

  private void capturePending() throws IOException {
    while (!ids.handled().isEmpty()) {
      int id = ids.handled().remove();
      Object object = ids.table().get(id);
      Shape shape = shapes.at(ids.table().shapeOf(id));
      if (shape.kind == ShapeKind.REFUSED) {
        refuse(id, shape.refusal);
      } else {
        capture(id, object, shape);
      }
      if (records.length() > FRONT_BYTES) {
        writeFront();
      }
    }
  }

  private void capture(int id, Object object, Shape shape) {
    record.data().reset();
    try {
      shape.handler.capture(object, record);
    } catch (CannotCaptureException | UnsupportedOperationException e) {
      refuse(id, e.getMessage());
    }
    records.putInt(id);
    records.putInt(record.data().position());
    records.putBytes(record.data().getBuffer(), record.data().position());
  }

  private void writeFront() throws IOException {
    if (definitions.position() > 0) {
      try (NativeBuffer copy = new NativeBuffer(definitions.position())) {
        copy.putBytes(definitions.getBuffer(), definitions.position());
        blocks.write(BlockKind.DEFINITIONS, copy);
      }
      definitions.reset();
    }
    if (ids.headers().length() > 0) {
      blocks.write(BlockKind.HEADERS, ids.headers());
      ids.headers().reset();
    }
    if (records.length() > 0) {
      blocks.write(BlockKind.RECORDS, records);
      records.reset();
    }
  }

  private void refuse(int id, String message) {
    blocks.discard();
    if (refusedMessages.size() < MAX_REFUSALS) {
      refusedIds.add(id);
      refusedMessages.add(message);
    }
  }

  private ImageRefusedException refused() {
    List<String> paths;
    try (PathFinder finder = new PathFinder(ids, shapes, classes, roots)) {
      paths = finder.pathsTo(refusedIds.toArray());
    }
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      refusals.add(new Refusal(refusedMessages.get(i), paths.get(i)));
    }
    return new ImageRefusedException(refusals);
  }

  /** A named start of paths. */
  record Root(String name, int id) {}
}
