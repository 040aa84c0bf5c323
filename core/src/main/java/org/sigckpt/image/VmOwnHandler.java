package org.sigckpt.image;

import java.lang.reflect.Field;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Single objects of which each JVM has its own: the default file system and its provider, the
 * loaders of platform and application.
 */
final class VmOwnHandler implements ObjectHandler {
  private static final String[] BUILT_IN_LOADERS = {"PLATFORM_LOADER", "APP_LOADER", "BOOT_LOADER"};

  @Override
  public boolean handles(Class<?> type) {
    String name = type.getName();
    return type == FileSystems.getDefault().getClass()
        || type == FileSystems.getDefault().provider().getClass()
        || name.startsWith("jdk.internal.loader.ClassLoaders$");
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    for (int i = 0; i < count(); i++) {
      if (own(i) == object) {
        out.data().writeByte(i);
        return;
      }
    }
    throw new CannotCaptureException(
        "Cannot checkpoint "
            + object
            + " ("
            + object.getClass().getName()
            + "): only the JVM's own one can be found again; do not keep it.");
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return own(in.data().readByte());
  }

  private static int count() {
    return 2 + BUILT_IN_LOADERS.length;
  }

  private static Object own(int index) {
    FileSystem files = FileSystems.getDefault();
    return switch (index) {
      case 0 -> files;
      case 1 -> files.provider();
      default -> loader(BUILT_IN_LOADERS[index - 2]);
    };
  }

  private static Object loader(String fieldName) {
    try {
      Field field =
          JdkReflection.fieldOrNull(Class.forName("jdk.internal.loader.ClassLoaders"), fieldName);
      return field == null ? null : JdkUnsafe.get(null, field);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
