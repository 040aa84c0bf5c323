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
 * <p>Ids were given breadth first, so the lowest id that refers to an object lies on a shortest
 * path to it. One more pass over the table, in id order, notes that parent for each object (4 bytes
 * each, outside the heap); nothing is registered and nothing recurses.
 */
final class PathFinder implements AutoCloseable {
  static final long REFERENT_OFFSET =
      JdkUnsafe.offsetOf(JdkReflection.field(Reference.class, "referent"));
  private static final int SHOWN_EACH_END = 8;

  private final ObjectIds ids;
  private final ShapeTable shapes;
  private final ClassTable classes;
  private final List<HeapImageWriter.Root> roots;
  private final long parents;

  PathFinder(
      ObjectIds ids, ShapeTable shapes, ClassTable classes, List<HeapImageWriter.Root> roots) {
    this.ids = ids;
    this.shapes = shapes;
    this.classes = classes;
    this.roots = roots;
    long bytes = 4L * (ids.table().count() + 1L);
    parents = UNSAFE.allocateMemory(bytes);
    UNSAFE.setMemory(parents, bytes, (byte) 0);
  }

  /** Returns one path per id. */
  List<String> pathsTo(int[] targets) {
    for (int i = roots.size() - 1; i >= 0; i--) {
      UNSAFE.putInt(parents + 4L * roots.get(i).id(), -1 - i);
    }
    int count = ids.table().count();
    for (int id = 1; id <= count; id++) {
      int parent = id;
      references(
          id,
          (label, target) -> {
            int child = ids.lookup(target);
            if (child > 0 && UNSAFE.getInt(parents + 4L * child) == 0) {
              UNSAFE.putInt(parents + 4L * child, parent);
            }
            return false;
          });
    }
    List<String> paths = new ArrayList<>();
    for (int target : targets) {
      paths.add(pathTo(target));
    }
    return paths;
  }

  @Override
  public void close() {
    UNSAFE.freeMemory(parents);
  }

  private String pathTo(int target) {
    List<Integer> chain = new ArrayList<>();
    int id = target;
    int parent = UNSAFE.getInt(parents + 4L * id);
    while (parent > 0 && parent < id) {
      chain.add(id);
      id = parent;
      parent = UNSAFE.getInt(parents + 4L * id);
    }
    chain.add(id);
    Collections.reverse(chain);
    StringBuilder path = new StringBuilder(parent < 0 ? roots.get(-1 - parent).name() : "a frame");
    int hidden = chain.size() - 1 - 2 * SHOWN_EACH_END;
    for (int i = 1; i < chain.size(); i++) {
      if (hidden > 0 && i == SHOWN_EACH_END + 1) {
        path.append(" -> ... ").append(hidden).append(" more ...");
        i += hidden;
      }
      path.append(" -> ").append(labelOf(chain.get(i - 1), chain.get(i)));
    }
    String type = ids.table().get(target).getClass().getName();
    return path.append(" (").append(type).append(')').toString();
  }

  private String labelOf(int parent, int child) {
    Object target = ids.table().get(child);
    String[] found = {ids.table().get(parent).getClass().getSimpleName()};
    references(
        parent,
        (label, object) -> {
          if (object == target) {
            found[0] = label.toString();
          }
          return object == target;
        });
    return found[0];
  }

  /** Visits the non-null references of the object until the visitor answers true. */
  private void references(int id, BiPredicate<Label, Object> visitor) {
    Object object = ids.table().get(id);
    Shape shape = shapes.at(ids.table().shapeOf(id));
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
