package org.sigckpt.classes;

import java.util.List;

/**
 * All classes, loaders and module layers of an image.
 *
 * @param loaders by loader index
 * @param classes by class id minus 1
 * @param layers those made at run time
 */
public record ClassTableImage(
    List<LoaderImage> loaders, List<ClassImage> classes, List<LayerImage> layers) {
  /** Returns the class with this id, which starts at 1. */
  public ClassImage classOf(int id) {
    return classes.get(id - 1);
  }
}
