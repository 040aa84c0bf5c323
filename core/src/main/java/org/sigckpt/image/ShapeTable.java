package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sigckpt.classes.ClassTable;

/** The shape of each class met, and its definition for the reader. */
final class ShapeTable {
  static final int ITEM_INDEX = 0;

  private final ClassTable classes;
  private final List<ObjectHandler> handlers;
  private final Output definitions;
  private final List<Shape> shapes = new ArrayList<>();
  private final Map<Class<?>, Shape> byClass = new ConcurrentHashMap<>();
  private final Map<Class<?>, Shape> wholeByClass = new HashMap<>();

  ShapeTable(ClassTable classes, List<ObjectHandler> handlers, Output definitions) {
    this.classes = classes;
    this.handlers = List.copyOf(handlers);
    this.definitions = definitions;
    shapes.add(new Shape(null, ShapeKind.ITEM, ITEM_INDEX, 0, null, null));
  }

  Shape at(int index) {
    return shapes.get(index);
  }

  /** Returns the shape of objects of the class, or null if it has none yet; by any thread. */
  @Nullable Shape known(Class<?> type) {
    return byClass.get(type);
  }

  /** Returns the shape of objects of the class; REFUSED if the class table refuses it. */
  Shape of(Class<?> type) {
    Shape known = byClass.get(type);
    if (known == null) {
      known = define(type, null);
      byClass.put(type, known);
    }
    return known;
  }

  /** Returns the shape of objects that the caller of the reader makes. */
  Shape preMade(Class<?> type, boolean whole) {
    if (!whole) {
      return define(type, ShapeKind.PRE_MADE);
    }
    Shape known = wholeByClass.get(type);
    if (known == null) {
      known = define(type, ShapeKind.PRE_MADE_WHOLE);
      wholeByClass.put(type, known);
    }
    return known;
  }

  private Shape define(Class<?> type, @Nullable ShapeKind forced) {
    Shape shape = build(type, forced);
    shapes.add(shape);
    definitions.writeByte(Definition.SHAPE.ordinal());
    definitions.writeByte(shape.kind.ordinal());
    definitions.writeInt(shape.classId);
    definitions.writeInt(shape.fingerprint());
    definitions.writeInt(shape.handler == null ? -1 : handlers.indexOf(shape.handler));
    definitions.writeString(shape.handler == null ? null : shape.handler.getClass().getName());
    return shape;
  }

  private Shape build(Class<?> type, @Nullable ShapeKind forced) {
    ObjectHandler handler = forced == null ? handlerOf(type) : null;
    try {
      int classId = classes.idOf(type); // may lead to further shapes
      ShapeKind kind = handler != null ? ShapeKind.HANDLED : Shape.kindOf(type);
      return new Shape(type, forced != null ? forced : kind, shapes.size(), classId, handler, null);
    } catch (UnsupportedOperationException | CannotCaptureException e) {
      return new Shape(type, ShapeKind.REFUSED, shapes.size(), 0, null, e.getMessage());
    }
  }

  private ObjectHandler handlerOf(Class<?> type) {
    for (ObjectHandler handler : handlers) {
      if (handler.handles(type)) {
        return handler;
      }
    }
    return null;
  }
}
