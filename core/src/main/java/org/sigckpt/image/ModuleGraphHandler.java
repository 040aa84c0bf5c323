package org.sigckpt.image;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.util.Optional;

/**
 * Descriptor, reference and resolution of a module of the boot layer, and the layer's
 * configuration, are the new JVM's own; those that the program made are carried by value.
 */
final class ModuleGraphHandler implements ObjectHandler {
  private static final String CONFIGURATION = "";

  @Override
  public boolean handles(Class<?> type) {
    return type == Configuration.class
        || type == ModuleDescriptor.class
        || type == ResolvedModule.class
        || type.getName().equals("jdk.internal.module.ModuleReferenceImpl");
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    String name = nameOf(object);
    boolean own = own(object.getClass(), name) == object;
    out.data().writeString(own ? name : null);
    if (!own) {
      ObjectFields.capture(object, field -> true, out);
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    String name = in.data().readString();
    if (name == null) {
      return ObjectFields.allocate(type);
    }
    Object own = own(type, name);
    if (own == null) {
      throw new ImageRestoreException(
          "Cannot restore the module "
              + name
              + " (not resolved in this JVM); restart with the --add-modules of the checkpoint.");
    }
    return own;
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    if (in.data().position() < in.data().limit()) {
      ObjectFields.restore(object, field -> true, in);
    }
  }

  private static String nameOf(Object object) {
    if (object instanceof ModuleDescriptor descriptor) {
      return descriptor.name();
    }
    if (object instanceof ResolvedModule resolved) {
      return resolved.name();
    }
    return object instanceof ModuleReference reference
        ? reference.descriptor().name()
        : CONFIGURATION;
  }

  private static Object own(Class<?> type, String name) {
    Configuration boot = ModuleLayer.boot().configuration();
    if (type == Configuration.class) {
      return boot;
    }
    Optional<ResolvedModule> module = boot.findModule(name);
    if (type == ResolvedModule.class) {
      return module.orElse(null);
    }
    if (type == ModuleDescriptor.class) {
      return ModuleLayer.boot().findModule(name).map(Module::getDescriptor).orElse(null);
    }
    return module.map(ResolvedModule::reference).orElse(null);
  }
}
