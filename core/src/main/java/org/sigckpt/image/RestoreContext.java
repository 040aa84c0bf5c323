package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Input;

/** What a handler reads its record from, in the order of {@link CaptureContext}. */
public interface RestoreContext {
  /** Returns the record's plain data; shared, do not close. */
  Input data();

  /** Reads a reference; only in {@link ObjectHandler#complete}. */
  Object ref();

  /** Reads a class. */
  Class<?> type();

  /** Has the action run when the whole image is read, statics included. */
  void whenRead(Runnable action);

  /**
   * Has the action run when all threads of the program stand and are about to be released; for what
   * makes the JVM call the program.
   */
  void whenAllStand(Runnable action);
}
