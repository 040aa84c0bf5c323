package org.sigckpt.classes;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.sigckpt.classes.LayerImage.DoorImage;
import org.sigckpt.classes.LayerImage.ModuleImage;
import org.sigckpt.classes.ModuleDoors.Door;

/**
 * Makes the module layers of an image, by the public API.
 *
 * <p>The VM puts a class into the module that has its package, so the layers of a loader must be
 * there before it defines classes, with what modules were made to read, export and open to each
 * other, which definitions need too. Their content is not found by name any more: classes are
 * defined from the image.
 */
final class LayerReader {
  private final List<LayerImage> images;
  private final IntFunction<@Nullable ClassLoader> loaders;
  private final @Nullable ModuleLayer[] layers;

  LayerReader(List<LayerImage> images, IntFunction<@Nullable ClassLoader> loaders) {
    this.images = images;
    this.loaders = loaders;
    layers = new ModuleLayer[images.size()];
  }

  /** Makes the layers with modules of the loader; to be called before it defines a class. */
  void prepare(int loaderIndex) {
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] == null && uses(images.get(i), loaderIndex)) {
        layer(LayerImage.FIRST_OWN + i);
      }
    }
  }

  private static boolean uses(LayerImage image, int loaderIndex) {
    return image.modules().stream().anyMatch(each -> each.loaderIndex() == loaderIndex);
  }

  ModuleLayer layer(int index) {
    if (index < LayerImage.FIRST_OWN) {
      return index == LayerImage.BOOT ? ModuleLayer.boot() : ModuleLayer.empty();
    }
    int place = index - LayerImage.FIRST_OWN;
    ModuleLayer known = layers[place];
    if (known != null) {
      return known;
    }
    ModuleLayer layer = define(images.get(place));
    layers[place] = layer;
    for (DoorImage each : images.get(place).doors()) {
      Module from = layer(each.fromLayer()).findModule(each.from()).orElse(null);
      Module to = layer(each.toLayer()).findModule(each.to()).orElse(null);
      if (from != null && to != null) {
        new Door(from, each.packageName(), to, each.isOpen()).make();
      }
    }
    return layer;
  }

  private ModuleLayer define(LayerImage image) {
    List<ModuleLayer> parents = new ArrayList<>();
    List<Configuration> configurations = new ArrayList<>();
    for (int parent : image.parents()) {
      parents.add(layer(parent));
      configurations.add(layer(parent).configuration());
    }
    Map<String, ModuleImage> modules = new TreeMap<>();
    image.modules().forEach(each -> modules.put(each.descriptor().name(), each));
    Configuration configuration =
        Configuration.resolve(
            new Finder(modules), configurations, ModuleFinder.of(), modules.keySet());
    return ModuleLayer.defineModules(
            configuration, parents, name -> loaders.apply(loaderIndexOf(image, name)))
        .layer();
  }

  private static int loaderIndexOf(LayerImage image, String name) {
    return image.modules().stream()
        .filter(each -> each.descriptor().name().equals(name))
        .findAny()
        .orElseThrow()
        .loaderIndex();
  }

  /** Finds the modules of one layer. */
  private record Finder(Map<String, ModuleImage> modules) implements ModuleFinder {
    @Override
    public Optional<ModuleReference> find(String name) {
      return Optional.ofNullable(modules.get(name)).map(each -> new Reference(each.descriptor()));
    }

    @Override
    public Set<ModuleReference> findAll() {
      throw new UnsupportedOperationException("Modules are asked for by name.");
    }
  }

  /** To a module without content. */
  private static final class Reference extends ModuleReference {
    Reference(ModuleDescriptor descriptor) {
      super(descriptor, null);
    }

    @Override
    public ModuleReader open() {
      throw new UnsupportedOperationException("The content of a restarted module is in its image.");
    }
  }
}
