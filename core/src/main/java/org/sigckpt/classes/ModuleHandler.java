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
 * Carries {@link Module} objects: the restarted JVM has its own, found by name in the boot layer,
 * or as the unnamed module of a loader.
 *
 * <p>Record: name or null; if null, the index of the loader whose unnamed module it is.
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
    return type == Module.class;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Module module = (Module) object;
    if (module.isNamed() && bootModule(module.getName()) != module) {
      throw new CannotCaptureException(
          "Cannot checkpoint module "
              + module.getName()
              + ": it is in a layer made at run time; run the program from the class path.");
    }
    out.data().writeString(module.getName());
    if (!module.isNamed()) {
      out.data().writeVarInt(indexOf(module.getClassLoader()), true);
    }
  }

  private int indexOf(@Nullable ClassLoader loader) {
    if (writer == null) {
      throw new IllegalStateException("Cannot capture with the handler of a restart.");
    }
    return writer.loaderIndexOf(loader);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    String name = in.data().readString();
    Module module = name == null ? unnamed(in.data().readVarInt(true)) : bootModule(name);
    if (module == null) {
      throw new IllegalStateException(
          "Cannot restart: module " + name + " is missing; add --add-modules " + name + ".");
    }
    return module;
  }

  private @Nullable Module unnamed(int loaderIndex) {
    if (reader == null) {
      throw new IllegalStateException("Cannot restore with the handler of a checkpoint.");
    }
    ClassLoader loader = reader.loader(loaderIndex);
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

  private static @Nullable Module bootModule(String name) {
    return ModuleLayer.boot().findModule(name).orElse(null);
  }
}
