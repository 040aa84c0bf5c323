package org.sigckpt.classes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.sigckpt.classes.LayerImage.DoorImage;
import org.sigckpt.classes.LayerImage.ModuleImage;
import org.sigckpt.classes.ModuleDoors.Door;

/** Gives indexes to the module layers of an image, parents first. */
final class LayerWriter {
  private final ToIntFunction<ClassLoader> loaderIndex;
  private final Map<ModuleLayer, Integer> indexes = new IdentityHashMap<>();
  private final List<LayerImage> layers = new ArrayList<>();

  LayerWriter(ToIntFunction<ClassLoader> loaderIndex) {
    this.loaderIndex = loaderIndex;
    indexes.put(ModuleLayer.empty(), LayerImage.EMPTY);
    indexes.put(ModuleLayer.boot(), LayerImage.BOOT);
  }

  int indexOf(ModuleLayer layer) {
    Integer known = indexes.get(layer);
    if (known != null) {
      return known;
    }
    List<Integer> parents = layer.parents().stream().map(this::indexOf).toList();
    int index = LayerImage.FIRST_OWN + layers.size();
    indexes.put(layer, index);
    layers.add(new LayerImage(parents, List.of(), List.of()));
    List<ModuleImage> modules =
        layer.modules().stream()
            .sorted(Comparator.comparing(Module::getName))
            .map(each -> new ModuleImage(each.getDescriptor(), loaderIndexOf(each)))
            .toList();
    layers.set(index - LayerImage.FIRST_OWN, new LayerImage(parents, modules, List.of()));
    return index;
  }

  private int loaderIndexOf(Module module) {
    return loaderIndex.applyAsInt(module.getClassLoader());
  }

  /** Returns all layers so far, with the doors that there are now. */
  List<LayerImage> layers() {
    List<LayerImage> complete = new ArrayList<>();
    List<Door> doors = layers.isEmpty() ? List.of() : ModuleDoors.dynamic();
    for (int i = 0; i < layers.size(); i++) {
      int index = LayerImage.FIRST_OWN + i;
      List<DoorImage> own =
          doors.stream()
              .filter(each -> Math.max(indexOf(each.from()), indexOf(each.to())) == index)
              .filter(each -> Math.min(indexOf(each.from()), indexOf(each.to())) >= 0)
              .map(this::imageOf)
              .toList();
      complete.add(new LayerImage(layers.get(i).parents(), layers.get(i).modules(), own));
    }
    return complete;
  }

  /** Returns -1 for a module of no layer, or of one that is not in the image. */
  private int indexOf(Module module) {
    return indexes.getOrDefault(module.getLayer(), -1);
  }

  private DoorImage imageOf(Door door) {
    return new DoorImage(
        indexOf(door.from()),
        door.from().getName(),
        door.packageName(),
        indexOf(door.to()),
        door.to().getName(),
        door.isOpen());
  }
}
