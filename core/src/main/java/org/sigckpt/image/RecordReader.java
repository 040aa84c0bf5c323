package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Input;
import java.util.List;
import java.util.function.IntFunction;

/** One handler's record while it is restored. */
final class RecordReader implements RestoreContext {
  private final Input data;
  private final IntFunction<Class<?>> classes;
  private final IntFunction<Object> objects;
  private final List<Runnable> atEnd;
  private final List<Runnable> late;
  private boolean completing;

  RecordReader(
      Input data,
      IntFunction<Class<?>> classes,
      IntFunction<Object> objects,
      List<Runnable> atEnd,
      List<Runnable> late) {
    this.data = data;
    this.classes = classes;
    this.objects = objects;
    this.atEnd = atEnd;
    this.late = late;
  }

  void completing() {
    completing = true;
  }

  @Override
  public Input data() {
    return data;
  }

  @Override
  public Object ref() {
    if (!completing) {
      throw new IllegalStateException("Cannot read a reference in create; do it in complete.");
    }
    int id = data.readVarInt(true);
    return id == 0 ? null : objects.apply(id);
  }

  @Override
  public Class<?> type() {
    int id = data.readVarInt(true);
    return id == 0 ? null : classes.apply(id);
  }

  @Override
  public void whenRead(Runnable action) {
    atEnd.add(action);
  }

  @Override
  public void whenAllStand(Runnable action) {
    late.add(action);
  }
}
