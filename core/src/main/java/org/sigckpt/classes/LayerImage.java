package org.sigckpt.classes;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module layer that was made at run time.
 *
 * @param parents indexes of its parents; {@link #BOOT}, {@link #EMPTY}, or those of earlier layers
 * @param doors between its modules, and between them and those of the boot layer and earlier layers
 */
record LayerImage(List<Integer> parents, List<ModuleImage> modules, List<DoorImage> doors) {
  /** Index of the empty layer. */
  static final int EMPTY = 0;

  /** Index of the boot layer. */
  static final int BOOT = 1;

  /** Index of the first layer of the table. */
  static final int FIRST_OWN = 2;

  /**
   * One module of a layer.
   *
   * @param loaderIndex of the loader that defines its classes
   */
  record ModuleImage(ModuleDescriptor descriptor, int loaderIndex) {}

  /** See {@link ModuleDoors.Door}; a module is told by its layer's index and its name. */
  record DoorImage(
      int fromLayer,
      String from,
      @Nullable String packageName,
      int toLayer,
      String to,
      boolean isOpen) {}
}
