package org.sigckpt.resource;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ImageRestoreException;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * What {@code java.awt.Font} refers to: a font of the host, which the new JVM finds by family and
 * style.
 *
 * <p>Record: family, full name, style.
 */
final class FontHandler implements ObjectHandler {
  private static final String HANDLE = "sun.font.Font2DHandle";
  private static final int NO_FALLBACK = 0;

  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals(HANDLE);
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Object font = JdkUnsafe.get(object, JdkReflection.field(object.getClass(), "font2D"));
    String file = (String) value(font, "platName");
    if (file != null && file.startsWith(System.getProperty("java.io.tmpdir"))) {
      throw new CannotCaptureException(
          "Cannot checkpoint the font "
              + value(font, "fullName")
              + ": it was made from data of the program; drop it before the checkpoint.");
    }
    out.data().writeString((String) value(font, "familyName"));
    out.data().writeString((String) value(font, "fullName"));
    out.data().writeInt(JdkUnsafe.UNSAFE.getInt(font, JdkUnsafe.offsetOf(field(font, "style"))));
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    String family = in.data().readString();
    String fullName = in.data().readString();
    int style = in.data().readInt();
    try {
      Class<?> factory = Class.forName("sun.font.FontManagerFactory");
      Object manager = JdkReflection.call(JdkReflection.method(factory, "getInstance"), null);
      Object font =
          JdkReflection.call(
              JdkReflection.method(
                  Class.forName("sun.font.FontManager"),
                  "findFont2D",
                  String.class,
                  int.class,
                  int.class),
              manager,
              family,
              style,
              NO_FALLBACK);
      Object handle = font == null ? null : value(font, "handle");
      if (handle != null && fullName.equals(value(font, "fullName"))) {
        return handle;
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    throw new ImageRestoreException(
        "Cannot restore the font " + fullName + ": this host has none; install it.");
  }

  private static @Nullable Object value(Object font, String name) {
    Field field = field(font, name);
    return field == null ? null : JdkUnsafe.get(font, field);
  }

  private static @Nullable Field field(Object font, String name) {
    for (Class<?> type = font.getClass(); type != null; type = type.getSuperclass()) {
      Field field = JdkReflection.fieldOrNull(type, name);
      if (field != null) {
        return field;
      }
    }
    return null;
  }
}
