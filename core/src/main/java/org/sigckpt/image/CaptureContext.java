package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Output;

/** What a handler writes its record to. */
public interface CaptureContext {
  /** Returns the record's plain data; shared, do not close. */
  Output data();

  /** Writes a reference; the object (null allowed) becomes part of the image. */
  void ref(Object target);

  /** Writes a class (null allowed). */
  void type(Class<?> type);
}
