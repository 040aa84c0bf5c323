package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import org.sigckpt.classes.ClassTable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Finds, after a refusal, how the refused objects are reached.
 *
 * <p>A walk of its own, breadth first, with running numbers for ids: the lowest number that refers
 * to an object lies on a shortest path to it. That parent of each object is noted (4 bytes each,
 * outside the heap); nothing recurses.
 */
final class PathFinder {
  static final long REFERENT_OFFSET =
      JdkUnsafe.offsetOf(JdkReflection.field(Reference.class, "referent"));
  private static final int SHOWN_EACH_END = 8;

  private final ShapeTable shapes;
  private final ClassTable classes;
  private final List<HeapImageWriter.Root> roots;
  private final TraceStack found = new TraceStack();

  PathFinder(ShapeTable shapes, ClassTable classes, List<HeapImageWriter.Root> roots) {
    this.shapes = shapes;
    this.classes = classes;
    this.roots = roots;
  }

  /** Returns one path for each object. */
  List<String> pathsTo(List<Object> targets) {
    try (MarkedIds ids = new MarkedIds(shapes);
        NativeBuffer parents = new NativeBuffer(1 << 16)) {
      parents.putInt(0);
      for (int i = 0; i < roots.size(); i++) {
        number(roots.get(i).object(), -1 - i, ids, parents);
      }
      for (int id = 1; id <= ids.table().count(); id++) {
        int parent = id;
        references(
            ids.table().get(id),
            (label, target) -> {
              number(target, parent, ids, parents);
              return false;
            });
      }
      List<String> paths = new ArrayList<>();
      for (Object target : targets) {
        paths.add(pathTo(target, ids, parents));
      }
      return paths;
    }
  }

  /** The object may lead to others that a class loader or domain of its class is. */
  private void number(Object object, int parent, MarkedIds ids, NativeBuffer parents) {
    int before = ids.table().count();
    ids.idOf(object, found);
    for (int id = before + 1; id <= ids.table().count(); id++) {
      parents.putInt(parent);
      found.pop();
    }
  }

  private String pathTo(Object target, MarkedIds ids, NativeBuffer parents) {
    List<Object> chain = new ArrayList<>();
    int id = ids.lookup(target);
    for (; id > 0; id = UNSAFE.getInt(parents.address() + 4L * id)) {
      chain.add(ids.table().get(id));
    }
    if (chain.isEmpty()) {
      chain.add(target);
    }
    Collections.reverse(chain);
    StringBuilder path = new StringBuilder(id < 0 ? roots.get(-1 - id).name() : "a frame");
    int hidden = chain.size() - 1 - 2 * SHOWN_EACH_END;
    for (int i = 1; i < chain.size(); i++) {
      if (hidden > 0 && i == SHOWN_EACH_END + 1) {
        path.append(" -> ... ").append(hidden).append(" more ...");
        i += hidden;
      }
      path.append(" -> ").append(labelOf(chain.get(i - 1), chain.get(i)));
    }
    return path.append(" (").append(target.getClass().getName()).append(')').toString();
  }

  private String labelOf(Object parent, Object target) {
    String[] label = {parent.getClass().getSimpleName()};
    references(
        parent,
        (each, object) -> {
          if (object == target) {
            label[0] = each.toString();
          }
          return object == target;
        });
    return label[0];
  }

  /** Visits the non-null references of the object until the visitor answers true. */
  private void references(Object object, BiPredicate<Label, Object> visitor) {
    Shape shape = shapes.of(object.getClass());
    if (shape.fields != null) {
      for (int i = 0; i < shape.fields.refs().length; i++) {
        Object target = UNSAFE.getReference(object, shape.fields.refs()[i]);
        Field field = shape.fields.refFields()[i];
        if (target != null && visitor.test(new Label(object, field, i), target)) {
          return;
        }
      }
    } else if (shape.kind == ShapeKind.REFERENCE_ARRAY) {
      Object[] array = (Object[]) object;
      for (int i = 0; i < array.length; i++) {
        if (array[i] != null && visitor.test(new Label(object, null, i), array[i])) {
          return;
        }
      }
    } else if (shape.kind == ShapeKind.HANDLED) {
      handled(object, shape, visitor);
    }
  }

  private void handled(Object object, Shape shape, BiPredicate<Label, Object> visitor) {
    boolean[] done = {false};
    RecordWriter record =
        new RecordWriter(
            classes,
            target -> {
              done[0] = done[0] || visitor.test(new Label(object, null, -1), target);
              return 0;
            });
    try {
      shape.handler.capture(object, record);
    } catch (CannotCaptureException | UnsupportedOperationException refused) {
      return; // what it refers to behind that point is not on a path
    }
  }

  /** One step of a path. */
  private record Label(Object owner, Field field, int index) {
    @Override
    public String toString() {
      if (field != null) {
        return field.getDeclaringClass().getSimpleName() + "." + field.getName();
      }
      if (index < 0) {
        return owner.getClass().getSimpleName();
      }
      return owner.getClass().getComponentType().getSimpleName() + "[" + index + "]";
    }
  }
}
