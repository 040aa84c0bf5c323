package org.sigckpt.classes;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * Carries {@link Module} and {@link ModuleLayer} objects: the restarted JVM has its own, the
 * modules found by name in their layers, or as the unnamed modules of loaders.
 *
 * <p>Record: for a layer its index; for a module name or null, then the index of its layer or, if
 * the name is null, of the loader whose unnamed module it is.
 */
public final class ModuleHandler implements ObjectHandler {
  private final @Nullable ClassTableWriter writer;
  private final @Nullable ClassTableReader reader;

  private ModuleHandler(@Nullable ClassTableWriter writer, @Nullable ClassTableReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** Returns the handler of a checkpoint. */
  public static ModuleHandler capturing(ClassTableWriter writer) {
    return new ModuleHandler(writer, null);
  }

  /** Returns the handler of a restart. */
  public static ModuleHandler restoring(ClassTableReader reader) {
    return new ModuleHandler(null, reader);
  }

  @Override
  public boolean handles(Class<?> type) {
    return type == Module.class || type == ModuleLayer.class;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    if (object instanceof ModuleLayer layer) {
      out.data().writeVarInt(table().layerIndexOf(layer), true);
      return;
    }
    Module module = (Module) object;
    out.data().writeString(module.getName());
    if (!module.isNamed()) {
      out.data().writeVarInt(table().loaderIndexOf(module.getClassLoader()), true);
    } else if (module.getLayer() != null) {
      out.data().writeVarInt(table().layerIndexOf(module.getLayer()), true);
    } else {
      throw new CannotCaptureException(
          "Cannot checkpoint module "
              + module.getName()
              + ": the JDK made it and put it into no layer; run the program from the class path.");
    }
  }

  private ClassTableWriter table() {
    if (writer == null) {
      throw new IllegalStateException("Cannot capture with the handler of a restart.");
    }
    return writer;
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    if (reader == null) {
      throw new IllegalStateException("Cannot restore with the handler of a checkpoint.");
    }
    if (type == ModuleLayer.class) {
      return reader.layer(in.data().readVarInt(true));
    }
    String name = in.data().readString();
    int index = in.data().readVarInt(true);
    Module module =
        name == null
            ? unnamed(reader.loader(index))
            : reader.layer(index).findModule(name).orElse(null);
    if (module == null) {
      throw new IllegalStateException(
          "Cannot restart: module " + name + " is missing; add --add-modules " + name + ".");
    }
    return module;
  }

  private static @Nullable Module unnamed(@Nullable ClassLoader loader) {
    return loader == null ? bootUnnamed() : loader.getUnnamedModule();
  }

  private static Module bootUnnamed() {
    String owner = "jdk.internal.loader.BootLoader";
    try {
      Field field = JdkReflection.field(Class.forName(owner, true, null), "UNNAMED_MODULE");
      return (Module) JdkUnsafe.get(null, field);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(owner, e);
    }
  }
}
