package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Output;
import java.util.function.ToIntFunction;
import org.sigckpt.classes.ClassTable;

/** One handler's record while it is captured. */
final class RecordWriter implements CaptureContext {
  private final Output data = new Output(1 << 12, -1);
  private final ClassTable classes;
  private final ToIntFunction<Object> ids;

  RecordWriter(ClassTable classes, ToIntFunction<Object> ids) {
    this.classes = classes;
    this.ids = ids;
  }

  @Override
  public Output data() {
    return data;
  }

  @Override
  public void ref(Object target) {
    data.writeVarInt(target == null ? 0 : ids.applyAsInt(target), true);
  }

  @Override
  public void type(Class<?> type) {
    data.writeVarInt(type == null ? 0 : classes.idOf(type), true);
  }
}
