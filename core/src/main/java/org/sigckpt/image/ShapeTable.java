package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;
import org.sigckpt.classes.ClassTable;

/** The shape of each class met, and its definition for the reader. */
final class ShapeTable {
  static final int ITEM_INDEX = 0;

  private final ClassTable classes;
  private final List<ObjectHandler> handlers;
  private final Output definitions;
  private final List<Shape> shapes = new ArrayList<>();
  private final IdentityTable byClass = new IdentityTable();
  private final IdentityTable wholeByClass = new IdentityTable();
  private Class<?> lastType;
  private Shape lastShape;

  ShapeTable(ClassTable classes, List<ObjectHandler> handlers, Output definitions) {
    this.classes = classes;
    this.handlers = List.copyOf(handlers);
    this.definitions = definitions;
    shapes.add(new Shape(null, ShapeKind.ITEM, ITEM_INDEX, 0, null, null));
  }

  Shape at(int index) {
    return shapes.get(index);
  }

  /** Returns the shape of objects of the class; REFUSED if the class table refuses it. */
  Shape of(Class<?> type) {
    if (type == lastType) {
      return lastShape;
    }
    int index = byClass.get(type, System.identityHashCode(type));
    Shape shape = index == 0 ? define(type, null, byClass) : shapes.get(index);
    lastType = type;
    lastShape = shape;
    return shape;
  }

  /** Returns the shape of objects that the caller of the reader makes. */
  Shape preMade(Class<?> type, boolean whole) {
    ShapeKind kind = whole ? ShapeKind.PRE_MADE_WHOLE : ShapeKind.PRE_MADE;
    int index = whole ? wholeByClass.get(type, System.identityHashCode(type)) : 0;
    return index == 0 ? define(type, kind, whole ? wholeByClass : null) : shapes.get(index);
  }

  private Shape define(Class<?> type, ShapeKind forced, IdentityTable table) {
    Shape shape = build(type, forced);
    shapes.add(shape);
    if (table != null) {
      table.put(type, System.identityHashCode(type), shape.index);
    }
    definitions.writeByte(Definition.SHAPE.ordinal());
    definitions.writeByte(shape.kind.ordinal());
    definitions.writeInt(shape.classId);
    definitions.writeInt(shape.fingerprint());
    definitions.writeInt(shape.handler == null ? -1 : handlers.indexOf(shape.handler));
    definitions.writeString(shape.handler == null ? null : shape.handler.getClass().getName());
    return shape;
  }

  private Shape build(Class<?> type, ShapeKind forced) {
    int index = shapes.size();
    ObjectHandler handler = forced == null ? handlerOf(type) : null;
    try {
      int classId = classes.idOf(type);
      ShapeKind kind = handler != null ? ShapeKind.HANDLED : Shape.kindOf(type);
      return new Shape(type, forced != null ? forced : kind, index, classId, handler, null);
    } catch (UnsupportedOperationException | CannotCaptureException e) {
      return new Shape(type, ShapeKind.REFUSED, index, 0, null, e.getMessage());
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
