package org.sigckpt.image;

import java.lang.reflect.Field;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * A module is the one of that name in the boot layer, or the unnamed module of one of the JVM's own
 * loaders. Those of custom loaders come with the loader: they are pre-made where the loader is.
 */
final class ModuleHandler implements ObjectHandler {
  private static final Field UNNAMED = JdkReflection.field(ClassLoader.class, "unnamedModule");

  @Override
  public boolean handles(Class<?> type) {
    return type == Module.class;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Module module = (Module) object;
    ClassLoader loader = module.getClassLoader();
    boolean known =
        module.isNamed()
            ? module.getLayer() == ModuleLayer.boot()
            : loader == ClassLoader.getPlatformClassLoader()
                || loader == ClassLoader.getSystemClassLoader();
    if (!known) {
      throw new CannotCaptureException(
          "Cannot checkpoint "
              + module
              + " of loader "
              + loader
              + ": only modules of the boot layer can be found again; do not keep the Module.");
    }
    out.data().writeString(module.getName());
    out.data().writeBoolean(loader == ClassLoader.getSystemClassLoader());
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    String name = in.data().readString();
    boolean system = in.data().readBoolean();
    if (name == null) {
      ClassLoader loader =
          system ? ClassLoader.getSystemClassLoader() : ClassLoader.getPlatformClassLoader();
      return JdkUnsafe.get(loader, UNNAMED);
    }
    return ModuleLayer.boot()
        .findModule(name)
        .orElseThrow(
            () ->
                new ImageRestoreException(
                    "Cannot restore module " + name + ": it is not in this JVM's boot layer."));
  }
}
